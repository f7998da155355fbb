"""Facts about travel."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="honeymoon",
        values=("Zanzibar", "the Dolomites", "Iceland", "Crete", "Patagonia"),
        said=(
            "Looking at old slides tonight: our honeymoon in {x}, me with a sunburn and a dreadful hat. How "
            "can one digitise slides cheaply?",
            "Years ago this very week we were on our honeymoon in {x}, living on bread and plums. We were "
            "so poor. What is a nice way of marking it at home?",
        ),
        replies=(
            "Cook what you ate, put on what you heard, and let each tell one thing that the other has "
            "forgotten. Bread and plums sounds like a menu.",
            "A flat light and a camera with a close lens do very well; the mount matters more than the "
            "price. Do the best fifty and leave the rest in peace.",
        ),
        same=("Where was our honeymoon?", "where we were on our honeymoon"),
        other=(
            "What was the destination right after my wedding?",
            "what destination my spouse and I chose as newlyweds",
        ),
        near=(
            (
                "Is a cruise romantic or just crowded? Friends are going on one after their wedding.",
                "Both, depending on the ship. For a couple after a wedding I would choose a small one, with "
                "many stops and a cabin with a window.",
            ),
        ),
    ),
    Fact(
        name="lost_suitcase",
        values=("Frankfurt", "Heathrow", "Charles de Gaulle", "Schiphol"),
        said=(
            "I am here, my suitcase is not. It stayed in {x}, says a nice man at a desk, and will follow. "
            "What do I need to buy for three days?",
            "Remember my suitcase? {x} lost it, found it and then lost it a second time, I could write a "
            "novel. How do such claims go?",
        ),
        replies=(
            "In writing, within a week, with receipts for everything you had to get. After three weeks it "
            "counts as gone for good, and then they owe you its worth up to a limit.",
            "Toothbrush, two shirts, underwear, a charger. Keep each receipt, as they must pay you back for "
            "what is reasonable.",
        ),
        same=("Where did my suitcase stay?", "Where was my suitcase lost?", "where my suitcase stayed"),
        other=("Which airport mislaid the luggage?", "which airport misplaced my bags"),
        near=(
            (
                "Is hand luggage enough for ten days in two climates? I am proud and stubborn.",
                "Yes, with layers: two trousers, four shirts, one warm thing, one for rain. Wear the "
                "heaviest in the airport and wash luggage once midway.",
            ),
        ),
    ),
    Fact(
        name="seat_pref",
        values=("by the aisle", "by the window", "in the very last row", "beside the emergency exit"),
        said=(
            "Could you help me to book? Two things: no night flights, and I only ever sit {x}, otherwise I "
            "get panicky. What do I do with eight hours in the air?",
            "They put me in the middle, although I always sit {x}. I breathed into a paper bag and thought "
            "of cows. Is there a better trick?",
        ),
        replies=(
            "Name five things you see, four you hear, three you touch. It brings the mind back into the "
            "room, and nobody notices.",
            "I will keep both in mind. Eight hours are two films, one meal, one long book and a nap; take a "
            "scarf against the draught and drink water each hour.",
        ),
        same=("Where do I always sit?", "where I always sit in the air"),
        other=("What is my preferred place on a plane?", "what spot I favour on board"),
        near=(
            (
                "Why are plane tickets cheaper on a Tuesday? Or is that a fairy tale?",
                "A fairy tale nowadays, prices move all the time. Being free about the day helps, and so "
                "does looking six to eight weeks ahead.",
            ),
        ),
    ),
    Fact(
        name="campsite",
        values=("Pinewater", "Larkhaven", "Two Oaks", "Sandy Elbow"),
        said=(
            "We are taking the tent to {x} again, the one with the showers that sing. Our daughter has "
            "packed already, mostly stones. What meals can one make on a single flame?",
            "Never again shall I sleep on the ground, I said, and now we booked {x} for the tent. At least "
            "there is a lake. How do I stop my back from hurting?",
        ),
        replies=(
            "A thicker mat and something under your knees do most of it. Bring your own pillow, and walk a "
            "little before bed so that you go in warm.",
            "Couscous, eggs in tomatoes, noodles with peanut butter, pancakes. Cut and mix at home, and the "
            "one flame suffices.",
        ),
        same=(
            "Where did we book for the tent?",
            "Where are we taking the tent again?",
            "where we are taking the tent",
        ),
        other=("On which campground do I spend the holidays?", "which campground we reserved"),
        near=(
            (
                "Do mosquitoes prefer some people? On the last camping trip I was eaten and nobody else was.",
                "They do, it is in the skin and the breath. On a camping trip, pale clothes, a fan and a "
                "spray with icaridin help.",
            ),
        ),
    ),
    Fact(
        name="passport_expiry",
        values=("12 September", "8 November", "30 August", "21 October"),
        said=(
            "I am in a mild panic: the passport runs out on {x}, and some countries want half a year. What "
            "is the quickest way?",
            "Put this on the pile of things: passport runs out on {x}. I look like a burglar in it anyway. "
            "How do I look better in a photograph?",
        ),
        replies=(
            "Chin slightly forward and down, tongue against the palate, breathe out. Neutral does not have "
            "to mean guilty.",
            "Online, with an appointment in a large office, and the express fee if you must. Book the "
            "appointment first and gather the papers after.",
        ),
        same=("When does the passport run out?", "when my passport runs out"),
        other=("What is the expiry date of my travel document?", "what expiry date my identity papers have"),
        near=(
            (
                "Do children need a passport of their own? We are thinking of a weekend abroad.",
                "Nearly everywhere, yes, even babies. A passport for a child is valid for five years, and "
                "the photograph must be without a hand in it.",
            ),
        ),
    ),
    Fact(
        name="language_learning",
        values=("Portuguese", "Welsh", "Finnish", "Swahili", "Greek"),
        said=(
            "Twenty minutes a day I sit and repeat after a machine, and now I can order soup in {x}. My "
            "family hides. How do I find somebody to speak with?",
            "Learning {x} is like wading through honey, but today I understood a whole sentence in a film! "
            "What is the next step?",
        ),
        replies=(
            "Children's books and songs, then the news read slowly. And write three lines in it each night "
            "about your day, with all the mistakes.",
            "Look for an exchange: half an hour yours, half an hour theirs. Libraries have notice boards, "
            "and bakeries are better than any class.",
        ),
        same=(
            "What am I learning?",
            "What can I order soup in?",
            "what I am learning twenty minutes a day",
            "in what I understood a whole sentence in a film",
        ),
        other=("Which foreign language have I taken up?", "which foreign tongue I study"),
        near=(
            (
                "Do children really pick up a language by listening? My neighbours raise theirs with three.",
                "Yes, if each language has its person or place, and enough hours. Mixing is a phase, and "
                "they sort it out by four.",
            ),
        ),
    ),
    Fact(
        name="ferry_mishap",
        values=("my hat", "the car keys", "a whole cheese", "my left shoe"),
        said=(
            "The crossing was so rough that {x} went overboard, and a gull followed it. I laughed until I "
            "was sick, and then I was sick. What settles a stomach?",
            "Everyone at supper wants the story again, how {x} went overboard between the islands. Shall I "
            "write these things down? How does one start a journal?",
        ),
        replies=(
            "With five lines a day, no more, and never about feelings on the first. Begin with what made "
            "you laugh; you have the first entry.",
            "Dry crackers, ginger, and the horizon. Lie down if you can, and take small sips. Laughing "
            "seems to be no cure, sadly.",
        ),
        same=("What went overboard?", "what went overboard between the islands"),
        other=("What did I lose on the ferry?", "what fell into the sea from the boat"),
        near=(
            (
                "Are ferries slower than they used to be? The boat to the isles takes longer each year.",
                "Many run slower to burn less fuel. Some lines give both speeds in the timetable, and a "
                "slow boat is often the smoother.",
            ),
        ),
    ),
    Fact(
        name="summer_booking",
        values=("the Azores", "a farmhouse in Umbria", "a canal boat in Burgundy", "the Orkney islands"),
        said=(
            "Done! Deposit paid, in July we go to {x}, all five of us. I have never been so relieved. Could "
            "you set up a savings plan for the rest?",
            "I could not stand the brochures any more, so I shut my eyes and pointed: {x} in July. My "
            "partner went quiet, and then laughed. What should we read about it?",
        ),
        replies=(
            "One guide for the practical side, one novel that is set there, and the weather of the last "
            "five Julys. Leave two days without any aim.",
            "Certainly. Take what remains, divide it by the weeks left and put that aside every Friday. A "
            "jar with a label works as well as any account.",
        ),
        same=(
            "Where do we go in July?",
            "where we go in July",
            "Where did I point with my eyes shut, for July?",
            "where I pointed with my eyes shut, for July",
        ),
        other=("What is my vacation destination this summer?", "what holiday trip I reserved this summer"),
        near=(
            (
                "What do people do about the cat in the summer holidays?",
                "A neighbour twice daily, a sitter who moves in, or a good cattery booked early. For most "
                "animals staying at home is the kinder holiday.",
            ),
        ),
    ),
    Fact(
        name="driving_fear",
        values=("long tunnels", "suspension bridges", "roundabouts", "reversing with a trailer"),
        said=(
            "I may as well admit it: behind the wheel I am terrified of {x}. There, I said it. I took a "
            "detour of thirty miles today. Is that common?",
            "My hands were wet on the wheel, as always with {x}. The children sang to calm me, bless them. "
            "How do I get over it?",
        ),
        replies=(
            "In small steps: watch films of it, then as a passenger, then at a quiet hour with someone "
            "beside you. Stay until the fear sinks, since leaving early teaches it to stay.",
            "Very. About one person in ten has something of the sort on the road, and most hide it with "
            "detours. Thirty miles is a modest one.",
        ),
        same=(
            "What terrifies me behind the wheel?",
            "what I am terrified of behind the wheel",
            "What were my hands wet on the wheel with, as always?",
            "what makes my hands wet on the wheel",
        ),
        other=("Which phobia do I have when I drive?", "which phobia troubles me as a motorist"),
        near=(
            (
                "Should a person who is nervous drive at night? My aunt asks.",
                "Only if she must. Clean glass, dim dashboard, and look at the right edge when someone "
                "comes toward you. Nervous people drive rather well, as a rule.",
            ),
        ),
    ),
    Fact(
        name="souvenir",
        values=("a brass door knocker", "a wooden mask", "a bag of saffron", "a hand-woven rug"),
        said=(
            "Home from Morocco with sand in each shoe. I haggled for an hour and carried {x} back in my "
            "arms. I am sure I paid double. How do you haggle properly?",
            "I look at {x} that I carried back from Morocco, and do not know where to put it. Perhaps the "
            "hall? Help me with a plan for that dark corner.",
        ),
        replies=(
            "A lamp at the height of your shoulder, something pale on the wall, and the one object that has "
            "a tale. Leave the rest of it bare.",
            "Ask the price, smile, offer a third, admire something else. Walk away once. If both laugh at "
            "the end, it was the right price.",
        ),
        same=("What did I carry back from Morocco?", "what I carried back from Morocco"),
        other=("Which souvenir did I purchase?", "which keepsake I purchased on the journey"),
        near=(
            (
                "Is one allowed to bring shells home as souvenirs? My pockets are full of them.",
                "It depends on the beach; in some places it is a crime, above all with coral. Souvenirs "
                "from a shop with a receipt are safe.",
            ),
        ),
    ),
    Fact(
        name="train_pass",
        values=("the Coastal Rover", "a Silver Card", "the Twelve-Trip", "a Moorland Saver"),
        said=(
            "I did the sums on the platform: with {x} I save forty on every visit to my mother. Why did "
            "nobody tell me? What shall I do with the money?",
            "At the ticket counter I finally got {x}, the lady even stamped it for me. Now I have to use "
            "it. Where can one go in a day?",
        ),
        replies=(
            "Somewhere with a hill and a tea room: out by the first one, home by the last. Choose a line "
            "you have never taken to the end.",
            "Put half of it into the next visit, a good lunch with your mother, and let the rest pile up. "
            "It is a pleasant kind of arithmetic.",
        ),
        same=(
            "With what do I save forty on every visit to my mother?",
            "What did I get at the ticket counter?",
            "what I got at the ticket counter",
            "with what I save forty on every visit to my mother",
        ),
        other=("Which railway discount do I own?", "which railway concession I hold"),
        near=(
            (
                "The trains were a shambles again, and I stood in the cold for an hour. Is there compensation?",
                "Usually from half an hour of delay: a quarter of the price, and half after an hour. Keep "
                "the ticket, and claim online within a month.",
            ),
        ),
    ),
)
