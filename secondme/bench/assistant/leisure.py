"""Facts about leisure."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="choir_part",
        values=("second alto", "baritone", "first tenor", "low bass", "soprano"),
        said=(
            "Rehearsal until ten, my throat is sandpaper. In the choir they moved me to {x}, where nobody "
            "ever gets the tune. What do singers drink?",
            "The choir is giving a concert in the old swimming baths, what an echo! I stand with the {x} "
            "lot at the back. How does one count long rests?",
        ),
        replies=(
            "Nod the bars with a toe, and mark the entry before yours in pencil. If you are lost, look busy "
            "and breathe with the person next to you.",
            "Lukewarm water, a spoon of honey, and silence. Whispering is worse than speaking, and ice is a "
            "bad idea.",
        ),
        same=("Where do I stand in the choir?", "where they moved me in the choir"),
        other=("Which voice do I sing?", "which vocal range I have"),
        near=(
            (
                "Can anybody learn to sing in tune? My neighbour asked after a lamentable party.",
                "Nearly anybody. Sing one note against a piano, slide until it stops beating, and do that "
                "daily for a month. It is hearing more than voice.",
            ),
        ),
    ),
    Fact(
        name="running_time",
        values=("24:37", "1:58:12", "52:08", "31:45"),
        said=(
            "Legs like jelly, but {x} on the clock, my best ever! I lay down on the grass beside a "
            "Labrador. What do I eat now?",
            "I had a stitch from the third bend on, and still {x} on the clock, never better. My son wants "
            "to beat it. When should one rest?",
        ),
        replies=(
            "Two easy days for each hard one, and a week off every third month. Those who rest on purpose "
            "need not rest by accident.",
            "Something with salt and starch within the hour, plus a glass of milk. The Labrador would agree.",
        ),
        same=("What was my best ever on the clock?", "what was on the clock, my best ever"),
        other=("What is the personal record I ran?", "which race result I am proudest of"),
        near=(
            (
                "How many miles do running shoes last? Mine look fine from above.",
                "Some four to five hundred. Press the sole with a thumb: if it does not give, it is dead. "
                "Two pairs in turn last longer than one after the other.",
            ),
        ),
    ),
    Fact(
        name="novel_reading",
        values=("The Salt Ledger", "Winter Orchards", "A Clerk in Trieste", "The Ninth Ferryman"),
        said=(
            "I missed my stop because of {x}. Two hundred pages in, and I do not trust the doctor at all. "
            "What else is like that?",
            "Everyone in our circle has finished {x} but me. I am at page ninety and somebody has just "
            "died. How do you find more hours in the evening?",
        ),
        replies=(
            "Put the phone in another room and the lamp by the chair. One hour comes back at once, and it "
            "was never missed.",
            "Anything with a narrator who leaves things out. Try an older one, slow and a bit foggy, in "
            "which nothing is explained before the final page.",
        ),
        same=(
            "What am I two hundred pages into?",
            "What has everyone in our circle finished but me?",
            "what I missed my stop because of",
            "what everyone in our circle has finished but me",
        ),
        other=("Which novel am I reading?", "which book I have on the go"),
        near=(
            (
                "Do you finish every book you begin? I feel guilty about mine.",
                "I would not. Give a book fifty pages, less the older you are; reading is no duty, and the "
                "pile never shrinks.",
            ),
        ),
    ),
    Fact(
        name="chess_opening",
        values=("the Caro-Kann", "the Dutch Defence", "the Scandinavian", "the Vienna Game"),
        said=(
            "I lost on Tuesday to a girl of eleven, who yawned. At the club I stick to {x} as I know "
            "nothing else. Should I learn another?",
            "The pairings are out for the club evening, and I shall stick with {x}. Four pawns deep I am "
            "always in trouble. How do I keep calm against the clock?",
        ),
        replies=(
            "Spend a third of it on the first fifteen moves, and write each move down before you make it. "
            "Both slow the hands, which is all it takes.",
            "Not before you know the endings. Most evenings at a club are decided by king and pawns, while "
            "the girl of eleven has done her homework.",
        ),
        same=("What do I stick to at the club?", "what I stick with at the club evening"),
        other=("Which chess opening do I play?", "which system I rely on in chess"),
        near=(
            (
                "Is chess good against forgetfulness? My father took it up at seventy.",
                "It trains chess, first of all. The company and the walk to the club do as much for the "
                "head as the board.",
            ),
        ),
    ),
    Fact(
        name="allotment_crop",
        values=("leeks", "dahlias", "runner beans", "pumpkins", "garlic"),
        said=(
            "I won a ribbon! Third prize at the show, for my {x}, and I cried in front of the mayor. What "
            "do I do about slugs?",
            "The judges measured my {x} with a tape and nodded. Third prize, it hangs in the kitchen. Is "
            "seaweed really good for the soil?",
        ),
        replies=(
            "It is, rinsed and dug in before winter: potash, and nothing to pay. A bucket for each square "
            "metre is ample.",
            "Boards laid flat between the rows, lifted each morning, and a duck if you know one. Beer traps "
            "catch some and invite more.",
        ),
        same=("What did I win third prize with?", "what won me third prize"),
        other=("What do I grow that earned an award?", "which produce earned me an award"),
        near=(
            (
                "What may be sown in October? The beds look so bare.",
                "Broad beans, winter salad under glass, and green manure to cover it. To grow anything "
                "else, wait for the light.",
            ),
        ),
    ),
    Fact(
        name="camera",
        values=("a Leica", "an old Rolleiflex", "a Pentax", "a Hasselblad"),
        said=(
            "I spent the afternoon with {x} I got from a dead man's estate, taking pictures of puddles. "
            "Twelve frames, all blurred. How do I hold still?",
            "The shutter sticks on {x} that I got from the estate. Still, what a sound! Where does one have "
            "pictures developed these days?",
        ),
        replies=(
            "By post, as a rule: a few small laboratories do it well. Ask for scans, and keep the negatives "
            "in paper.",
            "Elbows in, breathe out, press at the end of the breath. Lean on something, and choose a faster "
            "time than you think.",
        ),
        same=("What did I get from the estate to take pictures?", "what I got from the estate"),
        other=("Which camera do I use?", "which camera I photograph with"),
        near=(
            (
                "Are photographs with the phone good enough for a large print?",
                "Up to the size of a newspaper page, in good light, certainly. A camera wins in the dusk, "
                "and with anything that runs.",
            ),
        ),
    ),
    Fact(
        name="football_fan",
        values=("Partick", "St Pauli", "Grimsby", "Torino"),
        said=(
            "My voice is gone, I stood in the rain for ninety minutes and {x} lost by five. I will go "
            "again. Why do people do this?",
            "Grandad took me at six to see {x} and since then I have been miserable each Saturday. A scarf "
            "is all I have got from it. What soup is good after standing in the rain?",
        ),
        replies=(
            "Something thick with barley and smoked sausage, and a towel for your hair. It works after "
            "victories too, should one occur.",
            "Because hoping together feels better than winning alone. It is one of the few places where "
            "grown people may sing and weep before tea.",
        ),
        same=(
            "Who lost by five while I stood in the rain?",
            "Who did Grandad take me to see at six?",
            "who I stood in the rain for",
        ),
        other=("What football club do I support?", "what side I am a fan of"),
        near=(
            (
                "Why is offside so hard to explain? My partner drew it with salt shakers.",
                "Because it is about a moment that nobody watches. Football fans argue over where the "
                "attacker is, while the rule asks when the ball was played.",
            ),
        ),
    ),
    Fact(
        name="knitting_project",
        values=("a cardigan for a lamb", "a striped blanket", "fingerless mittens", "a bobble hat"),
        said=(
            "Six balls of wool and four evenings, then I dropped a stitch and saw it too late. It was going "
            "to be {x}, now it is a net. How do I pick up a lost one?",
            "My needles and I are friends again. I am halfway with {x}, in moss stitch. What can one watch "
            "that needs no eyes?",
        ),
        replies=(
            'Radio plays, or films you know by heart. Cookery is good as well, as long as nobody says "as '
            'you can see".',
            "With a crochet hook, from below, ladder by ladder. Put a safety pin through it first so that "
            "it runs no further.",
        ),
        same=(
            "What are my needles halfway with?",
            "What were the six balls of wool going to be?",
            "what I am doing with wool, stitch by stitch",
            "what my needles are halfway with",
        ),
        other=("What am I knitting?", "what garment or textile I make by hand"),
        near=(
            (
                "Does knitting really lower the pulse? A nurse told me so.",
                "In small studies, yes. Anything with a quiet rhythm does it: knitting, kneading, rowing. "
                "The nurse is in good company.",
            ),
        ),
    ),
    Fact(
        name="climbing_grade",
        values=("6b", "7a", "5c", "6a+"),
        said=(
            "Skin off three fingers, a huge grin. I got up a {x} without falling, the whole wall clapped! "
            "What can I do for the skin?",
            "A year ago I could barely get off the mat, and this week it was a {x}, roped and shaking. How "
            "do you get stronger fingers?",
        ),
        replies=(
            "Slowly: they need years where muscles need months. Hang with straight arms twice a week, and "
            "stop when it stings.",
            "Wash off the chalk, use a balm with beeswax at night, and file the edges flat. Two days of "
            "rest and they are better than before.",
        ),
        same=(
            "What did I get up at the wall without falling?",
            "what I got up on the wall this week",
            "What was it that I did roped and shaking this year?",
            "what it was this week, roped and shaking",
        ),
        other=("How difficult is the hardest route I have climbed?", "what level I reached as a climber"),
        near=(
            (
                "Is climbing safe for children? Ours hang from every door frame.",
                "Safer than football by the numbers, if someone checks the knot. A course for children in a "
                "hall spares your door frames.",
            ),
        ),
    ),
    Fact(
        name="painting_class",
        values=(
            "Tuesdays at half past seven",
            "Saturday mornings at ten",
            "Mondays at noon",
            "Thursday nights at eight",
        ),
        said=(
            "I have smeared ultramarine on the dog. {x} a few of us sit round a bowl of pears with oils, "
            "led by a retired sailor. How do I get turpentine out of a rug?",
            "Could you move my other plans? {x} is for oils and pears from now on, I have paid for ten "
            "times. And tell me what complementary means.",
        ),
        replies=(
            "Colours that face each other on the wheel: blue and orange, red and green. Side by side they "
            "shout, and mixed they calm down. I will keep that slot free of plans.",
            "Blot it, do not rub it, then use a little washing-up liquid in cool water and let air at it. "
            "The dog first, please.",
        ),
        same=("When do we sit with oils and pears?", "when the oils and pears are"),
        other=("At what time is my art class?", "at what hour the painting lesson takes place"),
        near=(
            (
                "Watercolour or acrylic for a beginner? My mother would like to paint.",
                "Acrylic forgives more, since one can go over it. An evening of painting with watercolour "
                "teaches patience, which at her age she may have.",
            ),
        ),
    ),
    Fact(
        name="pottery_failure",
        values=("a teapot without a spout", "eleven wonky mugs", "a bowl that leaks", "an ashtray shaped like a cow"),
        said=(
            "The kiln was opened today. My share: {x}. The teacher put a hand on my shoulder. How do I keep "
            "on when I am bad at something?",
            "You should see what came out of the kiln for me: {x}. I am giving it to my worst enemy. What "
            "does one write on the parcel?",
        ),
        replies=(
            '"To be used with care, and mostly not." Or simply the date and a heart. A bad gift with good '
            "manners is hard to answer.",
            "Count hours rather than results, and set yourself forty of them. Anyone is bad for forty; the "
            "only way is through.",
        ),
        same=("What came out of the kiln for me?", "what my share from the kiln was"),
        other=("What did I make in ceramics?", "what my attempt with clay turned into"),
        near=(
            (
                "Is the clay on the river bank good for anything? The children dug out a bucket.",
                "Dry it, sieve it, soak it again and try a small thing. Much river clay makes decent "
                "ceramics at low heat.",
            ),
        ),
    ),
    Fact(
        name="band_name",
        values=("Damp Squib", "The Overdue Books", "Left Sock", "Gravel and Honey"),
        said=(
            "Four grown people in a garage with a kettle. We have a gig, and we are called {x} now, after "
            "an hour of voting. What songs does everyone know?",
            "The poster for our gig says {x} in letters a foot high. We know five songs. How does one fill "
            "an hour with five songs?",
        ),
        replies=(
            "Long introductions, a false ending, one request that you refuse and then play. Nobody counts "
            "as long as you smile at each other.",
            "The ones from weddings: anything with a chorus that a tired person can shout. Begin with it "
            "and end with it.",
        ),
        same=("What does the poster for our gig say?", "what it says on the poster for the gig"),
        other=("Which name did my music group choose?", "what title our band of amateurs performs under"),
        near=(
            (
                "Do bands get paid in pubs? A colleague plays the drums for beer.",
                "Seldom more than that at first. A band that brings forty people can ask for part of the "
                "till; one that brings four plays for beer.",
            ),
        ),
    ),
    Fact(
        name="bird_seen",
        values=("a hoopoe", "a waxwing", "a bittern", "a golden oriole"),
        said=(
            "At six in the marsh, wet to the hips, and then: {x}! Through my own binoculars! I made a noise "
            "like a kettle. What should I do with my list?",
            "I have waited for it since I was ten. On the fence behind the filling station sat {x}, cool as "
            "anything. Nobody to tell but you. Are they rare?",
        ),
        replies=(
            "Rare enough to be written down with hour and weather, and common enough that others will "
            "believe you. Tell your county recorder; they love it.",
            "Put down date, wind, place and how sure you are. In ten years the small remarks are what you will read.",
        ),
        same=(
            "What sat on the fence behind the filling station?",
            "What was it at six in the marsh?",
            "what was in my binoculars",
            "what sat on the fence",
        ),
        other=("Which bird did I spot?", "which bird I was thrilled about"),
        near=(
            (
                "A bird keeps flying against our window. Is it trying to come in?",
                "It fights with its own picture, mostly in spring. Stripes on the outside of the glass stop "
                "it; a paper hawk does not.",
            ),
        ),
    ),
)
