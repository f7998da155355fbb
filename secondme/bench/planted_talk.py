"""What is said around the facts of `planted`: on each topic nine exchanges and five ways to keep the talk going.

Of an exchange: what the person says (`>`) and what the assistant answers (`=`), with `{kind}` as in `planted_facts`;
`<` is a question with which the assistant may end.
"""

from __future__ import annotations

CHANGES = (
    "What else is on your mind?", "Is there something else I can do for you?", "What would you like to talk about now?",
    "And how are things apart from that?", "Shall we turn to something else?", "What else keeps you busy at present?",
    "Now, what was the other thing you wanted to tell me?", "Does that settle it, or is there more?",
    "And what is the news otherwise?", "So much for that, then. What comes next?",
    "Good. And what else have you got for me?", "Was that all, or shall we go on?",
)  # fmt: skip
"""With what the assistant leaves a topic."""
REMARKS = """
Where shall I begin?
It has been quite a week.
You know how these things go.
So much has happened since then.
I had better tell you everything.
Let me think for a moment.
Well, things could be worse.
I hardly know what to say first.
There is never a dull moment here.
Do not laugh, please.
I was going to mention it earlier.
One thing after another, as usual.
I am in a bit of a rush.
It is a long story.
You would not believe this place.
Before I forget it again, listen.
I have been meaning to write.
Two things, then.
All right, here it comes.
I am rather tired today.
That reminds me of something.
I will keep it short.
Nothing is ever simple with us.
I am still shaking my head.
"""
"""With what the person may begin, whatever comes next."""
OPENINGS = """
There is a simple answer to that, as it happens.
It depends a little on how much time you have.
I can see why you would ask yourself that.
Let me think about it, because there are two ways.
A good question, and one that many people ask.
You are not the first one to wonder about it.
A nuisance, but it can be helped.
It is easier than it looks.
I would not lose sleep over it.
Here is what I would try first.
It takes a little patience.
Opinions differ on that, as you know.
Thank you, that makes it much clearer.
I would take one thing at a time.
Others have had the very same trouble.
There is more than one way to go about this.
It is mostly a matter of habit, so start small.
That happens more often than people care to admit.
I had hoped you would ask me something like that.
Let us begin with what costs nothing at all.
What a story, and a reasonable question.
There is an old rule for this.
If it were up to me, I would keep it simple.
I cannot promise much, but it can work.
The short answer is rather dull.
Do not be discouraged, since this can be put right.
It takes less than you think, if you plan it well.
Waiting rarely does any good here.
One thing has helped a good many people.
Perhaps the easiest way is also the best one here.
You are right to think about it before it gets worse.
My advice is an old one.
This is how I see it.
It all comes down to doing it at the proper moment.
I am glad you bring this up.
There is no need to hurry.
Sometimes the plainest remedy is the best.
It sounds harder than it is, so take heart.
You will laugh, but it is simple.
That is a pity, although nothing is lost so far.
With a bit of luck this can be done in no time.
I have thought about this before.
The trick is to make it easy.
Nobody agrees, so you are free to choose.
As so often, a little of it is better than a lot.
In my view it is worth trying before you give up.
"""
"""With what the assistant may begin, whatever it was asked."""
TALK = """
# garden
< And what else is new out there?
< How is the rest of the garden doing?
< What have the others been up to?
< Is there anything else to report from outside?
< What else happened this week?
> Half the seedlings on the sill have gone limp. Am I watering them too much, do you think?
= Quite likely. {person} waters once in {number} hours and no more. Seed trays from {town} dry out slowly, so wait.
> The lawn looks like a map of the moon. What would you do with the bare patches?
= Rake them on {when}, sow thinly and keep off for twenty days. {person} could roll them, if the roller is free.
> I want something that flowers while everything else is asleep. What would you plant?
= Try {flower} beside {flower2}. They open in {month}, and {person} had them in bloom within {number} days.
> There is a pale film on the leaves of the marrows. Should I worry?
= It is mildew. Mix milk and water, spray on {when}, and let {person} cut off the worst of the leaves.
> The compost smells like a wet dog. What is missing?
= Dry stuff is missing. Add torn paper, turn it in {month}, and ask {person} for a sack of straw.
> I have been given far too many seeds. Which ones can wait until next year?
= The {produce} can wait, and so can the {produce2}. Sow the rest by {month}, as {person} does in {town}.
> The hedge must be cut, but there are nests in it. When is it allowed?
= Only after {month} is it safe. {person} had to pay {number} euros for starting too early.
> We are thinking of a pond, a small one. How deep does it have to be?
= Make it forty centimetres deep and line it with {material}. {person} dug one in {town} in {month}.
> Something digs holes under the fence every night. Could you guess what it is?
= A {animal} would be my guess. {person} put down sand and found the prints by noon.

# kitchen
< What else is going on in your kitchen?
< And how was the rest of the meal?
< Is there more to tell?
< What else do you have planned at the stove?
< Who else was at the table?
> My sauce splits every single time. Do you know a way to rescue it?
= Whisk in a spoon of cold water. {person} learned it in {town} and has saved two dozen sauces that way.
> I have guests coming and no idea what to put in front of them. What would you cook?
= Make {dish} first and {dish2} after. Start before breakfast, and let {person} do the salad.
> The fridge is full of odds and ends again. What could they turn into?
= Fry the {produce} with rice, then add the {produce2}. {person} calls it {town} breakfast and eats it on {when}.
> My dough never rises as it should. Is it the flour or is it me?
= Neither, I think. Leave it until midnight in a warm place. In {town}, {person} wraps it in {fabric}.
> The pan is scratched and everything sticks to it. Can it still be used?
= Throw it out. A good one costs thirty euros, and {person} got one in {town} for much less on {when}.
> I want to cut down on sugar without anybody noticing. Where do I begin?
= Begin with {drink}. Take {number} grams less each week, and tell {person} only in {month}.
> We are trying to waste less food. Any advice for the leftovers?
= Cook {dish} on {when} from whatever is left. {person} feeds {number} people in {town} like that.
> Freezing herbs has never worked for me. What am I doing wrong?
= Chop them in {month}, add oil and fill small cups. {person} gets {number} portions and takes some to {town}.
> The soup was so salty that we laughed. How could I have saved it?
= Boil some {produce} in it. {person} did so in {town} after lunch with sixty guests waiting.

# travel
< What else is planned for the trip?
< And how did the others like it?
< Is there anything else to arrange?
< What else do you remember of it?
< What has been booked so far?
> Our suitcases are always too heavy. What should we leave out this time?
= Leave out the second pair of shoes. {person} went to {town} for {number} days with one bag and a {thing}.
> I can never sleep the night before a journey. Is there any trick to it?
= Pack by {time} and then drink {drink}. {person} even slept through the {vehicle} to {town} that way.
> We cannot agree between the sea and the mountains. Could you settle it?
= Take {town}, then you have both. {person} was there with a {instrument} and walked {number} kilometres a day.
> The guidebook is older than I am. Do I need another?
= Not for {town}, where little changes. Only the {venue} has moved to {street}, as {person} found out.
> We have one free day between two trains. What can be done with it?
= See the {venue} before dawn. {person} paid {number} euros for it and did not regret it.
> I get sick as soon as anything sways. What helps?
= Look at the horizon and chew ginger. {person} crossed from {town} by {vehicle} in {month} without trouble.
> The weather there is supposed to be dreadful. Should we change the dates?
= Wait until {month} at least. In {town} it rained {number} days in a row, if {person} counted well.
> We would like to bring something home for everyone. What would be small and cheap?
= Bring {produce} or a little {thing}. {person} found fifty in {town}, at the market in {street}.
> Driving abroad makes me nervous, with all those signs. What do I have to know?
= Keep under {number} in towns. {person} had a fine from {town} in {month} and paid it in {street}.

# work
< What else is happening at work?
< And what do your colleagues say?
< Was there more news from the office?
< What else was on the list?
< How did the rest of the day go?
> I have to give a talk and my knees are shaking already. How should I start?
= Start with a story from {town}. {person} speaks for twenty minutes at most and stops at {time}.
> My inbox is a swamp. Do you know a way out of it?
= Read it on the {floor} floor, at night. {person} deletes all that is older than {month}, some {number} a day.
> They want me to take on another project. How do I say no nicely?
= Say yes for {month}. Until then {person} in {town} could take it, or split it into a dozen parts.
> Nobody reads the minutes that I write. Should I stop?
= Write {number} lines and no more. Send them on {when}, and let {person} read them out.
> The printer has a will of its own. Is there a cure for it?
= Turn it off until {time}. {person} sells old ones in {town} for forty euros, as a {job}.
> I have been asked what I want to earn. What would you answer?
= Name {number} cents more an hour. {person} did that in {month} and was sent to {town} as a {job}.
> Working from home makes me lonely. What do other people do?
= They meet. {person} goes to the {venue} on {when} with two dozen others, all of them from {town}.
> There is a quarrel about who cleans the cups. Shall I step in?
= Make a list for {month}. {person} has the cups, {person2} the {thing}, and on {when} they swap.
> I may have made a mistake in the big table. Should I own up?
= Do it before nightfall. {person} once lost thirty rows in {town} and was thanked for saying so.

# family
< How are the others in the family?
< And what else did they tell you?
< Was there any other news?
< Who else was there?
< What else goes on at home?
> My mother calls three times a day. How do I tell her that it is too much?
= Agree on {time} with her. {person} does so with {number} minutes a day, and on {when} a bit longer.
> We are putting together an album for the old people. Which pictures should go in?
= Take {number} at most. Start with {town} in {month}, and let {person} write the names below.
> The children will not go to bed before midnight. What might work?
= A story before bed works well. {person} reads them {genre} in the {spot} and is asleep first.
> I would like to know where our name comes from. Where could I look?
= Ask at the {venue} in {town}. {person} found sixty letters there, all of them in {language}.
> We see each other at funerals only. How can we change that?
= Fix a day in {month}. {person} would cook {dish} for {number}, I am sure of that.
> My brother and I have not spoken since the inheritance. Should I write first?
= Write, and send {person} with it. A card from {town} costs fifty cents, and {month} is a good time.
> It is hard to find a present for people who have everything. Any ideas?
= Give time. {person} gave a day, by {vehicle}, for {number} euros, and a {thing} as well.
> The teenager of the house communicates in grunts. Is that normal?
= It is, until twenty or so. Try {sport} on {when}, as {person} did with the boys in {town}.
> We are to take turns with grandmother's shopping. How would you share it out?
= Let {person} go on {when} and {person2} before bed. What remains is {number} minutes for you.

# health
< How have you been otherwise?
< And what else did the doctor say?
< Is there anything else that hurts?
< What else are you doing for yourself?
< How are the others at home?
> I wake up in the middle of the night and start to think. What can I do about it?
= Get up, have {drink} and write it down. {person} does it at {time} and sleeps a dozen minutes later.
> The stairs leave me gasping. Is it age or is it laziness?
= Neither, perhaps. Have it checked in {month}. {person} climbs {number} a day since the {ailment}.
> My hands are always cold, even in summer. Is there something one can do?
= Try {sport}, or gloves of {fabric}. {person} asked a {job} in {town} and got the same answer.
> They have put me on a list for a check that I do not want. Must I go?
= You need not. {person} put it off to {month} and then paid {number} euros.
> I sit too much and my shoulders know it. Which exercise would you choose?
= Begin with {sport}, forty minutes at {time}. {person} lost a {ailment} by it in {month}.
> The pollen is murder this year. What can I take against it?
= Rinse your nose before breakfast and keep away from {flower}. {person} moved to {town} in {month} for it.
> I have to drink more water, they say. How do I remember that?
= Fill a jug by {time}. {person} has a {thing} that rings two dozen times a day, bought in {town}.
> The waiting room was full of coughing people. Would a mask have helped?
= It would. {person} caught a {ailment} there in {month}, and {number} people did as well.
> I bite my nails whenever I watch the news. How does one stop?
= Keep the hands busy with {hobby}. {person} took thirty days for it and wears gloves of {fabric}.

# house
< What else needs doing in the house?
< And how far have the others got?
< Is anything else broken?
< What else did the workmen say?
< How does the rest look?
> There is a damp patch that comes and goes. Whom should I ask about that?
= Ask {person}, who is a {job}. Mark it after lunch, on the {floor} floor too, and see if it grows {number} millimetres.
> The radiators gurgle like a stomach. Do they have to be bled?
= They do, in {month}. Begin in the {spot}, and let {person} hold the {thing} under it.
> I cannot decide on wallpaper. Would plain walls be better?
= Plain and {colour}, I would say. {person} has {number} square metres of it in the {spot}.
> The drawers stick as soon as it rains. Is there a cheap remedy?
= Rub them with soap. {person} uses wax from {town} for {number} cents, and a bit of {fabric}.
> We want to take out a wall, if it will bear it. Who can tell us?
= A {job} can. {person} knows one in {street} who charges {number} euros and comes on {when}.
> The floor slopes so much that a ball rolls across it. Is that dangerous?
= Not below sixty millimetres. {person} has the same in {town}, on {material}, since {month}.
> I burned a hole in the kitchen lino. Can that be patched?
= Cut a piece from the {spot}. {person} did it late at night, and one has to search for it.
> There is a draught from I know not where. How can I find it?
= Hold up a candle at {time}. {person} found fifty gaps that way and stuffed them with {fabric}.
> The bell rings by itself. Could it be the wiring?
= It could. Have {person} look at it on {when}. In {town} it was a {animal}, after {number} nights.

# money
< What else weighs on the purse?
< And what do the others think of it?
< Were there any other expenses?
< What else have you decided?
< How does the rest of the month look?
> Each month there is nothing left and I cannot say why. Where would you look first?
= Look at the small sums. {person} in {town} found twenty euros a week for {drink} alone.
> I still pay for a magazine that I never read. How do I get out of it?
= Write before {month}. {person} sent it to {street} and had {number} euros back.
> They want to sell me an insurance for everything. Do I need that?
= Hardly. {person} paid a dozen euros since {month} and got a {thing} for it, no more.
> Is it worth repairing a thing that costs so little? I always wonder about that.
= Below {number} euros it is not, unless it is {material}. But {person} mends any {thing} at the {venue} on {when}.
> I would like to put something aside for the children. How much is enough?
= Start with forty euros. {person} does it in {month}, when the money from {town} comes in.
> My sister wants to borrow a large sum. Should we put it in writing?
= Yes, with a date in {month}. {person} did it with {number} parts and a {job} as witness.
> Prices at the market have doubled, it feels. Are others saving too?
= They are. {person} buys {produce} at {time} only, and {produce2} in {town} for two dozen cents.
> I have found old coins in a biscuit tin. Could they be worth something?
= Show them to {person} at the {venue}. In {town} one brought {number} euros in {month}.
> The bill for heating made me sit down. Can I object to it?
= Within thirty days you can. {person} did so in {month}, with help from a {job} in {town}.

# reading
< What else have you been reading?
< And what did the others think?
< Is there more to tell about it?
< What else is on the pile?
< How did the rest of the evening go?
> I fall asleep after two pages. Is it me or is it the book?
= The book, surely. Read around noon instead. {person} took {genre} to {town} and was awake for {number} pages.
> We need something for people with very different tastes. What would you suggest?
= Take {genre} now and {genre2} in {month}. {person} had {number} people in {town} agree on that.
> I cannot throw away a book, not even a bad one. What do you do with them?
= Bring them to the {venue}. {person} left {number} there in {month}, next to a {thing}.
> The letters seem to be getting smaller. Should I switch to listening?
= Try it on {when}. {person} hears {genre} in the {vehicle} to {town} and knits sixty rows.
> My son says that reading is for the old. How could I change his mind?
= Leave {genre} lying in the {spot}. {person} did so in {month}, and {number} days later they were gone.
> I started in the middle and never went back. Does that count as read?
= It does for me. {person} in {town} reads the last fifty pages first, and {genre} backwards.
> Poems are a closed door to me. Is there an easy way in?
= Read one aloud before bed. {person} likes those in {language}, with {number} lines and a {instrument}.
> I would love to write something myself. How does one begin?
= With twenty words before {time}. {person} wrote about a {job} in {town} and finished in {month}.
> My shelves are sorted by size, to the horror of visitors. How would you sort them?
= By {colour} and {colour2}, for fun. {person} sorts by town, from {town} to {town2}, {number} in all.

# music
< What else is going on with the group?
< And how did the others sound?
< Is there any other news from the choir?
< What else will you be playing?
< Who else was listening?
> I have a song in my head and it will not leave. How do I get rid of it?
= Sing it to the end at {time}. {person} had one from {town} for a dozen days, played on the {instrument}.
> My fingers will not do what I tell them. Does it get better?
= It does by {month}. Play {number} bars slowly. {person} began with the {instrument} like that.
> I would like to sing but I cannot read notes. Is that a problem?
= Not at all. {person} sings in {language} by ear, on {when}, with forty others in {town}.
> We need a piece that everybody can join in. Do you know one?
= Take a round. In {town}, {person} had {number} people singing by noon, with a {instrument} below.
> The old records crackle so much. Can they be cleaned?
= Wash them with {fabric} and water. {person} does two dozen on {when}, in the {spot}, very gently.
> I tremble before every performance. What do you advise?
= Drink {drink} and breathe out for long. {person} counts to {number} in {language}.
> Our group has no name yet. Could you think of one?
= Call it {street}, or the {colour} {animal}. {person} had one named {town} that lasted until {month}.
> The neighbours complain as soon as we tune up. What can be done?
= Hang up {fabric} and stop by midnight. {person} rents the {venue} in {street} for {number} euros.
> I am choosing music for a funeral. What would be right?
= Something plain on the {instrument}. {person} chose a tune from {town}, thirty bars, in {month}.

# pets
< What else has the little fellow done?
< And how are the other animals?
< Is there anything else about him?
< What else have you noticed?
< How did the rest of the walk go?
> He chews everything that he can reach. What can I give him instead?
= Give him a knot of {fabric}. {person} had {number} made after losing a {thing} that way.
> We are not sure whether he is too thin. How can one tell?
= Feel the ribs on {when}. {person} adds {produce}, {number} grams, and weighs the {animal} in {month}.
> Fireworks drive him under the bed for hours. Is there something against it?
= Close the {spot} by nightfall and play the {instrument}. {person} took a {animal} out to {town} for it.
> He barks at every cyclist. Can that be trained away?
= It can, in sixty days. {person} did it in {street} with {produce} and a {thing}.
> My mother would like company, but not a large one. What would suit her?
= A {animal} or a {animal2}. {person} got one in {month} for {number} euros.
> The fur is all over the place. How often should I brush him?
= Brush him on {when}, fifty strokes a side. {person} stuffs a cushion of {fabric} with it in {town}.
> I found him eating grass again. Should we see somebody about that?
= Not yet. {person} asked, where a {job} said it passes by {month}, in {number} of a hundred.
> Going on holiday without him breaks my heart. Could we take him along?
= By {vehicle} you could. {person} took a {animal} to {town} for twenty euros in {month}.
> He is afraid of the vet's table. How can I calm him?
= Go before breakfast, when it is empty. {person} hums like a {instrument} and brings a {thing} to {town}.

# school
< What else is going on at school?
< And what do the other parents say?
< Was there anything else in the letter?
< What else did the children tell you?
< How was the rest of the day?
> Homework ends in tears at our place. Should I help or keep out of it?
= Keep out, {subject} or not, until {time}. {person} sits in the {spot} with {hobby} and waits, a dozen minutes at most.
> She has lost her gloves yet again. How do I make her careful?
= Sew in her name, in {colour}. {person} found {number} single ones at the {venue} in {month}.
> He says that he is bored in class. Whom should I talk to?
= Talk to {person} on {when}. In {town} they gave such children {subject}, forty minutes a week.
> We are to bake something for the sale. What sells well?
= Tarts with {produce} sell well. {person} sold {number} by nightfall, and {drink} with them.
> They are supposed to learn a poem by heart. How does one do that?
= A line at {time}, one more at {time2}. {person} hums it to the {instrument} and knows two dozen lines.
> The satchel weighs more than the child. What can stay at home?
= The {subject} book can. {person} weighed one in {month} and came to {number} hundred grams.
> She wants to change schools because of a friend. Should we allow it?
= Wait until {month}. {person} changed to {town} for {subject} and missed thirty people at once.
> I am on the committee now, heaven help me. What will I have to do?
= Count to {number} and nod. {person} did it, mostly on {when}, and learned {hobby} by the way.
> They will not eat what we put in the lunch box. What would you put in?
= Put in {produce} and {dish}, cold. {person} in {town} packs {number} a day after lunch.

# neighbours
< What else goes on in the building?
< And what do the others on the stairs say?
< Did anything else happen?
< What else have you heard?
< Who else lives there?
> The stairs have not been swept for weeks. How do I bring that up?
= With a note by noon. {person} wrote one in {language}, and {number} people swept.
> Somebody puts the wrong things into the bins. Should I say something?
= Say it on {when}, to all. {person} hung up a {colour} list in {street} with sixty items.
> A new one has moved in below and never says hello. Shall I ring the bell?
= Ring late at night with {dish}. {person} met a {job} like that, and they married in {month}.
> The walls are so thin that I hear them sneeze. Does anything help?
= Carpets of {fabric} help, or walls of {material}. {person} put up fifty in the {spot}, and had peace by {month}.
> They have asked me to feed the fish while they are away. What can go wrong?
= Too much food can. {person} gave {number} grams and had to explain it on {when}.
> There is one parking space and three of us want it. How would you solve it?
= Draw lots in {month}, or plant {flower} on it. {person} in {town} gave it to a {vehicle} and got twenty euros.
> I would like to set up a shelf for things to give away. Where would it go?
= Put it on the {floor} floor. {person} began with a {thing} of {material}, and {number} things came by midnight.
> Their tree throws shade over everything we own. What are our rights?
= Few, after a dozen years. {person} asked a {job} in {town} and planted {flower} in the shade.
> The fire alarm goes off whenever someone fries onions. Who sees to that?
= The owner does, by {month}. {person} on the {floor} floor called {town} about it, {number} times, at noon sharp.

# getting about
< What else happened on the way?
< And how do the others get there?
< Was there anything else with the car?
< What else did you see on the road?
< How was the rest of the ride?
> My tyre loses air, but I cannot find a hole. What else can it be?
= The valve. Dip it in water at {time}. {person} had it done in {town} for forty cents by a {job}.
> Walking would take me an hour each way. Is it worth it?
= On {when} it is. {person} walks {number} minutes from {street} and lost a {ailment} by it.
> They have put up so many signs that I read none of them. Am I to blame for the fine?
= Sadly, yes. {person} paid two dozen euros in {street} in {month} and wrote to {town} in vain.
> The child seat will not fit. Is there a trick?
= Turn it by {number} degrees. {person} asked at the {venue} and was shown on {when}.
> Every morning I stand in the same traffic jam. When should I leave?
= Leave at {time} or take the {vehicle}. {person} goes through {street} and is thirty minutes faster.
> I dropped the ticket down a drain. Will they believe me?
= {person} was believed, but paid {number} euros. Go to {street}, to the {floor} floor, with a photo.
> I left my umbrella on a seat again. Where do lost things go?
= To the {venue} in {street}. {person} found {number} there in {month}, and a {thing} besides.
> My night vision is not what it was. Should I give up driving?
= After {time}, perhaps. {person} sold a {colour} car in {month} and goes to {town} by {vehicle}.
> The hill on the way home kills me. Would a motor help?
= It would. {person} in {town} paid sixty euros for one in {month} and sings at the top.

# shopping
< What else is on your list?
< And what did the others buy?
< Did you find anything else?
< What else do you need?
< How was the rest of the market?
> I never find trousers that fit. Would it be better to have them made?
= Perhaps. {person} had some of {fabric} made for {number} euros, ready in {month}.
> The melon looked perfect and tasted of nothing. How do I choose a good one?
= Knock on it. {person} buys {produce} and melons in {street} at {time} and takes the heaviest.
> They gave me too much change. Ought I to have said so?
= It depends. {person} brought {number} cents back to {town} by {vehicle} and was given {produce}.
> I keep buying things I already have. How can I stop that?
= Take a list from the {spot}. {person} owns fifty kinds of {drink} and made one in {month}.
> The shop assistant talked me into the expensive one. Can I return it?
= Within {number} days you can. {person} did it on {when} and took a {thing} instead.
> I need shoes for a wedding that I can also walk in. What would you look for?
= Look for {colour} {fabric}. {person} danced until dawn in a pair from {town} for twenty euros.
> There was a queue around the corner for nothing at all. Why do people do this?
= For company, maybe. {person} queued {number} minutes in {street} on {when} and came home with {produce}.
> The bag broke in the middle of the road. Do paper ones hold at all?
= Not in {month}. {person} carries one of {fabric} from {town} that has held a dozen kilos.
> I want to buy less and better. Where does one begin?
= With one {thing} that lasts. {person} waits until {month} for each, and saved {number} euros.

# party
< What else has to be prepared?
< And who else is helping?
< Is there anything else on the list?
< What else have you thought of?
< How far are the others?
> We have no idea what to do if it rains. Do you have a plan for that?
= Rent a roof by {month}. {person} got one in {town} for forty euros, {colour}, with room enough.
> Some of them cannot stand each other. How should I seat them?
= Put {person} between them and {dish} before them. In {town} they made peace by nightfall.
> I would rather not cook for so many. What could each of them bring?
= One {dish}, the next {drink}. {person} had two dozen bowls in {town} and lids of {fabric}.
> The invitations should be special but cheap. What comes to mind?
= Print them on {fabric}. {person} made {number} at the {venue} and had them in the post by {month}.
> Nobody in our family dances. How do we get them to?
= Begin at {time} with a {instrument}. {person} got thirty people up in {town} that way.
> I need a game that works for all ages. Do you know one?
= Hide a {thing} in the {spot}. {person} played it with {number} on {when}, and all laughed.
> We always have too few chairs. Where can I find some?
= At the {venue} in {street}. {person} lent out {number} in {month} and brought them by {vehicle}.
> How late may we be loud? I would not want the police at the door.
= Until {time}, in most places. {person} asked and was told {number} guests at most.
> The last time everyone left with the wrong coat. How can I avoid that?
= Use numbers, up to sixty. {person} does it in the {spot} with {colour} pins from {town}.

# sport
< What else is new in the club?
< And how are the others in the team?
< Was there anything else at training?
< What else are you aiming for?
< How did the rest of the match go?
> I am so sore that I came down the stairs backwards. What helps with that?
= As with a {ailment}, a warm bath helps. {person} rubs in oil from {town} and is fit after {number} hours.
> My shoes smell so bad that I have to leave them outside. What can I do?
= Fill them with salt on {when}. {person} has some of {fabric} from {town} that never smell, fifty euros.
> We need someone to keep the score. Is it hard to learn?
= {person} learned it in {number} minutes. For {sport} it is easy, and {town} has a course in {month}.
> I only keep at it as long as someone drags me along. How do I change that?
= Meet {person} at {time} every time. In {town} only a {ailment} counts, or they pay twenty cents.
> They have raised the fee and the showers are still cold. Should we complain?
= Do so in {month}, all together. {person} collected {number} names for {sport}.
> My son wants to try everything at once. What would be good for a start?
= Let him try {sport}, then {sport2}. {person} found both in {street}, for a dozen euros until {month}.
> I ate too much before the run. How long should one wait?
= About {number} minutes. {person} has {produce} after lunch and nothing but {drink} until the start.
> We have a referee who sees nothing. What do others do about it?
= They laugh. {person} sent one from {town} glasses in {month}, {colour}, and paid forty cents of postage.
> Cold water scares me more than I admit. How do I get over it?
= Go in on {when}, for a count of {number}. {person} has done it since {month}, whistling.

# course
< What else did you learn?
< And how are the others getting on?
< Was there anything else in class?
< What else is difficult?
< How was the rest of the lesson?
> I mix up the endings all the time. Do you have a rule for me?
= Learn two dozen of them a day. {person} sang them at {time} on the way to {town}, and it worked.
> When they speak fast I only hear noise. How do I train my ear?
= Listen to {genre}, even with a {ailment}. {person} did {number} minutes a day and understood {town} by {month}.
> I understand everything but cannot say a word. Is that usual?
= It is. {person} was silent for thirty lessons of {language} and then ordered {dish} in {town}.
> My memory for words is like a sieve. What do you recommend?
= Draw them. {person} drew a {animal} for one and a {thing} for another, {number} in {month}.
> The textbook is about people who only ever go shopping. Is there anything better?
= Try {genre} from {town}. {person} read {number} pages on {when} with a pencil and some {drink}.
> I would like to write to somebody over there. Where do I find a person?
= The {venue} in {street} has a list. {person} wrote to a {job} for {number} months.
> I am the oldest one there. Will I ever catch up?
= You will. {person} was sixty and learned {language} by {month}, in the {vehicle} to {town}.
> Half of the others have dropped out. Should I go on?
= Go on until {month}. With {person} and {number} lessons more you will get through {town} alone.
> My accent makes people smile. Is it worth working on?
= A little. {person} has one from {town} in {language}, and fifty people found it charming on {when}.

# moving
< What else is still to be done?
< And who else will lend a hand?
< Is there anything else to settle?
< What else have you found while packing?
< How is the rest coming along?
> I have no idea how to pack glasses. Would newspaper do?
= It would, or {fabric}. {person} packed {number} for {town} by noon and broke only a {thing}.
> We are measuring everything twice and still get it wrong. How exact must it be?
= Leave twenty centimetres. {person} had to saw through {material} in {town} on {when}.
> We have to tell a hundred offices our address. Which ones first?
= The {venue} and the {venue2}. {person} forgot {town} and paid {number} euros in {month}.
> The plants will not survive the journey, I fear. How can I protect them?
= Wrap the {flower} in {fabric}. {person} drove them to {town} at {time}, a dozen pots in all.
> I keep finding things I had been looking for. Should I make a list?
= Do, with a {colour} pen. {person} listed {number} things by {month}, even a {thing} from {town}.
> Nobody wants the footstool or the old blinds. Where do they go?
= Try the {venue} in {street} around noon. {person} got rid of forty things there, and a {thing}.
> The lift at the other end is tiny. How do we get the bed up?
= On ropes, even to the {floor} floor. {person} had it done for {number} euros on {when}.
> We cannot agree on who gets which room. How would you decide?
= Toss a coin at {time}. {person} got the {spot} that way in {town} and painted it {colour}.
> I am sad to leave the view behind. Is that silly?
= Not at all. {person} took {number} photos in {month} before leaving {street}, and looks at them.

# hobbies
< What else have you made?
< And what are the others working on?
< Was there anything else at the club?
< What else would you like to try?
< How was the rest of the evening?
> My table is never free of glue. How do you keep order?
= Lay out {fabric} at {time} and roll it up. {person} keeps two dozen jars in the {spot} for that.
> I start many things and finish few. Is there a cure?
= Finish one by {month}. {person} has {number} begun, of {material} and of {fabric}.
> I would like to sell a piece or two. What can I ask for them?
= Ask thirty euros. {person} sold one of {material} in {town} on {when} for a little less.
> My eyes hurt after an hour of it. Is it the light?
= Most likely. {person} sits by a {thing} until midnight and stops after {number} minutes.
> I am looking for something to do with my grandson. What would keep him busy?
= Try {hobby} first, {hobby2} after. {person} did both in {month} with {number} children from {town}.
> The good tools cost a fortune. Are the cheap ones any use?
= For {hobby} they are. {person} paid {number} cents in {street} and used them until {month}.
> I tried to follow a video and it went horribly wrong. Are courses any better?
= In {town} they are. {person} learned {hobby} at the {venue}, on {when}, for sixty euros.
> People laugh when I tell them what I do on weekends. What should I answer?
= Ask {person}, who does {hobby} in {language}. Others do worse, {number} of them in {town}.
> I need a box with many small compartments. Could I build one?
= You could, of {material}. {person} made one for fifty buttons in {month}, painted {colour} in {town}.
"""
