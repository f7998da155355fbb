"""Facts about house and home."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="spare_key",
        values=(
            "under the slate by the water butt",
            "inside the old teapot on the porch",
            "behind the third flowerpot",
            "on a nail under the bird table",
        ),
        said=(
            "The locksmith cost us a fortune last winter, so from now on the spare key lives {x}. Anyway, "
            "can you help me write a packing list for a weekend away?",
            "I keep locking myself out, it is getting silly. I put a spare key {x} this morning, which is "
            "hardly a secret place. What should I cook with half a cabbage?",
        ),
        replies=(
            "That sounds like a sensible precaution after what it cost you. For the rest, start with the "
            "heaviest things and work down; I can set it out step by step if you like.",
            "You are far from the only one. Let me deal with your question: I would keep it simple, choose "
            "one thing and do it well.",
        ),
        same=("Where did I put the spare key?", "where the spare key lives"),
        other=(
            "If I can't get into the house, how do I open the door?",
            "how to get through my front door when I forget my set",
        ),
        near=(
            (
                "Do locks need oil? Our front door has been stiff since the frost and the key turns badly.",
                "A dry graphite powder is better than oil, which collects dust. Puff a little into the "
                "lock, turn the key a few times and wipe it. If it stays stiff, the door itself may have "
                "swollen.",
            ),
        ),
    ),
    Fact(
        name="boiler_make",
        values=("Vaillant", "Worcester", "Ferroli", "Baxi", "Ideal Logic"),
        said=(
            "The engineer came for the yearly check and had to go back to the van for parts, because our "
            "{x} boiler is an odd size. Could you suggest something quick for supper? I am worn out.",
            "No hot water again, so I showered at the gym. The boiler is a {x}, fourteen years old, and I "
            "suspect it is at the end of its days. Tell me honestly, repair or replace?",
        ),
        replies=(
            "At that age most people start to put money aside for a new one. I would ask for two quotes in "
            "writing before the cold comes, and not sign anything on the doorstep.",
            "What a nuisance. A tray of roast vegetables with feta needs ten minutes of work and gives you "
            "leftovers. Have you got an onion and some peppers?",
        ),
        same=("Which boiler do we have?", "what make of boiler we have"),
        other=("Which manufacturer built the heating system at my place?", "which brand the central heating unit is"),
        near=(
            (
                "How does a heat pump compare with a gas boiler? Everyone at the barbecue had an opinion "
                "and none had figures.",
                "Roughly: a heat pump moves warmth rather than making it, so it gives three units for each "
                "one it draws. It works best in a well insulated house with large radiators. Installation "
                "costs more than a boiler.",
            ),
        ),
    ),
    Fact(
        name="bedroom_colour",
        values=("sage green", "dusty pink", "midnight blue", "warm terracotta", "pale primrose"),
        said=(
            "Paint everywhere, even in my hair. We did the whole bedroom in {x} over the weekend and I love "
            "waking up in it. How do I get gloss off a wooden floor?",
            "After months of tester pots on the wall we painted the bedroom {x}. My back aches from the "
            "ceiling. Any stretch you would do for that?",
        ),
        replies=(
            "Well done, that is a big job. Go gently: warm water with a little washing-up liquid first, a "
            "plastic scraper after, and solvent only where nothing else helps.",
            "Bravo for finishing it. Lie flat with your knees bent, hug them one after the other, and keep "
            "breathing. Two minutes each evening does more than half an hour once.",
        ),
        same=("What did we paint the bedroom?", "how we painted the bedroom"),
        other=("Which colour is the room where I sleep?", "which shade I picked for the sleeping quarters"),
        near=(
            (
                "Is it true that walls need to dry for a day between coats? The paint in our hall is going patchy.",
                "Usually four to six hours is enough for water-based paint, though a cool damp hall may "
                "need the day. Patchiness often comes from a thirsty wall, so a thinned first coat helps.",
            ),
        ),
    ),
    Fact(
        name="landlord_name",
        values=("Mr Pellworth", "Mrs Okonjo", "Mr Danbury", "Ms Ferrante", "Mr Szabo"),
        said=(
            "I had words with {x} about the damp, and for once the landlord promised to send a builder "
            "instead of a tin of sealant. Could you draft a polite follow-up for me?",
            "Rent day. Our landlord, {x}, came to collect it in person and stayed for forty minutes telling "
            "me about fishing. How do I end a conversation kindly?",
        ),
        replies=(
            "Of course. I would thank them, repeat what was promised with the date, and ask for a time when "
            "the work will start. Short and friendly keeps everyone on your side.",
            'A good trick is to stand up and name the next thing you must do: "I must let you go, I have a '
            'call." Said with a smile it offends nobody.',
        ),
        same=("Who is our landlord?", "what the name of our landlord is"),
        other=("Who owns the flat I live in?", "who the owner of our home is"),
        near=(
            (
                "My friend says a landlord must give a day of notice before visiting. Is that so?",
                "In many places yes, apart from emergencies, and the lease usually spells it out. Ask for "
                "the notice in writing and keep it; a landlord who respects it once tends to go on doing "
                "so.",
            ),
        ),
    ),
    Fact(
        name="plumber_name",
        values=("Hendry Voss", "Marta Quill", "Gil Ashdown", "Renny Tolland"),
        said=(
            "Thank heaven for {x}, the plumber who came out on a Sunday and stopped the water pouring "
            "through the kitchen ceiling. What do I do with soaked plasterboard?",
            "The tap had dripped for weeks, and then {x} fixed it in ten minutes. A plumber who turns up "
            "when promised, imagine! Help me plan the week's meals?",
        ),
        replies=(
            "Worth keeping that number. As for the rest: open the windows, let air through for several days "
            "and do not rush to cover anything up.",
            "That is a treasure. Let us go: soup on Monday, pasta on Tuesday, something with eggs on "
            "Wednesday, and leftovers when you are tired. Shall I make a shopping list?",
        ),
        same=(
            "Which plumber fixed our tap?",
            "Which plumber stopped the water in the kitchen?",
            "who our plumber is",
        ),
        other=("Who repaired the leak at my house?", "who sorted out our leaking pipes"),
        near=(
            (
                "Water pressure in the shower has been poor for a month. Should I call a plumber or try it "
                "myself first?",
                "Try the shower head first: unscrew it and leave it in vinegar overnight, as lime is the "
                "usual culprit. If the kitchen tap is weak as well, then it is one for a plumber.",
            ),
        ),
    ),
    Fact(
        name="bin_day",
        values=("every second Thursday", "Wednesdays before six", "alternate Mondays", "Fridays at dawn"),
        said=(
            "The council changed the rounds again, so now the bins go out {x}, and of course I missed it. "
            "Is it worth composting with a garden as small as ours?",
            "Our kitchen smells because nobody put the bins out. They are emptied {x}, I have stuck a note "
            "on the fridge. What kills fruit flies?",
        ),
        replies=(
            "A small saucer of cider vinegar with a drop of washing-up liquid works overnight. Keep peel in "
            "a lidded tub and rinse it often, and you should see the end of it.",
            "It is, even in a tiny plot: a closed tub the size of a bucket takes the peelings of two "
            "people, and you get something good for your pots in a year.",
        ),
        same=("When do the bins go out?", "when the bins are emptied"),
        other=("On which day is our rubbish picked up?", "when the refuse lorry visits our street"),
        near=(
            (
                "The foxes tore the bins open again last night. What keeps them away?",
                "Foxes come for the smell, so rinse tins and freeze meat scraps until collection. A strap "
                "across the lid of the bins does the rest, and it costs next to nothing.",
            ),
        ),
    ),
    Fact(
        name="sofa_price",
        values=("640 pounds", "1,150 euros", "890 dollars", "475 pounds"),
        said=(
            "The new sofa has arrived, and yes, it fits through the door! It was {x} in the sale, which I "
            "keep telling myself is a bargain. How do I keep the cat off it?",
            "I am writing to you from the new sofa. {x} it set me back, delivery included, so nobody is "
            "allowed to eat crisps on it. Give me some ideas for the evening?",
        ),
        replies=(
            "Enjoy it. A folded throw on the favourite corner usually settles the matter, as it can be "
            "washed, and a better place nearby does more than any scolding.",
            "Congratulations. A quiz, a film with subtitles so that nobody looks at a phone, or simply a "
            "nap: all three are decent uses of new furniture.",
        ),
        same=("How much was the new sofa?", "how much the sofa set me back", "what the new sofa was in the sale"),
        other=("What did I pay for my couch?", "what our couch cost"),
        near=(
            (
                "Which fabric for a sofa is easiest to keep clean with children around?",
                "A tight weave with a removable cover: cotton mixed with polyester, or microfibre. Leather "
                "wipes clean but scratches. Ask for a sample of the sofa fabric and try it with tea.",
            ),
        ),
    ),
    Fact(
        name="neighbour_upstairs",
        values=("Orla", "Benedikt", "Tamsin", "Wendell", "Ottilie"),
        said=(
            "{x} upstairs has started trombone lessons. Very sweet person, dreadful tone. I did not sleep "
            "before midnight. What helps when you are short of sleep at work?",
            "Somebody left soup at my door when I was ill, and it turned out to be {x} from upstairs. I was "
            "quite moved. How do I return such kindness without making a fuss?",
        ),
        replies=(
            "Start with daylight and a short walk, keep the coffee before noon and put off whatever needs a "
            "sharp mind until you are rested. It evens out after one good night.",
            "Something small and useful: a jar of what you cook yourself, with a card. Kindness between "
            "doors lives from being a little uneven, so do not aim to balance it.",
        ),
        same=(
            "Who upstairs started trombone lessons?",
            "Who from upstairs left soup at my door?",
            "who lives upstairs",
        ),
        other=("What is the name of my neighbour above me?", "what my neighbour on the floor over mine is called"),
        near=(
            (
                "Footsteps over my head at six again. Can one do anything about noise from upstairs in an "
                "old building?",
                "Carpets up there help most, so a friendly word may do it. On your side a heavier ceiling "
                "is costly; a fan or soft music masks the footsteps well.",
            ),
        ),
    ),
    Fact(
        name="washing_code",
        values=("E18", "F05", "H20", "E43"),
        said=(
            "There is a puddle in the utility room. The washing machine stopped in the middle and blinks "
            "{x} at me. I have no patience left today, tell me a joke.",
            "My football kit is locked in. The washing machine shows {x} and hums. Before I call anyone, "
            "how do I dry a pair of trainers fast?",
        ),
        replies=(
            "A man asks his doctor for something for wind, and gets a kite. As for the puddle: pull the "
            "plug, and look in the small filter at the front before you pay anybody.",
            "Stuff them with newspaper and change it every hour, away from the radiator. And look at the "
            "drain filter at the bottom front, which is blocked more often than anything breaks.",
        ),
        same=("What did the washing machine show when it stopped?", "what the washing machine blinks at me"),
        other=("Which error did the laundry appliance display?", "which fault number our laundry appliance gave"),
        near=(
            (
                "How often does one clean a washing machine? Ours smells like a pond.",
                "Once a month, empty, at the hottest setting, with a cup of soda crystals. Leave the door "
                "and the drawer open in between, since the smell comes from standing damp.",
            ),
        ),
    ),
    Fact(
        name="garden_tree",
        values=("a quince", "a damson", "a medlar", "a Bramley apple", "a walnut"),
        said=(
            "My hands are black with soil, but it is done: we planted {x} where the trampoline stood. It "
            "will be years before it gives anything. Do I stake it?",
            "The whole family stood round with spades while we planted {x} in the back. There were "
            "speeches. What do you serve twelve people in November?",
        ),
        replies=(
            "A low stake for the first two winters, tied loosely so that the trunk can move, and plenty of "
            "water in dry weeks. Mulch in a ring, but never against the bark.",
            "A big pot of something: lentil soup, bread and a good cheese. It keeps warm, it forgives "
            "latecomers, and you can sit down with the others.",
        ),
        same=("What did we plant in the back?", "what we planted with the family"),
        other=("Which tree is growing in my garden?", "which fruit tree I put in the garden"),
        near=(
            (
                "The hedge in the garden has brown patches. Is that box blight or just thirst?",
                "Blight starts with dark spots on leaves and black streaks on young stems; thirst browns "
                "evenly from the tips. Cut one of the patches out and look at the wood.",
            ),
        ),
    ),
    Fact(
        name="internet_provider",
        values=("Fernwave", "Loopline", "Copperfield Net", "Bluetower"),
        said=(
            "I spent an hour on hold with {x} because the broadband dropped during my exam. They offered me "
            "a month off the bill. Should I accept?",
            "We have switched: {x} does our broadband now, and the box blinks in four colours like a "
            "fairground. What is a good password that I can remember?",
        ),
        replies=(
            "I would take it, and ask for it in writing. If it happens three times in a month you usually "
            "have a right to leave without a fee, so keep a list of the cuts.",
            "Take four unrelated words and put them in a silly picture in your mind. Length beats odd "
            "signs, and nobody guesses a lighthouse that knits.",
        ),
        same=("Who does our broadband?", "who does the broadband at home"),
        other=("Which company provides my internet connection?", "which firm supplies my wifi"),
        near=(
            (
                "Does a wired connection really beat wifi for calls? The picture freezes in the study.",
                "Yes, a cable removes the guesswork of walls and neighbours. If wiring the study is too "
                "much, move the router to the middle of the house, up high and away from the microwave.",
            ),
        ),
    ),
    Fact(
        name="house_year",
        values=("1908", "1934", "1887", "1962", "1951"),
        said=(
            "The surveyor was here and wandered around tapping things. Built in {x}, he says, and never "
            "properly wired since. Can you explain what a surveyor's report covers?",
            "I found a newspaper under the floorboards! That fits, they built this place in {x}. Half of it "
            "is adverts for corsets. How does one preserve old paper?",
        ),
        replies=(
            "Keep it flat, dark and dry, between sheets of acid-free tissue, and never use sticky tape. A "
            "library near you may be glad of a scan.",
            "Roof, walls, damp, wiring, drains, and anything that could cost you a lot later. Ask about "
            "whatever is marked red, and ignore the paragraphs that merely protect the author.",
        ),
        same=("When was this place built?", "when they built this place"),
        other=("From which year does my house date?", "which year our home was constructed"),
        near=(
            (
                "Are period houses always colder? We can see our breath in the bathroom.",
                "Not always, but solid walls and single glazing lose warmth quickly. Draughts come first: "
                "brush strips on doors, a chimney balloon, and thick curtains make houses far kinder.",
            ),
        ),
    ),
    Fact(
        name="energy_supplier_bill",
        values=("212", "187", "243", "168"),
        said=(
            "I opened the envelope standing up and had to sit down: {x} for gas and electricity, for one "
            "month! Give me three things to do about it that do not involve wearing a hat indoors.",
            "So, gas and electricity are at {x} a month now, they wrote this morning. I could have a small "
            "holiday for that. What is a cheap and cheerful dinner?",
        ),
        replies=(
            "Turn the flow temperature down, hang curtains over the doors that lead outside, and stop the "
            "standby of everything with a red lamp. Together they are worth about an eighth.",
            "Lentils with rice and fried onions: a handful of coins, and better the next day. Would you "
            "like the amounts for four?",
        ),
        same=("What are gas and electricity a month now?", "what the gas and electricity envelope said"),
        other=("How much is my energy bill?", "how high our utility payments were"),
        near=(
            (
                "Is it cheaper to leave the heating low all day or switch it on when I get home?",
                "Switching it on when needed nearly always costs less, since a warm house leaks more. The "
                "exception is heating with a pump, which prefers a steady pace.",
            ),
        ),
    ),
)
