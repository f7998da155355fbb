"""Frames for tastes, fears, allergies, days of the year, games, teams, medicines, cars, bills: by a cue near a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts import dating
from secondme.memory.facts.frames.belongings import plays, team
from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.pieces import (
    AGE,
    GAMES,
    MY_KIN,
    NAME,
    PLACE,
    ROLES,
    bare,
    digits,
    either,
    is_name,
    is_place,
    trade,
)
from secondme.memory.facts.rules.doing import medicine
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.who import role_of
from secondme.memory.facts.words import LANGUAGES, MAKES, OWNED, UNSAID

_NOT = (
    r"(?!(?:it|that|this|them|these|those|you|him|her|me|us|what|which|who|when|how|there|i|we|he|she|they|anything"
    r"|something|nothing|everything|one|ones|my|your|his"
    r"|their|being|having|getting|to|not|no|if|just|even|all|people|someone|everyone|everybody|and|but|so|or|because"
    r"|yes|oh|well)\b)"
)
_WORD = (
    r"(?!(?:and|but|so|because|is|are|was|were|i|we|me|he|she|it|they|that|which|who|when|if|in|on|at|for|since"
    r"|with|from|to|over|than|now|again|any|every|my|really|always|just|have|has)\b)[\w’'-]+"
)
TH = rf"(?:the |an? |some |any |our |even |of )?(?P<x>{_NOT}[\w][\w’'-]*(?: {_WORD}){{0,2}})"
_NO_THING = UNSAID | frozenset(
    "weather traffic work day week month year morning evening night thing stuff food drinks life time job boss news"
    " world fact idea thought question".split()
)


def _thing(relation: str) -> Reader:
    """A thing that is no person and not only pointed at."""

    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        text = match["x"].strip(" '’-")
        row = text.lower().split()
        if row and row[-1] not in _NO_THING and row[0] not in _NO_THING and not role_of(row)[0] and "n't" not in text:
            yield seen.found(relation, text, match)

    return read


def _born(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """A birthday of the speaker's, where nobody else is spoken of."""
    day = dating.date(match["d"])
    if day and not _OTHER.search(seen.text):
        yield seen.found("born_on", day[0], match, says="{whose} birthday is on " + day[1] + ".")


def _born_kin(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    day = dating.date(match["d"])
    name = bare(match["n"]) if match["n"] and is_name(bare(match["n"])) else ""
    if day:
        who = seen.circle.mine(ROLES[match["k"].lower()], name)
        yield seen.found("born_on", day[0], match, who=who, says="{whose} birthday is on " + day[1] + ".")


def _wed(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    day = dating.date(match["d"])
    if day and not _OTHER.search(seen.text):
        yield seen.found("anniversary", day[0], match, says="{whose} anniversary is on " + day[1] + ".")


_OTHER = re.compile(
    r"\b(?:he|she|his|her|their|they|mum|mom|dad|mother|father|sister|brother|son|daughter|wife's|husband's|grand\w+"
    r"|friend|boss|niece|nephew|aunt|uncle|cousin"
    r"|parents|baby|cat|dog|christ|jesus|twins|kid|kids)(?:['’]s)?\b",
    re.IGNORECASE,
)


_DONE = re.compile(
    r"\b(?:done|through|finished) with|\bdays are over|\bhistory\b|\bused to\b|\bmy last\b", re.IGNORECASE
)


def _takes(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if _DONE.search(seen.text):
        return
    low = match["x"].lower()
    if medicine(low) and low not in ("medicine", "medication", "tablets", "pills", "meds"):
        yield seen.found("takes", match["x"], match, time=Time.STATE)


def _drives(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = bare(match["x"])
    if not re.search(r"\b(?:rental|rented|hire|neighbour|should|buy|dealer|his|her|their|test drive|or)\b",
        seen.text, re.IGNORECASE):
        yield seen.found("drives", text, match)


def _pays(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if not re.search(r"\b(?:average|would|should|could|last year|was|were|used to|instead)\b",
        seen.text[: match.end()], re.IGNORECASE):
        yield seen.found("pays", f"{match['m'].strip()} for {match['x'].lower()}", match, time=Time.TURN)


def _owns(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    word = match["x"].lower().split()[-1]
    if word in OWNED and word not in _ORDINARY:
        yield seen.found("owns", match["x"], match)


_ORDINARY = frozenset(
    "phone computer laptop bed coat knife tv television keyboard desk watch jacket hat ring house flat apartment"
    " garden fridge oven stove mirror rug lamp iphone"
    " smartphone kettle pool wheel headphones backpack suitcase farm cottage cabin shed freezer microwave sofa couch"
    " chair armchair wardrobe mattress switch machine"
    " map drums printer speaker speakers monitor bike bicycle tent pram scooter toaster".split()
)


def _hit(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("age", digits(match["age"]), match)


def _place(relation: str) -> Reader:
    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        if is_place(match["p"]):
            yield seen.found(relation, bare(match["p"]), match, time=Time.TURN)

    return read


def _works(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if found := trade(seen.text, match.end()):
        yield seen.found("works_as", found[0], match, end=found[1], time=Time.STATE)


def _speaks(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    for word in re.findall(r"\w+", match["x"]):
        if word.lower() in LANGUAGES:
            yield seen.found("speaks", word, match)


_UPON = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr"
    r"|aug|sept?|oct|nov|dec)"
)
DATE = rf"(?P<d>(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_UPON}\b|{_UPON} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b)"
_GAME = either(GAMES - {"pool"})
_LANG = either(LANGUAGES)
_MAKE = either(MAKES - {"mini", "seat", "smart", "ram", "range", "land", "focus", "mercedes"})
_MONEY = (
    r"(?P<m>[€$£₹]\s?\d[\d.,]*\d|[€$£₹]\s?\d|\d[\d.,]* ?(?:€|£|\$|euros?|pounds?|quid|dollars?|bucks|francs"
    r"|crowns|kroner|kr|pesos|rand))"
)
_BILL = (
    r"(?P<x>rent|mortgage|broadband|internet|electricity|gym|council tax|phone|car insurance|insurance|nursery"
    r"|daycare|childcare|tuition|parking|netflix|spotify"
    r"|water|heating|gas)"
)
_END = r"(?=[,.;:!?)]| and | but | so | because | since | even | anyway | for me| any ?day| every |$)"
_MY = "i i'm me my we our us im"


def _own_game(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if re.search(r"\b(?:I|I['’]m|I['’]ve|my|our|we|me)\b", seen.text, re.IGNORECASE) and not _OTHER.search(seen.text):
        yield from plays(seen, match)


def _side(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = bare(match["p"] or match["q"])
    if is_place(text):
        yield seen.found("supports", text, match)


def _mine(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if not _OTHER.search(seen.text) and not re.search(r"\b(?:does|should|can you|what is|side effects)\b",
        seen.text[: match.start()], re.IGNORECASE):
        yield from _takes(seen, match)


def _years(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("age", digits(match["age"] or match["years"]), match)


def _landed(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if re.search(r"\b(?:I|we|I['’]ve|we['’]ve|I['’]m|we['’]re)\b",
        seen.text[: match.start()], re.IGNORECASE) and is_place(match["p"]):
        yield seen.found("lives_in", bare(match["p"]), match, time=Time.TURN)


def _we_who(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """ "we nurses"."""
    word = re.compile(r"[a-z]+s\b").match(seen.text, match.end())
    if word and (found := trade(word[0][:-1], 0)) and found[0] == word[0][:-1]:
        yield seen.found("works_as", found[0], match, end=word.end())


TASTES: tuple[Frame, ...] = (
    # Allergies.
    frame("throat face lips eyes tongue skin mouth nose hives rash welts hospital epipen swell",
          rf"(?:^\W*|, |\band |\bbecause |\bcos ){TH} (?:always |really )?(?:makes?|made|gets?) my (?:throat|face"
          r"|lips?|eyes|tongue|skin|mouth|nose)"
          r" (?:\w+ )?(?:swell|close|itch|water|run|tingle|puff|burn|blow up|go numb|come out|break out)",
          _thing("allergic_to"), firm=False),
    frame("throat swell hospital hives epipen", r"\b(?:one bite of|even a bite of|a (?:trace|crumb|whiff|bit) of|as"
          rf" soon as I (?:eat|touch|have)|(?:when(?:ever)? )?I (?:eat|touch|drink)|near) {TH},? (?:and |then )?(?:I"
          r"|my|me)"
          r" (?:\w+ )?(?:swell|break out|end up in hospital|stop breathing|come (?:up|out) in|throat (?:closes"
          r"|swells)|face (?:swells|puffs)|lips swell|get hives|can['’]t breathe|need my epipen)",
          _thing("allergic_to")),
    frame("epipen", r"\bepi-?pen (?:with me |around |everywhere )?(?:because of|for|in case of|due to|against) "
          rf"(?:my |the )?{TH}{_END}", _thing("allergic_to"), firm=False),
    frame("kill hospital", rf"(?:^\W*|, |\band |\bbecause |\bcos ){TH} (?:would|could|will|might|can|nearly|almost)?"
          r" ?(?:kills?|killed|puts?|lands?|sends?|sent|landed) me(?: in| to)?(?: the)? (?:hospital|er|a&e|icu"
          r"|emergency)", _thing("allergic_to"), firm=False),
    frame("reaction react anaphylaxis anaphylactic", r"\b(?:I|my body|my skin|me) (?:\w+ )?(?:reacts? (?:badly "
          r"|horribly |terribly )?to|(?:have|get|had|got) (?:an? )?(?:\w+ )?(?:allergic )?reactions? (?:to|from)|go"
          rf" into anaphyla\w+ (?:shock )?from) {TH}{_END}", _thing("allergic_to")),
    # Liking, not liking, fear.
    frame("all", rf"\bI could (?:eat|watch|drink|listen to|do|read|play) {TH} (?:all day|every day|forever|for hours"
          r"|for ever|all night|day and night)", _thing("likes"), firm=False),
    frame("happiest happy", rf"\bI['’]m (?:at my )?happiest (?:when )?(?P<x>\w+ing(?: \w+)?){_END}", _thing("likes")),
    frame("life", rf"\blife['’]?s? (?:is )?too short for {TH}{_END}", _thing("dislikes")),
    frame("without", rf"\bI could (?:really |happily )?do without (?!a\b|the\b|this\b) {TH}{_END}",
          _thing("dislikes"), firm=False),
    frame("stomach stand abide bear", r"\bI (?:just |really |simply )?(?:can['’]?t|cannot|can not) (?:stomach|stand"
          rf"|abide|bear) {TH}{_END}", _thing("dislikes")),
    frame("gag", rf"(?:^\W*|, |\band ){TH} (?:always )?makes? me (?:gag|retch|want to (?:scream|cry|throw up|leave))",
          _thing("dislikes")),
    frame("person never", r"\bI['’]?(?:ve|m)? (?:have )?never been (?:an? |much of an? |really an? )?(?P<x>[\w-]+)"
          r" person\b", _thing("dislikes")),
    frame("face cope handle deal", r"\bI (?:just |really )?(?:can['’]?t|cannot|can not) (?:face|cope with|handle"
          rf"|deal with) {TH}{_END}",
          _thing("fears")),
    frame("near room", r"\bI (?:can['’]?t|won['’]t|cannot|refuse to) (?:be in the same room (?:as|with)|go "
          rf"(?:anywhere )?near|look at|be around) {TH}{_END}", _thing("fears")),
    frame("see", r"\bI (?:freeze|scream|panic|run|faint|shake) (?:up |away )?(?:whenever|when|if|every time) I "
          rf"(?:see|spot|am near|hear) {TH}{_END}", _thing("fears")),
    frame("creeps heebie-jeebies willies crawl", rf"(?:^\W*|, |\band ){TH} (?:really |always |just )?(?:gives? me"
          r" the (?:creeps|heebie-jeebies|willies|horrors)|makes? my skin crawl|(?:terrif(?:y|ies)|petrif(?:y|ies)"
          r"|spooks?) me)", _thing("fears")),
    # Days of the year.
    frame("birthday bday b-day born turn older candles", r"\b(?:my (?:\w+ )?(?:birthday|bday|b-day)(?: party)?|I"
          r" was born|I turn (?:\w+)|I['’]ll be \w+|I (?:get|grow|become|am|['’]m) (?:a year|one year) older|I blow"
          r" out (?:my |the )?candles|I celebrate my birthday)"
          r"(?:[ ,:]+(?:is|['’]s|on|falls|comes|for|every|each|year|it|always|again|next|this|up|around))*[ ,:]+"
          rf"(?:is |on )?{DATE}", _born, firm=False),
    frame("birthday bday b-day", rf"{DATE}(?:,| is| is when|:| -| –)? (?:is |it['’]s )?(?:my|my own) (?:birthday"
          r"|bday|b-day)\b", _born, firm=False),
    frame("my our", rf"{MY_KIN}(?: {NAME})?(?:['’]s)? (?:(?:birthday|bday) (?:is|falls|comes)?|turns \w+|celebrates "
          rf"(?:his|her|their) birthday|has (?:his|her|their) birthday|was born|gets a year older) ?(?:on )?{DATE}",
          _born_kin, firm=False),
    frame("anniversary married wed hitched knot wedding", r"\b(?:our (?:\w+ )?(?:wedding )?anniversary|(?:we|I)(?:"
          r" \w+)? (?:married|got married|wed|tied the knot|got hitched|said (?:yes|I do)))(?:[ ,:]+(?:is|['’]s|on"
          rf"|falls|comes|for|every|each|year|it|back))*[ ,:]+(?:is |on )?{DATE}", _wed, firm=False),
    # Games, teams.
    frame("practice training team league club match matches rehearsal tournament racket lesson lessons partner game"
          " games band group orchestra", rf"\b(?:my|our) (?:weekly |sunday |evening )?(?P<x>{_GAME}) (?:practice"
              r"|training|team|league|matches|match|rehearsals?|tournament|racket|lessons?|partner|group|buddies"
              r"|nights?)\b", _own_game, firm=False),
    frame("season ticket tickets", rf"\bseason tickets? (?:holder )?(?:at|for|of|with) {PLACE}", team, firm=False),
    frame("team club lads boys", r"\b(?:my|our) (?:beloved |football |home |local )?(?:team|club|side)(?: is|['’]s"
          rf"|,|:) {PLACE}|\b{PLACE.replace('<p>', '<q>')} (?:is|are) my (?:team|club|side|lot)\b",
          _side, firm=False),
    frame("die bleed blood", rf"\b(?:I['’]m )?(?:a )?{PLACE} (?:till|until|to) I die\b", team),
    # Medicines, cars, things.
    frame(_MY, r"\b(?:my|daily|take|taking|takes|popping|swallow|prescribed|out of|refill of|dose of|course of"
          r"|forget|forgot|on) (?:my |daily |morning |nightly |evening |the |some )?(?P<x>[a-z][\w-]{4,})\b",
          _mine, firm=False),
    frame("the", rf"\bthe (?:old |new |poor )?(?P<x>(?i:{_MAKE})(?: (?-i:[A-Z0-9])[\w-]*)?)(?:['’]s(?! (?:my|his|her"
          r"|their))| is(?! (?:my|his|her|their))| has| needs| won['’]t| failed| broke| makes| keeps| started|"
          r" starts| doesn['’]t| drinks| passed)\b(?! (?:been )?(?:sold|gone|stolen|scrapped|history))",
          _drives, firm=False),
    frame("my our", r"\b(?:my|our) (?:old |new |beloved |trusty |grandfather's |grandmother's |vintage |late |first "
          r"|little )?(?P<x>[a-z][\w-]*(?: [a-z][\w-]*)?)\b", _owns, firm=False),
    # Bills.
    frame("rent mortgage broadband internet electricity gym council phone insurance nursery daycare childcare"
          " tuition parking netflix spotify water heating gas", rf"\b(?:my|our|for|the|on) {_BILL}(?: bill| fees?|"
              rf" membership| costs?| contract)?\b[^.!?€$£₹\d]{{0,30}}?\b(?:to|is|at|of|me|now|us|['’]s|costs?"
              rf"|takes) (?:about |around |only |over |nearly )?{_MONEY}", _pays, firm=False),
    frame("rent mortgage broadband internet electricity gym council phone insurance nursery daycare childcare"
          " tuition parking netflix spotify water heating gas", rf"{_MONEY}(?: (?:a|per|each|every) (?:month|week"
              r"|year)| monthly)?,? (?:(?:goes|go|just|is|in|only|that['’]s) )*(?:for|on|to|towards|in|on the) "
              rf"(?:my |our |the )?{_BILL}\b", _pays, firm=False),
    # Age, place, work, languages.
    frame("hit reached big young planet earth", r"(?<!before )(?<!when )(?<!until )(?<!till )(?<!once )\bI(?:['’]ve"
          rf"| have)? (?:just |finally |recently )?(?:hit|reached|made it to) (?:the big )?{AGE}\b(?! (?:km|miles"
          rf"|steps|pages|percent|euros|dollars|followers|words|words|people))|\b{AGE.replace('<age>', '<years>')}"
          r" years (?:young|on this (?:planet|earth))", _years),
    frame("new first", r"\b(?:my|our) (?:new|first) (?:flat|house|home|apartment|place|life|neighbourhood|street"
          rf"|village|town) in {PLACE}", _place("lives_in"), firm=False),
    frame("home base", rf"\b{PLACE} (?:is|has been|has become) (?:now )?(?:my |our )?home(?: now| base| since| for|"
          r" these|,|\.|$)", _place("lives_in")),
    frame("landed ended settled unpacking roots started upped packed decamped transferred",
          r"\b(?:landed|ended up|settled down|resettled|put down roots|started over|unpacking(?: boxes)?|(?:upped"
          rf" sticks|packed up|decamped|transferred)(?: [\w ]+?)? to) (?:in )?{PLACE}",
          _landed),
    frame("us we", r"\b(?:us|we) (?=[a-z]+s\b)", _we_who, firm=False),
    frame("retrained employed hired trained promoted", r"\bI(?:['’]ve| have|['’]m| am| was| got)? (?:\w+ )?"
          r"(?:retrained as|employed as|hired as|taken on as|promoted to) (?:an? )?(?=\w)", _works),
    frame("speak spoke speaking raised grew fluent bilingual converse brought dream talk",
          r"\b(?:I|we)(?:['’]m| am| was| were|['’]ve)? (?:\w+ )?(?:speak|spoke|talk|speaking|fluent in|bilingual in"
          r"|converse in"
          r"|dream in|think in|swear in|raised (?:speaking|in|with|on)|grew up (?:speaking|with)|brought up "
          r"(?:speaking|in)|get by in)(?: (?:mostly|only|both|some|fluent|good|decent|a bit of|a little))? (?P<x>"
          rf"(?:{_LANG})(?:(?:,| and|,? and| or) (?:{_LANG}))*)\b", _speaks),
)
