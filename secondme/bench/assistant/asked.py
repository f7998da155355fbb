"""What the person asks the assistant for."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="ask_explain",
        values=(
            "how tides work",
            "how a fridge makes cold",
            "how vaccines train the body",
            "how a lock on a canal works",
            "why the sky is blue",
        ),
        said=(
            "At lunch I made a fool of myself, so tell me in simple words {x}. I nodded as if I had always known.",
            "My daughter asked me {x}, and I mumbled something about physics. Can you tell me as you would "
            "tell a child?",
        ),
        replies=(
            "Happily. Imagine two people pushing the same swing, one gently and one hard: most of nature is "
            "such pushes, added up. We can go into each part as slowly as you wish.",
            "Let us take it in three small pictures, each one true and none of them complete. Stop me where "
            "it becomes foggy, and I will draw it another way.",
        ),
        same=(
            "What did I want to be told in simple words since lunch?",
            "What did my daughter ask me that I mumbled about?",
            "what I had you tell me in simple words",
            "what my daughter asked me, about physics",
        ),
        other=(
            "Which natural or technical question did I want explained?",
            "which puzzle I needed an explanation of",
        ),
        near=(
            (
                "Is physics at school taught better now? Mine was a man with a dog and no chalk.",
                "There are more experiments and fewer dictations, by most accounts. A good explanation "
                "still depends on the man, and at times on the dog.",
            ),
        ),
    ),
    Fact(
        name="ask_letter",
        values=("the council", "my old headmaster", "the bus company", "a cheese factory", "the water board"),
        said=(
            "Could you put into fine words what I think? It is to be a letter to {x}, angry but "
            "well-mannered. I will add the stamps.",
            "I need your help with a letter to {x}. Four paragraphs, firm, with one joke in it at most.",
        ),
        replies=(
            'Here is a beginning: "I write with some sorrow and more surprise." Then what happened, in the '
            "order it happened, then what you wish, with a date. I would keep the joke for the last line.",
            "Gladly. Say first what you admire, then what went wrong, then what would put it right. Shall I "
            "make it shorter than you asked? It usually bites more.",
        ),
        same=("Who was the letter to?", "who I needed a letter to"),
        other=("Whom did I want to complain to in writing?", "which recipient my correspondence was meant for"),
        near=(
            (
                "Does anybody write by hand any more? I found a box of love post in the loft.",
                "Few do, and that is why it counts. A page written by hand is kept, and a mail is not.",
            ),
        ),
    ),
    Fact(
        name="ask_poem",
        values=("our retiring postman", "a pair of boots", "the last day of term", "a lost umbrella"),
        said=(
            "Be silly with me: four lines that rhyme, on {x}, please. It is for a card, and I have stared "
            "at it for an hour.",
            "I have to stand up tonight and recite something on {x}. Four lines that rhyme would save me. "
            "Not too clever.",
        ),
        replies=(
            'Here you go: "You came in rain, you came in sleet, / with muddy joy on both your feet; / now '
            'rest a while and let it pour, / and never knock on any door." Would you like it gentler?',
            'With pleasure: "So many mornings, bright or grey, / you carried something on its way; / and '
            'should we ever seem to frown, / remember how you turned it round." I can make another.',
        ),
        same=("What were the four lines that rhyme on?", "what the lines that rhyme were on"),
        other=("What was the theme of the poem I requested?", "what subject my verse dealt with"),
        near=(
            (
                "Do poems have to have a metre? Our reading circle fell out over it.",
                "No, though verse without it needs another kind of order: breath, pictures, repetition. A "
                "poem read aloud tells you which.",
            ),
        ),
    ),
    Fact(
        name="ask_convert",
        values=("350 degrees Fahrenheit", "eleven stone four", "five and a half miles", "three US cups"),
        said=(
            "American books, honestly. What are {x} in proper units? The butter is melting as we speak.",
            "My cousin writes in units from another planet. Work out {x} for me, would you?",
        ),
        replies=(
            "Let me work it out and round it sensibly, as kitchens and bathrooms are not laboratories. I "
            "will add a small table, so that next time you can read it off.",
            "There you are, with one digit too many, to be safe. A rule of thumb beside it, for next time, "
            "might save you the question.",
        ),
        same=(
            "Which units did I want you to work out?",
            "what I had you work out in proper units",
            "What did you have to put in proper units?",
        ),
        other=("Which measurement did I need converted?", "which quantity you had to convert"),
        near=(
            (
                "Why did some countries never take up the metre? My guest and I argued about measurements.",
                "Mostly money and habit: machines, road signs and deeds would all have to change. "
                "Measurement is a habit of the hand before one of the head.",
            ),
        ),
    ),
    Fact(
        name="ask_history",
        values=("the fall of Constantinople", "the Hanseatic League", "the Suez crisis", "the Great Stink of London"),
        said=(
            "There is a quiz on Thursday and I am weak on the past. Tell me the story of {x} as if it were gossip.",
            "I fell asleep in a film about {x}, so I missed who won. Could you tell it to me in ten sentences?",
        ),
        replies=(
            "Ten sentences it is: who wanted what, who stood in the way, what went wrong on the decisive "
            "day, and who paid for it afterwards. The last of these is usually left out of films.",
            "Gossip, then: everybody owed somebody money, two cousins did not speak, and a third had a map. "
            "I can go on for as long as your tea lasts.",
        ),
        same=(
            "What story did I want as gossip?",
            "What was the film about that you were to tell in ten sentences?",
            "what story you had to tell as gossip or in ten sentences",
        ),
        other=("Which historical event did I ask you about?", "which bit of history interested me"),
        near=(
            (
                "How does one remember dates in history? I mix up all the centuries.",
                "Hang them on a few nails: one event a century that you love, and everything else is before "
                "or after it. Pictures hold better than numbers.",
            ),
        ),
    ),
    Fact(
        name="ask_speech",
        values=("my uncle's seventieth", "the opening of the new scout hut", "a retirement do", "my team's cup win"),
        said=(
            "Can you sketch a toast for {x}? Two minutes, no quotations, and a joke that an old lady may hear.",
            "They picked me, heaven knows why, so I need a toast for {x}, and I have until Friday. Where do I start?",
        ),
        replies=(
            "Start with one moment that only you saw, turn from there to what everyone knows, and end with "
            "glasses in the air. I can sketch three openings, and you choose.",
            "Two minutes are two hundred and fifty words. I would take one joke, one true sentence and one "
            "wish, in that order, and sit down while they still laugh.",
        ),
        same=("What was the toast for?", "what I needed a toast for"),
        other=("For which occasion did I request a speech?", "for which event I must hold a speech"),
        near=(
            (
                "Is it bad to read a speech from paper? I lose the thread otherwise.",
                "Not at all, if you look up at the end of each line. A speech in large print, one sentence "
                "a line, is the best of both.",
            ),
        ),
    ),
    Fact(
        name="ask_word",
        values=("serendipity", "petrichor", "defenestration", "zugzwang", "sonder"),
        said=(
            'Somebody used "{x}" in a meeting, and I laughed along without the faintest idea. What does it mean?',
            'What on earth does "{x}" mean? It was in the crossword and then on the radio, within an hour.',
        ),
        replies=(
            "It is a lovely one: there is a plain sense, a figurative sense, and a small tale about where "
            "it came from. In a meeting it is mostly used to impress.",
            "I can give you the origin, an example from daily life, and how it sounds when spoken. After "
            "that you will hear it everywhere, which is a known effect.",
        ),
        same=(
            "What did somebody use in the meeting that I did not have the faintest idea of?",
            "What did I want to know the meaning of from the crossword?",
            "what somebody used in the meeting",
            "what was in the crossword and then on the radio",
        ),
        other=("Which vocabulary item puzzled me?", "which term I couldn't define"),
        near=(
            (
                "Is there an end to new vocabulary? Each generation at home speaks another tongue.",
                "No, and most of it vanishes within ten years. A term survives if it names something that "
                "had no name before.",
            ),
        ),
    ),
    Fact(
        name="ask_game",
        values=("cribbage", "backgammon", "petanque", "mah-jong", "canasta"),
        said=(
            "My neighbours have invited us for {x}, and I do not know the rules. Give me the short version, "
            "so that we are not thrown out.",
            "It pours, there are six of us, and somebody found a box of {x} without the rules. Quick, what are they?",
        ),
        replies=(
            "Quick, then: what you want to have at the end, what one does in a turn, and the three mistakes "
            "that everyone makes. The finer points only matter when someone starts to keep count.",
            "Here is the short version. Deal or set up, take turns, watch what the others collect, and "
            "laugh when you lose. I can give the full rules in order.",
        ),
        same=("Which rules did I not know?", "what I wanted the rules for"),
        other=("Which game did you teach me to play?", "which game I asked instructions on"),
        near=(
            (
                "Are there games for two that do not end in a sulk?",
                "Those where you play together against the box. Choose games that last half an hour, so "
                "that there is always a revenge.",
            ),
        ),
    ),
)
