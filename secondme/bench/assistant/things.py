"""Facts about belongings."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="bike_stolen",
        values=("a green Raleigh", "a Dutch cargo bike", "a silver Brompton", "a racing Bianchi"),
        said=(
            "The chain was there, cut through, and nothing else. They took {x} from outside the bakery, in "
            "daylight. I walked home with the rolls. What does the insurer want to know?",
            "I still look at each rack, as if {x} might have been put back. They took it from outside the "
            "bakery, chain and all. How does one get over losing a thing?",
        ),
        replies=(
            "By being angry for a bit, telling it three times, and then choosing the next one with care. "
            "Things carry days in them, so it is no foolish grief.",
            "Frame number, receipt, photograph, the report from the police and what lock it was. Ring them "
            "within two days if you can.",
        ),
        same=("What did they take from outside the bakery?", "what they took from outside the bakery"),
        other=("Which of my vehicles got stolen?", "what thieves robbed me of"),
        near=(
            (
                "Are bicycle registers any use? The police man at the fete praised his.",
                "They help to give back what is found, which is one in ten. A stolen frame with a code is "
                "harder to sell, too.",
            ),
        ),
    ),
    Fact(
        name="car_make",
        values=("a Skoda", "a Fiat Panda", "a Volvo estate", "a Honda Jazz"),
        said=(
            "Failed its test on four counts, poor thing. We drive {x}, eleven years old, held together by "
            "stickers. Is it time?",
            "The children call it the tin. {x} it is, we drive it to the sea and back and it has never let "
            "us down. How do you get sand out of seats?",
        ),
        replies=(
            "A stiff brush, then a vacuum with a narrow nozzle, then the brush again. Whatever is left "
            "belongs to the seats now.",
            "Four counts may cost more than it is worth. Ask for the sum in writing, divide by the years it "
            "might last, and compare with the bus.",
        ),
        same=("What do we drive?", "what we drive to the sea"),
        other=("Which car do I own?", "which automobile is in my garage"),
        near=(
            (
                "Is it worth washing a car in winter? The neighbours do it at dawn.",
                "Underneath, yes, because of the salt; the top is vanity. Twice in the winter is plenty for any car.",
            ),
        ),
    ),
    Fact(
        name="watch_inherited",
        values=("a 1950s Omega", "a silver pocket watch", "a diver's Seiko", "a cracked Timex"),
        said=(
            "It ticks! The little man at the market opened it and blew, and now {x} from grandad ticks as "
            "if nothing had happened. How often should one have it oiled?",
            "I wore {x} from grandad to the funeral, it felt right. It ticks louder than I do. How do I "
            "write to my grandmother now?",
        ),
        replies=(
            "By hand and short. Say what you saw in him that she may not know you saw, and offer a day on "
            "which you will come.",
            "Every five years if you wear it daily. Keep it away from magnets, and wind it at the same hour, gently.",
        ),
        same=("What from grandad ticks?", "what ticks that is from grandad"),
        other=("Which timepiece did I inherit?", "which heirloom for telling the hour I own"),
        near=(
            (
                "Do young people wear watches? My students look at their phones.",
                "More than ten years ago, oddly enough. A watch is jewellery again, and it does not light "
                "up in the cinema.",
            ),
        ),
    ),
    Fact(
        name="coat_colour",
        values=("mustard yellow", "bottle green", "burgundy", "petrol blue"),
        said=(
            "I did it, I bought the coat! {x}, down to my ankles, far too loud for me. My partner can see "
            "me from the next valley. What do I wear with it?",
            "Three people have stopped me about the coat today. {x}, who would have thought? I usually hide "
            "in grey. Does one dress for others?",
        ),
        replies=(
            "Partly, and there is no shame in it. But the ones that make you stand straight are for "
            "yourself, and strangers notice the standing.",
            "Dark blue or grey all over, and plain shoes. One loud thing is a statement, and two are a quarrel.",
        ),
        same=("Which coat did I buy?", "what coat it is"),
        other=("What colour is my outerwear?", "what hue my winter jacket has"),
        near=(
            (
                "Is wool too warm for April? My jacket is too thin and everything else is thick.",
                "A light wool is right for most of April. Wear the jacket over it, and you can take one off.",
            ),
        ),
    ),
    Fact(
        name="phone_broken",
        values=("in the soup", "down the drain", "under a tram", "in the tumble dryer"),
        said=(
            "I am writing on a borrowed thing. My phone ended {x}, do not ask. All my numbers are gone! "
            "What is the first thing to do?",
            "Second phone this year. The last one ended {x}, and my son keeps making the noise. How do I "
            "stop being so clumsy?",
        ),
        replies=(
            "Give things a fixed place and move at three quarters of the pace. Clumsy people are mostly "
            "hurried people, and sons get bored by May.",
            "Block the card with the company, change the password of your mail, then restore from the last "
            "copy. The numbers are likely to come back with it.",
        ),
        same=("Where did my phone end?", "where the phone ended"),
        other=("How did I wreck my mobile?", "which accident destroyed the mobile"),
        near=(
            (
                "Does rice dry a wet mobile? Everyone says so, nobody has done it.",
                "It does little. Switch it off, shake it, leave it in moving air for two days. Rice in the "
                "socket is one more problem.",
            ),
        ),
    ),
    Fact(
        name="savings_goal",
        values=("a caravan", "a piano", "a year in Rome", "a wood-fired kiln"),
        said=(
            "Each evening I drop my coins in a pickle jar. It is for {x}, and my partner must not know. "
            "What is the fastest honest way to add to a jar?",
            "I counted the pickle jar: eight hundred and four! At this rate it will be {x} before I am "
            "sixty. Should the jar go to a bank?",
        ),
        replies=(
            "Above a thousand I would say so, at notice of a month, so that you are not tempted. Keep the "
            "jar for the coins and the joy.",
            "Sell what you have not used for two years, one thing each Sunday. The loft of an ordinary "
            "family holds about five hundred.",
        ),
        same=("What is the pickle jar for?", "what the coins in the pickle jar are for"),
        other=("What am I saving up to buy?", "what purchase I put money aside towards"),
        near=(
            (
                "Are savings accounts worth it with such rates? The bank sent a leaflet.",
                "Better than a drawer, worse than prices. For money you need within three years, savings at "
                "a bank are still right.",
            ),
        ),
    ),
    Fact(
        name="ring_lost",
        values=("the compost heap", "a jar of olives", "the hoover bag", "the dog basket"),
        said=(
            "Three days on my knees, and my ring was in {x}. I screamed, and the milkman came running. How "
            "does one clean gold?",
            "For the record: when the ring goes missing again, look in {x} first, as that is where it was. "
            "I have aged ten years. Could you tell me about fingers and swelling?",
        ),
        replies=(
            "They swell with heat, salt, flying and long walks, and are thinnest in the morning when it is "
            "cold. Have it measured at four in the afternoon.",
            "Warm water, mild soap, an old toothbrush, and a towel in the sink so that it cannot leave. No "
            "toothpaste, it scratches.",
        ),
        same=(
            "Where was my ring when it went missing?",
            "where the ring was after three days",
            "Where was my ring, after three days on my knees?",
        ),
        other=("In what odd place did my lost jewellery turn up?", "the odd location at which I recovered the jewel"),
        near=(
            (
                "What can I do with odd earrings? One of each pair has left me.",
                "Wear them mixed, it is done. A jeweller melts silver down, and single stones make good "
                "pins. Jewellery likes a second life.",
            ),
        ),
    ),
    Fact(
        name="flea_market",
        values=("a box of glass eyes", "a stuffed pike", "a set of fish forks", "a ship in a bottle"),
        said=(
            "You will laugh. I went to the flea market for a lamp and came home with {x}, for a tenner. It "
            "stares at me. Where would you put it?",
            "My partner wants {x} out of the house. A tenner at the flea market, and this is the thanks! "
            "How do couples settle such questions?",
        ),
        replies=(
            "Each gets one veto a year and one shelf that is nobody else's business. Yours is now full, I fear.",
            "In the guest bathroom, at eye level, without comment. It keeps visits short and gives people "
            "something to write home about.",
        ),
        same=("What did I come home with from the flea market?", "what I got at the flea market for a tenner"),
        other=("Which second-hand curiosity did I acquire?", "which second-hand bargain I found"),
        near=(
            (
                "Are auctions fun or a trap? A friend buys other people's second-hand grief there.",
                "Both: set a sum, write it on your hand, and leave when it is passed. The bargain is "
                "usually the box nobody opened.",
            ),
        ),
    ),
    Fact(
        name="insurance_claim",
        values=("a burst pipe", "a fallen chestnut", "a neighbour's football", "a runaway shopping trolley"),
        said=(
            "The insurance has paid at last! Eleven weeks for {x}, and a folder as thick as bread. I feel "
            "like opening something with bubbles. Non-alcoholic ideas?",
            "On the form for the insurance I had to describe {x} in my own words, and I got rather poetic. "
            "They have sent it back. How dry should it be?",
        ),
        replies=(
            "Like a police report: when, where, what, who saw it, and no adjectives. Put the poem in a "
            "letter to a friend.",
            "Elderflower with soda and lime, cold, in a tall glass with a leaf in it. Folder on the shelf, "
            "feet on the chair.",
        ),
        same=(
            "What did the insurance pay for?",
            "what I had to describe on the form for the insurance",
            "what the insurance has paid for",
        ),
        other=("Which damage did I claim for?", "which mishap my claim was about"),
        near=(
            (
                "Do I need cover for the contents of a shed? The leaflet claims that everyone does.",
                "Read what your policy claims already; a shed is often in it up to a sum. Photograph the "
                "contents and keep the damage to yourself.",
            ),
        ),
    ),
    Fact(
        name="umbrella_pattern",
        values=("flying pigs", "a map of Venice", "sheet music", "sliced lemons"),
        said=(
            "I have left my umbrella on the bus. With {x} on it, so hard to miss, one would think. How do "
            "lost property offices work?",
            "It came back! The umbrella with {x} on it was hanging on our gate, and not a word of who. "
            "There are good people. What else is good news today?",
        ),
        replies=(
            "The days are getting longer by two minutes each, somewhere a library has opened, and a "
            "stranger walked up your street to hang something on a gate.",
            "They keep things for three months, sorted by line and day. Describe it exactly, and ring on "
            "the second day rather than the first.",
        ),
        same=("What is on the umbrella?", "what the umbrella has on it"),
        other=("Which design protects me from the rain?", "which motif my brolly shows"),
        near=(
            (
                "Rain all week, and the forecast shows rain again. What do you wear on your feet?",
                "Boots a size larger with a wool sock, dried on paper overnight. In steady rain nothing is "
                "waterproof, only slower.",
            ),
        ),
    ),
)
