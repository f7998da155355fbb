"""Facts about the past."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="childhood_street",
        values=("Tanner's Row", "Mill Lane", "Gasworks Terrace", "Peacock Hill"),
        said=(
            "I drove past {x} today, where I grew up, and the house is half as big as it used to be. "
            "Somebody has painted it pink! Why do places shrink?",
            "We were eight in three rooms when I grew up on {x}, and I recall the noise more than the "
            "faces. Does memory keep sound better?",
        ),
        replies=(
            "Smell best, then sound, then sight, or so they say. Noise that comes back at night is often a "
            "kind of company.",
            "Because we measure with our own legs. At seven a kitchen is a landscape, and nobody tells you "
            "when it stops.",
        ),
        same=(
            "where I grew up",
            "On which road did I say that I grew up, eight of us in three rooms?",
            "Where is the house, painted pink, in which I grew up?",
        ),
        other=("On which street did I spend my childhood?", "the address I had as a child"),
        near=(
            (
                "The children want to walk to school alone from now on, across the main street. When is one "
                "old enough?",
                "Around eight or nine, depending on the street. Walk behind them three times, then at a "
                "distance, then wave.",
            ),
        ),
    ),
    Fact(
        name="first_job",
        values=(
            "selling programmes at the theatre",
            "gutting fish",
            "delivering newspapers",
            "stacking shelves in a chemist's",
        ),
        said=(
            "My niece started on Saturday and came home in tears. I told her that I began with {x}, at "
            "fifteen, and cried as well. What cheers a tired girl up?",
            "At fifteen I began with {x}, for two pounds an hour, and thought I was rich. What did two "
            "pounds buy, back then?",
        ),
        replies=(
            "A record on sale, three bus rides, or lunch for two at the chip shop. It bought the feeling "
            "that it was yours, mostly.",
            "A bath, toast, and someone who is cross with the right people. Advice can wait until Sunday.",
        ),
        same=("What did I begin with at fifteen?", "what I began with at fifteen"),
        other=("What was my first job?", "how I earned my earliest wages as a teenager"),
        near=(
            (
                "Should teenagers have a job during term? There are two camps at the school gate.",
                "Up to eight hours a week does no harm, and much good. A first job beyond twelve shows in the marks.",
            ),
        ),
    ),
    Fact(
        name="school_subject",
        values=("geography", "Latin", "woodwork", "chemistry", "needlework"),
        said=(
            'Clearing the cupboard I found my old reports: "could try harder" everywhere, except a top mark '
            "in {x}. I was always best at that. Shall I keep such papers?",
            "Who would have thought that {x} would be of use? It was what I was best at as a child of few "
            "marks, and today I could help our son. How does one explain without taking over?",
        ),
        replies=(
            "Ask what he sees, wait ten seconds, and sit on your hands. The pencil stays with him, even "
            "when it hurts.",
            "One folder per person, no more: two reports, one drawing, one letter. The rest is a picture on "
            "the phone.",
        ),
        same=("What was I best at, with the top mark?", "what I was always best at"),
        other=("Which school subject did I excel in?", "which lesson I shone in as a pupil"),
        near=(
            (
                "Do pupils still learn poems by heart? I can say half of one and no more.",
                "Some do, it depends on the school. The first half of a poem is what most pupils keep, and "
                "it is enough for a rainy stop.",
            ),
        ),
    ),
    Fact(
        name="scar_origin",
        values=("a tin lid", "a cricket ball", "a goose", "a broken milk bottle"),
        said=(
            "The barber asked about the mark over my eyebrow. It was {x}, when I was six, and I had told "
            "everyone about a sword. Why do children lie so well?",
            "My daughter likes to trace the mark over my eyebrow. {x}, I tell her, and she giggles each "
            "time. How much of one's childhood should one tell?",
        ),
        replies=(
            "Everything that is funny, and the sad things when she asks. Children keep those stories as if "
            "they were their own.",
            "They do not think of it as that. They try a better version on, and look whether it fits.",
        ),
        same=("What was it, the mark over my eyebrow?", "what made the mark over my eyebrow"),
        other=("How did I get the scar on my face?", "which injury left me scarred"),
        near=(
            (
                "Does oil help against scars, or is that only in magazines?",
                "Massage helps, the oil hardly matters. Keep scars out of the sun for a year, and they fade "
                "by themselves.",
            ),
        ),
    ),
    Fact(
        name="teacher_nickname",
        values=("the Walrus", "Thunder", "Old Inkwell", "Miss Trousers"),
        said=(
            "At the reunion we all fell silent when {x} came in, thirty years on, and had us sit down. She "
            "taught us sums with marbles. Who taught you, if I may ask?",
            "I had a card from {x}! Ninety-two, clear as a bell, who taught us sums with marbles. I must "
            "visit. What do you take to someone of that age?",
        ),
        replies=(
            "Something that can be shared on the spot: a soft cake, photographs, time. And questions, for "
            "nobody asks at ninety-two.",
            "Many people at once, most of them without knowing it. I cannot say that any of them used "
            "marbles, which seems a pity.",
        ),
        same=("Who taught us sums with marbles?", "who taught us the sums"),
        other=("What nickname did my teacher have?", "what the teacher in my schooldays got called"),
        near=(
            (
                "Teachers are leaving in droves, says the radio. Is it the pay?",
                "Pay is part of it, but time is named more often: forms, meetings, marking. A teacher who "
                "may teach tends to stay.",
            ),
        ),
    ),
    Fact(
        name="first_car",
        values=("a rusty Beetle", "an orange Mini", "a Lada", "a Citroën with a roll-up roof"),
        said=(
            "Petrol was cheap and so was I: {x}, bought at nineteen from a priest, was my palace. I slept "
            "in it for a month. Were you ever tempted by the road?",
            "Saw {x} in a film and my heart jumped. I bought one just like it at nineteen from a priest, "
            "for a week's wages. What became of them all?",
        ),
        replies=(
            "Rust took most, collectors the rest, and a few stand in barns under hay. A club might tell you "
            "whether yours still lives.",
            "In my own way: I like maps with a fold that nobody has opened. One could do worse than a month "
            "with everything one owns within reach.",
        ),
        same=("What did I buy at nineteen from a priest?", "what I bought at nineteen from the priest"),
        other=("Which car was my very first?", "which automobile I had first of all"),
        near=(
            (
                "My nephew is learning to drive a car. How many hours do people need?",
                "Forty-five with a teacher on average, and twenty more in somebody's car. Those who fail "
                "first time drive no worse afterwards.",
            ),
        ),
    ),
    Fact(
        name="abroad",
        values=("Cairo", "Nagoya", "Winnipeg", "Riga"),
        said=(
            "Do not laugh, I can still swear fluently. Two winters I spent in {x}, teaching rich boys to "
            "fence. What happened to all those people?",
            "When it smells of coal I am back in {x}. I spent two winters there, teaching fencing, with one "
            "coat. Is it foolish to go back after so long?",
        ),
        replies=(
            "Not foolish, but go to see what it is and not what it was. Take someone along, and leave one "
            "street unvisited.",
            "Grown, bald and careful by now, most of them. One of the rich boys surely tells his children about you.",
        ),
        same=("Where did I spend two winters?", "where I spent the two winters teaching"),
        other=("In which foreign place did I once live?", "what foreign place I used to reside in"),
        near=(
            (
                "Is it hard to live in a foreign land with children? Friends have an offer abroad.",
                "Half a year of it is hard, as a rule, then the children speak for you. Ask about school "
                "and doctors before the pay.",
            ),
        ),
    ),
    Fact(
        name="dream_recurring",
        values=("missing a boat", "giving a speech in pyjamas", "an endless staircase", "teeth made of chalk"),
        said=(
            "Woke up at four, drenched. Always the same: {x}. Twenty years of it, and my mind cannot think "
            "of a new one? What does one do with the rest of such a night?",
            "I had {x} again, just before the alarm. My sister has the same thing, oddly. Do you make "
            "something of that sort of nonsense?",
        ),
        replies=(
            "Not much. The mind runs through its worries in costume, and some costumes fit a whole family. "
            "It tends to stop when it has been laughed at.",
            "Get up, change the shirt, drink water, read two pages of something dry. Tell it to somebody at "
            "breakfast, for it shrinks by daylight.",
        ),
        same=(
            "What do I wake up from, always the same?",
            "what I had again just before the alarm",
            "what it was, always the same, when I woke up drenched",
            "What did I have again just before the alarm?",
        ),
        other=("Which bad dream do I have?", "what I dream over and over"),
        near=(
            (
                "Do animals dream? Ours runs in his basket with closed eyes.",
                "Mammals do, by all we can measure. They dream of the day, it seems, in short bursts; let a "
                "sleeping runner finish.",
            ),
        ),
    ),
    Fact(
        name="fear_child",
        values=("the man in the wardrobe", "geese", "the sound of the pump", "a painting of a bishop"),
        said=(
            "Our son would not go to bed, because of shadows. I was no better: at his age I screamed "
            "because of {x}. What do you tell a frightened boy?",
            "My mother brought it up in front of everyone, how I screamed because of {x} when I was small. "
            "Forty years, and I blush. How do families choose what to repeat?",
        ),
        replies=(
            "They repeat what shows you whole: small, loud and loved. It is never the thing that you would choose.",
            "That being frightened is work for brave people, and that you will look together, with the "
            "lamp, once. Then a story with an end.",
        ),
        same=("What did I scream because of when small?", "what I screamed because of at his age"),
        other=("What was I afraid of as a kid?", "what scared me in early childhood"),
        near=(
            (
                "Is it right to take kids to a funeral? Ours are six and nine.",
                "If they would like to, yes, with someone who may leave with them. Kids are less afraid of "
                "what they have seen than of what is whispered.",
            ),
        ),
    ),
    Fact(
        name="university_subject",
        values=("archaeology", "theology", "textile engineering", "Old Norse"),
        said=(
            "At a dinner they all asked what one does with {x}. Four years of lectures, and today I never "
            "use it, but I would not have missed it. What do you think learning is for?",
            "I found my student card, with hair! Four years of {x}, most of it in the canteen. Could you "
            "recommend a way to take it up again in small doses?",
        ),
        replies=(
            "One lecture a week, free, from some university far away, and one old friend to argue with. The "
            "canteen you will have to build yourself.",
            "For noticing more, I would say. A person who has looked hard at one thing looks differently at "
            "all the others.",
        ),
        same=("What did I have four years of lectures in?", "what my four years of lectures were"),
        other=("Which degree did I do at college?", "which field I graduated in"),
        near=(
            (
                "Is a degree worth the debt? My nephew asks, and I have no answer.",
                "It depends on the field and on what he would do otherwise. On average a degree pays, but "
                "nobody is an average.",
            ),
        ),
    ),
)
