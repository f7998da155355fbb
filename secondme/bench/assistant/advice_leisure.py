"""What the assistant recommends by name for free hours."""

from secondme.bench.assistant.shapes import Advice

ADVICE = (
    Advice(
        name="adv_podcast",
        values=("Slow Harbour", "The Lint Hour", "Foxglove Radio", "Two Chairs Talking"),
        said=(
            "Something for the ears while I iron, please. No murders, no politics, and no laughing hosts.",
            "I have eleven shirts in front of me. What could I listen to that is calm and has no crime in it?",
        ),
        given=(
            "For ironing I would put on {x}: two voices, one subject from daily life, and nobody in a "
            "hurry. Start with the one on bridges, which is the length of six shirts.",
            "Try {x}. It is calm, it has no jingles, and each instalment ends before you get restless. If "
            "you like it, there are some ninety more.",
        ),
        same=(
            "What did you put on for ironing, with two voices?",
            "What is calm and has no jingles, as you said?",
            "what you would put on for ironing",
            "what you told me to try, calm and with no jingles",
        ),
        other=("Which podcast did you recommend?", "which audio show you suggested"),
        near=(
            (
                "Do I need a podcast of my own? Everyone at the office has one now.",
                "Only if you have something to ask people. A podcast is mostly listening, with a microphone "
                "as an excuse.",
            ),
        ),
    ),
    Advice(
        name="adv_boardgame",
        values=("Azul", "Carcassonne", "Hanabi", "Ticket to Ride", "Qwirkle"),
        said=(
            "Six wet days with a teenager, a granny and a man who cheats. What could we play?",
            "We want to sit at the table on Sundays instead of at screens. Is there one that a boy of eight "
            "and his grandfather both like?",
        ),
        given=(
            "I would take {x} with you. It is learnt in ten minutes, lasts under an hour, and the youngest "
            "has a fair chance of winning. Cheating is hard, as everything lies open.",
            "My choice is {x}: simple to learn, pretty to look at, with enough behind it for the grown-ups. "
            "Play one open round first, and explain as you go.",
        ),
        same=(
            "What did you say is learnt in ten minutes?",
            "What did you say is simple to learn and pretty to look at?",
            "what you said was simple to learn and pretty to look at",
            "what is learnt in ten minutes and lasts under an hour",
        ),
        other=("Which board game did you recommend?", "which game you suggested for the family"),
        near=(
            (
                "Who invented dice? My son wants to know and so do I.",
                "Nobody knows; they turn up in graves five thousand years old, some of them loaded. Games "
                "and cheating are twins.",
            ),
        ),
    ),
    Advice(
        name="adv_book",
        values=("The Quiet Cartographer", "Bread for the Crossing", "An Inventory of Lakes", "The Tin Season"),
        said=(
            "I have a week on a balcony before me and nothing to read. Not too cheerful, not too long, with "
            "weather in it.",
            "What do I take along on the ferry? I like islands, stubborn women, and chapters that end where "
            "one can sleep.",
        ),
        given=(
            "Then take {x}. It is under three hundred pages, has a great deal of weather, and a heroine who "
            "does not explain herself. The middle part is the best.",
            "I think {x} would suit you: short chapters, an island in winter, and an ending that one thinks "
            "about at breakfast. Skip the preface.",
        ),
        same=(
            "What has a heroine who does not explain herself, as you said?",
            "What had short chapters and an island in winter, as you said?",
            "what has a great deal of weather in it",
            "what you thought would suit me with its short chapters",
        ),
        other=("Which novel did you recommend?", "which book you suggested"),
        near=(
            (
                "Are novels good for empathy, or do kind people just like books?",
                "A bit of both, say the tests. Whoever reads novels gets slightly better at guessing what "
                "others feel, for a while.",
            ),
        ),
    ),
    Advice(
        name="adv_walk",
        values=("the Larkfield Loop", "the Mill Path", "the Giant's Stair", "the Drovers' Way"),
        said=(
            "My sister arrives on Saturday, she wants air and a view, and then a pub. Nothing above three hours.",
            "Where can one go on foot with a grandfather, a pushchair and a bad mood?",
        ),
        given=(
            "Take {x}. It is two and a half hours with hardly a climb, the view comes halfway, and there is "
            "a pub with a fire at the end. Set out before ten, for the sake of parking.",
            "{x} ought to lift it: wide, even, with benches every so often and ducks. Go clockwise, so that "
            "the wind is behind you for the last part.",
        ),
        same=(
            "Which one takes two and a half hours with a pub at the end?",
            "Which one has benches and ducks?",
            "what has the pub with a fire at the end",
            "what goes clockwise with the wind behind",
        ),
        other=("Which hiking route did you recommend?", "which trail you suggested for our outing"),
        near=(
            (
                "Do hiking sticks help or just click? My uncle owns four.",
                "They take about a fifth of the load off on the way down. On an even trail they mostly click.",
            ),
        ),
    ),
    Advice(
        name="adv_gift",
        values=(
            "a weather station",
            "a subscription to a crossword magazine",
            "a jar of memories",
            "a cheese-making kit",
            "a star map",
        ),
        said=(
            "He is turning sixty-five, has everything, and says so. Forty pounds. Save me!",
            "What do I bring to a couple who have known each other for thirty years and me for three?",
        ),
        given=(
            "How about {x}? It gives them something to do rather than to dust, and it comes to about forty "
            "with the post. Add a card with a private joke.",
            "My suggestion would be {x}. It is personal without being close, it needs no shelf, and it goes "
            "on giving after the day itself.",
        ),
        same=(
            "What gives them something to do rather than to dust?",
            "What is personal without being close, as you said?",
            "what comes to about forty with the post",
            "what needs no shelf",
        ),
        other=("Which present idea did you have?", "what you recommended buying for the birthday or visit"),
        near=(
            (
                "How soon must one send thanks for a present? My daughter says never.",
                "Within a week, in three sentences. Name the present, say where it stands, and ask a question back.",
            ),
        ),
    ),
    Advice(
        name="adv_museum",
        values=("the Lamp Museum", "the Tide Mill", "the House of Clocks", "the Button Gallery"),
        said=(
            "I have three hours in town between two trains, with two bored children. It must be dry.",
            "Visitors from abroad, they have seen all the large ones. What is small and odd and near the station?",
        ),
        given=(
            "Go to {x}. It is five minutes on foot, hardly known, and you may touch nearly all of it. They "
            "close at five, and the lady at the till tells the best stories.",
            "I would show them {x}: small, a little mad, and free on weekdays. Half an hour is enough, but "
            "nobody has ever left after half an hour.",
        ),
        same=(
            "Where may one touch nearly all, as you said?",
            "What is small, a little mad and free on weekdays?",
            "where to go that is hardly known",
            "what you would show them, small and a little mad",
        ),
        other=("Which attraction did you recommend?", "which attraction you suggested visiting"),
        near=(
            (
                "Why are museums so tiring? An hour in one is like a day on skis.",
                "Standing, slow steps and choosing all the time. Visit one floor, sit often, and leave "
                "while you like it.",
            ),
        ),
    ),
    Advice(
        name="adv_song",
        values=("Harvest Waltz", "Moonlight on the Gasworks", "The Last Tram", "Sweet Maureen"),
        said=(
            "They want us to open the dancing, my partner and me, and I have two left feet. What should they play?",
            "One last number for the village do, something old that makes everyone sway. What do you say?",
        ),
        given=(
            "Have them play {x}: slow, in three, and it is over before anyone looks at your feet. Practise "
            "the first eight steps and after that simply turn.",
            "{x}, without a doubt. Everybody hums it, nobody knows the words, and it ends softly so that "
            "people go home kindly.",
        ),
        same=(
            "What should they play, slow and in three?",
            "What does everybody hum, as you said?",
            "what is over before anyone looks at my feet",
            "what ends softly so that people go home kindly",
        ),
        other=("Which song did you recommend?", "which piece of music you suggested for the event"),
        near=(
            (
                "Why does one song stick in the head for days? Mine is about a tractor.",
                "Because it stops halfway in your memory and starts over. Listen to the song to the end "
                "once, and chew something.",
            ),
        ),
    ),
)
