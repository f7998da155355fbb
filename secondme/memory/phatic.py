"""What small talk and chores sound like: greetings and thanks in four languages, and requests that hold all they need.

All patterns are for small letters without accents.
"""

from __future__ import annotations

import re

_ENGLISH = (
    r"hi+|hello+|hey+|hiya|gm|gn|np|brb|omg|nvm|idk|ttyl|cya|wtf|pls|plz|yw|thank u|tysm|bot|assistant|mate|dear|all"
    r"|guys|folks|sunshine|howdy|yo|greetings|good (?:morning|evening|afternoon|night|day)|morning|welcome(?: back)?"
    r"|bye(?: bye)?|goodbye|(?:see|talk to) (?:you|ya)(?: (?:later|soon|tomorrow|around|then))?|later|take care"
    r"|have a (?:very )?(?:nice|good|great|lovely) (?:day|evening|night|weekend|one|time)|sleep (?:well|tight)"
    r"|sweet dreams|good luck|thanks|thank you|thx|ty|cheers|many thanks|much appreciated|i appreciate (?:it|that)"
    r"|so much|very much|kindly|at all|talk soon|a lot|a (?:million|bunch|ton)|that(?:'s| is| will be) (?:all"
    r"|it)(?: for (?:now|today))?"
    r"|for (?:that|now|(?:the|your|all your) (?:help|info|information|answers?"
    r"|tips?))"
    r"|that (?:really |definitely )?helps|(?:that|it|this|you)(?: is| was| are|'s|'re)?(?: all| so| very| really"
    r"| quite| pretty| too)?"
    r" (?:helpful|great|nice|funny|good|perfect|kind|enough|all|fine|cool|awesome|interesting|amazing|sweet|ok|okay"
    r"|wonderful|nothing|welcome|right|sad)|ok+|okay|okey|k+|alright|all right|sure(?: thing)?|fine|good(?: job| bot"
    r"| one| point)?"
    r"|well(?: done)?|great(?: job)?|(?:very )?nice(?: one| work)?|cool|perfect|awesome|wonderful|excellent|brilliant"
    r"|lovely|super|amazing"
    r"|fantastic|wow|o+h+|a+h+|aha|h+m+|uh|(?:very |so )?funny|impressive|got it|i see|i understand|i know|understood"
    r"|makes sense"
    r"|right|exactly|indeed|true|agreed|no (?:problem|worries|need|way|thanks)|never ?mind|don't worry"
    r"|sorry(?: about that)?"
    r"|my bad|excuse me|pardon(?: me)?|any ?time|yes|yeah|yep|yup|nope|nah|no|please|maybe|of course|absolutely"
    r"|definitely|l+o+l+|(?:ha){2,}h?|(?:he){2,}|lmao|rofl|xd|(?:it(?:'s| is) )?(?:nice|pleased|good"
    r"|great) to (?:meet|see) you"
    r"|you(?:'ve| have)? (?:saved|made) my day|how are (?:you|things)(?: doing| today| feeling| now)*|how do you do"
    r"|how(?:'s| is) (?:it going|everything|life)"
    r"|what's up|sup|i(?:'m| am) (?:fine|good|great|ok|okay|well|alright|back|here|bored|off|done)(?: too| now)?"
    r"|(?:and |how about "
    r"|what about )you(?:rself)?"
    r"|you too|same to you|i (?:love|like) (?:it|that|you)|me too|really|seriously|oh no|too bad|congrat(?:s|ulations)"
    r"|happy (?:new year|easter)|merry christmas|there|everyone|buddy|my friend|again|today|then"
)
_GERMAN = (
    r"hallo|guten (?:morgen|tag|abend)|gute nacht|moin|servus|gruss gott|tschuss?|auf wiedersehen|bis (?:bald|spater"
    r"|morgen|dann)|danke(?: schon| dir| sehr| vielmals)?|(?:vielen|herzlichen|besten) dank|bitte(?: schon| sehr)?"
    r"|wie geht(?:'s|s| es)(?: dir| ihnen)?|alles klar|gut|toll|prima|perfekt|klar|stimmt|okay|ja|nein|genau|gerne?"
    r"|schlaf gut|entschuldigung"
)
_SPANISH = (
    r"hola|buenos dias|buenas(?: tardes| noches)?|que tal|como estas|(?:muchas |mil )?gracias|de nada|adios|perfecto"
    r"|genial|claro|bueno"
    r"|hasta (?:luego|manana|pronto)|vale|si|perdon|por favor"
)
_FRENCH = (
    r"bonjour|bonsoir|salut|coucou|(?:comment )?ca va(?: bien)?|comment (?:vas-tu|allez-vous)|merci(?: beaucoup| bien)?"
    r"|de rien|parfait|genial|super|au revoir|a (?:bientot|demain|plus tard)|bonne (?:nuit|journee|soiree)|d'accord"
    r"|oui|non|enchantee?|ciao"
)
PHATIC = re.compile(rf"(?:(?:and|so|but|und|et|y) )?(?:{_ENGLISH}|{_GERMAN}|{_SPANISH}|{_FRENCH})(?![\w'])")
"""One phrase of small talk."""

_SMALL = (
    "hi hello hey there again so very really just too quite pretty good great nice fine cool awesome lovely funny "
    "sweet kind cute "
    "smart clever amazing perfect wonderful interesting helpful useful clear right true wrong okay ok alright sounds "
    "sound looks "
    "look seems idea point one stuff thing news answer question joke that that's this it it's its is "
    "was are be "
    "you your you're i me to see meet talk chat saying say no yes yeah not all now for a an the and "
    "but or of "
    "thanks thank much lot bit love like liked enjoyed hope glad happy welcome please sorry well oh ah wow haha lol "
    "bye today "
    "new obliged best hear make makes sense sure understand get got know think"
)
SMALL = frozenset(_SMALL.split())
"""A few words, all of these and no question, say nothing to remember."""
FEW = 7

PERSONAL = re.compile(
    r"\b(?:my|mine|our|ours|we|us|i|i'm|i've|me|his|her|hers|their|he|she|they|them|him|this|that|these|those|last"
    r"|tomorrow|meeting"
    r"|yesterday|the (?:last|notes?|trip|meeting|house|flat)|remember\w*|said|told)\b"
)
"""What makes a chore one about the person's own life."""
OWN = re.compile(r"\b(?:my notes?|our|we|i|said|told|remember\w*|last)\b")
"""The same where the text to work on comes along."""

_SUBJECT = r"(?P<subject>\w[\w' -]{0,80})"
_ASKED = r"(?:(?:can|could|would|will) you |i want you to |i'd like you to |let's )?(?:please )?"
_A = r"(?:an? |another |one more |some |(?:two|three|five|ten) )?"
_KIND = (
    r"(?:(?!my|our|his|her|their|the)[a-z-]+ ){0,2}"
)
_PIECE = (
    r"(?:jokes?|stor(?:y|ies)|riddles?|facts?|puns?|poems?|songs?|tongue ?twisters?|haikus?|limericks?|sonnets?|raps?"
    r"|verses?"
    r"|ballads?|lullab(?:y|ies)|rhymes?|fairy ?tales?|fables?|slogans?|quotes?)"
)
_NUMBER = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred)"
_BY = (
    r"(?:\s*(?:[+*×÷^=]|(?<=\s)[-/x](?=\s)|%)\s*|\s+(?:plus|minus|times|multiplied by|divided by|over|mod"
    r"|to the power of|percent of|% of)\s+|%\s+of\s+)"
)
_TERM = rf"{_NUMBER}(?:/{_NUMBER})?"
_SUM = rf"[\s(]*{_TERM}[)]?(?:{_BY}[\s(]*{_TERM}[)\s]*){{1,12}}(?:\s*=\s*)?"
_UNIT = (
    r"(?:milli|centi|kilo)?(?:met(?:er|re)s?|grams?|lit(?:er|re)s?)|km|cm|mm|kg|mi|miles?|yards?|feet|foot"
    r"|inch(?:es)?|pounds?|lbs?"
    r"|ounces?|oz|stones?|gallons?|pints?|cups?|(?:tea|table)spoons?|degrees?(?: celsius| fahrenheit)?|celsius"
    r"|fahrenheit"
    r"|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|bytes?|kilobytes?|megabytes?"
    r"|gigabytes?|dozens?"
)
_LANGUAGE = (
    r"(?:english|german|french|spanish|italian|portuguese|dutch|polish|russian|latin|greek|turkish|arabic|chinese"
    r"|japanese"
    r"|korean|swedish|danish|norwegian|finnish|czech|hungarian|ukrainian|hindi)"
)
_TODAY = r"(?: right)?(?: now| today| outside| tonight| tomorrow)?"
_PATTERNS: tuple[str, ...] = (
    # Entertainment.
    rf"{_ASKED}(?:tell|give|show|read|sing|recite|say|share|know|do)(?: me| us)? {_A}{_KIND}{_PIECE}(?: (?:about|on"
    rf"|with) {_SUBJECT})?",
    rf"{_ASKED}(?:write|compose|make(?: up)?|create|invent|come up with|improvise|i want|i need|how about)(?: me"
    rf"| us)? {_A}{_KIND}{_PIECE}"
    rf"(?: (?:about|on|with) {_SUBJECT})?",
    rf"{_ASKED}(?:flip|toss) a coin|{_ASKED}roll (?:a|the|two|some) (?:die|dice)",
    rf"{_ASKED}(?:pick|choose|think of|give me|say|guess) a(?: random)? (?:number|colour|color|letter|word|card)"
    rf"(?: (?:between|from) {_NUMBER} (?:and|to) {_NUMBER})?",
    rf"{_ASKED}count (?:up |down |backwards )?(?:from {_NUMBER} )?(?:up |down )?to {_NUMBER}",
    rf"{_ASKED}(?:play (?:a game|something|chess|hangman|tic tac toe|rock,? paper,? scissors|(?:20"
    rf"|twenty) questions)(?: with me)?|what an? \w+(?: \w+)?|tell me something(?: funny"
    rf"| interesting| nice| new| cool)?"
    rf"|recite the alphabet|say the alphabet|say something(?: funny| nice"
    rf"| else)?|sing)",
    rf"{_ASKED}(?:(?:make me|let me|help me) (?:laugh|smile)|cheer me up|surprise me|entertain me|amuse me)",
    rf"(?:heads or tails|truth or dare|rock,? paper,? scissors|knock,? knock|what's new|{_ASKED}spell \W?[\w-]+\W?)",
    rf"{_ASKED}(?:name|list|tell me|give me|think of|find) (?:an? |some |two |three |four |five |ten "
    rf"|\d+ )(?:\w+ )?(?:words?"
    rf"|animals?|colou?rs"
    r"|countries|fruits?|cities|rhymes?|planets?|languages?|games|synonyms)(?: (?:that|which|with|in"
    r"|of) (?P<topic>.{1,60}))?",
    r"that(?:'s| is| was) (?:so |very |really )?(?!\w+day\b)(?P<topic>[a-z]{4,})",
    # A text that comes along.
    rf"{_ASKED}(?:translate|rewrite|rephrase|reword|paraphrase|proofread|summari[sz]e|sum up|shorten|simplify"
    rf"|spell ?check"
    r"|(?:correct|fix|improve|polish|check|format|explain)(?= (?:the|this|these|my)\b))\b(?P<head>[^:\n]{0,60}):.*",
    rf"{_ASKED}make (?:this|the following)(?P<head>[^:\n]{{0,40}}):.*",
    rf"{_ASKED}translate [\"'“„«‘].{{1,300}}[\"'”“»’](?: from {_LANGUAGE})? (?:in)?to {_LANGUAGE}",
    # Sums and units.
    rf"{_ASKED}(?:(?:what(?:'s| is| are| does)|how much (?:is|are)|calculate|compute|solve|work out|tell me)\s+)?{_SUM}"
    r"(?:\s*(?:equal|make|be))?",
    rf"{_ASKED}(?:what(?:'s| is) |calculate |compute )?the (?:square|cube) root of {_NUMBER}|(?:what(?:'s"
    rf"| is) )?{_NUMBER} (?:squared|cubed)",
    rf"is {_NUMBER} (?:a )?(?:prime|even|odd|divisible by {_NUMBER})(?: number)?",
    rf"{_ASKED}(?:convert |what(?:'s| is) |how much is )?{_NUMBER} ?(?:{_UNIT}) (?:to|in|into) (?:{_UNIT})",
    rf"how many (?:{_UNIT}) (?:(?:are|is|make)(?: there)?(?: in)?|in) (?:an?|one|{_NUMBER}) (?:{_UNIT})",
    # Words.
    rf"what(?:'s| is) the {_LANGUAGE} (?:word|term|name|translation) (?:for|of) (?P<topic>[\w' -]{{1,40}})",
    rf"(?:how (?:do|would|can) (?:you|i|we) say|how to say|what(?:'s| is)) .{{1,80}} in {_LANGUAGE}",
    r"how (?:do|would) (?:you|i) (?:spell|pronounce) \W?(?P<topic>[\w-]+)\W?",
    r"(?:what(?:'s| is) the meaning of|what does|define|what is the definition of)(?: the (?:word|term|phrase"
    r"|expression))?"
    r" (?:[\"'“„«](?P<topic>[^\"”“»]{1,60})[\"'”“»]?)(?: mean| stand for)?",
    r"define (?P<topic>[\w-]+)|what does the (?:word|term) [\w-]+ mean",
    r"(?:(?:give me|tell me|find(?: me)?|what(?:'s| is)|name) )?(?:an? |another |the |some )?(?:synonyms?|antonyms?"
    r"|rhymes?|opposites?|plural"
    r"|past tense|acronyms?) (?:for|of|to|with) \W?(?P<topic>[\w-]+)\W?|what rhymes with \W?[\w-]+\W?",
    # Clock and sky.
    rf"(?:can you tell me )?(?:what time is it|what(?:'s| is) the (?:time|date)|what(?:'s| is) today's date"
    rf"|what day is (?:it|today)"
    rf"|what (?:year|month) is it){_TODAY}",
    rf"(?:what(?:'s| is)|how(?:'s| is)) the weather(?: like)?{_TODAY}|is it (?:raining|snowing|cold|hot|sunny"
    rf"|warm){_TODAY}",
    # The assistant itself.
    r"(?:who|what)(?: exactly)? are you|who (?:made|built|created|trained) you|what(?:'s| is) your (?:name|job"
    r"|purpose|age|favou?rite \w+)"
    r"|how old are you|where (?:do you live|are you(?: from)?)|what can you do(?: for me)?|what do you do"
    r"|how do you work"
    r"|(?:can|could) you (?:help(?: me)?|hear me|speak \w+|understand(?: me)?|think|feel|sing|dance)|help(?: me)?",
    r"are you (?:an? )?(?:(?:real|good|smart|big|language|chat) ?)?(?:robot|human|person|machine|bot|ai|model"
    r"|computer|program|chatbot|assistant"
    r"|there|real|alive|ok|okay|happy|tired|sad|sure|bored|busy|listening|awake|ready|serious|kidding|smart|free)",
    r"do you (?:ever )?(?:like|love|hate|have|feel|sleep|dream|eat|drink|speak|enjoy|think"
    r"|get)(?: (?P<topic>(?!the\b)\w+(?: \w+)?))?",
)
_OF_MEMORY = (
    r"(?!.*\b(?:sa(?:y|id)|t(?:ell|old)|remember\w*|kn[eo]w\w*|recommend\w*|suggest\w*|mention\w*|advis\w*|find|found"
    r"|keep|kept"
    r"|store[ds]?|note[ds]?|list|show|see|seen|get|look|search|check|remind|summari\w*|recall|call|have|had|got|the"
    r"|answer\w*"
    r"|write|wrote|written|learn\w*|read|give|gave|make|made|promise\w*|think of|buy|bring|book|plan|add|save|open)\b)"
)
_PATTERNS += (
    rf"{_OF_MEMORY}(?:are|were|can|could|do|did|will|would|aren't|can't|don't) you(?P<topic>(?: [\w'-]+){{0,4}})",
    rf"{_OF_MEMORY}(?:what|which|who|how|where|why)(?: \w+){{0,2}} (?:are|do|can|did"
    rf"|would) you(?P<topic>(?: [\w'-]+){{0,3}})",
    rf"{_OF_MEMORY}you(?:'re| are| were)(?P<topic>(?: [\w'-]+){{1,4}})",
)
"""What is asked or said of the assistant itself, and not of what it was told."""
CHORES = tuple(re.compile(pattern, re.DOTALL) for pattern in _PATTERNS)
"""Requests that need no memory, where the words of the groups `topic` and `subject` are neither personal nor a name,
and those of the group `head` not about what was said."""
GENERAL = re.compile(rf"(?:an?|the|some|how|why|what|{_NUMBER})\b.*|.*(?:[^s\W]s|ing)")
"""Subjects that are no name even where nothing is written with a capital: "a dragon", "cats", "skiing"."""

LANGUAGE = re.compile(_LANGUAGE)
GOES_ON = re.compile(
    rf"(?:(?:and|now|ok) )*(?:(?:tell me |give me |do |one )?(?:another|more)(?: one)?|again|once more"
    rf"|one more(?: time)?"
    rf"|(?:and )?in {_LANGUAGE}|(?:plus|minus|times|divided by|and) {_NUMBER}"
    r"|(?:make|say|write) (?:it|that|this)(?: a bit| a little| much)? (?:\w+er|(?:more|less) \w+|again|differently)"
    r"|(?:a bit |a little |much )?(?:shorter|longer|funnier|simpler|slower|better)(?: one)?|continue|go on"
    r"|keep going)\W*"
)
"""What goes on with the request before it."""
