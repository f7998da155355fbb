"""Facts about family, friends and neighbours."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="sister_job",
        values=(
            "a marine biologist",
            "an air traffic controller",
            "a locksmith",
            "a court interpreter",
            "a glassblower",
        ),
        said=(
            "My sister came to stay, all stories and no luggage. She is {x} these days, after all those "
            "years behind a counter. What can two people do in town when it rains?",
            "Do you know what my sister does now? She has become {x}, and she is happier than I ever saw "
            "her. It makes me think about my own life. Talk me through a career change?",
        ),
        replies=(
            "A museum in the morning while it is quiet, lunch somewhere with steamed-up windows, then a "
            "matinee. Rain is a good excuse for cake as well.",
            "Begin with what you would miss least, and write down ten days that went well. The pattern in "
            "those tells more than any test. Shall we make the list together?",
        ),
        same=("What does my sister do now?", "what my sister has become"),
        other=("Which profession does my sibling have?", "how my sibling earns a living"),
        near=(
            (
                "My sister and I argue about the same three things every Christmas. How do we stop?",
                'Agree beforehand which subjects stay outside, and give each other a word that means "not '
                'now". Half of such arguments are about tone, and the other half about tiredness.',
            ),
        ),
    ),
    Fact(
        name="brother_city",
        values=("Utrecht", "Halifax", "Ghent", "Tromso", "Valencia"),
        said=(
            "My brother has moved to {x} with two suitcases and a bread maker. I helped him carry them to "
            "the station and was silly enough to cry. What do you write in a farewell card?",
            "Phoned my brother. He lives in {x} now, the flat is tiny, the rent is worse. He asked for our "
            "mother's bean recipe. How much salt goes in water for beans?",
        ),
        replies=(
            "Something true and short: what you will miss on an ordinary day, and when you will see each "
            "other next. Jokes are welcome, clichés less so.",
            "About ten grams for each litre, contrary to the old rule that it makes them tough. Give them "
            "time, and take the pot off the heat before they split.",
        ),
        same=("Where has my brother moved?", "where my brother lives now", "where my brother has moved"),
        other=("In which town did my sibling settle?", "which town the boy I grew up with went off to"),
        near=(
            (
                "What do I get a brother who says he wants nothing?",
                "Time or food, as a rule. A ticket for something you go to together, or a parcel of what he "
                "loved as a boy. Avoid things that must be dusted.",
            ),
        ),
    ),
    Fact(
        name="grandmother_dish",
        values=("pickled herring rolls", "cherry dumplings", "pepper pot stew", "almond milk pudding"),
        said=(
            "It rained, so I made my grandmother's {x}, from memory and far too much. The kitchen smelled "
            "like 1985. Can I freeze half?",
            "Nobody made {x} like my grandmother. I have her handwriting on a card, smudged with butter, "
            "and cannot read the last line. How do you read faded ink?",
        ),
        replies=(
            "Yes, in flat portions, well wrapped and labelled, for up to three months. Let it thaw slowly "
            "in the fridge and it should be very nearly as good.",
            "Photograph it in slanting daylight, then play with contrast on a computer. Iron ink often "
            "shows better under a blue lamp. Try that before any chemicals.",
        ),
        same=(
            "What did my grandmother make so well?",
            "what my grandmother made",
            "What did I make from memory, my grandmother's?",
            "What did nobody make like my grandmother?",
        ),
        other=("Which family recipe came from granny?", "what my nan used to cook"),
        near=(
            (
                "My grandmother's house was sold today and I feel odd about it. Is that normal?",
                "Entirely. A house holds the routines of a family, and its sale ends them a second time. "
                "Some people take a photograph of each room, or a cutting from the garden.",
            ),
        ),
    ),
    Fact(
        name="daughter_instrument",
        values=("bassoon", "French horn", "harpsichord", "viola", "accordion"),
        said=(
            "Our daughter has fallen for the {x}, of all things. She carries it to school like a baby. The "
            "neighbours have been kind so far. Ideas for a quiet hour with a seven-year-old?",
            "Big day, our daughter played the {x} in front of the whole school and only squeaked twice. I "
            "was prouder than is decent. What shall we do to celebrate?",
        ),
        replies=(
            "Let her choose the pudding, and say what exactly you liked: the way she went on after a slip "
            "is worth more praise than the notes.",
            "Folding paper, sorting buttons, drawing a map of her room, or an audiobook with clay. The "
            "trick is to begin it yourself and say nothing.",
        ),
        same=("What did our daughter play in front of the school?", "what our daughter fell for at school"),
        other=("Which instrument is my girl learning?", "which musical instrument my child took up"),
        near=(
            (
                "How much should a child practise music at that age? The teacher says daily.",
                "Ten minutes daily beats an hour on Sundays. Keep the music out in the open, sit nearby, "
                "and stop while it is still fun. The teacher will hear the difference.",
            ),
        ),
    ),
    Fact(
        name="son_team",
        values=("the Otters", "Redbank Rovers", "the Comets", "Millfield United"),
        said=(
            "Mud up to the knees, but our son scored for {x}! His first ever. He has told the postman and "
            "the dentist. How do I get grass stains out of white shorts?",
            "Our son starts with {x} after Easter, under tens, two evenings a week. There goes my diary. "
            "What do children eat before sport?",
        ),
        replies=(
            "Bravo to him. Rub in a little washing-up liquid, leave it half an hour, rinse cold, then wash "
            "as usual. Do not use hot water before the green is gone.",
            "Something plain two hours before: toast with banana, pasta, or porridge. Water in small sips, "
            "and the sweet things afterwards.",
        ),
        same=(
            "Who did our son score for?",
            "Who does our son start with after Easter?",
            "who our son plays football for",
            "who our son scored for",
            "who our son starts with after Easter",
        ),
        other=("Which football club does my boy belong to?", "which junior side my lad joined"),
        near=(
            (
                "Is heading the ball bad for children? There was a piece on football in the paper.",
                "Several countries have limited it in training for under twelves, out of caution. Ask the "
                "coach what the rule in the club is; most coaches are glad to be asked.",
            ),
        ),
    ),
    Fact(
        name="best_friend",
        values=("Rosalind", "Kwame", "Ingrid", "Teodoro", "Philippa"),
        said=(
            "I had a long walk with {x}, my best friend since the day we both hid in the school cloakroom. "
            "I feel like a person again. How can one keep a friendship over distance?",
            "{x} is getting married! My best friend, the one who swore never to. I am to give a speech. "
            "What makes a good one?",
        ),
        replies=(
            "Three minutes, one story that shows their character, one line to the other half, and a toast. "
            "Read it aloud twice, and cut whatever only you find funny.",
            "Small and regular wins: a fixed call, a photograph without comment, a book that you read at "
            "the same time. Grand reunions are lovely but rare.",
        ),
        same=(
            "Which best friend hid in the cloakroom with me?",
            "Which best friend is getting married?",
            "what my best friend's name is",
        ),
        other=("Who is my oldest pal?", "who my closest chum is"),
        near=(
            (
                "A friend has borrowed money and avoids me. How do I raise it without losing the friend?",
                'Say it early, plainly and in private: "I lent you that in spring, when can you return it?" '
                "A friend is often more ashamed than careless, so offer instalments.",
            ),
        ),
    ),
    Fact(
        name="partner_job",
        values=("a beekeeper", "a piano tuner", "an anaesthetist", "a tram driver", "a cartographer"),
        said=(
            "My partner is {x}, so breakfast at ours happens at odd hours. Today it was at eleven. What "
            "goes with eggs besides toast?",
            "People always laugh when I say that my partner is {x}. It pays the mortgage, and the tales are "
            "excellent. Could you help me choose a present for our anniversary?",
        ),
        replies=(
            "Gladly. Something to do with the two of you rather than with work: a framed map of where you "
            "met, or a day with no plans at all. What is your budget?",
            "Potatoes fried with paprika, tomatoes in butter, or rice with soy sauce and spring onions. All "
            "of them forgive waiting.",
        ),
        same=("What is my partner?", "what my partner is"),
        other=("Which occupation does my spouse have?", "how my other half makes money"),
        near=(
            (
                "My partner snores and I sleep on the landing. What really works?",
                "Lying on one side, no alcohol after eight, and a check of the nose. If your partner stops "
                "breathing for moments, see a doctor, because that is treatable.",
            ),
        ),
    ),
    Fact(
        name="nephew_gift",
        values=("a microscope", "a skateboard", "a set of watercolours", "a drum pad", "an ant farm"),
        said=(
            "My nephew turned nine. I gave him {x}, and his mother gave me a look. How long does a sugar "
            "rush really last?",
            "For my nephew I went round four shops and came home with {x}. Wrapped it with a map of the "
            "tube. Do you know a riddle for a nine-year-old?",
        ),
        replies=(
            "Oddly enough, studies find no rush at all: it is the party that makes them wild, not the cake. "
            "They are tired within two hours either way.",
            "What has a neck but no head? A bottle. Another: the more you take, the more you leave behind. "
            "That is footsteps.",
        ),
        same=("What did I give my nephew?", "what I came home with for my nephew", "what I gave my nephew"),
        other=(
            "Which birthday present did my sister's boy get from me?",
            "which birthday present I bought for the lad in the family",
        ),
        near=(
            (
                "My nephew wants to stay for the whole holidays. What do children need to feel at home?",
                "A drawer of their own, one fixed treat and one small duty. Ask the nephew to choose a "
                "supper each week. They settle by the third day.",
            ),
        ),
    ),
    Fact(
        name="wedding_place",
        values=("a lighthouse", "a botanical garden", "a barge", "a village hall", "an observatory"),
        said=(
            "Sorting photographs tonight. We got married in {x}, and in all of them somebody's hat is "
            "flying off. How do you store prints so that they last?",
            "Twelve years today! We got married in {x} with thirty guests, and a dog that was not ours. "
            "What is the twelfth anniversary made of?",
        ),
        replies=(
            "Silk, and fine linen as the modern choice. A handkerchief would do, with a date embroidered. "
            "Congratulations to you both.",
            "Upright in acid-free boxes, cool and dry, never in the loft. Write with a soft pencil on the "
            "back who is who, because in thirty years nobody knows.",
        ),
        same=("Where did we get married?", "where we got married"),
        other=("What was the venue of my wedding?", "which spot we chose for our wedding"),
        near=(
            (
                "I am invited to a wedding in August and the dress code says garden formal. What is that?",
                "A light suit or a longer summer dress, and shoes that survive grass. A wedding outdoors "
                "forgives colour, so avoid only white and black.",
            ),
        ),
    ),
    Fact(
        name="cousin_baby",
        values=("Leopold", "Marigold", "Caspian", "Saoirse", "Anselm"),
        said=(
            "My cousin had the baby at last, and they called it {x}, which took me a moment. Both are well. "
            "What do new parents really need?",
            "I held tiny {x} this afternoon, my cousin's baby, two weeks old and already cross with the "
            "world. How soon do they see faces?",
        ),
        replies=(
            "From the first days at about the distance of an arm, and clearly by three months. Yours was "
            "probably the most interesting shape of the afternoon.",
            "Food that can be eaten with one hand, somebody who does the laundry, and visits that end "
            "early. Flowers are kind, but need a vase.",
        ),
        same=("What did my cousin call the baby?", "what they called my cousin's baby"),
        other=("What is the name of the newborn in my family?", "how my relatives named their infant"),
        near=(
            (
                "The baby next door cries at three each morning. How long does this phase go on?",
                "Crying peaks at six weeks and is mostly over by four months. Earplugs for you, and perhaps "
                "a casserole for them; the baby is harder on that side of the wall.",
            ),
        ),
    ),
    Fact(
        name="father_origin",
        values=("Madeira", "Silesia", "Kerala", "Friuli", "Antigua"),
        said=(
            "Found my father's old passport in a biscuit tin. He was born in {x} and never spoke about it, "
            "except when peeling oranges. How does one start a family tree?",
            "Dad told me over lunch that he would like to see {x} once more, where he was born. My father "
            "asks for so little. How hard is travelling at eighty?",
        ),
        replies=(
            "Start with the living: an hour of recorded talk with each. Then registers of births, church "
            "books and ship lists. Write down the source of each thing.",
            "Direct journeys, help booked at each station, a seat on the aisle and a free day after each "
            "day out. With that it is very doable. See the doctor six weeks before.",
        ),
        same=("Where was my father born?", "where my father was born"),
        other=("Which place does my parent originate from?", "which homeland my parent comes from"),
        near=(
            (
                "My father refuses a hearing aid. How do I talk to him about it?",
                "Speak of what he misses, not of what he lacks: the grandchildren's jokes, the birds. Offer "
                "a test without obligation. A father often says yes to a trial.",
            ),
        ),
    ),
    Fact(
        name="aunt_hobby",
        values=("taxidermy", "ice swimming", "clay pigeon shooting", "morris dancing", "welding"),
        said=(
            "My aunt is eighty-one and has taken up {x}. The family group chat is in uproar, and I am "
            "delighted. Tell me something cheerful about growing old?",
            "Lunch at my aunt's. All she talks of is {x}, which she does each Tuesday with people half her "
            "age. What shall I bring next time, flowers or cake?",
        ),
        replies=(
            "Cake, without doubt, and one that can be divided among her new company. Somebody so busy has "
            "no time to water anything.",
            "Most people report being happier at seventy than at forty. One worries less about what others "
            "think, as your family has just been shown.",
        ),
        same=("What has my aunt taken up?", "what my aunt does each Tuesday"),
        other=("Which hobby does my dad's sister have?", "which pastime my elderly relative enjoys"),
        near=(
            (
                "My aunt keeps sending me chain letters. How do I ask her to stop?",
                "Thank her for thinking of you and say what you would like instead: a photograph of her "
                "garden, for example. An aunt who writes much wants a reply, as a rule.",
            ),
        ),
    ),
    Fact(
        name="met_partner",
        values=(
            "in a queue for lost luggage",
            "at a pottery evening",
            "on a broken-down bus",
            "in a beginners' tango class",
        ),
        said=(
            "Somebody at the party asked how we got together. I had to explain that I met my partner {x}. "
            "Nobody believes it. How do you tell a story well?",
            "Funny thought on my way home: had I been five minutes later that day, I would never have met "
            "my partner {x}. Do you believe in chance?",
        ),
        replies=(
            "Begin as late as you can, name one small detail that only a witness would know, and stop right "
            "after the turn. People remember the ending.",
            "I only know that much of what matters looks like an accident from close by, and like a path "
            "from far away. It is pleasant either way.",
        ),
        same=("Where did I meet my partner?", "where I met my partner"),
        other=(
            "How did my spouse and I get to know each other?",
            "which situation brought me and my better half face to face",
        ),
        near=(
            (
                "My partner and I want one evening a week without screens. What do couples do?",
                "Cards, a walk with no aim, cooking something difficult, reading aloud. Let each partner "
                "choose every other week, and ban complaints about the choice.",
            ),
        ),
    ),
    Fact(
        name="mother_phrase",
        values=(
            "soup cures everything",
            "never trust a clean desk",
            "shoes first, then worries",
            "the kettle knows best",
        ),
        said=(
            "As my mother used to say, {x}. I heard myself saying it to a colleague this morning and had to "
            "laugh. Are we bound to turn into our parents?",
            "I embroidered a cushion with what my mother used to say: {x}. It took all winter and is "
            "crooked. How do I wash embroidery?",
        ),
        replies=(
            "By hand, cold, with mild soap, and dry flat face down on a towel. Crooked letters are how one "
            "knows that a person did it.",
            "Only in the phrases and the hands, mostly. One tends to keep what was funny, and to notice the "
            "rest in time.",
        ),
        same=("What did my mother use to say?", "what my mother used to say"),
        other=("Which motto did mum have?", "which proverb mum repeated"),
        near=(
            (
                "My mother has started to forget words. When should one see a doctor?",
                "If it gets in the way of the day, or others remark on it, it is worth a visit now: much of "
                "it is treatable. Go with your mother and bring a list of examples.",
            ),
        ),
    ),
)
