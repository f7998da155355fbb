"""Facts about animals."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="dog_name",
        values=("Biscuit", "Mungo", "Juno", "Pickle", "Waffles"),
        said=(
            "We have a puppy! After an evening of shouting at each other we named him {x}, and he has eaten "
            "a slipper already. How often does a young one go out at night?",
            "He howled until four, but I cannot be cross. We named the puppy {x}, as our daughter insisted. "
            "What do I do about the chewing?",
        ),
        replies=(
            "Every three hours at first, and once more whenever he wakes. Carry him, praise him on the "
            "grass and go straight back to bed; it gets longer week by week.",
            "Give him something better: a frozen carrot or a wet rope, and swap it calmly for the slipper. "
            "The worst is over when the teeth have changed.",
        ),
        same=("What did we name the puppy?", "how we named the puppy"),
        other=("What is my dog called?", "what our dog goes by"),
        near=(
            (
                "Saw six dogs in the park, and not one came when called. Is there a trick to it?",
                "Dogs come when coming pays. Call a dog once, run the other way, and reward it richly on "
                "arrival. Never call one to be scolded or to end the fun.",
            ),
            (
                "The dog next to us on the train was wearing boots. Do dogs need those?",
                "On salted or very hot pavement they do protect the pads. Most dogs walk like a circus for "
                "the first minutes, then forget about it.",
            ),
        ),
    ),
    Fact(
        name="cat_name",
        values=("Marmalade", "Fig", "Cleopatra", "Moth", "Gherkin"),
        said=(
            "A grey stray has been sleeping in our shed for a week. The vet found no chip, so she is ours, "
            "and {x} she shall be. What do I feed her at first?",
            "Guess who came home after two nights with a torn ear? {x}, purring like a tractor, no apology. "
            "How do I clean a small wound?",
        ),
        replies=(
            "Lukewarm salt water and clean gauze, nothing stronger. If it swells or smells in the next "
            "days, see the vet, since scratches turn into abscesses easily.",
            "Small meals, wet food, always at the same hour, and plain water away from the bowl. Let her "
            "come to you; sit on the floor and read.",
        ),
        same=(
            "Who is ours now, the grey stray from the shed?",
            "Who came home with a torn ear?",
            "what we called the stray that slept in the shed",
            "who came home purring",
        ),
        other=("What did I name my cat?", "what my cat is called"),
        near=(
            (
                "Why does a cat bring mice into the bedroom? A colleague asked me as if I knew.",
                "A cat carries a catch to where it feels safe, which is a compliment of sorts. A bell on "
                "the collar halves the number of mice, and play before dusk helps too.",
            ),
        ),
    ),
    Fact(
        name="vet_cost",
        values=("340", "275", "415", "520"),
        said=(
            "The vet had to put our poor beast under to pull two teeth, {x} in all, and now there is only "
            "mush for dinner. Do insurers pay for that?",
            "Back from the vet. {x} for a swallowed sock! I have framed the sock. Distract me, tell me "
            "about octopuses.",
        ),
        replies=(
            "They have three hearts and taste with their arms, and one in an aquarium was known for turning "
            "the lamps off with a jet of water. Get well soon to the patient.",
            "Some do, if teeth are named in the terms and the yearly check was kept up. Look for the word "
            '"dental" before you ring them.',
        ),
        same=("What did the vet cost in all?", "what I left at the vet"),
        other=(
            "How much did I spend on treatment for the animal?",
            "how expensive the clinic visit for our pet became",
        ),
        near=(
            (
                "Does anyone really brush the teeth of an animal? The vet says daily.",
                "Daily is the ideal, every other day the reality. Start with a finger and paste made for "
                "pets, a few seconds at a time, and reward it.",
            ),
        ),
    ),
    Fact(
        name="tortoise_age",
        values=("sixty-three", "forty-eight", "seventy-one", "fifty-five"),
        said=(
            "The tortoise woke up, so spring is official. He must be {x} by now, my uncle had him as a "
            "schoolboy. What may he eat from the lawn?",
            "Our tortoise walked across the kitchen in the time I drank a coffee. At {x} he is allowed to. "
            "Give me a gentle plan for Sunday?",
        ),
        replies=(
            "Late breakfast, a slow walk, one hour with a book, an early supper with a candle. Nobody is in "
            "a hurry, least of all in your kitchen.",
            "Dandelion, clover and plantain are all fine, and a little cucumber for water. No fruit, or "
            "very seldom, and shallow water to sit in.",
        ),
        same=(
            "What age must the tortoise be by now?",
            "what the tortoise must be by now",
            "At what age did our tortoise walk across the kitchen?",
        ),
        other=("How old is my reptile?", "how many years our shelled pet has lived"),
        near=(
            (
                "Where do reptiles go when it is too hot? I saw none at the zoo, only sand.",
                "Into burrows and shade, because they cannot sweat. Reptiles in a zoo show themselves in "
                "the morning; go early next time.",
            ),
        ),
    ),
    Fact(
        name="parrot_word",
        values=("rhubarb", "bankruptcy", "cardigan", "hallelujah"),
        said=(
            'The parrot has learnt a new word and it is "{x}". All day. In my voice! How long do these birds live?',
            'I was on a call with a client when the parrot screamed "{x}" behind me, twice, with feeling. I '
            "want to vanish. How do I recover from that?",
        ),
        replies=(
            "With humour, at once: say who it was and ask for understanding. By tomorrow you are the one "
            "with the good story, and that is rarely bad for business.",
            "Depending on the kind, thirty to sixty years, so there is time for a larger vocabulary. They "
            "pick up what is said with emotion, hence the danger.",
        ),
        same=(
            "Which new word has the parrot learnt?",
            "What did the parrot scream on the call?",
            "what the parrot says, which word",
        ),
        other=("What does my feathered companion shout?", "what the talking pet squawks"),
        near=(
            (
                "Are there quiet birds for a flat? My neighbour keeps finches and says they are silent.",
                "Finches chatter softly, canaries sing in the morning, and nothing with a curved beak is "
                "quiet. Birds need company too, so think of a pair.",
            ),
        ),
    ),
    Fact(
        name="rabbit_escape",
        values=("the coal cellar", "the laundry basket", "the neighbour's greenhouse", "the piano"),
        said=(
            "Great drama: the rabbit got out and we found it in {x}, chewing, at midnight. I am too old for "
            "this. Could you make me a list of evening jobs so that I forget nothing?",
            "We looked for the rabbit for three hours with torches. In {x} it sat, perfectly content. How "
            "high does a run have to be?",
        ),
        replies=(
            "At least ninety centimetres, with wire let into the ground, because they dig as well as jump. "
            "A lid keeps foxes out too.",
            "Door of the hutch, windows, stove, bins, lamp in the hall, and then a cup of something warm. I "
            "would hang it beside the switch that you use last.",
        ),
        same=(
            "Where did we find the rabbit?",
            "where the rabbit sat when we looked for it",
            "where we found the rabbit at midnight",
        ),
        other=("In which hiding place did my runaway bunny turn up?", "which hideaway my bunny escaped to"),
        near=(
            (
                "Do rabbits need hay all year? The bag in the shop costs more than my lunch.",
                "Yes, hay is most of what rabbits eat and keeps their teeth short. Buy a small bale from a "
                "farm; it keeps for months in a dry shed.",
            ),
        ),
    ),
    Fact(
        name="hens_number",
        values=("fifteen", "eighteen", "twenty-one", "sixteen"),
        said=(
            "They came in a crate with holes: {x} hens, rescued from a shed where they had never seen the "
            "sky. They just stood there in the rain. What shall I do with all the eggs?",
            "We are up to {x} hens now, my partner cannot say no to anybody. The lawn is gone. Is there a "
            "dessert that takes six eggs?",
        ),
        replies=(
            "Crème caramel takes exactly that and can be made the day before. Or a proper sponge, weighed "
            "in the shell: the same of flour, sugar and butter.",
            "Share them at the gate with a tin for coins, make pasta, and freeze beaten ones in a tray. By "
            "winter they lay less and you will miss it.",
        ),
        same=(
            "What number of hens have we got now?",
            "what number of hens came",
            "How many hens came in the crate?",
            "How many hens are we up to?",
            "how many hens we are up to",
        ),
        other=("How many chickens do I keep?", "how big our poultry flock is"),
        near=(
            (
                "Does a cockerel make sense with chickens? The village is divided on it.",
                "Not for eggs, only for chicks. A cockerel does protect chickens against smaller robbers, "
                "but he starts at four, so ask the village twice.",
            ),
        ),
    ),
    Fact(
        name="goldfish_shop",
        values=("Finley's Aquatics", "The Wet Pet", "Harbour Exotics", "Scales and Tails"),
        said=(
            "Our son carried the bag home from {x} like the crown jewels: two goldfish, one with an "
            "eyepatch. How large a tank do they want?",
            "I have promised a third goldfish. {x} has them on Saturdays, says the note on the fridge. What "
            "else could we do in town with a small boy?",
        ),
        replies=(
            "Bigger than people think: a hundred litres for two, with a filter. Round bowls are unkind, "
            "since there is too little air at the top.",
            "The library for the picture books, the steps by the river for throwing stones, and chips. Keep "
            "the living cargo for the very end.",
        ),
        same=(
            "Where do we get a goldfish?",
            "where our son got the goldfish",
            "who has the third goldfish that I promised",
        ),
        other=(
            "Which store sells the swimming creatures I buy?",
            "which store my child's fins-and-gills companions are from",
        ),
        near=(
            (
                "Green water in the fish tank again, two weeks after I cleaned it. Why?",
                "Too much light and too much food, nearly always. Cover the tank on the sunny side, feed "
                "every other day, and change a fifth of the water weekly.",
            ),
        ),
    ),
)
