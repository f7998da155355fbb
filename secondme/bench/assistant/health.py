"""Facts about health."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="allergy",
        values=("hazelnuts", "shellfish", "sesame", "kiwi fruit", "mustard"),
        said=(
            "Spent the night in casualty with a face like a balloon: {x}, in a sauce, after the waiter "
            "swore there was none. I am fine, just tired and cross. What film is good for a sofa day?",
            "For the dinner on Saturday, please keep in mind that I swell up from {x}. It is not a fad, I "
            "carry a pen for it. Can you propose three courses?",
        ),
        replies=(
            "Noted, and I will keep every course clear of it. A tomato tart, then roast chicken with lemon "
            "and potatoes, then poached pears. Shall I write the shopping list?",
            "I am glad you are all right. Something gentle without suspense: an old comedy, or two hours of "
            "gardens. Drink plenty, and let somebody else cook.",
        ),
        same=(
            "What do I swell up from, with a pen for it?",
            "What gave me a face like a balloon?",
            "what I swell up from",
            "what gave me a face like a balloon",
        ),
        other=("Which food am I allergic to?", "what I have an allergy against"),
        near=(
            (
                "Everyone at the table is allergic to something these days. Was that always so?",
                "It has really grown, at least in cities. Allergic reactions to food have about doubled in "
                "children in a generation, and nobody quite knows why.",
            ),
        ),
    ),
    Fact(
        name="knee_side",
        values=("left knee", "right knee"),
        said=(
            "Ow. I slipped on the wet steps, and my {x} is the size of a grapefruit. Ice or heat?",
            'The physio pressed my {x} and said "aha", never a good sign. No running for six weeks. What '
            "can I do instead that keeps me sane?",
        ),
        replies=(
            "Swimming with a float between your legs, rowing, or weights sitting down. Set yourself a "
            "number a week, because what you miss is the ticking off.",
            "Ice for the first two days, fifteen minutes at a time through a cloth, leg up, and a bandage "
            "that is not too tight. If you cannot stand on it, have it looked at.",
        ),
        same=(
            "Which knee did the physio press?",
            "Which knee is the size of a grapefruit?",
            "which knee I slipped on",
            "which knee the physio pressed",
            'Which knee was it that the physio pressed and said "aha"?',
        ),
        other=("On what side is my leg injured?", "on what side my joint hurts"),
        near=(
            (
                "Are stairs bad for knees? My uncle takes the lift and my aunt laughs at him.",
                "For healthy knees stairs are good exercise; going down is the harder half. Strong thighs "
                "protect knees better than any rest.",
            ),
        ),
    ),
    Fact(
        name="medicine",
        values=("levothyroxine", "ramipril", "metformin", "naproxen"),
        said=(
            "I keep forgetting whether I have swallowed my {x} in the morning, and counting them in the "
            "packet is no way to live. Any trick?",
            "The chemist had no {x} left, so I walked to three of them in the drizzle. The doctor says I "
            "cannot skip a day. What do I cook that warms me up?",
        ),
        replies=(
            "A weekly box with lids, next to the toothbrush, so that an empty lid is the answer. Two "
            "seconds of work, and no counting at all.",
            "Ginger, garlic, a tin of tomatoes and chickpeas, twenty minutes: a stew that warms for hours. "
            "Take it with bread and put your feet up.",
        ),
        same=(
            "What had the chemist none of?",
            "What do I forget to swallow in the morning?",
            "what I have swallowed in the morning",
            "what the chemist had none of",
        ),
        other=("Which medication am I on?", "what drug I was prescribed"),
        near=(
            (
                "How long do tablets keep? The bathroom cupboard is a museum of medicine.",
                "Until the date on the pack when kept dry, and a bathroom is not dry. Take old medicine "
                "back to a pharmacy rather than putting it down the sink.",
            ),
        ),
    ),
    Fact(
        name="blood_type",
        values=("A negative", "O negative", "AB positive", "B negative"),
        said=(
            "I gave blood at lunch and nearly fainted at the biscuits. They were delighted, since {x} is "
            "always short in summer. What should I drink now?",
            "The nurse told me while taking blood that I am {x}, which I never knew in all these years. Is "
            "it true that it says something about one's character?",
        ),
        replies=(
            "No, that is a charming fancy with nothing behind it. But it is worth having on a card in your purse.",
            "Water or juice, two large glasses, and something salty. No sport until tomorrow, and no heavy "
            "shopping with that arm.",
        ),
        same=("What blood do I have?", "what the nurse told me of my blood"),
        other=("Which group do I belong to as a donor?", "which group my transfusion would require"),
        near=(
            (
                "I am afraid of needles, and I want to be a donor all the same. Any help?",
                "Look away, tense your legs, and say it to the staff: they have seen donors of every sort. "
                "After the third time it is nearly boring.",
            ),
        ),
    ),
    Fact(
        name="dentist_treatment",
        values=("a crown", "a root canal", "two fillings", "a bridge"),
        said=(
            "Half of my face is asleep, forgive the typing. The dentist gave me {x} and a lecture on "
            "flossing. What can I eat tonight?",
            "I have put it off since spring, but the dentist says that I need {x}, and there is no way "
            "round it. Hold my hand. How do people cope with the sound?",
        ),
        replies=(
            "Headphones with a talking book, and a sign agreed beforehand for a pause. It is the feeling of "
            "no control that is worst, and the sign cures it.",
            "Cool and soft: yoghurt, mashed banana, soup that is not hot. Chew on the other side, and wait "
            "until you can feel your lip.",
        ),
        same=(
            "What did the dentist give me or say that I need?",
            "what the dentist says that I need",
            "What did the dentist give me with a lecture on flossing?",
        ),
        other=("Which procedure is being done on my teeth?", "which work on my teeth is planned"),
        near=(
            (
                "Electric or manual toothbrush? The shelf confused me.",
                "Both clean teeth if used for two minutes. An electric one helps people who press too hard, "
                "as it stops. Change the head every three months.",
            ),
        ),
    ),
    Fact(
        name="migraine_trigger",
        values=("red wine", "thunderstorms", "strip lights", "blue cheese", "strong perfume"),
        said=(
            "In a dark room since noon, one eye shut. Migraine, and I know just what set it off: {x}. I "
            "never learn. Read me something calm?",
            "I kept a diary as the doctor wished, and there it is in black and white: {x} brings on my "
            "migraine. Somewhat annoying. What else do you know about them?",
        ),
        replies=(
            "They run in families, are commoner in women, and often announce themselves with yawning a day "
            "before. A regular day, with meals on time, prevents more than pills.",
            "The sea is coming in over flat sand, slowly, and each wave takes a little with it as it goes. "
            "There is nothing to do. Let your jaw hang loose and breathe out.",
        ),
        same=("What brings on my migraine?", "what set my migraine off"),
        other=("What causes those headaches I get?", "what is responsible for my awful headaches"),
        near=(
            (
                "I had a headache all day from the new glasses. How long until eyes adapt?",
                "A few days, two weeks at most. If the headache stays, let them measure again; a lens "
                "turned by a few degrees is enough.",
            ),
        ),
    ),
    Fact(
        name="sleep_aid",
        values=("valerian tea", "the shipping forecast", "a weighted blanket", "counting prime numbers"),
        said=(
            "For the first time in weeks I slept through. I swear by {x}, whatever the doctors say. Now I "
            "have energy, help me clear the loft?",
            "I was wide awake at three until I gave in and tried {x}, and slept like a stone. Why does "
            "three in the morning feel so bleak?",
        ),
        replies=(
            "The body is at its coldest and its mood lowest then, so every thought has a shadow. Never "
            "judge your life between two and five.",
            "With pleasure: three heaps, keep, give and go, and a timer of twenty minutes. Begin at the "
            "hatch so that you see progress at once.",
        ),
        same=(
            "What do I swear by since I slept through?",
            "What did I try at three, wide awake?",
            "what I tried that I slept like a stone",
            "what I swear by since I slept through",
        ),
        other=("What works for me against insomnia?", "which remedy works when I lie in bed restless"),
        near=(
            (
                "Is it bad to have insomnia for a few nights? I lay there counting cracks in the ceiling.",
                "A few nights are no danger. Insomnia feeds on worry about it, so get up, read something "
                "dull in dim light and return when you yawn.",
            ),
        ),
    ),
    Fact(
        name="glasses",
        values=("minus four", "plus two and a half", "minus 1.75", "minus six"),
        said=(
            "I sat on my glasses. {x} on both sides, so I am typing this with my nose on the screen. How do "
            "I glue a hinge?",
            "New glasses, and the world has edges! I am at {x} now, the optician whistled. Does reading in "
            "bed make it worse?",
        ),
        replies=(
            "No, that is a myth; near work in childhood matters a little, bed does not. Good light is "
            "kinder, though, so use a lamp.",
            "Do not glue it, the hinge will never move again. A small screw and a drop of varnish, or a bit "
            "of wire until the optician opens.",
        ),
        same=("What are my glasses at now?", "what my glasses are at"),
        other=("Which prescription do I have for my eyes?", "how strong the lenses I wear need to be"),
        near=(
            (
                "My eyes burn after a day of screens. Is there anything to it that blue light harms eyes?",
                "There is little in it. One blinks less at a screen, and the eyes dry out; look far away "
                "every twenty minutes and blink on purpose.",
            ),
        ),
    ),
    Fact(
        name="hospital_stay",
        values=("St Brannoc's", "Elmhurst General", "the Weir Infirmary", "Queen Adela's"),
        said=(
            "They took my appendix out, so I have been silent for a week. Everyone in {x} was lovely, apart "
            "from the pillows. What may I lift after such a thing?",
            "It is odd to be back in {x}, this time to visit, after they took out my appendix there in "
            "January. I could smell the floor polish. Say something nice.",
        ),
        replies=(
            "You went in frightened once and walked out again, and now you are the one who brings the "
            "grapes. That is a good turn for a story.",
            "Nothing heavier than a full kettle for a fortnight, then slowly more. Laughing hurts as well, "
            "for which I apologise in advance.",
        ),
        same=("Where did they take my appendix out?", "where they took my appendix out"),
        other=("In which hospital was I operated on?", "which hospital I had surgery at"),
        near=(
            (
                "How long does surgery on a wrist keep one from work? My mother is having hers done.",
                "Two weeks at a desk, six to eight with the hands. Ask the hospital about exercises from "
                "the first week, as stiffness is worse than the surgery.",
            ),
        ),
    ),
    Fact(
        name="smoking_quit",
        values=("New Year's Eve", "my fortieth birthday", "the first of March", "the day of the marathon"),
        said=(
            "One hundred days without a cigarette. I stopped on {x}, right in the middle of a packet, and "
            "gave the rest to a statue. Applause, please!",
            "My hands do not know what to do without a cigarette, even now, though I stopped on {x}. What "
            "do other people do with them?",
        ),
        replies=(
            "Knit, whittle, peel oranges, roll a coin. It is the ritual that is missing, so make a new one "
            "with a beginning and an end.",
            "Standing applause! Your sense of taste is back by now and your lungs are sweeping. Reward "
            "yourself with what you saved.",
        ),
        same=("When did I stop, which day was it with the cigarette?", "on which day I stopped with the cigarette"),
        other=("When did I quit smoking?", "when I became free of tobacco"),
        near=(
            (
                "Do vapours really help people to give up smoking? My brother-in-law smells like a bakery.",
                "In trials they help more than patches, though many then keep on with the vapour. Smoking "
                "nothing remains the aim.",
            ),
        ),
    ),
    Fact(
        name="blood_pressure",
        values=("148 over 92", "135 over 85", "152 over 96", "129 over 81"),
        said=(
            "At the chemist's there is a machine, so I put my arm in while waiting: {x}. The lady looked at "
            "me over her glasses. Is that bad?",
            "The nurse wrote {x} on a slip and told me to come again in a month, with less salt in me. Do "
            "you know soups that are nice without?",
        ),
        replies=(
            "One reading tells little: measure at home for a week, seated and rested, morning and evening. "
            "Then take the list to your doctor, and do not argue with the machine.",
            "Roasted tomato with basil, or carrot with ginger and orange. Acid and herbs stand in for it, "
            "and toasting the vegetables first gives depth.",
        ),
        same=(
            "What did the nurse write on the slip?",
            "What did the machine at the chemist's say?",
            "what the nurse wrote",
            "what the machine at the chemist's showed",
        ),
        other=("How high is my blood pressure?", "how high my blood pressure came out"),
        near=(
            (
                "Does coffee raise pressure for good, or just for an hour?",
                "For an hour or two, mostly in those who seldom have it. Pressure over the years depends on "
                "weight, salt, movement and family far more.",
            ),
        ),
    ),
)
