"""The verbs that rules know, by all their forms."""

from __future__ import annotations

_REGULAR = (
    "live reside settle stay relocate work commute study learn play enjoy love like adore hate dislike loathe "
    "detest prefer collect support volunteer join start finish stop train own use rent share visit travel believe "
    "plan organise organize move change switch marry divorce date adopt name call weigh measure paint knit "
    "practise practice attend graduate retire suffer need want hope dream aim intend celebrate earn help root "
    "follow plant raise hurt injure sprain twist fracture dislocate fear avoid prescribe diagnose turn cancel "
    "postpone reschedule separate replace purchase order garden cook bake dance climb hike cycle fish jog row "
    "sail surf ski wake quit appreciate despise fancy expect host invite identify consider specialise specialize "
    "major abandon remain shower watch walk listen trade swap convert donate inherit rescue foster possess land "
    "reach wear trek camp tour favour favor cheer panic report try hail return resign hire employ retrain enrol "
    "enroll sign mention remember forget recover ditch drop smoke record depend heal cost increase pass die cease "
    "rely code program crochet sew swim care crave respect trust stream bike carpool holiday vacation backpack "
    "staff manage lead teach head rank clean photograph"
)
_IRREGULAR = (
    "be is am are was were been being|have has had had having|do does did done doing|go goes went gone going|get "
    "gets got "
    "gotten getting|grow grows grew grown growing|come comes came come coming|take takes took taken taking|eat eats "
    "ate eaten eating|drink drinks drank drunk drinking|speak speaks spoke spoken speaking|drive drives drove driven "
    "driving|ride rides rode ridden riding|read reads read read reading|buy buys bought bought buying|sell sells sold "
    "sold selling|give gives gave given giving|quit quits quit quit quitting|leave leaves left left leaving|lose loses "
    "lost lost losing|break breaks broke broken breaking|hurt hurts hurt hurt hurting|wake wakes woke woken waking|get "
    "gets got got getting|wear wears wore worn wearing|pay pays paid paid paying|spend spends spent spent "
    "spending|keep "
    "keeps kept kept keeping|make makes made made making|think thinks thought thought thinking|feel feels felt felt "
    "feeling|find finds found found finding|begin begins began begun beginning|become becomes became become becoming|"
    "run runs ran run running|swim swims swam swum swimming|sing sings sang sung singing|write writes wrote written "
    "writing|teach teaches taught taught teaching|sit sits sat sat sitting|belong belongs belonged belonged belonging|"
    "bring brings brought brought bringing|choose chooses chose chosen choosing|know knows knew known knowing|meet "
    "meets met met meeting|see sees saw seen seeing|fly flies flew flown flying|can could|sleep sleeps slept slept "
    "sleeping|stand stands stood stood standing|bear bears bore born bearing|say says said said saying|tell tells told "
    "told telling|mean means meant meant meaning|hear hears heard heard hearing|catch catches caught caught "
    "catching|throw throws threw thrown throwing|hold "
    "holds held held holding|breed breeds bred bred breeding|bite bites bit bitten biting|fall falls fell fallen "
    "falling|knit knits knitted knit knitting|rise rises rose risen rising|lead leads led led leading"
)


def _formed(verb: str) -> tuple[str, str, str]:
    """The third person, the past and the form in -ing."""
    double = len(verb) > 2 and verb[-1] in "ptmgnl" and verb[-2] in "aeiou" and verb[-3] not in "aeiou"
    double = double and verb in _DOUBLED
    stem = verb + verb[-1] if double else verb
    if verb.endswith("ie"):
        return verb + "s", verb + "d", verb[:-2] + "ying"
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s"), stem + "ed", stem + "ing"


_DOUBLED = frozenset("stop plan prefer jog swap travel cancel commit ship shop".split())
BASE, THIRD, PAST, PARTICIPLE, ING = "base", "third", "past", "participle", "ing"

FORMS: dict[str, tuple[tuple[str, str], ...]] = {}
"""Of every form the verbs it belongs to and what it is of them."""


def _add(form: str, verb: str, what: str) -> None:
    held = FORMS.get(form, ())
    if (verb, what) not in held:
        FORMS[form] = (*held, (verb, what))


for _row in _IRREGULAR.split("|"):
    _words = [word for word in _row.replace("\n", " ").split(" ") if word]
    if _words[0] == "be":
        for _word in _words[1:3] + _words[3:6]:
            _add(_word, "be", PAST if _word in ("was", "were") else THIRD if _word == "is" else BASE)
        _add("be", "be", BASE)
        _add("been", "be", PARTICIPLE)
        _add("being", "be", ING)
    elif len(_words) == 5:
        for _word, _what in zip(_words, (BASE, THIRD, PAST, PARTICIPLE, ING), strict=True):
            _add(_word, _words[0], _what)
_known = {_verb for _forms in FORMS.values() for _verb, _ in _forms}
for _verb in dict.fromkeys(_REGULAR.split()):
    if _verb not in _known:
        _third, _past, _ing = _formed(_verb)
        for _word, _what in ((_verb, BASE), (_third, THIRD), (_past, PAST), (_past, PARTICIPLE), (_ing, ING)):
            _add(_word, _verb, _what)
for _ending in ("travelled travelling", "cancelled cancelling"):
    _verb = _ending.split("ll")[0] + "l"
    _add(_ending.split()[0], _verb, PAST)
    _add(_ending.split()[0], _verb, PARTICIPLE)
    _add(_ending.split()[1], _verb, ING)
_add("practising", "practise", ING)
_add("woken", "wake", PARTICIPLE)

PARTICIPLES = frozenset(form for form, held in FORMS.items() if any(what == PARTICIPLE for _, what in held))
"""Forms that may stand after "have"."""


def form(word: str, *wanted: str) -> str:
    """The verb that a word is one of these forms of; empty where none."""
    return next((verb for verb, what in FORMS.get(word, ()) if what in wanted), "")
