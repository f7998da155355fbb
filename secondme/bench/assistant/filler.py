"""Talk around the facts: greetings, asides, questions back, and exchanges that tell nothing of the person."""

OPENINGS = (
    "Good morning!",
    "Evening.",
    "Hello again.",
    "Me again, with tea.",
    "Quick one before I run.",
    "Right, I have ten minutes.",
    "Back from the shops and out of breath.",
    "It is pouring here.",
    "I cannot sleep, so you get to keep me company.",
    "Sun at last!",
    "Hi, hope you are well, if that applies.",
    "Finally some peace and quiet.",
)

ASIDES = (
    "Sorry, somebody was at the door.",
    "Where was I?",
    "By the way, thanks for last time, it worked.",
    "Hold on, the pan is boiling over.",
    "I am rambling, forgive me.",
    "No hurry with the answer.",
    "My tea has gone cold over it.",
    "You would have laughed.",
    "Anyhow.",
)

TAILS = (
    "Would that do for now?",
    "Tell me if you would rather have it in fewer words.",
    "What would you like to look at next?",
    "Shall I put it in a table?",
    "I am curious how it goes; do report.",
    "Let me know what you decide.",
    "Have you thought of asking someone nearby, too?",
    "Take your time with it.",
    "And how are you otherwise?",
)

TALK = (
    (
        "Why do onions make us cry?",
        "Cutting them frees a gas that turns to a weak acid on the wet surface of the eye. A sharp blade "
        "and a cold onion keep most of it in.",
    ),
    (
        "Could you write a shopping list for a vegetable soup for four?",
        "Carrots, two leeks, a piece of celeriac, potatoes, parsley, a stock cube and good bread. If you "
        "like it thicker, add a tin of white beans.",
    ),
    (
        "How long do I boil an egg if I want it runny but not slimy?",
        "Six minutes from boiling water for a medium one out of the fridge, then cold water. Half a minute "
        "more if it is large.",
    ),
    (
        "Tell me something that I can use to impress at dinner.",
        "Bananas are berries in the botanist's book, and strawberries are not. It starts an argument every time.",
    ),
    (
        "I feel flat today, and there is no reason for it.",
        "That happens, and it need not have one. Drink something warm, walk once round the block, and do "
        "one thing with your hands. If it stays for weeks, speak with somebody.",
    ),
    (
        "What is the difference between a crocodile and an alligator?",
        "The snout, mostly: broad and round in the alligator, narrow in the other, whose lower teeth also "
        "show when the mouth is shut.",
    ),
    (
        "Could you shorten this to one line: we regret to inform you that owing to unforeseen circumstances "
        "the meeting will not take place?",
        '"The meeting is cancelled, sorry." It says the same and gives everyone their morning back.',
    ),
    (
        "How do I fold a fitted sheet without swearing?",
        "Put your hands in two corners, tuck one over the other, do the same with the rest, lay it flat and "
        "fold it in three. Or roll it up and close the cupboard.",
    ),
    (
        "What is the capital of Mongolia? It came up and none of us knew.",
        "Ulaanbaatar. It is the coldest capital in the world over the year, and about half of the country's "
        "people live there.",
    ),
    (
        "Is it rude to leave before dessert?",
        "Not with a reason given early and lightly. Leave quickly once you have said it; it is the long "
        "goodbye that spoils the table.",
    ),
    (
        "My plans have all fallen through this afternoon. Ideas?",
        "Enjoy that nobody expects you. A bath, an hour in a shop where you buy nothing, or a nap with the "
        "window open.",
    ),
    (
        "How many cups are in a litre? The English kind, not the American.",
        "A little over three and a half. If it matters to the spoon, weigh it.",
    ),
    (
        "Explain inflation as if I were ten.",
        "If everyone has twice as many coins and there are as many sweets as before, the sweets will soon "
        "cost twice as many coins. Nobody got richer, apart from those who had borrowed coins.",
    ),
    (
        "Give me a tongue twister.",
        '"Six slick sticks stuck in thick silt." Say it five times with a straight face.',
    ),
    (
        "Do I need an agenda for a meeting of three people?",
        "One line will do: what is decided when we stand up again. With that you will be done in twenty minutes.",
    ),
    (
        'What does a comma before "and" do? My colleague and I are at war.',
        "It separates the last item of a list, and some houses want it while others do not. Pick one, write "
        "it down, and make peace.",
    ),
    (
        "Can I wash a cap in the dishwasher?",
        "You can, on the top rack, on cool, alone and without powder that bleaches. Dry it over a bowl so "
        "that it keeps its form.",
    ),
    (
        "I am stuck in a queue. Entertain me.",
        "Look at the shoes in front of you and guess what their owner had for breakfast. Then guess which "
        "queue will be faster; it is never the one you choose.",
    ),
    (
        'How do I say "enjoy your meal" in as many tongues as possible?',
        "Bon appétit, guten Appetit, buon appetito, smakelijk, smacznego, itadakimasu. In English one says "
        "nothing and begins.",
    ),
    (
        "Is there any use for egg shells?",
        "Crushed, they loosen heavy soil a little and scratch out narrow vases. As slug fence they are a legend.",
    ),
    (
        'Could you check whether "separate" is spelt right in my draft?',
        "It is, with an a in the middle. Think of a rat in it and you will not have to ask again.",
    ),
    (
        "What do you call a group of owls?",
        "A parliament, though nobody who watches them uses the term. They are mostly alone, and much quieter.",
    ),
    (
        "How do I get a splinter out?",
        "Warm water for five minutes, then tweezers along the way it went in, then clean it. If it is deep "
        "or hot the next day, show it to somebody.",
    ),
    (
        "Why is my printer always offline?",
        "Because it has changed its address on the network, as a rule. Switch it off and on, then remove it "
        "from the list and add it again.",
    ),
)
