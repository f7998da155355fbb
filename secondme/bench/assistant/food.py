"""Facts about eating and drinking."""

from secondme.bench.assistant.shapes import Fact

FACTS = (
    Fact(
        name="coffee_pref",
        values=(
            "a flat white with oat milk",
            "black with one sugar",
            "a double espresso and nothing in it",
            "a cortado",
        ),
        said=(
            "The machine at work gives only brown water, so I walk ten minutes for {x}, every single "
            "morning. That is my one luxury. Is it cheaper to have a machine at home?",
            "You can say what you want about me, but before I have had {x} I am not a person. What else "
            "gets one going in the morning?",
        ),
        replies=(
            "Daylight, cold water on the wrists, and ten knee bends while the kettle boils. None of them "
            "tastes as good, I admit.",
            "After about four months, if it is a small one and you really use it. The walk is worth "
            "something too, so perhaps keep both.",
        ),
        same=(
            "What do I walk ten minutes for every morning?",
            "What must I have before I am a person?",
            "what I walk ten minutes for each morning",
            "what I must have had before I am a person",
        ),
        other=("How do I take my coffee?", "how I like coffee"),
        near=(
            (
                "Does coffee go stale in the freezer? I bought too much in a fit of joy.",
                "Not if it is sealed in small bags and ground while frozen. Coffee suffers from air and "
                "damp, far less from cold.",
            ),
        ),
    ),
    Fact(
        name="hated_food",
        values=("beetroot", "coriander", "celery", "aubergine", "liver"),
        said=(
            "At the in-laws' table I swallowed it whole to be polite, but I cannot stand {x}, and never "
            "could. Now they think I love it. How do I get out of that?",
            "Please plan five suppers for me. Anything goes, only no {x}, I cannot stand the stuff. And "
            "nothing with more than one pan.",
        ),
        replies=(
            "Noted. Fried rice, sausage and beans, a frittata, noodles with greens, baked fish with lemon. "
            "All of them one pan, half an hour at most.",
            'Say it with a laugh next time: "I must confess something." They will tease you for years, and '
            "you will never be given it again.",
        ),
        same=("What can I not stand?", "what I cannot stand at table"),
        other=("Which ingredient do I hate to eat?", "which dish ingredient I dislike"),
        near=(
            (
                "Our guest eats no meat, no wheat and no dairy. What dish is left that is festive?",
                "A great platter of roast vegetables with herbs and nuts, rice with saffron, and a fruit "
                "sorbet. A dish with many colours looks festive by itself.",
            ),
        ),
    ),
    Fact(
        name="restaurant_fav",
        values=("Casa Belmonte", "The Copper Ladle", "Nam Song", "Chez Odile", "The Salt Barn"),
        said=(
            "We celebrated in {x}, as ever, at the table under the clock. They knew our order before we "
            "sat. How much does one tip in such a case?",
            "If I ever come into money I shall eat at {x} each Friday. The owner kissed me on both cheeks "
            "and I blushed. Could I make a sauce with anchovies at home?",
        ),
        replies=(
            "Easily: melt six of them in olive oil with garlic, low and slow, then lemon and parsley. It "
            "suits pasta as well as greens.",
            "Ten per cent and a kind word by name. Regulars are measured by the second of these.",
        ),
        same=(
            "Where did we celebrate, at the table under the clock?",
            "Where would I eat each Friday if I come into money?",
            "where we celebrated under the clock",
            "where I would eat each Friday if I come into money",
        ),
        other=("What is my favourite restaurant?", "what restaurant I love most"),
        near=(
            (
                "A restaurant charged us for bread and water. Is that allowed?",
                "Often yes, if it stands on the menu. Ask for tap water by name; a restaurant in many "
                "places must give it free.",
            ),
        ),
    ),
    Fact(
        name="starter_name",
        values=("Doughlores", "Yeastie Boy", "Clint", "Bubbles the Second"),
        said=(
            "It doubled in four hours, so I dare to bake again. We have christened the sourdough {x}, and "
            "it has its own shelf. Why is my crust so pale?",
            "{x} overflowed in the night and glued the jar to the shelf. Sourdough is like a toddler. How "
            "do I get dried paste off wood?",
        ),
        replies=(
            "Soak it with a wet cloth for an hour, and then it lifts off with a card. A bigger jar next "
            "time, filled to a third at most.",
            "More steam in the first ten minutes and a hotter oven after. Bake five minutes longer than you "
            "dare; colour is flavour.",
        ),
        same=("What have we christened the sourdough?", "what the sourdough is christened"),
        other=("Which nickname does my bread culture have?", "what name my baking ferment goes by"),
        near=(
            (
                "Is bread from a machine worth it? The house would smell nice in the morning.",
                "The smell alone is worth something. Bread from a machine has a hole at the bottom and a "
                "soft crust, and it is cheap.",
            ),
        ),
    ),
    Fact(
        name="birthday_cake",
        values=("poppy seed", "pistachio and rose", "sticky ginger", "black forest"),
        said=(
            "The cake had candles all over, and I blew them out in one go. It was {x}, of course, I ask for "
            "it every year. Do you have an idea for using up leftovers?",
            "For my turn they always bake me {x} cake, and each year it leans to the other side. I would "
            "not swap it. Why do layers lean?",
        ),
        replies=(
            "Uneven batter or an oven that is hotter at the back: turn the tin halfway. And let it cool for "
            "good before you stack it.",
            "Crumble it in glasses with cream and berries and call it a trifle. Nobody has ever complained "
            "about that.",
        ),
        same=("Which cake do they bake me?", "which cake it was with the candles"),
        other=("What dessert do I want on my birthday?", "what sweet treat I love for my birthday"),
        near=(
            (
                "What do you bake for somebody who has a birthday and eats no sugar?",
                "A savoury loaf with cheese and olives, with a candle in it. For a birthday it is the "
                "candle that counts.",
            ),
        ),
    ),
    Fact(
        name="vegetarian_since",
        values=("a documentary about pigs", "a summer on a farm", "my doctor's lecture", "losing a bet"),
        said=(
            "You asked why there is no meat on my list. It began with {x}, and I have not touched it in six "
            "years. What can I put in a pie?",
            "My uncle gave me a chop at the barbecue, and I had to explain again that since {x} I have "
            "touched no meat. He was hurt. What do I say to him?",
        ),
        replies=(
            "That you like his fire and his company, and bring something to grill yourself: corn, peppers, "
            "halloumi. It is the plate that looks empty that hurts a host.",
            "Mushrooms with chestnuts and thyme under puff pastry, or leeks with potatoes and a sharp "
            "cheese. Both stand up to gravy.",
        ),
        same=("How did it begin that I touch no meat?", "what it began with that I touched no meat"),
        other=("Why am I a vegetarian?", "the reason I became a vegetarian"),
        near=(
            (
                "Do vegetarians need extra iron? My niece has started and her mother is worried.",
                "Mostly not, with lentils, nuts and greens, and orange juice beside them. A vegetarian girl "
                "who grows fast should have it tested once a year.",
            ),
        ),
    ),
    Fact(
        name="knife_brand",
        values=("Mac", "Sabatier", "Global", "Opinel"),
        said=(
            "The onion practically fell apart by itself: I treated myself to a {x} knife and have been "
            "slicing everything in sight. How do I keep it sharp?",
            "A bandage on my thumb, all my own fault. The {x} knife is far sharper than my old one. How "
            "deep is too deep for a plaster?",
        ),
        replies=(
            "If it gapes, or bleeds on after ten minutes of pressing, let somebody look at it today. "
            "Otherwise clean it, close it and keep it dry.",
            "Ten strokes on a steel before you use it and a whetstone twice a year. Wash it by hand, and "
            "never leave it loose in a drawer.",
        ),
        same=(
            "Which knife did I treat myself to?",
            "which knife is sharper than my old one",
            "which knife I treated myself to",
        ),
        other=("What brand is the blade in my kitchen?", "what manufacturer my chopping tool comes from"),
        near=(
            (
                "Which board is best in a kitchen, wood or plastic?",
                "Wood is gentle to a blade and heals small cuts; plastic goes in the dishwasher. In a "
                "kitchen with raw chicken keep one of each.",
            ),
        ),
    ),
    Fact(
        name="jam_batch",
        values=("nineteen", "twenty-six", "thirty-two", "seventeen"),
        said=(
            "My arms are purple up to the elbow. {x} jars of damson jam stand on the sill, and I do not "
            "want to see fruit before autumn. How do I write labels that stick?",
            "The jam is done: {x} jars, and the last one did not shut. I ate it with a spoon. How long does "
            "it keep once open?",
        ),
        replies=(
            "About a month in the fridge, if no buttery knife ever goes in. With less sugar rather two "
            "weeks. A spoon is the right way to deal with the last.",
            "Dip plain paper in milk and press it on the glass. It holds for years and comes off with warm water.",
        ),
        same=(
            "What number of jars of jam is done?",
            "what number of jars stand on the sill",
            "How many jars of jam are done?",
            "how many jars of jam are done",
        ),
        other=("How many preserves did I make?", "how much marmalade I produced"),
        near=(
            (
                "What is the difference between jelly and marmalade? We argued at breakfast.",
                "Jelly is strained juice set with sugar, and marmalade has the peel of citrus in it. At "
                "breakfast both are correct.",
            ),
        ),
    ),
    Fact(
        name="takeaway_order",
        values=("a number forty-two", "the paneer rogan josh", "a half-and-half pizza", "pad kra pao"),
        said=(
            "Nobody wanted to cook, so we rang for the usual: {x} for me, and noodles for the rest. The "
            "moped fell over in our drive. What makes a takeaway healthier?",
            'I am ashamed: the man on the phone said "{x}?" before I had given my name. That is how often '
            "we ring. What could I cook instead that is as fast?",
        ),
        replies=(
            "Eggs on rice with chilli oil and greens: nine minutes, one bowl. If you freeze the rice in "
            "portions, six.",
            "More greens, plain rice in place of fried, and a plate rather than the box, because one sees "
            "what one eats. Once a week is no sin.",
        ),
        same=(
            "What was the usual for me when we rang?",
            "What does the man on the phone say before I give my name?",
            "what the man said on the phone for me",
            "what the usual is for me when we ring, with noodles for the rest",
        ),
        other=("Which meal do I order from the delivery place?", "which meal I have delivered"),
        near=(
            (
                "Is food delivery safe when it stood outside for an hour? It was cold and a cat had looked at it.",
                "Not with rice or chicken. Heat ruins what two hours of lukewarm begin, and delivery food "
                "has often had one on the road.",
            ),
        ),
    ),
    Fact(
        name="wine_inherited",
        values=("a case of Madeira", "four bottles of Barolo", "a dusty Tokaj", "some ancient port"),
        said=(
            "Great-uncle Harald's cellar was divided by drawing straws, and I came away with {x}. I do not "
            "dare to open it. How can one tell if it has turned?",
            "Tonight we might drink what I drew from great-uncle Harald's cellar, {x}, with nothing but "
            "walnuts. Is there a right glass for that?",
        ),
        replies=(
            "A small tulip, so that the scent gathers. Let it stand upright for a day before, pour it "
            "slowly and stop when it clouds.",
            "Look at the level in the neck and at the cork. If it smells of wet cardboard or vinegar, cook "
            "with it. Otherwise be brave.",
        ),
        same=(
            "What did I draw from great-uncle Harald's cellar?",
            "what I came away with from the cellar",
            "what I drew from great-uncle Harald's cellar",
        ),
        other=("Which wine did I inherit?", "which alcohol a dead relative left me"),
        near=(
            (
                "Do you keep opened wine in the fridge or on the sideboard?",
                "In the fridge, white and red, corked, for three days or so. Take red wine out an hour before.",
            ),
        ),
    ),
)
