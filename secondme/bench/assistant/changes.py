"""Plans that become other plans."""

from secondme.bench.assistant.shapes import Change

CHANGES = (
    Change(
        name="hall_paper",
        values=("bamboo stripes", "large peonies", "tiny swallows", "plain oatmeal"),
        first=(
            "We are doing up the staircase, and I have set my heart on {x} for the paper. Eleven rolls, "
            "says the man. Is that a lot?"
        ),
        later=(
            "Everything back to the shop! The paper for the staircase is going to be {y}, I woke up and "
            "knew it. Will they take opened rolls?"
        ),
        replies=(
            "Eleven is usual for a staircase, as there is waste at each turn. Keep the number of the batch, "
            "in case you run short.",
            "Unopened ones for certain, opened ones rarely. Use the rest to line drawers, it is a nice "
            "surprise each morning.",
        ),
        same="Which paper did we set our heart on for the staircase, and which is it going to be?",
        other="What wallpaper was my original choice, and what did I pick instead?",
        now_same="What is the paper for the staircase going to be?",
        now_other="Which wallpaper did I finally choose?",
    ),
    Change(
        name="boat_name",
        values=("Sea Biscuit", "Patience", "Two Left Feet", "Grey Goose"),
        first=(
            "We have had her for a week and she floats. My partner painted {x} on the bow, so that is "
            "settled. How do you get paint off a nose?"
        ),
        later=(
            "So much for what was on the bow. We sanded it off and painted {y}, since the club had one like "
            "the other already. Is that bad luck?"
        ),
        replies=(
            "A little cooking oil on cotton, rub gently, then soap. With lacquer you must wait, it wears "
            "off in two days.",
            "Sailors say so, unless you pour something for the sea and are polite about it. I would pour.",
        ),
        same="What did we paint on the bow at first, and what was painted after we sanded it off?",
        other="What did our boat use to be called, and which name does it bear now?",
        now_same="What did we paint after we sanded the bow?",
        now_other="Which name does our boat bear now?",
    ),
    Change(
        name="lesson_day",
        values=("Monday at five", "Wednesday at six", "Friday at four", "Sunday at eleven"),
        first=(
            "I begin with the cello on {x}, in a teacher's attic with a stove. I am far too old for it, and "
            "shaking. What do I need to bring?"
        ),
        later=(
            "The cello has moved: {y} from now on, since my teacher has a grandchild. Could you help me "
            "rearrange my week?"
        ),
        replies=(
            "Short nails, a pencil and low hopes. The teacher has the rest, and late starters learn with "
            "the head as well.",
            "Certainly. Put the shopping where the old slot was, and leave the evening after it free, as "
            "your arms will be tired.",
        ),
        same="When did I begin with the cello, and to when has the cello moved?",
        other="What was my original music lesson time, and what is the present one?",
        now_same="When is the cello, now that it has moved?",
        now_other="What is the current time of my music lesson?",
    ),
    Change(
        name="party_guests",
        values=("fourteen people", "twenty-five people", "nine people", "thirty-one people"),
        first="I made the list for the garden do: {x}, and not one more, we have no chairs. How much punch is that?",
        later=(
            "About the garden do: three said no and one brings a choir, it is {y} as of this morning. I "
            "need more punch. And chairs!"
        ),
        replies=(
            "Half a litre each for the first two hours, then it slows. Make the base strong and let them add water.",
            "Hay bales with blankets sit three each. Borrow glasses from the pub, which usually lends them "
            "for a bottle.",
        ),
        same="What was on the list for the garden do, and what is it as of that later morning?",
        other="How many guests did my party have at the start, and how many in the end?",
        now_same="What is it for the garden do as of that morning, after three said no?",
        now_other="How many guests does my party have in the end?",
    ),
    Change(
        name="trip_place",
        values=("Lake Bled", "the Harz", "the Camargue", "Gotland"),
        first=(
            "We have agreed on {x} for Whitsun, by a show of hands, the dog abstaining. What do we have to arrange?"
        ),
        later=(
            "Forget what I said about Whitsun. There was no room left, so {y} it shall be, and the dog "
            "voted this time. Is it far on foot from the station there?"
        ),
        replies=(
            "Beds first, then the journey, then somebody for the letters. I would also ask at once whether "
            "the dog is welcome.",
            "There is usually a bus that meets the train. Ask for the one that takes dogs, and sit near the driver.",
        ),
        same="What had we agreed on for Whitsun, and what shall it be instead since there was no room?",
        other="Where did I first intend to travel for the long weekend, and what destination did we end up with?",
        now_same="What shall it be for Whitsun since there was no room?",
        now_other="Which destination did we end up with for the long weekend?",
    ),
    Change(
        name="diet_plan",
        values=("no bread after noon", "soup on weekdays", "nothing sweet until Easter", "only one coffee a day"),
        first=(
            "New rule, and you are my witness: {x}. I feel lighter already, after an hour. How does one "
            "keep to a thing like that?"
        ),
        later="The old rule is dead, long live the new: {y}. It suits me far better. You may applaud.",
        replies=(
            "Tell somebody, make it easy, and forgive one slip a week. I have taken note as your witness.",
            "I applaud. A rule that suits you is worth ten that impress others; let us see how it looks in a month.",
        ),
        same="What was the rule when you were my witness, and what is the new rule after the old was dead?",
        other="Which eating resolution did I make originally, and which did I switch to?",
        now_same="What is the new rule, long live, now that the old is dead?",
        now_other="Which eating resolution did I switch to?",
    ),
    Change(
        name="phone_plan",
        values=("the 20-gigabyte plan", "the family bundle", "the pay-as-you-go card", "the unlimited plan"),
        first=(
            "After an hour in the shop I signed for {x}. The young man thanked me nine times. Was that wise "
            "for a person who rings twice a week?"
        ),
        later=(
            "I went back to the shop and changed it all: from today it is {y}, the young man was less "
            "polite. What is roaming?"
        ),
        replies=(
            "It depends on what your children send you. Look after a month at how much you used, and go "
            "down a size if you can.",
            "Using another network abroad. Within much of Europe it costs nothing extra; elsewhere, switch "
            "it off before you land.",
        ),
        same="What did I sign for in the shop, and what is it since I went back to the shop?",
        other="Which mobile contract did I take initially, and which have I got now?",
        now_same="What is it since I went back to the shop and changed it all?",
        now_other="Which mobile contract have I got now?",
    ),
    Change(
        name="present_mum",
        values=("a bread oven", "theatre tickets", "a bird table", "a silk scarf"),
        first=(
            "For mother's seventieth I have ordered {x}, it is hidden in the cellar of a friend. What do "
            "you write in verse for a woman who hates verse?"
        ),
        later=(
            "She found out! Somebody talked, so mother gets {y} for her seventieth, and the other thing "
            "goes back. How do I keep a secret in this family?"
        ),
        replies=(
            "Do not write verse. Write ten true lines, number them, and let the grandchildren read one each.",
            "Tell it to nobody who owns a telephone. Or tell three false ones, and everyone will be busy.",
        ),
        same="What had I ordered for mother's seventieth, and what does mother get after she found out?",
        other="Which birthday present for mum was first planned, and which one replaced it?",
        now_same="What does mother get for her seventieth after she found out?",
        now_other="Which birthday present will mum be given after all?",
    ),
    Change(
        name="race_entry",
        values=("the Lakeside Ten", "the Harvest Half", "the Castle Mile", "the Moor Relay"),
        first=(
            "I have put my name down for {x}. There, now I cannot go back, can I? Lay out the first four "
            "weeks for me."
        ),
        later=(
            "My ankle says no, and I have put my name down for {y} in its place. No shame in that, surely? "
            "What can I do sitting?"
        ),
        replies=(
            "You cannot. Three times a week, slow enough to talk, and one longer outing on Sundays; we add "
            "a tenth each week.",
            "None. Press a towel with your foot, draw the alphabet with your toes, and train the arms meanwhile.",
        ),
        same="Where did I first put my name down, and where after my ankle said no?",
        other="For which race did I originally register, and which did I swap it against?",
        now_same="Where have I put my name down in its place since my ankle said no?",
        now_other="Which race did I swap to?",
    ),
    Change(
        name="room_use",
        values=("a sewing room", "a guest room", "a study", "a place for the drums"),
        first=(
            "Our eldest has moved out and I stood in the doorway for an hour. It is to be {x}, we decided. "
            "How do you patch forty holes from posters?"
        ),
        later=(
            "Plans for our eldest's four walls have changed: {y} it will be, my partner won on points. "
            "Where do we put the bed?"
        ),
        replies=(
            "Filler on a fingertip, let it dry, wipe with a damp sponge, then one coat. Leave one hole "
            "where it was, for later.",
            "Offer it to someone who starts out, or take it apart and store it flat behind a wardrobe. Beds "
            "come back into use.",
        ),
        same="What did we decide for our eldest's four walls, and what will it be since plans changed?",
        other="What did I first want to turn the empty bedroom into, and what purpose does it get finally?",
        now_same="What will it be, our eldest's four walls, since plans have changed?",
        now_other="What purpose does the empty bedroom get finally?",
    ),
)
