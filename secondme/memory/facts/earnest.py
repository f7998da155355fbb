"""What shows that a turn, or a statement drawn from it, is not meant: jokes, airs, tall tales, what others"
" say of one."""

from __future__ import annotations

import re

from secondme.memory.facts.relations import YOU
from secondme.memory.facts.statement import Statement
from secondme.memory.facts.tokens import sentence_of
from secondme.memory.facts.words import FIRMS, HOMES, PETS, VEHICLES
from secondme.memory.kin import ROLE_OF

_JEST = re.compile(
    r"\bas one does\b|\bgotcha\b|[,.!] ?(?:ha,? )?got you\b|\b(?:messing|kidding|fooling|toying) (?:with you"
    r"|around)\b|\bteas(?:ing|e)\b"
    r"|\btongue[- ]in[- ]cheek\b|\bmy other (?:car|ride|house|bike) is\b|\bby night\b|\b(?:ha[ ,!]+)+ha\b"
    r"|^ha[,! ]|[,.!] ?ha[!.]*$"
    r"|\bno,? (?:i'?m not|i don'?t|wait,? i don'?t|not really)\b|\bwell[- ]preserved\b|\bask anyone\b|\bin my"
    r" dreams\b|\bdon'?t ask\b"
    r"|\bprofessional (?:napper|couch|procrastinator|sleeper|eater|overthinker|worrier|complainer|slacker"
    r"|idiot|snacker)\b"
    r"|\b(?:believe it or not,? )?in your dreams\b|\bjust (?:pulling|winding|having)\b|\bhad you (?:there"
    r"|going)\b|\bfor (?:a laugh|laughs)\b"
    r"|\b(?:i am|i'?m|i was) (?:totally |obviously |clearly |just |only )?(?:lying|bluffing|exaggerating"
    r"|making (?:it|that|this) up)\b"
    r"|\b(?:you|we) (?:believed|fell for) (?:me|it|that)\b|\bnot serious(?:ly)?\b|\bpunchline\b|\bonly a"
    r" jest\b|\b(?:i )?jest\b|\bbazinga\b"
    r"|\b(?:that|it|this)(?:'s| is| was) (?:someone|somebody) else\b|\bwhich (?:is|was|isn't|is not|'s) (?:just "
    r"|simply )?(?:false|wrong|untrue"
    r"|nonsense|true)\b|\b(?:fluent in|ph\.?d in|black belt in|degree in|masters? in|speak(?:s|ing)?(?: fluent)?) "
    r"(?:sarcasm"
    r"|procrastinat\w+|napping|nonsense|cat|dog|emoji|gibberish|klingon|overthinking|sleeping|memes?|irony)\b"
    r"|\b(?:evil|long-lost|secret|imaginary|invisible|identical) (?:twin|brother|sister|friend|wife|husband|uncle"
    r"|cousin|dog|cat)\b"
    r"|\bmy (?:\w+ )?(?:brother|sister|twin|cousin|uncle|aunt|boss|wife|husband|friend)(?: [A-Za-z]+)? (?:is|was"
    r"|lives as) (?:actually |really |secretly )?(?:an? |the )?"
    r"(?:lamp|cactus|potato|plant|toaster|fridge|tree|rock|banana|sandwich|goldfish|statue|sofa|houseplant|teapot"
    r"|chair|vacuum|pigeon|squirrel"
    r"|mirror|scarecrow|mannequin|cartoon|tooth fairy|easter bunny|santa)\b"
    r"|\bwalks? into a bar\b|\bknock,? knock\b|\bwhat do you call an?\b|\bmy favou?rite joke\b|\bba ?dum ?t\w+\b"
    r"|\bget it\?"
    r"|\bmarried to my (?:job|phone|bed|work|sofa|desk|laptop)\b|\bunder the sea\b"
    r"|[😉😏😹😂😆😅🤭] *$",
    re.IGNORECASE,
)
_TALL = re.compile(
    r"\b(?:an? |the |my |pet |baby |two |three )(?:\w+ )?(?:dragon|unicorns?|mermaid|dinosaur|t-?rex|vampire|werewolf"
    r"|zombie|wizard|superhero|ninja|pirate"
    r"|time travell?er|secret agent|spy|alien|robot|emperor|empress|pharaoh|pope|tsar|sultan|batman|superman"
    r"|spider-?man|elf|hobbit|yeti"
    r"|elephant|tiger|giraffe|crocodile|kangaroo|polar bear|walrus|space ?ship|time machine|magic wand"
    r"|president(?! of)|prime minister(?! of))\b"
    r"|\bking of\b|\bqueen of\b|\b(?:in|inside) an? (?:\w+ )?(?:castle|palace|cave|volcano|shoebox|teapot"
    r"|igloo)\b|\bunder a (?:bridge|rock)\b"
    r"|\bon (?:the moon|mars|venus|another planet|jupiter)\b|\bservants?\b|\b(?:seven|six|eight|nine|ten"
    r"|\d\d+|twelve|forty|fifty|hundred"
    r"|thousand)s? (?:wives|husbands|yachts|castles|palaces|ferraris|lamborghinis|butlers|elephants)\b"
    r"|\bdon'?t age\b|\bimmortal\b"
    r"|\bpass the (?:bacon|steak|ham|sausages?)\b|\bmy (?:dog|cat|goldfish|hamster|parrot|rabbit|horse) (?:is"
    r"|works as|runs for) (?:an? |the )?(?:\w+ )?"
    r"(?:nurse|doctor|lawyer|accountant|president|mayor|boss|teacher|pilot|king|queen|genius|professor|ceo"
    r"|chef|minister|judge)\b",
    re.IGNORECASE,
)
_AIRS = re.compile(
    r"\b(?:oh|because|yay|yeah|ah|wow|great|sure|right)\b[,!]? (?:how |and |because |yes,? )?i (?:just |so "
    r"|really |totally |simply )?(?:love|adore|enjoy)\b"
    r".*(?:\breally\b|\bso much\b|\bha\b|\bline\b|\bfun\b|\bnot\b|\.\.\.)|\b(?:love|enjoy|adore)d? (?:every"
    r" (?:minute|second) of )?\w+\. not\b"
    r"|\b(?:yeah|oh|sure|right),? i'?m (?:so |totally |completely |obviously )(?!(?:into|sorry|tired|happy|glad))"
    r"|\bbecause i (?:just )?(?:love|adore|enjoy) [^.!?]* so much\b|\bmy (?:absolute )?favou?rite(?:"
    r" thing)?[.!]*$(?<=again, my absolute favourite)"
    r"|\bwhat (?:fun|bliss|luck)\b|\b(?:how (?:thrilling|exciting|delightful|original)|oh joy|hooray|lucky me"
    r"|just great|big surprise)\b",
    re.IGNORECASE,
)
_TALE = re.compile(
    r"\bpicture (?:this|me|it)\b|\bscene (?:one|two|three|four|\d+)\b|\bimprov(?:isation)?\b|\b(?:the |my "
    r"|our )?(?:tale|story|saga|legend) (?:begins|goes|starts)\b"
    r"|(?:^|[.!?]\s+)(?:be|play) (?:my|the|an?) \w+(?: \w+)? ?[:,.]|(?:^|[.!?]\s+)say (?:i|we|my|you)\b"
    r"|\b(?:logic|maths?) (?:puzzle|problem|riddle)\b"
    r"|\briddle\b|\bscenario\b|\bthe plot\b|\balter ego\b|\bin a parallel\b|\b(?:the|my) (?:alias|persona"
    r"|stage role)\b",
    re.IGNORECASE,
)
_OTHERS_WORDS = re.compile(
    r"\b(?:reads?|goes|complain(?:s|ed)|used to say|states?|stated|shout(?:s|ed)|sings?|sang|answer(?:s|ed)"
    r"|begins?|starts?|replied|replies|typed|types"
    r"|announce[sd]?|declare[sd]?|mutter(?:s|ed)|whisper(?:s|ed)|yell(?:s|ed)|print(?:s|ed)|tweet(?:s|ed)"
    r"|comment(?:s|ed)|emailed|mailed|texts?|texted"
    r"|messaged|posts?|posted|always said|keeps? saying|told me|explained|quote)\s?(?:[:,]|that\b"
    r"|-)\s?(?=[\"'“‘]?(?:i|my|we|our|dear|hello|hi)\b)"
    r"|\b(?:from|in|out of|on) (?:my|the|an?|this|her|his|their) (?:\w+ )?(?:inbox|e?mail|letter|chat|post"
    r"|forum|newspaper|paper|ad|advert|article|log"
    r"|review|blog|thread|transcript|survey|form|interview|magazine|brochure|diary|comments?|caption|subtitle"
    r"|note|script|textbook|exercise)\b[^.:\n]{0,40}:"
    r"|\bthe (?:song|poem|lyrics?|chorus|ad|advert|slogan|poster|sign|caption|line|verse|jingle|note|text"
    r"|script) (?:goes|says|reads|runs|is|was)\b"
    r"|\b(?:rumou?r|gossip|word|legend) (?:has it|says|is that|goes)\b|\b(?:it is|it's|it isn't|that is"
    r"|that's|which is|isn't|is) (?:not |n't )?"
    r"(?:simply |just |even )?(?:untrue|true that|a lie|a mix-?up|wrong about me|a mistake)\b|\bwhich is"
    r" wrong\b|\bnot true\b|\bnews to me\b|\bmistaken? (?:me )?for\b"
    r"|\b(?:introduces|refers to|describes|sees) me as\b"
    r"|\b(?:takes|took|mistook|confuses?|confused) me (?:for|with)\b|\bhas me down as\b|\ba mix-?up\b|(?:^"
    r"|[.!?] ?)(?:total |utter |complete )?nonsense[.!]|\bthat'?s not me\b|\bwhatever that means\b",
    re.IGNORECASE,
)
_DOCTORS = re.compile(r"\b(?:doctors?|gp|specialist|consultant|hospital|nurse|optician|dentist|vet|clinic"
 r"|surgeon|lab)\b", re.IGNORECASE)
_SAID_OF_ME = re.compile(
    r"\b(?:decided|convinced|insists?|insisted|assumes?|assumed|believes?|thinks?|claims?|claimed|swears?"
    r"|figured|concluded|reckons?|suspects?|guesses|guessed"
    r"|informed me|told me|tells me|says?|said|(?:told|tells?|telling) (?:everyone|everybody|people|them|him|her)"
    r"|announced|suggests?|suggested"
    r"|predicts?|predicted|imagines?|(?:saying|claiming|spreading|insinuates)(?= (?:that )?i\b)"
    r"|(?:is|are|was|seems) (?:certain|sure|positive|adamant|persuaded|under the impression)"
    r"|rumou?r[\w ]{0,12}?)(?: to \w+)? "
    r"(?:that )?(?:i|i'm|i've|i'd|we|we're|my)\b",
    re.IGNORECASE,
)
_I_SAY = re.compile(r"\b(?:i|we|i've|we've|as i)(?: (?:have|always|just|once|already|never|still|do|am|really"
 r"|also|honestly|truly|firmly))* ?$", re.IGNORECASE)
_THAT_I = re.compile(
    r"(?:\b(?:he|she|they|it|people|somebody|someone|everyone|everybody|(?:my|our|the|an?|some|his|her) [a-z-]+)\b"
    r"(?:(?!\b(?:I|me|we|glad|happy|sad|angry|proud|surprised|pleased|sorry|likes|loves|hates|knows?|noticed"
    r"|remembers?|so|fact|since"
    r"|good|lucky|because|day|time|thing|year|now|relieved|thrilled|upset|jealous|doctor|gp|is that|was"
    r" that)\b)[^.!?;:\n]){1,30}"
    r"|\bI (?:never|did not|didn['’]?t) (?:said|say|claim|claimed|tell|told|write|wrote)\b[^.!?;:\n]{0,20})"
    r"\bthat (?:(?:I|we) (?:think|believe|live|like|love|hate|am|was|own|have|work|moved|eat|drive|play|study|take)"
    r"|I['’]m|I['’]ve)\b",
    re.IGNORECASE,
)
"""What others are said to hold of the person: "he has it in his head that I think"."""
_NO = re.compile(r"\b(?:not|never|no|nor|neither|hardly|without)\b|n't\b", re.IGNORECASE)
_MUCH = re.compile(
    r"\bnever (?:miss|tire|get tired|say no|go without|leave)\w*|\b(?:can'?t|cannot|couldn'?t|could not"
    r"|won'?t|can not) (?:get enough|resist|live without|do "
    r"without|wait|stop|go without|imagine)\w*|\bnot (?:only|just)\b|\bno doubt\b|\bnothing (?:beats|like"
    r"|better)\b|\bwithout (?:fail|exception)\b",
    re.IGNORECASE,
)
"""A "not" that says much of something."""
_CUT = re.compile(r"[,.;:!?\n]|\b(?:but|because|and|so|though|although)\b", re.IGNORECASE)
_NOT_DENIED = frozenset("dislikes avoids believes prefers allergic_to fears aims_at eats pays has_pet".split())
"""Relations that people say with a "not" in it."""
_NO_FIRMS = frozenset(("lives_in", "comes_from", "partner", "friend", "has_pet"))
"""Relations in which nobody stands to an employer or a school."""
_SCHOOL = re.compile(r"\b(?:university|polytechnic|ku leuven|eth)\b|\w college$")
_HUMAN = frozenset(
    "works_as works_at works_in studies studies_at speaks drives commutes_by uses reads member_of"
    " volunteers_at pays salary supports religion plays "
    "believes status size phone email".split()
)
_NO_ALLERGEN = frozenset(
    "mondays monday work people mornings morning exercise housework meetings nonsense taxes stupidity idiots"
    " cleaning homework fools drama bullshit school "
    "sundays jogging effort ironing cooking rules adults children early deadlines bureaucracy small sports"
    " sport running".split()
)
_MOOD = re.compile(r"\b(?:today|tonight|right now|this (?:day|weather|song|week|morning|moment)|everything"
 r"|everybody|everyone|life|at the moment|tomorrow)\b", re.IGNORECASE)
_ERRAND = re.compile(r"(?:to )?(?:buy|order|get|return|exchange|try on|pick up|wear|send back)\b")
_TO_WORK = re.compile(r"\bto (?:work|the office|my job)\b|\bcommut", re.IGNORECASE)
_NOT_OWN = re.compile(r"\b(?:courtesy|rental|hire|rented|hired|borrowed|loan) \w")
_OLDEST = 120


def jest(text: str) -> bool:
    """Whether a turn as a whole is a joke, irony or a tale."""
    return bool(_JEST.search(text) or _TALL.search(text) or _AIRS.search(text) or _TALE.search(text))


def own_words(text: str) -> str:
    """A turn up to where somebody else is said to speak, or to say something of the person."""
    found = _OTHERS_WORDS.search(text)
    end = found.start() if found else len(text)
    if other := _THAT_I.search(text, 0, end):
        end = other.start()
    for match in _SAID_OF_ME.finditer(text, 0, end):
        before = text[: match.start()]
        if not _I_SAY.search(before) and not _DOCTORS.search(before[-30:]):
            end = match.start()
            break
    return text if end == len(text) else text[:end] + " " * (len(text) - end)


_BY = re.compile(r"\bby (?:about |around |some |another |almost )?[€$£]?\d", re.IGNORECASE)
"""Before how much a sum rises or falls."""
_FOR_ME = re.compile(
    r"\b(?:my|our) (?!rent\b|bill\b)[\w-]+(?: [\w-]+)? (?:pays?|paid|covers?|takes care of) (?:for )?"
    r"(?:my|our|the|me|us)\b",
    re.IGNORECASE,
)
"""Somebody else pays: "my mother pays my phone bill"."""
_NOT_I = re.compile(
    r"\bI (?:do|am|did)(?:n['’]t| not)\b[^.!?]*,? (?:but )?my [\w-]+ (?:does|do|is|did)\b", re.IGNORECASE
)
""" "I don't work there, my wife does": nothing of hers ends."""


def _misread(one: Statement, text: str) -> bool:
    """Whether its sentence tells how much a sum rises, what somebody else pays, or that the person alone ends it."""
    where = sentence_of(text, one.start, one.end)
    if one.relation == "pays" and (_BY.search(text, *where) or (one.subject == YOU and _FOR_ME.search(text, *where))):
        return True
    return one.ends and one.subject != YOU and _NOT_I.search(text, *where) is not None


def meant(one: Statement, text: str) -> bool:
    """Whether a statement can be meant: not denied before its object, of no mood, nothing that cannot be."""
    thing = one.object.lower()
    if one.relation == "age" and thing.isdigit() and not 0 < int(thing) <= _OLDEST:
        return False
    if one.relation in _HUMAN and (one.subject.removeprefix("your ") in PETS or one.subject == "your pet"):
        return False
    if one.relation == "allergic_to" and thing.split()[0] in _NO_ALLERGEN:
        return False
    if one.relation in _NO_FIRMS and (thing in FIRMS or _SCHOOL.search(thing)):
        return False
    words = text[one.start : one.end]
    if one.relation == "pays" and re.search(r"\b(?:average|typical|usual|median)\b", thing):
        return False
    if (one.relation == "pays" or one.ends) and _misread(one, text):
        return False
    if one.relation == "plans" and _ERRAND.match(thing):
        return False
    if one.relation == "lives_in" and (one.object.split()[0] in HOMES or (one.object == thing and thing in ROLE_OF)):
        return False
    if one.relation == "drives" and thing in VEHICLES and _TO_WORK.search(text):
        return False
    if one.relation in ("drives", "owns") and _NOT_OWN.search(thing):
        return False
    if one.relation in ("likes", "dislikes") and _MOOD.search(thing):
        return False
    if one.ends or one.replaces:
        return True
    if one.relation == "allergic_to":
        return not re.search(r"\b(?:no|not|never|n't)(?: \w+)? allerg|n't allerg", words, re.IGNORECASE)
    at = words.lower().find(thing)
    if one.relation in _NOT_DENIED or at <= 0:
        return True
    return not _NO.search(_MUCH.sub("", _CUT.split(words[:at])[-1]))
