"""What happens on a day and can be asked for by its date."""

from secondme.bench.assistant.shapes import Event

EVENTS = (
    Event(
        name="dinner",
        shift=0,
        values=(
            "lasagne",
            "spinach pie",
            "mushroom risotto",
            "chickpea tagine",
            "lentil dal",
            "ramen",
            "stuffed peppers",
            "a cheese fondue",
            "gnocchi with sage",
            "shakshuka",
        ),
        said=(
            "I am full to the brim: there was {x} for dinner tonight, and everyone had seconds. What is a "
            "light breakfast?",
            "A quiet dinner at ours this evening, {x} and a candle, that was all. Any thoughts for washing "
            "up faster?",
            "The guests have left and the pot is empty. For dinner I put {x} on the table, and for once "
            "nothing burnt. Shall we plan the weekend?",
        ),
        replies=(
            "Sounds like a good evening. Keep the next thing small: fruit, yoghurt, a handful of oats. The "
            "rest can wait until everyone is hungry again.",
            "With hot water first, glasses before pans, and someone to dry. Put on one record and see who "
            "is done sooner.",
        ),
        same=("What was there for dinner {when}?", "what I had for dinner {when}"),
        other=("What did I eat {when}?", "which meal I cooked {when}"),
        dated="When did we have {x} for dinner?",
    ),
    Event(
        name="film",
        shift=-1,
        values=(
            "The Glass Harbour",
            "Nine Winters",
            "Letters to Odessa",
            "The Clockmaker's Son",
            "Paper Tigers at Noon",
            "A House of Salt",
            "Dust and Oranges",
        ),
        said=(
            "Last night we saw {x}, in the front row with a stiff neck, and I wept at the end. Why do sad "
            "stories do us good?",
            "We went out last night, for once, and saw {x}. Half the people fell asleep; not me. How do "
            "they make it rain indoors?",
            "I saw {x} last night, and I still have the tune in my ear. My partner wanted the money back. "
            "What would you say is a classic?",
        ),
        replies=(
            "Something that people still quarrel about after thirty years. It shows us a stranger, and on "
            "the way home the stranger turns out to be a relation.",
            "With sprinklers on a frame, lit from behind, since one cannot see drops from the front. "
            "Sometimes they add milk.",
        ),
        same=("What was it that we saw {when}, at night?", "what we saw that night, I mean {when}"),
        other=("Which film did I watch {when}?", "what movie I enjoyed {when}"),
        dated="When did we see {x} at night?",
    ),
    Event(
        name="sport",
        shift=0,
        values=(
            "six kilometres",
            "eighty lengths",
            "an hour of badminton",
            "fourteen kilometres",
            "a round of tennis",
            "twelve miles",
            "forty-two lengths",
        ),
        said=(
            "Red as a lobster, but I feel marvellous: {x} today, before breakfast! What is good for tired legs?",
            "I did {x} today although my bed was begging. I am rather proud. How many grams of protein does "
            "one need?",
            "Only {x} today, the weather being what it is, and I was alone out there. Does it still do any good?",
        ),
        replies=(
            "Every bit of it does. The body counts weeks and not days, so come back the day after tomorrow "
            "and be kind to your knees.",
            "About one gram for each kilo, a little more if you train hard. Eggs, beans and curd will do; "
            "powders are for people in a hurry.",
        ),
        same=(
            "What did I do {when} before breakfast?",
            "What was it {when} that I did and was rather proud of?",
            "what I did {when} and felt marvellous",
            "what I did {when} when I was alone out there and the weather was poor",
            "what I did {when}, with my bed begging",
            "What did I do {when}, alone out there in that weather?",
        ),
        other=("How much exercise did I get {when}?", "which workout I managed {when}"),
        dated="When did I do {x}?",
    ),
    Event(
        name="visitor",
        shift=0,
        values=(
            "Aunt Rosalba",
            "the Brinkmanns",
            "old Mr Tull",
            "my godson Ivo",
            "Cousin Perpetua",
            "the vicar",
            "my flatmate from college days, Zeb",
        ),
        said=(
            "The doorbell, and who stood there this afternoon? {x}! We had nothing in but crackers. What "
            "can one keep in the cupboard for such hours?",
            "A lovely long tea today with {x}, who stayed until the lamps came on. I laughed so much. How "
            "do you get candle wax off linen?",
        ),
        replies=(
            "Scrape what is hard, put brown paper over it and press with a warm iron. Whatever colour is "
            "left goes with spirit.",
            "Good crackers, a tin of sardines, olives, a jar of figs and long-life milk. With a cloth on "
            "the table it looks intended.",
        ),
        same=(
            "Who stood there when the doorbell rang {when}?",
            "Who came for a long tea {when}?",
            "who stood there at the doorbell {when}",
            "who stayed for tea {when}",
        ),
        other=("Who visited me {when}?", "who paid me a visit {when}"),
        dated="When was {x} at my door or table?",
    ),
    Event(
        name="repair",
        shift=0,
        values=(
            "the garden gate",
            "the toaster",
            "a kitchen drawer",
            "the bathroom fan",
            "the wobbly table",
            "the hall lamp",
            "the pram wheel",
            "the letterbox",
        ),
        said=(
            "With a film on a small screen and three screws left over, I mended {x} today. It holds! Should "
            "I worry about those screws?",
            "My proudest hour: I mended {x} today, all alone. It took four hours and a plaster. What tools "
            "should one have at home?",
        ),
        replies=(
            "A hammer, two screwdrivers, pliers, a spirit level, a tape and a good torch. The rest one "
            "borrows, with cake.",
            "Keep them in a jar with the date on. If it still works in a month they were ornaments.",
        ),
        same=("What did I mend {when}?", "what I mended {when}"),
        other=("Which household thing did I repair {when}?", "which item I fixed {when}"),
        dated="When did I mend {x}?",
    ),
    Event(
        name="walk_place",
        shift=-1,
        values=(
            "Fallow Wood",
            "the old canal",
            "Beacon Ridge",
            "the salt marshes",
            "Hob's Quarry",
            "the reservoir",
            "the lavender fields",
        ),
        said=(
            "My boots are drying by the stove. Yesterday it was {x}, nine of us and a flask, with a "
            "hailstorm in the middle. How do you care for leather?",
            "Yesterday I needed to see something wider than a screen and took the bus to {x}. I met one "
            "sheep. What is good on a cold picnic?",
        ),
        replies=(
            "Brush off the mud, stuff them with paper, let them dry slowly and rub in wax while they are a "
            "little damp. Never close to the fire.",
            "Hard eggs, mustard sandwiches, ginger cake and soup in a flask. Sit on your map and not on the ground.",
        ),
        same=(
            "Where did I get my boots wet {when}?",
            "Where did I take the bus to {when}?",
            "where I was in my boots {when}",
            "where I took the bus {when}",
            "Where was I {when}, nine of us in a hailstorm?",
        ),
        other=("Which place did I hike to {when}?", "where I went hiking {when}"),
        dated="When was I at {x}?",
    ),
    Event(
        name="bought",
        shift=0,
        values=(
            "a waffle iron",
            "linen sheets",
            "a desk lamp",
            "running shoes",
            "a cast-iron pot",
            "a yoga mat",
            "an electric drill",
            "a raincoat",
        ),
        said=(
            "Against all reason I came home from the shops with {x} today. The old one would have done "
            "another year. How do I sell what I do not need?",
            "The sales are on, and I was weak: {x}, today, forty per cent off. I feel only slightly guilty. "
            "What is a sensible budget for such things?",
        ),
        replies=(
            "Five per cent of what is left after rent, and a night of sleep before anything above fifty. "
            "Guilt is optional.",
            "Three pictures in daylight, an honest line about scratches, and a price that ends in five. "
            "Evenings on Sunday are best.",
        ),
        same=(
            "What did I come home from the shops with {when}?",
            "What did I get in the sales {when}?",
            "what the shops sold me {when}",
            "what I got for forty per cent off {when}",
        ),
        other=("What did I buy {when}?", "which purchase I made {when}"),
        dated="When did I get {x}?",
    ),
    Event(
        name="baked",
        shift=-1,
        values=(
            "rye bread",
            "cinnamon buns",
            "a plum tart",
            "cheese scones",
            "a lemon loaf",
            "oat biscuits",
            "focaccia",
            "profiteroles",
        ),
        said=(
            "Flour on the ceiling! Yesterday I made {x} for the school fair, and sold the lot in ten "
            "minutes. How do I clean a rolling pin?",
            "It rained all of yesterday, so I made {x} and ate half of it standing. Is it bad to eat things "
            "warm from the oven?",
        ),
        replies=(
            "Only for the crumb, which sets as it cools. The stomach does not mind, whatever grandmothers say.",
            "Scrape it, wipe it with a damp cloth and let it dry upright. Never soak it, or it will crack.",
        ),
        same=(
            "What did I make {when} for the school fair?",
            "What did I make {when} as it rained?",
            "what I made {when}",
        ),
        other=("What did I bake {when}?", "which baking I did {when}"),
        dated="When did I make {x}?",
    ),
    Event(
        name="music",
        shift=-1,
        values=(
            "the Tamburlaine Quartet",
            "Velvet Ferrets",
            "the Harbour Brass",
            "Lady Grey and the Spoons",
            "Moth Season",
        ),
        said=(
            "My ears are still ringing, last night we heard {x} in the old brewery. I danced with a "
            "dentist. What brings a voice back by noon?",
            "A friend had a ticket left, so last night I heard {x}. I did not know a note and loved each "
            "one. What is an encore, really?",
        ),
        replies=(
            'A bow to the clapping: in French it only means "again". It is mostly planned, and everybody pretends.',
            "Steam, silence and luke-warm tea with honey. And a nap, as voices tire with the rest of us.",
        ),
        same=("Who was it we heard {when}?", "who I heard {when}"),
        other=("Which concert did I attend {when}?", "what band or group I listened to live {when}"),
        dated="When did I hear {x}?",
    ),
    Event(
        name="radio_topic",
        shift=0,
        values=(
            "coral reefs",
            "medieval bridges",
            "the history of salt",
            "eels",
            "sleep in whales",
            "lost languages",
            "volcanoes under ice",
        ),
        said=(
            "There was a programme about {x} this morning and I burnt the toast over it. I never knew! "
            "Where can one hear such things again?",
            "I sat in the car until it was over, in front of my own house: a programme about {x}, told by "
            "two old men. Did you have teachers like that?",
        ),
        replies=(
            "Most stations keep them for a month, and libraries lend them as well. Toast, sadly, cannot be "
            "heard again.",
            "I had pages rather than teachers, but some pages have a voice. It is rare that somebody knows "
            "a thing and loves it too.",
        ),
        same=("What was the programme about {when}?", "what the programme was about {when}"),
        other=("Which topic did I listen to on the radio {when}?", "what broadcast I enjoyed {when}"),
        dated="When was the programme about {x}?",
    ),
)
