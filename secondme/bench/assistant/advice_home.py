"""What the assistant recommends by name for house and body."""

from secondme.bench.assistant.shapes import Advice

ADVICE = (
    Advice(
        name="adv_plant",
        values=("a snake plant", "a cast-iron plant", "a peace lily", "a spider plant", "devil's ivy"),
        said=(
            "Whatever I bring home dies within a month. My hall has one small pane to the north. What would "
            "survive me?",
            "It is dark at the end of our passage, and I forget to water. Is there anything that would grow?",
        ),
        given=(
            "{x} is the one for you. It puts up with gloom and with being forgotten for three weeks; water "
            "it when the soil is dry a finger deep, and dust it now and then.",
            "I would get {x}. People kill it only with kindness, that is by watering too often. Keep it "
            "away from the radiator, and it will outlive the carpet.",
        ),
        same=(
            "What did you say puts up with gloom?",
            "What did you say people kill only with kindness?",
            "what you said will outlive the carpet",
            "what puts up with gloom and being forgotten",
        ),
        other=("Which houseplant did you advise me to have?", "which houseplant you recommended for my shady corner"),
        near=(
            (
                "Do houseplants sleep at night? My boy says that they breathe.",
                "They do breathe, day and night, a little. Houseplants fold nothing away, except for the "
                "prayer plant, which lifts its hands at dusk.",
            ),
        ),
    ),
    Advice(
        name="adv_stain",
        values=("bicarbonate of soda", "white vinegar", "fresh lemon juice", "chalk powder"),
        said=(
            "Help, quickly. There is curry on the pale cushion, and the owner comes in an hour!",
            "My best shirt, one drop of oil, right on the front. What do I do before it sets?",
        ),
        given=(
            "Press {x} on it now, leave it for a quarter of an hour, then brush and dab with cold water. Do "
            "not rub, whatever you do, and keep it away from heat until it is out.",
            "Take {x}, a clean cloth and patience: dab from the edge to the middle, wait ten minutes, rinse "
            "cold. Twice if you must. It will look worse before it looks better.",
        ),
        same=(
            "What was I to press on it, and not rub?",
            "What did you say to dab with, from the edge to the middle?",
            "what to press on it for a quarter of an hour",
            "what I should take with a clean cloth and patience",
        ),
        other=("Which stain remover did you recommend?", "which agent you advised against the spot on my fabric"),
        near=(
            (
                "Do stain pens do anything? There is a drawer full of them here.",
                "On fresh ink and coffee, yes. Old stains laugh at them; those want an overnight soak.",
            ),
        ),
    ),
    Advice(
        name="adv_stretch",
        values=("the sleeping pigeon", "the sphinx", "the thread-the-needle", "the figure four"),
        said=(
            "I sit nine hours a day, and there is a knot under my left shoulder blade as hard as a walnut. "
            "Five minutes a day, I promise no more.",
            "When I get up from the desk I am shaped like a chair. Is there one movement that undoes it?",
        ),
        given=(
            "Do {x}, on the carpet, two minutes on each side, and breathe into the tight spot. It should "
            "pull and never sting. After a week you will stand taller.",
            "One that helps many people is {x}. Go into it slowly, stay for ten breaths and come out as "
            "slowly. Morning is good, evening is better.",
        ),
        same=(
            "What did you tell me to do on the carpet?",
            "What was I to go into slowly and stay in for ten breaths?",
            "what you said to do two minutes on each side, slowly",
            "what to go into slowly, for ten breaths",
        ),
        other=("Which stretch did you recommend?", "which exercise you advised against my stiffness"),
        near=(
            (
                "Is yoga a sport? There was a fight about it at lunch.",
                "Some of it makes you sweat, and much of it is stillness. As an exercise it does well for "
                "balance and stiffness, and the name hardly matters.",
            ),
        ),
    ),
    Advice(
        name="adv_recipe",
        values=(
            "a miso aubergine traybake",
            "white bean and kale soup",
            "a leek and gruyère galette",
            "Persian herb omelette",
        ),
        said=(
            "Guests tomorrow, five of them, one without meat. I have an hour and a small oven. What shall I make?",
            "The box from the farm is here: all greens and no idea. What would you cook for people who "
            "think they hate greens?",
        ),
        given=(
            "Make {x}. You can get it ready in the afternoon, it wants forty minutes of heat and no "
            "attention, and it looks as if you had tried. Serve it with bread and something sharp.",
            "I would do {x}, which wins over most doubters. Salt early, taste late, and put the lemon on "
            "the table. What is left is better cold.",
        ),
        same=(
            "What was I to serve with bread and something sharp?",
            "What did you say wins over most doubters?",
            "what wants forty minutes of heat and no attention",
            "what you said wins over doubters",
        ),
        other=("Which dish did you suggest?", "which recipe you recommended"),
        near=(
            (
                "Do you need a recipe at all, once you can cook? My mother never had one.",
                "For cakes yes, for a dish in a pan no. A recipe is somebody's Tuesday written down; after "
                "five times it is yours.",
            ),
        ),
    ),
    Advice(
        name="adv_app",
        values=("Pebblelist", "Dayhook", "Tallyho", "Margin Notes"),
        said=(
            "I write on the backs of receipts, and my life is in nine pockets. What do organised people use?",
            "Three calendars and I still missed the dentist. What do I put it all in?",
        ),
        given=(
            "I would put everything in {x}: one list, one page a day, and nothing that blinks. Give it a "
            "fortnight, and throw the receipts away on the first evening.",
            "For your case {x} is enough. It syncs, it works without a signal, and it asks you each night "
            "what goes over to tomorrow. Do not buy the larger version.",
        ),
        same=(
            "What would you put everything in, one list, one page a day?",
            "What syncs and works without a signal, as you said?",
            "what has one list, one page a day and nothing that blinks",
            "what works without a signal and asks me each night",
        ),
        other=("Which app did you recommend?", "which software you suggested for my planning"),
        near=(
            (
                "Are paper planners better than an app? My boss has one bound in leather.",
                "Paper is better for thinking and an app for reminding. Many use both: planning on paper on "
                "Sunday, alarms for the rest.",
            ),
        ),
    ),
    Advice(
        name="adv_name_house",
        values=("Larkrise", "Windfall", "Journey's End", "Thistledown"),
        said=(
            "The postman wants something on the gate, as there are two of us with the same number. What "
            "would be pretty and not silly?",
            "Our cottage needs something on the slate by the door, the council says two words at most. You "
            "are good at this.",
        ),
        given=(
            "I would go for {x}: short, easy to say on the telephone, and it fits what you told me of the "
            "hedge. Have it cut in plain letters and let the slate do the rest.",
            "How does {x} sound? It has a bit of weather in it and no pun. Say it aloud ten times, as a "
            "taxi driver would, and see if you still like it.",
        ),
        same=(
            "What did you go for that is short and easy to say on the telephone?",
            "What has no pun in it, as you said, and a bit of weather?",
            "what you would go for in plain letters",
            "what has a bit of weather in it and no pun",
        ),
        other=("What did you suggest I call my house?", "which name you proposed for our home"),
        near=(
            (
                'Can one just give a house a name? The neighbours went from a number to "Sunset View".',
                "Mostly yes: tell the post and the council, and keep the number as well. A name for a home "
                "costs little and annoys some.",
            ),
        ),
    ),
    Advice(
        name="adv_tea",
        values=("rooibos with orange peel", "lemon verbena", "toasted barley tea", "fennel and liquorice"),
        said=(
            "No more caffeine after four, says the doctor. What do I hold in my hands from now on?",
            "I want something hot before bed that does not taste of hay.",
        ),
        given=(
            "You could drink {x}. It is round and a bit sweet, it has colour, and it never gets bitter if "
            "you forget it. Use a spoon more than the packet says.",
            "{x}, I would say: hot in winter, with ice in June. Steep it for eight minutes under a lid, as "
            "the scent is half of it.",
        ),
        same=(
            "What did you say to steep under a lid for eight minutes?",
            "What never gets bitter if I forget it?",
            "what is round and a bit sweet, with colour",
            "what to steep for eight minutes under a lid",
        ),
        other=("Which beverage did you recommend?", "which caffeine-free brew you suggested"),
        near=(
            (
                "Is decaffeinated really free of caffeine? I lay awake all the same.",
                "Nearly: a few milligrams are left per cup. It may have been the beverage, but more likely the hour.",
            ),
        ),
    ),
    Advice(
        name="adv_breathing",
        values=("four-seven-eight", "box breathing", "humming bee breath", "the long candle"),
        said=(
            "My heart is going like a drum and it is only a phone call. Is there something I can do in two minutes?",
            "Before every exam my daughter goes white and cold. What can she do at her desk that nobody sees?",
        ),
        given=(
            "There is one called {x}, which is done sitting and takes two minutes. Shoulders down, tongue "
            "behind the teeth, and count in your head. The third round is where it turns.",
            "Teach yourselves {x}. It slows the pulse because the out part is longer than the in part. "
            "Practise when all is well, so that it is there when it is not.",
        ),
        same=(
            "Which one is done sitting and takes two minutes?",
            "Which one slows the pulse, as you said?",
            "what is done sitting, shoulders down",
            "what slows the pulse, with a long out part",
        ),
        other=("What relaxation technique did you recommend?", "which method against nerves you suggested"),
        near=(
            (
                "Are nerves before an exam useful at all? Grandmother says they polish the mind.",
                "A little tension helps, a lot shuts things down. Against too many nerves sleep is the "
                "first technique.",
            ),
        ),
    ),
    Advice(
        name="adv_wood_oil",
        values=("tung oil", "hard wax", "linseed varnish", "beeswax balm"),
        said=(
            "I have sanded the table down to the bone. What do I put on it that takes hot cups and small elbows?",
            "My worktop is grey and thirsty. Which stuff do I buy, and how often does it go on?",
        ),
        given=(
            "Put {x} on it, thin, three times with a day in between, and rub off what is not drunk. It "
            "takes heat and can be mended in spots. Hang the rag up outside, as it may catch fire.",
            "I would use {x}. Once now, once in a month and then each spring. Warm it in a water bath "
            "first, then it goes on like butter and smells of forest.",
        ),
        same=(
            "What was I to put on thin, three times?",
            "What should I warm in a water bath?",
            "what goes on thin with a day in between",
            "what goes on like butter and smells of forest",
        ),
        other=(
            "Which finish did you recommend for my furniture?",
            "which treatment you advised to protect the timber",
        ),
        near=(
            (
                "Is furniture made of pine worth saving? We have a chest from the nineties.",
                "If the joints hold, yes. Pine furniture is soft, and it wears its dents well.",
            ),
        ),
    ),
)
