"""Turns of phrase with a number or a day: ages, birthdays, sizes, bills, hours, habits, plans; and what else ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts import dating
from secondme.memory.facts.clause import Clause
from secondme.memory.facts.relations import FAVOURITES
from secondme.memory.facts.rules.found import Found, Time, found
from secondme.memory.facts.rules.reading import (
    N,
    Reader,
    car,
    named,
    noun,
    owned,
    said_in,
    sorted_out,
    states,
    swapped,
    words,
)
from secondme.memory.facts.rules.reading_more import (
    alarm,
    belief,
    charity,
    crop,
    dated_again,
    dearer,
    ended,
    team,
    weekly,
)
from secondme.memory.facts.rules.sorts import sort
from secondme.memory.facts.words import INSTRUMENTS, SPORTS, TOOLS, UNSAID

_TAIL = (
    r" ?[,.;:()]|$| (?:for|since|now|again|but|so|and|because|last|this|on|after|yesterday|any ?more|at"
    r"|for good|over)\b"
)
_END = rf"(?={_TAIL})"
_START = r"(?:^|(?<=[,:;] )|(?<=\band )|(?<=\bbut )|(?<=\bso ))"
_ONE = r"(?P<x>[\w][\w' &.-]*?)"
_OTHER = r"(?P<y>[\w][\w' &.-]*?)"
_WEARS = (
    r"(?P<x>shoes?|boots?|trainers|sneakers|jeans|trousers|shirts?|dresses|dress|coats?|jackets?|gloves"
    r"|hats?|rings?|skirts?|sandals)"
)
_MONEY = r"(?P<m>[€$£]?\d[\d.,]*(?: ?(?:euros?|pounds?|dollars?|quid|bucks))?)"
_DAY = r"(?P<d>mon|tues|wednes|thurs|fri|satur|sun)day"


def _age(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    yield found(c, "age", match["x"], time=Time.NONE, confidence=0.85)


def _size(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    yield found(c, "size", f"{match['x']} {match['n']}", time=Time.NONE, confidence=0.85)


def _on_day(relation: str) -> Reader:
    def read(c: Clause, match: re.Match[str]) -> Iterator[Found]:
        if day := dating.date(c.text[c.rest[0].start : c.end]):
            template = "{whose} birthday is on " if relation == "born_on" else "{whose} anniversary is on "
            yield found(c, relation, day[0], says=template + day[1] + ".", time=Time.NONE)

    return read


def _game(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = said_in(c, match)
    if text.lower() in SPORTS | INSTRUMENTS:
        yield found(c, "plays", text, confidence=0.85)


def _gone(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    one = noun(c, match)
    if one and sort(one) in ("owns", "drives", "uses") and (sort(one) != "drives" or car(one)):
        yield found(c, sort(one), one, ends=True, time=Time.TURN, confidence=0.85)


def _tool(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    one = noun(c, match)
    if one and one.low in TOOLS:
        yield found(c, "uses", one, time=Time.TURN, confidence=0.85)


def _seen(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    one = noun(c, match)
    if one and named(one) and not c.rest[c.place(match.start("x"))].low.endswith("'s"):
        yield found(c, "visited", one, time=Time.EVENT, confidence=0.85)


def _car(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    one = noun(c, match)
    if one and car(one):
        yield found(c, "drives", one, time=Time.TURN, confidence=0.85)


def _due_day(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    if match["x"] in ("dentist", "doctor", "physio", "hairdresser", "vet", "scan", "exam", "therapy"):
        yield found(c, "appointment", match["x"], time=Time.EVENT, confidence=0.8)


def _favourite(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    kind = match["k"].replace("color", "colour")
    text = said_in(c, match)
    row = text.lower().split()
    if kind in FAVOURITES and len(row) < 7 and row[0] not in UNSAID | {"my", "they", "i", "watching"}:
        yield found(c, f"favourite_{kind}", text, ends=bool(match["not"]), time=Time.STATE, confidence=0.85)


DAYS: tuple[tuple[str, Reader], ...] = (
    # Favourites.
    (rf"{_START}{_ONE} (?:is|are|'s|has always been|remains?|'s always been)(?: still| now| also| by far|"
     rf" easily)*(?P<not> not| no longer)? (?:my|our) "
     r"(?:all-time |absolute |all time |very |number one |new |current )*favou?rite (?P<k>\w+)(?! of my)", _favourite),
    # Ages.
    (r"\b(?:reached|at) the (?:ripe |grand )?(?:old )?age of (?P<x>\d\d)\b(?! i (?:was|had|did|met|got|moved"
     r"|left))", _age),
    (r"\b(?:had|celebrated|having|celebrating) my (?P<x>\d\d)(?:st|nd|rd|th)(?: birthday)?\b", _age),
    (r"^(?:at )?(?P<x>\d\d) years (?:old|young) ?,? (?:and|i am|i still|with)\b", _age),
    (r"\b(?:at|for) my age ?[,(] ?(?P<x>\d\d)\b", _age),
    (r"^turning (?P<x>\d\d) (?:was|is|has|hit|made|felt)\b", _age),
    (r"\bi am (?:only |already |just |almost exactly |now )?(?P<x>\d\d)(?= already| now| and| years young|$|"
     r" ?[,.])(?! (?:and|,) \d)", _age),
    # Birthdays and wedding days.
    (r"\b(?:i (?:turn|get|become|grow) (?:a year|one year) older|i came into (?:the|this) world|i blow out"
     r" (?:the |my )?candles|i first saw the "
     r"light|i entered (?:the|this) world|my (?:next |upcoming )?birthday (?:is|falls|comes|lands)|i have my"
     r" birthday|i was born|i celebrate(?: my "
     r"birthday)?|i am (?:an? )?\w+ baby ,|they celebrate me|i share my birthday)\b.*?\d", _on_day("born_on")),
    (r"^(?:the )?(?:\d|january|february|march|april|may|june|july|august|september|october|november"
     r"|december).* (?:is (?:the day )?(?:my (?:birthday|bday|b-day)|when i (?:was "
     r"born|have my|turn|came)|i was born|the day i was born))\b", _on_day("born_on")),
    (r"\b(?:we|i) (?:said (?:yes|i do)|got hitched|got married|were wed|married|tied the knot|exchanged"
     r" (?:rings|vows)|became (?:man|husband) and wife|"
     r"walked down the aisle)\b.*\bon (?:the )?\w*\d", _on_day("anniversary")),
    (r"^(?:every|each|on) .*\d.* we celebrate (?:our|the) (?:wedding|anniversary|marriage)", _on_day("anniversary")),
    (r"^(?:the )?(?:\d|january|february|march|april|may|june|july|august|september|october|november"
     r"|december).* is (?:the day|when) we (?:got "
     r"married|married|were married|tied the knot|said yes|wed)\b", _on_day("anniversary")),
    # Sizes.
    (rf"^{_WEARS} in (?:size )?(?P<n>\d\d?\.?\d?|[sml]|x+[sl]) (?:fit|suit|are what|are my)", _size),
    (r"^(?:a |size )?(?P<n>\d\d?\.?\d?|[sml]|x+[sl]) is (?:my|the) (?:size in )?(?P<x>shoe|dress|ring|hat"
     r"|glove|boot|jeans|shirt|jacket)(?: size)?\b", _size),
    (rf"\bsize (?P<n>\d\d?\.?\d?|[sml]|x+[sl]) {_WEARS} (?:fit|suit|are what|are my|for me)", _size),
    (rf"\b(?:i|my feet|my hands|my head) (?:need|needs|take|takes|wear|wears|buy|fit|fits|require)(?: into|"
     rf" in)? (?:an? )?(?:size )?(?P<n>\d\d?\.?\d?|[sml]|"
     rf"x+[sl]) (?:in |for )?{_WEARS}\b", _size),
    (rf"\b(?:in|for) {_WEARS} i (?:take|wear|need|am|have|fit|buy)(?: an?)?(?: size)? (?P<n>\d\d?\.?\d?|[sml]"
     rf"|x+[sl])\b", _size),
    (rf"\bmy {_WEARS}(?: size)? (?:is|are|comes in|come in)(?: a| an| size)* (?P<n>\d\d?\.?\d?|[sml]"
     rf"|x+[sl])(?=$| ?[,.])", _size),
    # Bills.
    (rf"{_START}(?P<x>[a-z][\w' -]*?) (?:eats|swallows|takes|costs(?: me| us)?|sets (?:me|us) back|runs to"
     rf"|amounts to|devours|gobbles up|is)(?: up| about| now)? "
     rf"{_MONEY}(?= a month| every month| each month| per month| monthly| a week| of my)", dearer),
    (rf"{_START}{_MONEY} (?:a month |per month |every month |monthly )?(?:go(?:es)?|is spent|are spent|leave"
     rf" my account|disappears?)? ?(?:on|for|towards|into) "
     r"(?:my |the |our )?(?P<x>[a-z][\w' -]*?)(?= a month| every month| each month| per month| monthly| ,|$)", dearer),
    (r"\b(?P<x>[a-z][\w' -]*?) (?:has )?(?:went|gone|rose|climbed|jumped|is up) from [€$£]?\d[\d.,]*(?:"
     r" ?(?:euros?|pounds?|dollars?))? to (?P<m>[€$£]?\d)", dearer),
    # Getting up.
    (r"^(?P<x>[\w: ]+?) is when (?:i|my) (?:get up|wake|wake up|alarm|rise|day starts|day begins)\b", alarm),
    (r"\b(?:started|begun|began|been|keep) (?:getting up|waking up|rising|waking) at (?P<x>[\w: ]+?)(?= now|"
     r" every| each| ,|$)", alarm),
    (r"\b(?:shifted|moved|changed|set|reset|put) my alarm (?:clock )?(?:from [\w: ]+? )?(?:to|for|back to"
     r"|forward to) (?P<x>[\w: ]+?)(?= now| every| each| ,|$)", alarm),
    # Weekly habits.
    (rf"\b(?:find|see|catch) me (?:at|in|on) (?:the )?(?P<x>[\w' -]+?) (?:every|each|on) {_DAY}s?\b", weekly),
    (rf"\b(?P<x>[\w'-]+(?: [\w'-]+)?) is now on {_DAY}s?\b(?= instead|s| not| now|$| ?[,.])", weekly),
    (rf"\b(?:on|every|each) {_DAY}s?(?: nights?| evenings?| mornings?| afternoons?)? (?:i am|you will find me"
     rf"|i can be found|i sit|i show up)(?: always| usually)? (?:at|in)"
     r" (?:the )?(?P<x>[\w' -]+?)(?= and| ,|$)", weekly),
    (rf"\bmy {_DAY}s?(?: nights?| evenings?| mornings?)? (?:is|are|belongs?|means?)(?: reserved| set aside|"
     rf" all| always)?(?: to| for| about)? (?P<x>[\w' -]+?)(?= ,|$| and)",
     weekly),
    (r"\bi have (?:given up|dropped|quit|stopped) (?:on )?(?P<x>yoga|pilates|zumba|running|swimming|jogging"
     r"|spinning|boxing|judo|karate|ballet|aerobics|the gym|hiking|"
     r"climbing|\w+ practice|\w+ training|\w+ class)(?=$| ?[,.]| for| altogether| because)", words("habit", ends=True)),
    (r"^no more (?P<x>(?![a-z]+ (?:lessons|class)|vegan|vegetarian|keto|paleo|bus\b|tram\b|train\b)"
     r"[\w -]+?) for me\b", words("habit", ends=True)),
    # Games and teams.
    (rf"{_START}(?P<x>[\w -]+?) (?:is|has always been) (?:my|our) (?:\w+ )?(?:game|sport|instrument)(?: of"
     rf" choice)?\b", _game),
    (r"\b(?:most|at|on|every|in my|all my) (?:weekends?|evenings?|the weekend|mornings?|sundays?|spare time"
     r"|free time|nights?|afternoons?) ?,? (?:i|we) play (?:the )?"
     r"(?P<x>[\w -]+?)(?= with| in| at| and| ,|$)", _game),
    (r"\bin an? (?P<x>[\w -]+?) (?:team|league|club|side|squad)\b", _game),
    (r"\b(?:i|we)(?: have| am| still| also| now| regularly| often)* (?:play|played|been playing|playing)(?: a"
     r" lot of| a bit of| some| in|)? (?:the )?(?P<x>[\w -]+?)(?= with| "
     r"in| at| and| for| since| every| on| ,|$)", _game),
    (rf"{_START}(?P<x>[\w ]+?) (?:is|are) (?:my|our) (?:team|club|side|lot)\b", team),
    (r"\b(?:my|our) (?:team|club|side) (?:is|has always been|will always be|remains) (?P<x>[\w ]+?)(?= ,|$|"
     r" since| forever)", team),
    (r"\bmy heart (?:beats|belongs|bleeds) (?:for|to) (?P<x>[\w ]+?)(?= ,|$| since| and)", team),
    (r"\bi have (?:always )?(?:been following|followed|supported|backed|been a fan of|been supporting)"
     r" (?P<x>[\w ]+?)(?= for| since| all| from| ,|$)", team),
    (r"\bi am (?P<x>\w+(?: \w+)?) (?:through and through|till i die|until i die|for life)\b", team),
    (r"\b(?:defected|switched|changed|gone over|gone|converted|moved)(?: sides| allegiance| teams| over)?"
     r" from (?P<y>\w+) to (?P<x>\w+)(?= ?[,.]|$| at| after| and)"
     r"(?=.*\b(?:fan|fans|team|club|football|match|season|supporter|stadium|scarf)\b)", team),
    # Clubs and good works.
    (r"\bthe (?P<x>(?:[\w'-]+ ){0,3}?(?:club|society|choir|association|council|orchestra|union|band|guild"
     r"|league)) has me as a member\b", words("member_of")),
    (r"\bas an? (?:\w+ )?member of (?P<x>the (?:[\w'-]+ ){0,4}?(?:club|society|choir|association|council"
     r"|orchestra|union|band|guild|league|party))\b", words("member_of")),
    (rf"\bthe {N} has me as a volunteer\b", states("volunteers_at")),
    (rf"\bmy (?:volunteering|volunteer (?:work|shifts?|job)) (?:at|for|with) {N}(?= is| are| keeps| makes|"
     rf" starts|{_TAIL})", states("volunteers_at")),
    (rf"\b(?:stopped|quit|given up|gave up|dropped) my (?:volunteer )?(?:shifts|work|volunteering|hours"
     rf"|sundays|saturdays) (?:at|for|with) {N}{_END}",
     ended("volunteers_at", charity)),
    # Opinions, books, journeys.
    (r"^(?P<x>[\w][^,.;!?]*?) ?,? (?:that is|and that is) my (?:\w+ )?(?:opinion|view|belief|conviction|take)\b",
     belief),
    (r"\b(?:i|personally i)(?: really| strongly| still| personally)* (?:feel|find) that (?P<x>[\w][^,.;!?]*)", belief),
    (r"\b(?:next up|up next|next on my list|now reading|currently reading)(?: is| ,| :)* (?P<x>[\w][^,.;!?]*)",
     states("reads", named)),
    (r"\b(?:we|i)(?: have| just| only| recently| both)* (?:got back from|came back from|returned from|back"
     r" from|flew to|spent (?:\w+ ){1,3}?in|travelled to|traveled to|"
     r"drove through|went to see|been to|made it to|toured|explored|honeymooned in|holidayed in|camped in"
     r"|took a trip to|did a tour of|hiked (?:in|through)|cycled (?:in|through|across)"
     rf"|had a (?:week|weekend|fortnight|holiday) in|stayed in) {N}(?= ?[,.]|$| (?:last|this|in|two|three|a"
     rf"|for|and|on|by|with|once|over|years?|during|ages|yesterday|at)\b)", _seen),
    (rf"\b(?:my|our) (?:\w+ )?(?:holiday|trip|vacation|honeymoon|journey|weekend|week|visit|stay) (?:in|to)"
     rf" {N}(?= was| were| is over| ended)", _seen),
    (rf"{_START}{N} was (?:our|my) (?:holiday|last (?:trip|holiday)|honeymoon|destination)\b", _seen),
    (r"\bmy heart on (?P<x>\w+ing [\w' -]+?)(?= one day| ,|$)", words("aims_at")),
    (rf"{_START}(?P<x>\w+ing [\w' -]+?) is no longer my (?:\w+ )?(?:goal|dream|aim|ambition|plan)\b",
     words("aims_at", ends=True)),
    # Things.
    (rf"\b(?:the|my|our) {_ONE} (?:has |have |is |was |were |got |just |been |had to be |finally )*(?:stolen"
     rf"|nicked|sold(?: off)?|scrapped|written off|totalled|gone|history|pinched"
     r"|beyond repair|given away|thrown out|auctioned off|in the bin|on the scrap heap|sold on)(?= |$)", _gone),
    (rf"\bmy {_ONE} (?:found|has found|got|went to|has) (?:a |its |another )?new (?:home|owner|family)\b", sorted_out),
    (rf"\bthe [\w' &.-]+? (?:made way|had to go|was swapped|was exchanged|makes way|went) for (?:an? |the |my"
     rf" )?{N}{_END}", _car),
    (rf"\b(?:my wheels are|what i drive is|in (?:the|my|our) (?:driveway|garage) (?:stands|sits|is)|i am"
     rf" driving around in) (?:an? |the |my |our )?{N}{_END}", states("drives", car)),
    (rf"{_START}(?:an? |the |my )?{_ONE} is (?:what i drive|my (?:car|ride|daily driver|set of wheels)|the"
     rf" car i drive)\b", states("drives", car)),
    (rf"\b(?:i bought|i have bought|i just bought|i finally bought|we bought|we have bought|i ordered|i"
     rf" purchased)(?: myself| us)? (?:an? |the |some )?{N}{_END}", states("owns", owned)),
    (rf"\bmy (?:notes|files|photos|calendar|tasks|to-do lists?|documents|code|drawings|music|passwords|life"
     rf"|texts|drafts|emails?) (?:live|lives|sits?|are|is|stays?) (?:all )?in {N}{_END}", _tool),
    (rf"\b(?:moved|migrated|imported|transferred|exported|copied|dragged|brought|shifted|gone|went|switched"
     rf"|jumped)(?: \w+){{0,3}}? (?:from {_OTHER} )?(?:over )?to {N}{_END}", _tool),
    (rf"\b(?:goodbye|bye|farewell|so long) {_OTHER} ?,? (?:and )?(?:hello |i (?:work with|use|am on|have"
     rf"|drive|run) (?:an? |the )?){N}{_END}", swapped),
    (rf"{_START}(?P<x>[\w -]+?s) are (?:what|the things?) i collect\b", states("collects")),
    (r"\b(?:shelf|drawer|box|cupboard|wall|room|cabinet|boxes|attic|shelves)(?: full)? of (?P<x>[\w -]+?)"
     r" ?,? i collect them\b", states("collects")),
    (r"\b(?:gave|given|sold|handed|passed) (?:away |off )?my (?:whole |entire )?collection of"
     r" (?P<x>[\w -]+?)(?= away| off| on| to|$| ?[,.])", ended("collects")),
    (rf"{_START}(?P<x>[\w -]+?s) (?:grow|are growing|thrive|bloom|are thriving|are ripening) (?:on|in) my"
     rf" (?:\w+ )?(?:garden|balcony|windowsill|allotment|greenhouse|terrace|yard)\b",
     states("grows", crop)),
    (r"\bmy (?P<x>[\w -]+?) (?:did not (?:survive|make it)|did not come back|were eaten|all died)\b", ended("grows",
     crop)),
    # Plans and appointments.
    (r"\bthere is an? (?P<x>[\w' -]+?) (?:at (?:our|my|ours|mine) (?:place|house|home|flat|garden)?|planned"
     r"|coming up|in (?:our|my) garden)", dated_again),
    (r"\ban? (?P<x>[\w' -]+?) (?:is|has been) (?:planned|scheduled|set|arranged|booked|fixed)\b", dated_again),
    (r"\bwe are (?:having|throwing|hosting|doing|holding|organising|organizing|putting on) an?"
     r" (?P<x>[\w' -]+?) (?=on|next|this|tomorrow|in)", dated_again),
    (r"\b(?:the|my|our) (?P<x>[\w' -]+?) will not be (?:on )?\w+ but\b", dated_again),
    (r"\b(?:had to )?(?:put|push|move) (?:the|my|our) (?P<x>[\w' -]+?) (?:off|back|forward) (?:until|till|to)\b",
     dated_again),
    (r"\b(?P<off>there will not be an?|no|there is no|we will skip the|there will be no) (?P<x>[\w' -]+?)"
     r" (?:on \w+ |next \w+ |this \w+ )?after all\b", dated_again),
    (r"\b(?:the|my) (?P<x>[\w' -]+?) (?P<off>cancelled on me|cancelled my appointment|had to cancel|called in"
     r" sick|cancelled)\b", dated_again),
    (r"\b(?P<off>do not need to (?:go to|see)|do not have to (?:go to|see)|no longer (?:need|have) to (?:go"
     r" to|see)|am not going to) (?:the|my) (?P<x>[\w' -]+?) (?:any ?more|after all)\b",
     dated_again),
    (r"^(?:the |my )?(?P<x>[\w' -]+?) (?=on (?:mon|tues|wednes|thurs|fri|satur|sun)day(?: at [\w: ]+)?(?: ,"
     r"|$)|tomorrow(?: ,|$)|next \w+day(?: ,|$))", dated_again),
    (r"^\w+day is (?P<x>\w+) day\b", _due_day),
    # Prices, hours, days.
    (r"\b(?:my|our|the) (?P<x>[\w' -]+?) (?:has |have |is |was |just |now |been |got )*(?:went up|gone up"
     r"|rose|risen|increased|climbed|jumped|hiked|raised|"
     r"bumped up|dropped|fell|gone down|went down|came down|reduced|shot up|up|down|stands at|set at|costs me"
     r"|sets me back|is now|comes to|costs|is|will be)"
     r"(?: now)?(?: to| at| by)? (?P<m>[€$£]?\d)", dearer),
    (r"^(?:sorry ?,? |no ?,? |actually ?,? |and |so |now )*(?P<x>[a-z][\w' -]*?) (?:is|are|costs|went up to"
     r"|now costs|costs me|sets me back|comes to|has "
     r"gone up to|rose to|is now|is up to|jumped to|climbed to|increased to|dropped to|used to be"
     r" [€$£]?\d[\d.,]*(?: \w+)? ?,? (?:but )?(?:now )?(?:it "
     r"is )?(?:now )?) ?(?P<m>[€$£]?\d)", dearer),
    (r"\b(?:they|the landlord|my landlord|our landlord|the company|the bank|the council|my provider) (?:has "
     r"|have )?(?:put up|raised|increased|upped|hiked|"
     r"bumped|lowered|cut|reduced|dropped) (?:my|our|the) (?P<x>[\w' -]+?) to (?P<m>[€$£]?\d)", dearer),
    (r"\b(?:i|we)(?: \w+)?? (?:pay|spend|fork out|shell out|hand over|transfer|cough up|dish out|am charged"
     r"|part with)(?: now)? (?P<m>[€$£]?\d[\d.,]*)(?: ?"
     r"(?:euros?|pounds?|dollars?|quid|bucks))?(?: (?:a|per|each|every) month)?(?: now)? (?:for|on|in"
     r"|towards) (?:my |the |our )?(?P<x>[\w' -]+?)(?= a month"
     r"| each| every| per| now| ,|$| instead)", dearer),
    (r"\b(?:alarm|alarm clock|day|morning)(?: now)? (?:goes off|rings|is set(?: for| to)?|starts|begins"
     r"|buzzes|wakes me|kicks off)(?: now)?(?: at| for)? "
     r"(?P<x>[\w: ]+?)(?= now| every| each| instead| these| on| sharp| ,|$)", alarm),
    (r"\b(?:i|we)(?: am| have| always| usually| now| have been| need| to| be| must| still)* (?:up|awake|get"
     r" out of bed|out of bed|rise|crawl out of bed|roll out of "
     r"bed|set my alarm|wake|waking up|getting up|on my feet|stirring)(?: up| already| every day| each day|"
     r" now)* (?:at|by|from|for|around) (?P<x>[\w: ]+?)(?= "
     r"now| every| each| instead| these| on| sharp| because| so| and| ,|$)", alarm),
    (r"\b(?P<x>[\w' -]+?) (?:has |have |is |was |got |now |been )*(?:moved|switched|shifted|changed|takes"
     r" place|happens|on|rescheduled|meets|falls|runs)(?: from "
     r"\w+days?)?(?: to| on)? (?P<d>mon|tues|wednes|thurs|fri|satur|sun)days(?= now| instead|$| ?[,.]| not|"
     r" from)", weekly),
    (r"\b(?:i|we)(?: have| now| just)* (?:moved|switched|shifted|changed) (?:my |our )?(?P<x>[\w' -]+?)(?:"
     r" from \w+days?)? to (?P<d>mon|tues|wednes|thurs|fri|satur|sun)"
     r"days\b", weekly),
)
