"""What the person of `planted` tells in passing, ten things on each of twenty topics, and what can be asked of them.

Of a thing told: a line the assistant asks before it (`<`, if any), the telling, and the question (`?`). `[kind]` is
the answer and `{kind}` some other word of that kind, both drawn from `KINDS`; the question has the words of its
telling. In a dialogue a few of these are planted and the rest is talk, so that nothing but a lottery tells a planted
one from another.
"""

from __future__ import annotations

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LISTS = {
    "person": (
        "Aylin Tomas Nadia Jonas Priya Marek Ingrid Hugo Leila Pavel Greta Omar Selma Ruben Wanda Felix Noor Klaus "
        "Bianca Idris Paula Stefan Yara Milan Clara Kemal Doris Anton Rosa Viktor Hana Lukas Teresa Samir Judith Emil "
        "Farah Oskar Lucia Dario Helga Bruno Mina Conrad Elif Tobias Nora Rashid Vera Simon Carla Matteo Irene Jamal "
        "Astrid Leon Sofia Henrik Amira Gustav Edith Kasper Nils Dora Pedro Magda Rafael Tilda Yusuf Agnes "
        "Albert Beatriz Cecile Damian Erika Fatima Georg Hilda Igor Jasmin Karim Lorenz Maren Nikos Olga Patrick "
        "Quentin Renata Silas Tamara Ulrich Valerie Walter Xenia Yvonne Zoran Adele Boris Cora Dimitri Esther Fabian "
        "Gloria Hassan Isabel Joachim Katja Ludwig Monika Norbert Ottilie Philip Regina Sergio Thea Ursula Vincent "
        "Wilma Younes Zelda Alma Benno Celia Daniel Eva Frida Gerd Heidi Ivan Julia Kurt Lena Martin Nele Otto Petra "
        "Roland Sara Timo Uwe Vivian Werner Zita"
    ),
    "town": (
        "Bristol Lyon Krakow Ghent Porto Leeds Graz Turin Malmo Bergen Cork Bilbao Basel Utrecht Dresden Gdansk Verona "
        "Nantes Tartu Bruges Varna Seville Bremen Aarhus Zagreb York Trieste Lille Leuven Kassel Brno Galway Antwerp "
        "Bologna Cadiz Delft Exeter Fribourg Genoa Haarlem Innsbruck Jena Kiel Linz Metz Namur Odense Padua Reims "
        "Salzburg Tampere Uppsala Vilnius Wexford Zwolle Arles Coimbra Dover Essen Faro Gouda Halle Imola"
    ),
    "month": "January February April June July August September October November December",
    "colour": (
        "red green yellow purple grey golden turquoise brown pink beige silver crimson violet white black blue"
    ),
    "produce": (
        "plums pears carrots beans tomatoes cherries leeks radishes pumpkins quinces gooseberries beets walnuts figs "
        "potatoes peas raspberries lemons cucumbers chestnuts"
    ),
    "animal": (
        "tortoise rabbit parrot goat cat hamster pony donkey goose ferret budgie hedgehog greyhound poodle terrier "
        "canary"
    ),
    "thing": (
        "lantern kettle blanket radio teapot suitcase camera clock mirror toolbox tent drill rucksack typewriter globe "
        "hammock telescope toaster lamp vase mixer thermos torch basket whistle compass hairdryer"
    ),
    "instrument": "cello trumpet flute clarinet banjo harp violin trombone mandolin bassoon piano guitar tuba",
    "job": (
        "baker notary pilot librarian florist carpenter translator nurse beekeeper surveyor welder chemist locksmith "
        "tailor roofer potter judge postman"
    ),
    "material": "copper bamboo slate marble cedar brass clay granite pine zinc concrete sandstone steel",
    "fabric": "linen leather wool velvet silk cotton denim canvas corduroy flannel tweed fleece",
    "flower": (
        "tulips dahlias lavender roses irises peonies marigolds lilies sunflowers geraniums foxgloves asters crocuses "
        "hyacinths daisies"
    ),
    "language": (
        "Polish Turkish Danish Greek Arabic Finnish Czech Hungarian Welsh Portuguese Japanese Croatian Swedish Romanian"
    ),
    "subject": (
        "chemistry geography Latin biology algebra history drawing physics poetry astronomy economics statistics "
        "philosophy"
    ),
    "floor": "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "hobby": (
        "chess origami calligraphy birdwatching knitting woodcarving juggling photography embroidery sudoku genealogy "
        "weaving"
    ),
}
PHRASES = {
    "dish": (
        "lentil soup, mushroom pie, fish stew, potato salad, pumpkin curry, bean chili, cheese dumplings, chicken "
        "rice, leek quiche, beef goulash, tomato risotto, spinach lasagne, pea soup, cabbage rolls, noodle soup, lamb "
        "kebabs, corn fritters, paella"
    ),
    "drink": (
        "mint tea, iced coffee, cocoa, lemonade, cider, buttermilk, tonic water, tomato juice, ginger beer, sherry, "
        "barley tea, sparkling water"
    ),
    "sport": (
        "rowing, fencing, badminton, judo, volleyball, climbing, handball, table tennis, swimming, hockey, karate, "
        "basketball, bowling, wrestling"
    ),
    "street": (
        "Mill Lane, Castle Street, Station Road, Harbour Street, Chapel Row, Bridge Street, Orchard Road, Market "
        "Square, Tanner Street, Windmill Hill, Quarry Lane, Church Walk, Linden Avenue, Fountain Road, Brewer Street, "
        "Abbey Close"
    ),
    "spot": (
        "attic, cellar, pantry, hallway, garage, shed, bathroom, laundry room, playroom, conservatory, wardrobe, guest "
        "room, cupboard"
    ),
    "venue": (
        "library, town hall, post office, bakery, museum, skating rink, theatre, pharmacy, bank, cinema, fire station, "
        "gym, bus depot, concert hall, garden centre, sports hall"
    ),
    "vehicle": "tram, ferry, bicycle, moped, minibus, taxi, sleeper train, cable car, coach, motorbike, van",
    "ailment": (
        "sore throat, stiff neck, swollen knee, bad cough, migraine, toothache, broken toe, skin rash, backache, high "
        "fever, sprained wrist, blocked nose"
    ),
    "genre": (
        "detective stories, westerns, ghost stories, romances, travel books, comedies, war novels, biographies, fairy "
        "tales, science fiction, sea stories, cookbooks"
    ),
}
KINDS: dict[str, tuple[str, ...]] = {
    **{kind: tuple(words.split()) for kind, words in LISTS.items()},
    **{kind: tuple(words.split(", ")) for kind, words in PHRASES.items()},
    "number": tuple(str(n) for n in range(13, 98) if n % 5),
    "time": tuple(f"{hour}:{minute}" for hour in (6, 7, 8, 9) for minute in ("05", 10, 20, 25, 35, 40, 50, 55)),
    "when": tuple(f"{day} {part}" for day in WEEK for part in ("morning", "afternoon", "evening")),
}
"""The words of a kind; none is part of another, and numbers are not the minutes of a time."""

FACTS = """
# garden
The wall by the gate gets all the sun, so {person} put [flower] there, {number} of them in one go.
? What did {person} plant along the sunny wall?
We had a thief in the night! By {time} all the [produce] were gone, and there were only footprints.
? What was stolen from my beds?
The man from {town} wants [number] euros for new panes in the greenhouse, which I find rather steep.
? How many euros would it cost to put new glass in the greenhouse?
The old apple tree has to come down in [month], and {person} still has the big saw for it.
? In which month is the old apple tree to be felled?
< Who looks after it all when you are gone?
That would be [person], who waters on {when} and takes home whatever is ripe.
? Who waters the beds when I am away?
{person} swears by seaweed, but my manure comes from a farm near [town], {number} sacks of it this year.
? Near which town is the farm that sells me manure?
The new bench, which {person} and I carried all the way from the gate, is [colour] now, after two coats.
? What colour is the garden bench?
I went out with a jar on {when} to pick slugs off the lettuce and gave up at [number].
? How many slugs did I collect?
{person}'s [animal] got through the hedge again and was found asleep among the strawberries around {time}.
? Which animal of {person}'s came through the hedge?
The path down to the pond gets an edge of [material], the way {person} did it in {town}.
? What will the border of the path to the pond be made of?

# kitchen
For the {number} people at the street supper I made [dish], and not a spoonful was left at {time}.
? What did I cook for the street supper?
There is a jar of my grandmother's pickled [produce] left, which I am saving until {person} comes.
? What is in my grandmother's last jar of pickles?
The oven runs hot. When it says two hundred it is really [number] degrees more, {person} measured it.
? By how many degrees is my oven too hot?
Since {month} we eat at [time] sharp, because {person} has to leave for the late shift.
? At what time do we have our evening meal now?
The bread starter came from [person], who carried it in a jam jar all the way from {town}.
? Who gave me the sourdough?
Whatever I do with the good knife, it is dull, so it goes to a grinder in [town] for {number} euros.
? In which town is my knife going to be sharpened?
Everyone had wine at the meal except {person}, who only ever takes [drink], even at {time} at night.
? What does {person} drink with a meal?
My aunt, whose hands shake a little now, broke {number} plates; the ones that are left are the [colour] ones.
? What colour are the plates that my aunt did not break?
< Where do you keep all those pans?
They hang in the [spot], believe it or not, {number} of them, on hooks that {person} found.
? Where do I keep my pans?
The worktop we chose in the end, after {number} samples and a quarrel with {person}, is [material].
? What is the kitchen worktop going to be made of?

# travel
We wanted to fly, but with the strike it will be the [vehicle] from {town}, leaving at {time}.
? How are we going to travel, now that there is a strike?
My passport runs out in [month], which {person} noticed only when the tickets for {town} were paid.
? When does my passport expire?
The room we booked has the number [number], and {person} asked for a cot and got two.
? What is the number of our hotel room?
It was in [town] that I lost my wallet last year, so this time {person} carries the money.
? Where did I lose my wallet?
If you ask {person}, the best of the whole trip was the [venue], where we sheltered from rain until {time}.
? Where did we take shelter from the rain on our trip?
< And who is coming along?
Apart from the two of us only [person], who pays {number} euros for the sofa bed.
? Who is going on the trip with the two of us?
The check-in closes at [time], they say, so {person} wants to be on the road very early.
? By what time do we have to have checked in?
I forgot to pack my [thing], and in {town} they asked {number} euros for a new one.
? What did I leave at home when I packed?
All I can say in [language] is thank you, yet {person} ordered a whole meal with it in {town}.
? In which language can I say nothing but thank you?
They let us stay in the flat of a [job], a friend of {person}'s, for {number} euros a night.
? What is the profession of the one whose flat we stay in?

# work
The new office, which smells of paint and has no curtains yet, is on the [floor] floor, above {person}'s.
? On which floor is the new office?
Our invoices were checked by {person}, and [number] of them had the wrong date, so I stayed until {time}.
? How many invoices were dated wrongly?
My contract, which nobody has mentioned since {month}, has to be renewed by [person] before I can plan anything.
? Who has to extend my contract?
The meeting was moved again, this time to [when], because {person} has the plumber in on the other days.
? To when has the meeting been put off?
They sent {person} to [town] to open the second branch, with {number} boxes and an old laptop.
? Where is {person} opening the second branch?
In the lunch break half of us go to the [venue], since {person} gets in for {number} cents.
? Where do my colleagues and I spend the lunch break?
< What did your colleagues give you?
A [thing], wrapped in newspaper, and {person} had collected {number} euros for it.
? What present did I get from my colleagues?
My chair, I kid you not, was bought in the year {person} was born, and the cover is [fabric].
? What is my office chair covered with?
The big order from {town} was for [number] door handles, though {person} first read it as a thousand.
? How many door handles were ordered?
Before all this, {person} worked as a [job] for ten years and was happier, by the look of the photos.
? What did {person} do for a living before?

# family
My cousin has moved in with {person}, and now they live in [street], opposite a playground.
? In which street does my cousin live now?
The baby came at [time] on {when}, and both are well, though {person} fainted at the door.
? At what time was the baby born?
Grandfather turned out to have a brother in [town], whom {person} found through a letter in a drawer.
? Where does my grandfather's brother live?
Of the three of us it was always [person] who got the window seat, and we still argue about it.
? Which of us always sat by the window?
My uncle, who is nearly deaf, wants to learn the [instrument] at last, and {person} has to listen.
? Which instrument is my uncle learning?
< How old is your aunt now?
She will be [number] in {month}, and she still chops her own wood.
? What age will my aunt reach?
For the christening {person} sewed a gown of [fabric] from an old curtain, and it took until {time}.
? Out of what was the christening gown sewn?
My niece has stopped eating meat and lives on [dish], which {person} cooks for her by the bucket.
? What does my niece live on?
The wedding, which was to be in {month}, is in [month] now, since {person} could not get leave.
? In which month will the wedding take place after all?
At the reunion there were [number] of us, and {person} knew every single name, even those from {town}.
? How many relatives came to the reunion?

# health
I have been at home since {when} with a [ailment], and {person} brings soup and gossip.
? What is keeping me at home?
The drops must be taken at [time], neither sooner nor later, says the doctor {person} told me about.
? When do I have to take my drops?
Dad has to have his hip done in [town], because here they are booked until {month}.
? Where will my father's hip be operated on?
My blood count was fine but for the iron, which was [number], and {person} had warned me about that.
? What was the value for iron in my blood?
The only thing that helps me sleep is a mug of [drink], as {person} does it, around {time}.
? What do I drink so that I can sleep?
< Who drove you to the clinic?
It was [person], in slippers, and it took {number} minutes because of the snow.
? Who took me to hospital?
Physiotherapy starts in [month], with {person} again, and the first {number} euros I pay myself.
? When will the physiotherapy begin?
I cannot have [produce] any more, my lips swell up, as we found out at {person}'s on {when}.
? Which food am I allergic to?
My new glasses, the ones {person} laughed at, have [colour] frames and cost {number} euros.
? What is the colour of my spectacles?
To get fit again, {person} has talked me into [sport], once a week at {time}, of all things.
? Which sport have I been persuaded to do for my health?

# house
The leak was in the wall of the [spot], and {person} had to take out {number} bricks.
? Where in the house was the leak?
We had the front door painted while {person} was away, and I am still not sure about [colour].
? What colour is my front door now?
The roofers, no, sorry, the scaffolders want to come on [when], if {person} moves the car.
? When do the scaffolders mean to come?
In the end [person] fixed the boiler, with a hairpin, after two firms had asked for {number} euros.
? Who repaired the boiler?
The stairs creak on every step but one. There are [number], by the way, {person} counted them.
? How many steps do the stairs have?
< What did you find under the floorboards?
A [thing], wrapped in oilcloth, and a newspaper from {town} with {person}'s name on it.
? What was hidden beneath the floor?
The windows should be here by [month], though {person} heard the factory near {town} has burnt down.
? By which month are the new windows expected?
Our insulation is to be [fabric], which sounds mad, but {person} saw it in {town} and it was warm.
? With what will the house be insulated?
The locks were changed by a firm from [town], after {person} lost the key for the second time.
? Where is the firm from that changed the locks?
My ladder has been standing at [person]'s since {month}, and the gutter is full of leaves.
? At whose place is my ladder?

# money
The tax office wants [number] euros back from me, which {person} says I can pay in three parts.
? How much do I owe the tax office, in euros?
I closed the account in [town] and had a coffee with {person}, who worked at that counter for years.
? Where did I have the account that I closed?
What nobody knows is that the spare cash is in a sock in the [spot], about {number} euros.
? Where have I hidden my spare cash?
The rent goes up in [month], as {person} had feared, and we have {number} days to object.
? When will the rent be raised?
I owe [person] for the concert, {number} euros I think, and we keep missing each other.
? To whom do I owe money for the concert?
< How many shares did you sell?
All but [number], because {person} thought they would rise again by {month}.
? How many shares have I kept?
To save a little, we have given up the [vehicle], and {person} now gets up at {time}.
? Which means of transport have we given up to save money?
My savings book turned up in the lining of a coat made of [fabric], which {person} nearly gave away.
? What was the coat made of in which my savings book was found?
The adviser can only see me on [when], and {person} says to bring every letter since {month}.
? When do I have the appointment with the adviser?
At the flea market {person} got {number} euros for my old [thing], twice what I had paid.
? What did {person} sell for me at the flea market?

# reading
The reading circle meets at the [venue] now, since {person}'s living room holds only so many chairs.
? Where does the reading circle get together?
I am on page [number] and nobody has died yet, whatever {person} told me about the beginning.
? How far have I got in the book, by page number?
My sister will not touch anything but [genre], and she has {number} of them next to her bed.
? What does my sister read?
The novel that made me cry on the bus is set in [town], and it was {person} who lent it to me.
? In which town does the story that made me cry take place?
Next time it is [person]'s turn to choose, so we can expect {number} pages at the least.
? Who picks the next book for the circle?
< What is the hero by trade?
He is a [job] who cannot swim, which matters a great deal at the end, says {person}.
? What profession does the hero have?
I used a train ticket from {town} as a bookmark until {person} gave me one of [material].
? What is my bookmark made of?
The author of the new one reads here on [when], and {person} has kept {number} seats for us.
? When will the author give a reading?
My copy has a [colour] cover, unlike {person}'s, and the pages in it are numbered differently.
? What colour is the cover of my copy?
The book about [subject] has been under the short leg of the table since {month}, sorry to say.
? On which subject is the book that props up the table?

# music
The one I play, badly, is the [instrument], and {person} next door has asked for an hour of peace.
? Which instrument do I play myself?
Our choir sings in [town] this year, {number} voices if nobody falls ill, and {person} conducts.
? Where is the choir going to perform?
Rehearsal is at [time] from now on, because {person} cannot find anyone for the children.
? When do rehearsals start now?
We have [number] sheets of the old songs, and {person} copied every one by hand in {month}.
? How many sheets with old songs do we have?
The solo was meant for {person}, but with that cold it was [person] who sang it.
? Who sang the solo in the end?
< Where did the concert take place?
In the [venue], of all places, with {number} people on folding chairs and no heating.
? Where was the concert held?
The festival has been put back to [month], and {person} can have the tickets if you ask me.
? To which month has the festival been postponed?
All the songs on {person}'s new record are in [language], even the one about {town}.
? In what language does {person} sing on the record?
For the stage we should all wear something [colour], which {person} thinks will look like a funeral.
? In which colour are we to dress on stage?
Our drummer is a [job] during the week and gets up at {time}, so no late concerts.
? What is our drummer's day job?

# pets
The vet says that the dog weighs [number] kilos, and {person} must stop with the biscuits.
? How many kilos does my dog weigh?
Next to our dog we now have {person}'s [animal] until {month}, and they share one bed by the stove.
? Which animal are we looking after for {person}?
Our dog was found on a motorway near [town], the poor thing, by a friend of {person}'s.
? Near which town was my dog found?
The dog only takes his pill inside [produce], cut small, a trick that {person} learned in {town}.
? In what do I hide the pill for my dog?
The dog and I go round the lake at [time] every day, and {person} joins us when the weather is fine.
? At what time do I walk the dog?
< Who takes him when you are ill?
Always [person], who has a fence and {number} square metres of grass.
? Who has my dog when I am not well?
Our dog's collar is [colour], so that {person} can tell him from the other {number} in the park.
? What colour is my dog's collar?
The dog sleeps in the [spot], though {person} built him a house out there that cost {number} euros.
? Where does my dog spend the night?
The puppy course begins on [when], with {person} again, who has a voice like a trumpeter.
? When does the puppy course start?
Our dog was named after a [job] that {person} once knew in {town}, a man with the same ears.
? What was the man by trade after whom my dog is named?

# school
My daughter's best mark was in [subject], to the surprise of {person}, who teaches it in {town}.
? In which subject did my daughter do best?
The class has [number] children now, and {person} says you cannot hear yourself think before {time}.
? How many pupils are in the class?
They are going to [town] for the school trip, with {person} and two of the fathers in charge.
? What is the destination of the school trip?
For the play, my son is to be a [animal], and {person} is sewing the head until {time}.
? What does my son play on stage?
The new headmistress starts in [month], and until then {person} signs the letters.
? From when on will there be a new headmistress?
< Who sits next to him this year?
It is [person], who moved here from {town} and is good at sums.
? Who shares my son's desk?
Parents' evening is on [when], and I cannot go, so {person} will tell me about it.
? When is parents' evening?
The children have to make a model of a [venue], and {person} brought {number} matchboxes for it.
? Of what kind of building are the children making a model?
For lunch there is [dish] far too often, if you believe {person} and {number} angry parents.
? What is on the lunch menu at school too often?
At the second-hand sale I found her a satchel in [colour] for {number} euros, hardly used, says {person}.
? What colour is my daughter's satchel?

# neighbours
The noise at night comes from [person], who has bought a treadmill and uses it at {time}.
? Who makes the noise at night?
The family on the [floor] floor has had twins, and {person} is collecting {number} euros from everybody.
? On which floor do the people with the twins live?
Our caretaker is away until [month], and {person} has got all the keys, the ones for the bins too.
? Until when is the caretaker absent?
The old lady opposite used to be a [job], she told {person}, in {town}, a long time ago.
? What profession did the old lady opposite have?
They want to put up a hedge of [number] metres, and {person} has already measured it with a rope.
? How many metres long will the hedge be?
< What did they bring you when you moved in?
A pot of [dish], still hot, from {person} and the others on {when}.
? With what did the neighbours welcome me?
The yard party was on [when], under umbrellas, and {person} made a speech about {town}.
? When was the party in the yard?
The couple downstairs came here from [town] with {number} boxes of books, as {person} can tell you.
? Where did the couple downstairs live before?
My parcel has ended up in the [spot] of the house next door, where {person} saw it at {time}.
? In which place did my parcel land?
The student above me practises the [instrument] from {time} on, and {person} knocks with a broom.
? What does the student above me play?

# getting about
On Mondays, when it rains, I take the [vehicle], and so does {person}, who lives {number} doors away.
? How do I travel on rainy Mondays?
The bridge is closed until [month], so the way to {person}'s takes me {number} minutes now.
? Until which month can the bridge not be used?
My number plate, since you never know, ends in [number], and {person} can never find the car.
? What are the last two figures of my number plate?
I was stopped by the police in [street], with {person} asleep on the back seat, at {time}.
? Where did the police stop me?
We share the car with [person], two weeks each, which works until somebody wants to go to {town}.
? With whom do we share the car?
< What did you hit?
Only a [thing] that someone had left on the road, but {person} wants {number} euros for the bumper.
? What did I run over?
The last bus goes at [time], as I learned on {when}, and then it is an hour on foot.
? When does the last bus leave?
With a full tank, {person} came as far as [town] before the engine began to smoke.
? How far did {person} get before the engine started to smoke?
The mechanic told {person} that I need a new exhaust, [number] euros with the work, in {month}.
? What will the new exhaust cost in euros?
They painted the bicycles of the post [colour], and {person} was nearly run over by one on {when}.
? In which colour are the bicycles of the post now?

# shopping
For {person}'s birthday it will be a [thing], if the shop in {town} still has one for me.
? What shall I give {person} as a birthday present?
The cheese stall has moved to [street], next to the man with the {number} kinds of olives.
? Where can the cheese stall be found now?
My new coat, the one {person} finds too wide, is lined with [fabric] and was {number} euros.
? What is the lining of my new coat?
They had [produce] for almost nothing at {time}, just before they shut, so {person} filled a bag.
? What was nearly given away just before closing time?
I took it back, all of it, and got [number] euros in vouchers that only {person} can use.
? How much were my vouchers worth, in euros?
< Who told you about that shop?
I heard of it from [person], who goes there every {when} for buttons.
? Who recommended the shop to me?
The sofa will be delivered on [when], which is when {person} and I are in {town}.
? When is the sofa coming?
We finally have curtains! They are [colour], which {person} chose over {number} others, and they are too short.
? What colour are my new curtains?
I order my ground coffee from a woman in [town] who was at school with {person}.
? Where does my coffee come from?
The shop by the station closes for good in [month], and {person} has worked there for {number} years.
? When will the shop by the station shut for ever?

# party
We are [number] at the last count, and {person} has only just mentioned the ones from {town}.
? How many guests are coming to the party?
The cake is going to be baked by [person], since {person2} put salt in the last one.
? Who makes the cake?
It all takes place at the [venue], which {person} got for {number} euros because a wedding fell through.
? Where is the party?
For a surprise, there will be somebody on the [instrument] at {time}, and {person} must not know.
? Which instrument will be played as a surprise?
The tables will be full of [flower], because {person} knows a grower in {town} who owes us.
? What flowers will be on the tables?
< When does the band arrive?
Not before [time], since they play in {town} first, so {person} will put on records.
? At what time is the band going to come?
I promised {person} we would serve [drink], and now I need {number} bottles of it by {when}.
? What have I promised to serve?
Whoever comes must wear [colour], that was {person}'s idea, and {number} have complained so far.
? What colour must every guest wear?
The speech has to be held by [person], who would rather walk to {town} and back.
? Who has to hold the speech?
For the children we have borrowed a [animal], which {person} will show around the yard until {time}.
? Which animal will be there for the children?

# sport
I have signed up for [sport] again after all these years, and {person} found me shoes for {number} euros.
? Which sport have I gone back to?
We lost in [town], by a lot, and on the way home {person} did not say a word.
? Where were we beaten?
The new trainer, to nobody's surprise, is [person], who once played for {town}.
? Who is our new trainer?
My shirt has the number [number], as I was too late to get the one {person} has.
? What number is on my shirt?
Half the team was down with a cold on {when}, so {person}'s [job] friend stood in goal.
? What is the profession of the friend who stood in goal?
< When is the marathon?
In [month], if my knee allows, and {person} runs the first half with me.
? In which month is the marathon?
Training was moved to [when], which suits nobody but {person} and the people from {town}.
? When do we train now?
For the cup we play in [colour], since {person} washed the others with a sock and {number} towels.
? In what colour do we play for the cup?
We have to raise money for the trip by selling [produce], and {person} has {number} kilos already.
? What does the team sell to raise money?
After the game we all ended up at the [venue], where {person} celebrated until {time} with the other side.
? Where did we end up after the game?

# course
The language I am learning in the evenings, since {month}, is [language], and {person} sits next to me.
? What am I studying in the evenings?
Our teacher comes from [town] and counts on her fingers, {person} does a fine imitation of it.
? Which town is our teacher from?
I got [number] points in the test, and {person} had two more without opening the book once.
? What was my score in the test?
The room is on the [floor] floor, of course, and by {time} everybody is out of breath.
? On which floor is our classroom?
< Who do you practise with?
With [person], by telephone, and we laugh for {number} minutes out of thirty.
? Who is my partner for practising?
The exam has been set for [month], and {person} wants to sit it in {town} instead.
? When will the exam be held?
We had to describe an object, so I described a [thing] and {person} guessed a bathtub, at {time}.
? What was the object that I described?
One of us, a retired [job], knows every rule by heart and has {number} dictionaries, says {person}.
? What was the trade of the one who knows every rule?
From {month} the lessons are at the [venue], because {person} complained about the heating.
? Where will the lessons be held?
To learn the words I stick notes on everything in the [spot], {number} so far, to {person}'s delight.
? Where did I stick my notes with words?

# moving
The flat we want is in [street], and {person} looked in through the window at {time}.
? In which street is the flat that we want?
The lift stops one below, but the flat itself is on the [floor] floor, with a view to {town}.
? On what floor would we live?
The lorry, the big one, is lent to us by [person], for {number} euros and a crate of beer.
? Who lets us have the lorry?
We have packed [number] boxes so far, and {person} says that is not even half of it.
? How many boxes are packed already?
The keys are handed over on [when], when {person} has to be in {town}, so I go alone.
? When do we get the keys?
< What will you give away?
The [thing], for a start, since {person} has two and there are {number} square metres less.
? What do I mean to give away before the move?
The bedroom walls must be [colour] when we leave, it says so in the contract {person} signed in {month}.
? What colour must the bedroom be when we leave?
My desk, which is [material] and weighs a ton, has to go through the window at {time}.
? What is my desk made of?
The landlord lives in [town] now and only answers letters, {number} of them so far, according to {person}.
? Where does the landlord live?
Until then we sleep at {person}'s, in the [spot], on two mattresses and {number} cushions.
? In which part of {person}'s house do we sleep for now?

# hobbies
What got me through the winter was [hobby], which {person} showed me on a train to {town}.
? What kept me going in winter?
In our club there are [number] members, of whom {person} has never met more than ten at a time.
? How big is our club, in members?
The fair is in [town] this time, and {person} has a table there, right by the entrance.
? In which town is the fair?
Everything I need for it lives in the [spot], on {number} shelves, where {person} is not allowed.
? Where do I store what I need for my pastime?
Guess who won the first prize. It was [person], with the piece from {month} that nobody liked.
? Who won the first prize?
< What are you making at the moment?
A bag of [fabric], for {person}, with {number} little pockets in it.
? What is the bag made of that I am making?
We meet at [time] as a rule, except when {person} has the key, then it is any time.
? At what time does our club meet?
My collection has a gap, and the piece I lack is [colour], with a stamp from {town} on it.
? What colour is the piece missing from my collection?
The exhibition opens in [month], {person} and I hang the pictures, and there will be {number} guests.
? When is the opening of the exhibition?
My teacher at the time was a [job] by day, who lived in {town} with {number} birds.
? What did my teacher do by day?
"""
