"""Who is who: "my sister Ana" in what was said, so that a question about "my sister" also looks for "Ana".

Pure. English wording. "me" owns what its speaker calls "my"; whoever keeps relations of several speakers puts the
speaker's name, in small letters, in its place. A name begins with a capital letter; a text in doubt gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from secondme.memory.plain import lettered

MOST = 6
"""Words that a question is expanded by."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Somebody or something that has a name: whose (`me` or a name in small letters), what, and where it is said."""

    owner: str
    role: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks about: a role of an owner, or a name."""

    owner: str = ""
    role: str = ""
    name: str = ""


ROLES = {
    "sister": "sister sis sissy", "brother": "brother bro", "twin": "twin", "sibling": "sibling",
    "mother": "mother mum mom mummy mommy mama mam", "father": "father dad daddy papa", "parent": "parent",
    "daughter": "daughter", "son": "son", "child": "child kid baby toddler", "wife": "wife wifey",
    "husband": "husband hubby", "spouse": "spouse", "partner": "partner", "girlfriend": "girlfriend",
    "boyfriend": "boyfriend", "fiance": "fiancé fiancée fiance fiancee", "ex": "ex ex-wife ex-husband ex-girlfriend "
    "ex-boyfriend ex-partner", "aunt": "aunt auntie aunty", "uncle": "uncle", "cousin": "cousin", "niece": "niece",
    "nephew": "nephew", "grandmother": "grandmother grandma granny nan nana gran", "grandfather": "grandfather grandpa "
    "granddad grandad", "grandson": "grandson", "granddaughter": "granddaughter", "grandchild": "grandchild grandkid",
    "stepmother": "stepmother stepmom stepmum", "stepfather": "stepfather stepdad", "stepsister": "stepsister",
    "stepbrother": "stepbrother", "stepson": "stepson", "stepdaughter": "stepdaughter", "godmother": "godmother",
    "godfather": "godfather", "goddaughter": "goddaughter", "godson": "godson",
    "sister-in-law": "sister-in-law", "brother-in-law": "brother-in-law", "mother-in-law": "mother-in-law",
    "father-in-law": "father-in-law", "daughter-in-law": "daughter-in-law", "son-in-law": "son-in-law",
    "best friend": "best-friend bestie bff", "friend": "friend buddy pal", "roommate": "roommate flatmate housemate",
    "neighbour": "neighbour neighbor", "colleague": "colleague coworker co-worker workmate", "boss": "boss manager "
    "supervisor", "teacher": "teacher", "professor": "professor", "tutor": "tutor", "mentor": "mentor", "student":
    "student", "coach": "coach trainer", "therapist": "therapist counsellor counselor psychologist", "doctor": "doctor "
    "gp physician", "dentist": "dentist", "vet": "vet veterinarian", "physiotherapist": "physiotherapist physio",
    "hairdresser": "hairdresser barber", "lawyer": "lawyer attorney solicitor", "accountant": "accountant",
    "landlord": "landlord landlady", "tenant": "tenant", "nanny": "nanny babysitter", "cleaner": "cleaner",
    "plumber": "plumber", "mechanic": "mechanic", "electrician": "electrician", "gardener": "gardener",
    "dog": "dog puppy pup doggo doggy", "cat": "cat kitten kitty", "pet": "pet", "horse": "horse pony mare",
    "rabbit": "rabbit bunny", "hamster": "hamster", "parrot": "parrot", "bird": "bird budgie", "fish": "fish goldfish",
    "turtle": "turtle tortoise", "snake": "snake", "guinea pig": "guinea-pig", "car": "car", "van": "van campervan",
    "boat": "boat sailboat", "bike": "bike bicycle", "motorbike": "motorbike motorcycle", "band": "band",
    "company": "company firm startup start-up", "shop": "shop",
}  # fmt: skip
"""Roles and the words for each; a hyphen may be a space."""

ROLE_OF = {word: role for role, words in ROLES.items() for word in words.split()}
PLURALS = {word + "s": role for word, role in ROLE_OF.items()} | {
    "wives": "wife", "children": "child", "grandchildren": "grandchild", "puppies": "dog", "kitties": "cat",
    "babies": "child", "ponies": "horse", "bunnies": "rabbit", "sisters-in-law": "sister-in-law",
    "brothers-in-law": "brother-in-law", "bosses": "boss", "coaches": "coach", "companies": "company",
}  # fmt: skip
_WORDS = sorted({*ROLE_OF, *PLURALS}, key=len, reverse=True)
_OPENINGS = frozenset(word.split("-")[0] for word in _WORDS)
_TOKEN = re.compile(r"[^\W\d_]+")
_UNCALLED = frozenset(("dog", "cat", "pet", "horse", "rabbit", "hamster", "parrot", "bird", "fish", "turtle", "snake"))
_UNCALLED |= frozenset(("guinea pig", "car", "van", "boat", "bike", "motorbike", "band", "company", "shop"))
"""Roles that call nobody: "my dog called Rex" names the dog, "my sister called Ana" picks up the telephone."""
_NO_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today tomorrow yesterday tonight christmas easter i i'm i've i'd i'll you "
    "he she it we they this that these those there here who what when where why how which my our your his her their "
    "its the a an and or but not no yes if so then now also just because with for in on at from to of as by is was "
    "are were do does did has have had let ok okay please thanks oh well god english german french spanish italian "
    "portuguese polish dutch swiss swedish danish norwegian finnish irish scottish welsh british american canadian "
    "mexican brazilian argentinian chilean colombian peruvian cuban chinese japanese korean thai vietnamese indian "
    "pakistani turkish greek russian ukrainian czech slovak hungarian romanian bulgarian serbian croatian austrian "
    "belgian african european asian australian egyptian moroccan nigerian kenyan ethiopian iranian persian iraqi "
    "israeli syrian lebanese arab arabic jewish muslim catholic protestant buddhist hindu siamese labrador "
    "dalmatian"
)
_NO_NAME = frozenset(_NO_NAMES.split())
"""Words with a capital letter that name nobody."""
_ALSO_NAMES = frozenset(("april", "may", "june", "august"))
"""Months that are names where somebody is said to be called so."""

_ROLE = "(?:" + "|".join(word.replace("-", "[- ]") for word in _WORDS) + ")"
_NOT_BEFORE = (
    "and|or|to|with|from|for|of|at|in|on|by|is|was|are|were|has|had|have|the|a|an|my|our|that|who|called|named|told"
    "|said|asked|about|but|as|like|than|not"
)
_ADJECTIVES = rf"(?:(?!(?:{_NOT_BEFORE})\b)[\w-]+ ){{0,3}}?"
_THE_ROLE = rf"{_ADJECTIVES}(?P<role>{_ROLE})(?: (?P<head>{_ROLE}))?(?![\w-])"
_OWNED = re.compile(
    rf"(?<![\w'’-])(?:(?P<my>my|our)|(?P<whose>[^\W\d_][\w-]+)['’]s?) {_THE_ROLE}", re.IGNORECASE
)
"""A role with its owner: "my older sister", "Nora's dog", "my dog trainer" (the last word counts)."""
_HAS = re.compile(
    r"\b(?:i|we)(?:['’]ve|['’]d)?(?: \w+ly| also| just| both)*(?: have| had| got| adopted| bought| own| rescued| hired"
    rf"| share){{1,2}} (?:a|an|one|another|two|three|four) {_THE_ROLE}",
    re.IGNORECASE,
)
_OF_MINE = re.compile(rf"\b(?:a|an|one|another|two|three|this) {_THE_ROLE} of (?:mine|ours)\b", re.IGNORECASE)
_NAMED_THE = re.compile(
    rf"\b(?:i|we)(?:['’]ve| have)? (?:\w+ly |just )?(?:named|called|christened) (?:the|this|that) {_THE_ROLE}",
    re.IGNORECASE,
)
_UNREAL = re.compile(r"(?:n['’]t|\bnot|\bnever|\bif|\bwish|\bunless|\bwhether)\b[^.!?;]*$", re.IGNORECASE)
_ASKS_IF = re.compile(r"(?:^|[.!?;,] )(?:so |and )?(?:is|was|are|were)(?:n['’]t)? $", re.IGNORECASE)

_TITLE = re.compile(r"(?:Dr|Mrs|Mr|Ms|Miss|Prof|Professor|Sir)\b\.? (?=\w)")
_CAP = re.compile(r"[^\W\d_](?:[\w’'-]*\w|\.)?")
_CALLED = re.compile(
    r"(?:,? (?:who|which|that))?(?:['’]s|['’]re| is| was| are| were)(?: now| also| actually| really)? (?:called|named"
    r"|nicknamed)[ :]|,? (?:named|by the name of|whose names? (?:is|was|are)|who goes by|goes by)[ :]"
    r"|(?:['’]s?)? (?:\w+ )?names?(?:['’]s| is| was| are| were)(?: now| actually| really)? "
    r"|(?:['’]s?)? (?:\w+ )?name ?[:=] ?",
    re.IGNORECASE,
)
_ONLY_CALLED = re.compile(r",? called[ :]", re.IGNORECASE)
_NOT_BUT = re.compile(r"(?:['’]s?)?(?: \w+)?(?: names?)? (?:is|was)(?:n['’]t| not)(?: called| named)? ", re.IGNORECASE)
_BUT = re.compile(r",? (?:but|it['’]s|it is|she['’]s|he['’]s) ", re.IGNORECASE)
_IS = re.compile(r" (?:is|was|are|were)(?: now| still)? |: | = ", re.IGNORECASE)
_CLOSED = re.compile(r"\s*(?:[.,;:!?)\"”—–]|- |$|(?:and|but|who|not|now|since|from|because)\b)")
_BESIDE = re.compile(r", | ?\(| [-–—] ?")
_END_BESIDE = re.compile(r"\s*(?:[,.;!?)—–]|- |$)")
_NEXT_ITEM = re.compile(r", ?(?:and |or |& )?")
_AND = re.compile(r", (?:and )?| and | & ")
_LATER = re.compile(
    r"\b(?:(?P<who>her|his|its|their) (?:\w+ )?names?(?:['’]s| is| was| are)|(?P<he>she|he|it|they)(?:['’]s"
    r"|['’]re| is| are| was) (?:called|named)|(?:named|naming|christened) (?P<him>her|him|it|them)"
    r"|(?P<call>call(?:ed|ing)?) (?P<them>her|him|it|them)) ",
    re.IGNORECASE,
)
_SHE, _HE = frozenset(("her", "she")), frozenset(("his", "he", "him"))
_WOMEN = frozenset(("sister", "mother", "daughter", "wife", "girlfriend", "aunt", "niece", "grandmother"))
_MEN = frozenset(("brother", "father", "son", "husband", "boyfriend", "uncle", "nephew", "grandfather"))
_NEAR = 100
"""Characters between somebody and the sentence that says the name: "I have a sister. Her name is Ana."."""
_BACK = 200
"""Characters before a role that are looked at."""
_SOMEBODY_ELSE = re.compile(r"[.!?;][^.!?;]*[.!?;]|[^.!?;\s] (?-i:[A-HJ-Z])[a-z]|\b(?:my|our) \w", re.IGNORECASE)
_LINKED = re.compile(
    r"(?: (?:is|was|are|were)(?: now| also| actually| still)? (?:the names? of )?|(?P<beside>, | \(| [-–—] ))$",
    re.IGNORECASE,
)
_SPOKEN_TO = re.compile(r"\b(?:hi|hey|hello|thanks|thank you|dear|sorry|wow|oh|yes|no|yeah),? $", re.IGNORECASE)
_STANDS = re.compile(
    r"\s*(?:[.,;:!?)—–]|$|(?:and|but|who|from|in|at|since|for|now|so|because|too|on|with|when|while|not)\b)"
)
_LIST = re.compile(r", ?(?:and|or|&) ")

_Named = tuple[str, int, int]


def relations(text: str, speakers: Collection[str] = ()) -> tuple[Relation, ...]:
    """Who is who in what somebody said, in its order.

    `speakers` are those of the talk: "my dog, Nora!" names no dog where Nora is spoken to.
    """
    words = lettered(text)
    if _OPENINGS.isdisjoint(_TOKEN.findall(text.lower()) if words is None else words):
        return ()
    found: dict[tuple[str, str, str], Relation] = {}
    for one in _relations(text.replace("\n", ";"), frozenset(name.lower() for name in speakers)):
        found.setdefault((one.owner, one.role, one.name.lower()), one)
    return tuple(sorted(found.values(), key=lambda one: (one.start, one.end)))


def told(text: str, speaker: str = "") -> tuple[str, ...]:
    """By what it is looked up (see `sought`) who is who in what somebody said."""
    found: dict[str, None] = {}
    for one in relations(text):
        found[f"{speaker.lower() if speaker and one.owner == 'me' else one.owner}'s {one.role}"] = None
        found |= dict.fromkeys(_spoken(one.name))
    return tuple(found)


def sought(one: Wanted) -> str:
    """By what it is looked up what a question asks about: whose what, "me's sister", or the first word of a name."""
    return f"{one.owner}'s {one.role}" if one.role else next(iter(_spoken(one.name)), "")


def _relations(text: str, spoken_to: frozenset[str]) -> Iterator[Relation]:
    for match in _OWNED.finditer(text):
        owner = "me" if match["my"] else match["whose"].lower()
        asks = _ASKS_IF.search(_lead(text, match.start()))
        if not asks and (match["my"] or (match["whose"][0].isupper() and owner not in _NO_NAME)):
            names = _after(text, match, spoken_to) or _before(text, match, spoken_to) or _later(text, match)
            yield from _related(owner, match, names)
    for rule in (_HAS, _OF_MINE, _NAMED_THE):
        for match in rule.finditer(text):
            if not _UNREAL.search(_lead(text, match.start())):
                called = _ONLY_CALLED.match(text, match.end())
                names = _names(text, called.end(), _several(match)) if called else _after(text, match, spoken_to)
                yield from _related("me", match, names or _later(text, match))


def _related(owner: str, match: re.Match[str], names: list[_Named]) -> Iterator[Relation]:
    for name, start, end in names:
        yield Relation(owner, _role(match), name, min(start, match.start()), max(end, match.end()))


def _lead(text: str, at: int) -> str:
    return text[max(0, at - _BACK) : at]


def _word(match: re.Match[str]) -> str:
    return (match["head"] or match["role"]).lower().replace(" ", "-")


def _role(match: re.Match[str]) -> str:
    return ROLE_OF.get(_word(match)) or PLURALS[_word(match)]


def _several(match: re.Match[str]) -> bool:
    return _word(match) not in ROLE_OF


def _after(text: str, match: re.Match[str], spoken_to: frozenset[str]) -> list[_Named]:
    """Names that stand after a role: "my sister Ana", "my sister, Ana,", "my sister is called Ana"."""
    at, several = match.end(), _several(match)
    called = _CALLED.match(text, at) or (_ONLY_CALLED.match(text, at) if _role(match) in _UNCALLED else None)
    if called:
        return _names(text, called.end(), several, called=True)
    wrong = _NOT_BUT.match(text, at)
    if wrong:
        old = _names(text, wrong.end(), several)
        right = _BUT.match(text, old[-1][2]) if old else None
        return _names(text, right.end(), several, called=True) if right else []
    told = _IS.match(text, at)
    if told:
        names = _names(text, told.end(), several)
        return names if names and _CLOSED.match(text, names[-1][2]) else []
    if text[at : at + 1] == " " and (names := _names(text, at + 1, several)):
        return names
    beside = _BESIDE.match(text, at)
    names = _names(text, beside.end(), several) if beside else []
    if not names or names[0][0].lower() in spoken_to or not _END_BESIDE.match(text, names[-1][2]):
        return []
    item = _NEXT_ITEM.match(text, names[-1][2])
    return [] if item and _names(text, item.end(), False) else names


def _before(text: str, match: re.Match[str], spoken_to: frozenset[str]) -> list[_Named]:
    """Names that stand before a role: "Ana is my sister", "Ana, my sister,"."""
    earliest = max(0, match.start() - _NEAR)
    linked = _LINKED.search(text[earliest : match.start()])
    if not linked or not _STANDS.match(text, match.end()):
        return []
    if linked["beside"] and (not _END_BESIDE.match(text, match.end()) or _LIST.match(text, match.end())):
        return []
    end = earliest + linked.start()
    for cap in _CAP.finditer(text, earliest, end):
        names = _names(text, cap.start(), True) if cap[0][0].isupper() else []
        if names and names[-1][2] == end:
            lead = _lead(text, cap.start())
            greeted = linked["beside"] and (_SPOKEN_TO.search(lead) or names[0][0].lower() in spoken_to)
            return [] if greeted or _UNREAL.search(lead) else names
    return []


def _later(text: str, match: re.Match[str]) -> list[_Named]:
    """The name that the next words say: "I have a sister. Her name is Ana."."""
    said = _LATER.search(text, match.end(), match.end() + _NEAR)
    if not said or _SOMEBODY_ELSE.search(text, match.end(), said.start()):
        return []
    role, who = _role(match), (said["who"] or said["he"] or said["him"] or said["them"]).lower()
    if (role in _WOMEN and who in _HE) or (role in _MEN and who in _SHE) or (said["call"] and role not in _UNCALLED):
        return []
    return _names(text, said.end(), _several(match), called=True)


def _names(text: str, at: int, several: bool, *, called: bool = False) -> list[_Named]:
    """The names that begin at a place of a text, one or several, each with where it stands."""
    while at < len(text) and text[at] in "\"“'‘«*_":
        at += 1
    found: list[_Named] = []
    while one := _name(text, at, called):
        found.append(one)
        joined = _AND.match(text, one[2]) if several else None
        if not joined:
            break
        at = joined.end()
    return found


def _name(text: str, at: int, called: bool) -> _Named | None:
    """A name of one to three words with capital letters, and a title before it."""
    title = _TITLE.match(text, at)
    end = place = title.end() if title else at
    words: list[str] = []
    while len(words) < 3 and (match := _CAP.match(text, place)):
        word = re.sub(r"['’]s?$", "", match[0])
        plain = word.lower()
        shut = plain in _NO_NAME and not (called and plain in _ALSO_NAMES)
        if not word[0].isupper() or shut or plain.replace(" ", "-") in ROLE_OF:
            break
        words.append(word)
        end = match.start() + len(word)
        if word != match[0] or text[end : end + 1] != " ":
            break
        place = end + 1
    return (text[at:end], at, end) if words else None


# Questions.

_OPENERS = (
    "who whom whose what which when where why how did does do is are was were am has have had can could will would "
    "should shall may might must tell remind list name show give find so hey hi hello"
)
_ASKING = frozenset(_OPENERS.split())
"""Words that open a question and are no names there."""


def wanted(question: str) -> tuple[Wanted, ...]:
    """The roles and the names that a question asks about, in its order; a name that owns a role is not asked about."""
    roles = []
    owners = set()
    for match in _OWNED.finditer(question):
        if match["my"] or match["whose"].lower() not in _NO_NAME | _ASKING:
            roles.append((match.start(), Wanted("me" if match["my"] else match["whose"].lower(), _role(match))))
            owners.add(match.start("whose"))
    names = []
    end = 0
    for match in _CAP.finditer(question):
        if match.start() >= end and not (match.start() == 0 and match[0].lower() in _ASKING):
            name = _name(question, match.start(), False) if match.start() not in owners else None
            if name:
                names.append((name[1], Wanted(name=name[0])))
                end = name[2]
    return tuple(one for _, one in sorted([*roles, *names], key=lambda one: one[0]))


def expanded(question: str, relations: Sequence[Relation]) -> tuple[str, ...]:
    """Words to search for beside those of a question: names for the roles that it asks about, roles for the names.

    `relations` stand in the order in which they were told; the latest comes first. Without capital letters in the
    question every word may be a name.
    """
    there = set(_spoken(question))
    asked = wanted(question)
    roles = {(one.owner, one.role) for one in asked if one.role}
    names = [set(_spoken(one.name)) for one in asked if one.name] if question != question.lower() else []
    found: dict[str, None] = {}
    for one in reversed(relations):
        own = set(_spoken(one.name))
        if (one.owner, one.role) in roles and not own <= there:
            found.setdefault(one.name)
        named = any(name <= own for name in names) or (question == question.lower() and own <= there)
        if named and not set(_spoken(one.role)) <= there:
            found.setdefault(one.role)
    return tuple(found)[:MOST]


def _spoken(text: str) -> list[str]:
    """The words of a text in small letters, without titles and endings."""
    words = (re.sub(r"['’]s?$", "", match[0].lower()).rstrip(".") for match in _CAP.finditer(text))
    return [word for word in words if word not in ("dr", "mr", "mrs", "ms", "miss", "prof")]
