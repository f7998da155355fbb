"""Frames for what somebody has and does: pets, cars, plants, tools, sizes, bills, contacts, days, hours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts import dating
from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.pieces import GAMES, NAME, PLACE, START, bare, either, is_name, is_place, run
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.pets import is_pet
from secondme.memory.facts.rules.planning import _DUE as DUE
from secondme.memory.facts.verbs import FORMS
from secondme.memory.facts.words import BREEDS, INSTRUMENTS, MAKES, PETS, SPORTS, TOOLS, UNSAID


def _pet(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """An animal: kind in `k`, name in `n`."""
    kind, name = match["k"].lower(), bare(match["n"])
    if is_pet(kind) and is_name(name):
        says = f"{{whose}} {kind} is called {name}."
        yield seen.found("has_pet", f"{kind} {name}", match, says=says)
        if match.re.groupindex.get("a") and match["a"]:
            yield seen.found("is_a", kind, match, who=seen.circle.named(name), shown=f"{match['a'].lower()} {kind}")


def _he_is(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """ "She's a ferret" of the one who was named last."""
    names = [bare(one[0]) for one in _NAMED.finditer(seen.turn, 0, seen.start + match.start())]
    names = [
        name for name in names if is_name(name) and name.lower() not in seen.circle.roles and name.lower() not in FORMS
    ]
    kind = match["k"].lower()
    if names and len(set(names)) == 1 and re.search(r"\b(?:I|my|me|our|we|us|mine)\b", seen.turn):
        says = f"{{whose}} {kind} is called {names[0]}."
        yield seen.found("has_pet", f"{kind} {names[0]}", match, says=says)
        yield seen.found("is_a", kind, match, who=seen.circle.named(names[0]), shown=f"a {kind}")


_NAMED = re.compile(r"\b[A-Z][a-z]{2,}\b")


def _kept(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """Animals without a name, counted: "two ferrets"."""
    if is_pet(match["k"].lower()):
        yield seen.found("has_pet", f"{match['c']} {match['k']}", match)


def _car(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """A car by its make: "our old Skoda Yeti"."""
    words = run(seen.text, match.start("x"), 4)
    taken = []
    for one in words:
        if not (one[0][0].isupper() or one[0][0].isdigit() or one[0].lower() in MAKES | {"hybrid", "estate", "van"}):
            break
        taken.append(one)
    while taken and taken[-1][0].lower() in ("i", "i'm", "and"):
        taken.pop()
    if not taken or not any(one[0].lower() in MAKES for one in taken):
        return
    following = seen.text[taken[-1].end() : taken[-1].end() + 12].lower().split()
    if following and following[0].strip(".,?!") in _NO_CAR:
        return
    text = bare(seen.text[taken[0].start() : taken[-1].end()])
    yield seen.found("drives", text, match, end=taken[-1].end())


_NO_CAR = frozenset(
    "watch keyboard insurance dealer dealership garage account job interview salesman share shares".split()
)


def _plants(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("grows", match["x"], match, time=Time.STATE)


def _tool(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if match["x"].lower() in TOOLS - _NOT_TOLD:
        yield seen.found("uses", match["x"], match)


_NOT_TOLD = frozenset("whatsapp telegram word mac signal zoom teams arch python git bear swift rust".split())
"""Tools that are also something else, or that everybody has."""


def _collects(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = re.sub(r"^(?:\w+ ?)?(?:little|small|huge|big|whole|entire|old|growing|modest|beloved|late|own) ",
        "", match["x"])
    if text.lower() not in UNSAID | _NO_COLLECTION and not text.lower().endswith(("'s", "’s")):
        yield seen.found("collects", text, match)


_NO_COLLECTION = frozenset(
    "data garbage waste bin my the entire whole huge big little small private own personal rubbish debt late new"
    " growing "
    "recipe photo click book books song playlist".split()
)


def _sized(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("size", f"{match['x']} {match['s']}", match)


_SEVERAL = {
    "feet": "shoes", "foot": "shoes", "shoe": "shoes", "hat": "hats", "dress": "dresses", "glove": "gloves",
    "shirt": "shirts", "boot": "boots",
}  # fmt: skip


def _shoes(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    what = _SEVERAL.get(match["x"].lower(), match["x"])
    yield seen.found("size", f"{what} {match['s']}", match)


def _rent(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("pays", f"{match['m'].strip()} for {match['x'].lower()}", match)


def plays(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """The game or instrument in `x` is played."""
    what = match["x"].lower()
    if what in SPORTS | INSTRUMENTS:
        yield seen.found("plays", match["x"], match)


def _what(relation: str) -> Reader:
    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        yield seen.found(relation, match["x"].strip(" ,."), match)

    return read


def _phone(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if sum(char.isdigit() for char in match["x"]) >= _FEWEST:
        yield seen.found("phone", match["x"].strip(" ,.-"), match)


_FEWEST = 6
"""Digits of a number to be rung."""


def _clock(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("wakes_at", match["x"].strip(), match, time=Time.STATE)


def _due(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if dating.spoken(match["t"], 0.0, ahead=True):
        yield seen.found("appointment", match["x"], match, time=Time.EVENT)


def _trip(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if is_place(match["p"]):
        word = match["x"].lower() if match.re.groupindex.get("x") and match["x"] else "trip"
        yield seen.found("plans", f"{word} to {bare(match['p'])}", match, time=Time.EVENT)


def _seen_place(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if is_place(match["p"]):
        yield seen.found("visited", bare(match["p"]), match, time=Time.EVENT)


def _club(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    text = re.sub(r"^(?:local|old|new|little|weekly|own) ", "", match["x"])
    if text.lower().split()[0] not in ("favourite", "favorite", "night", "strip", "kids", "breakfast"):
        yield seen.found("member_of", text, match)


def team(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """The team of the place in `p` is supported."""
    if is_place(match["p"]):
        yield seen.found("supports", bare(match["p"]), match)


def _baby(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("expects", "a baby", match)


def _family(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    word = match["x"].rsplit(" ", 1)[-1].lower()
    relation = "sibling" if word in ("sisters", "brothers") else "relative" if word.startswith("grand") else "child"
    yield seen.found(relation, match["x"], match, says=f"{{subject}} have(=has) {match['x']}.")


def _reads(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("reads", match["x"], match)


_ANIMAL = either((PETS | BREEDS) - {"setter", "pointer", "lop", "chow"})
_MAKE = either(MAKES - {"mini", "seat", "smart", "ram", "range", "land", "focus"})
_PLANT = (
    r"(?:\w+ )?(?:tomatoes|cucumbers|courgettes|zucchini|peppers|chillies|chilies|beans|peas|potatoes|carrots|onions"
    r"|leeks"
    r"|beetroots?|pumpkins|squashes|strawberries|raspberries|blueberries|roses|tulips|dahlias|hydrangeas|orchids"
    r"|sunflowers"
    r"|geraniums|pelargoniums|fuchsias|petunias|marigolds|peonies|irises|lilies|begonias|succulents|cacti|ferns|hostas"
    r"|herbs|basil|mint|rosemary|lavender|kale|spinach|lettuces?|rhubarb|garlic|figs?|lemons|olives|vines|grapes"
    r"|apple trees?"
    r"|lemon trees?|olive trees?|plum trees?|pear trees?|cherry trees?|monstera|bonsai|houseplants|sweet ?peas"
    r"|sweetcorn|aubergines"
    r"|asparagus|radishes|cabbages|currants|gooseberries|camellias?|azaleas?|rhododendrons?|clematis|wisteria"
    r"|jasmine|bougainvillea)"
)
_WEAR = (
    r"(?:shoes?|boots?|trainers|sneakers|jeans|trousers|pants|shirts?|dress(?:es)?|coats?|jackets?|gloves|hats?"
    r"|rings?|skirts?"
    r"|sandals|suits?|t-shirts?|bras?|heels|walking boots|wellies|jumpers?|leggings|football boots|ski boots|helmets?)"
)
_MONEY = (
    r"(?P<m>[€$£₹¥]\s?\d[\d.,]*\s?k?|\d[\d.,]*\s?k?(?: ?(?:€|£|\$|euros?|eur|pounds?|quid|dollars?|bucks|usd|gbp"
    r"|francs|chf|rupees|rs|pesos"
    r"|naira|rand|reais|kr|kroner|kronor|zł|zloty|yen|lakhs?|lei|rubles|shekels|dirhams|ringgit|baht|shillings|cedis"
    r"|soles))?)"
)
_BILL = (
    r"(?P<x>rent|mortgage|broadband|internet|electricity|gym(?: membership)?|council tax|phone(?: bill| contract)?"
    r"|car insurance|insurance"
    r"|nursery|daycare|childcare|tuition|school fees|parking|netflix|spotify|water|heating|gas)"
)
_PER = (
    r"(?: (?:a|per|each|every) (?:month|week|year|fortnight|term|quarter)|/month|/mo|/week| pcm| pm| pw| monthly|"
    r" weekly)?"
)
_TIME = (
    r"(?P<x>(?:(?:half|quarter) (?:past|to) )?(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?|(?:five|six|seven|eight"
    r"|nine|four|half (?:four|five|six|seven|eight))(?: ?[ap]m)?)(?: o'clock)?)"
)
_WHEN = (
    r"(?P<t>(?:on |this |next |tomorrow|by )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|(?:the )?\d{1,2}"
    r"(?:st|nd|rd|th)|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug"
    r"|sep|oct|nov|dec)\w*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2})(?: (?:of )?(?:january"
    r"|february|march|april|may|june|july|august|september"
    r"|october|november|december))?)"
)
_GAME = either(GAMES)
_TEAM = r"(?:an? )?(?:lifelong |big |huge |die-?hard |long-suffering |proud |massive )?"


def _whole(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if match["x"]:
        yield from _collects(seen, match)
        return
    first = match["y"].split()[0]
    if first.lower() not in UNSAID | _NO_COLLECTION | {"my", "his", "her"} and first.endswith("s"):
        yield seen.found("collects", first, match)


def _early(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("wakes_at", (match["x"] or match["y"]).strip(), match, time=Time.STATE)


def _paged(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield seen.found("reads", match["x"] or match["y"], match)


BELONGINGS: tuple[Frame, ...] = (
    # Animals.
    frame("my our", rf"\b(?:my|our) (?:\w+ ){{0,2}}?(?P<k>{_ANIMAL}),? (?:called |named )?{NAME}(?=[,.!?;)]| (?:is"
          r"|has|keeps|won|will|just|ate|does|and|who|who's|can|was|refuses|gets"
          r"|got|had|needs|loves|hates|thinks|sleeps|in|on|to|with|for|from|about)\b|$)", _pet, firm=False),
    frame("a an", r"\b(?P<n>(?-i:[A-Z][a-z]+))(?:['’]s| is|,? (?:who is|who['’]s|she['’]s|he['’]s)) "
          rf"(?P<a>an?) (?:[\w-]+ ){{0,2}}?(?P<k>{_ANIMAL})\b(?=[,.!?;)]| and| so| but| we| who| in| with|$)", _pet,
          firm=False),
    frame("the my our", rf"\b(?P<n>(?-i:[A-Z][a-z]+)),? (?:the|my|our) (?:[\w-]+ )?(?P<k>{_ANIMAL})\b(?! (?:who|that"
          r"|in the|from))", _pet, firm=False),
    frame("the", rf"\b(?:and|share|got|with|have) the (?P<k>{_ANIMAL}),? (?P<n>(?-i:[A-Z][a-z]+))\b", _pet, firm=False),
    frame("called named", rf"\b(?:and |have |got |with |['’]ve |own |^\W*)an? (?:[\w-]+ ){{0,2}}?(?P<k>{_ANIMAL}) "
          rf"(?:called|named) {NAME}", _pet, firm=False),
    frame("he's she's he she", rf"\b(?:he|she)(?:['’]s| is) (?:an?|my|our) (?:[\w-]+ ){{0,2}}?(?P<k>{_ANIMAL})\b"
          r"(?=[,.!?;)]| and| so| but| we| who| in| with|$)", _he_is, firm=False),
    frame("called named", r"\b(?:got|have|['’]ve|own|adopted|keep|with|bought) (?:an?|one|the|my|our) (?:[\w-]+"
          rf" ){{0,2}}?(?P<k>{_ANIMAL})(?: that['’]s| who['’]s|,)? (?:called|named) {NAME}", _pet,
          firm=False),
    frame("i i've we've got have my our", r"\b(?:my|our|I have|I['’]ve got|I['’]ve|we have|we['’]ve got|we['’]ve|"
          r"(?:^\W*)got) (?P<c>two|three|four|five|six|seven|eight|nine|ten|a dozen|\d{1,2}) (?P<k>(?:\w+ )?"
          r"(?:dogs|cats|hens|chickens|rabbits|bunnies|ferrets|budgies|horses|ponies|goats|sheep|ducks|parrots"
          r"|hamsters|guinea pigs|gerbils|rats|kittens|puppies|tortoises|geckos|alpacas|donkeys|geese|pigs))\b",
          _kept, firm=False),
    # Cars and tools.
    frame("my our", r"\b(?:my|our) (?:(?:old|trusty|new|beloved|poor|little|ancient|second-hand|used|faithful"
          r"|battered|white|black|red|blue|silver|grey|green|company) )*"
          rf"(?P<x>(?:(?:19|20)\d\d )?(?i:{_MAKE})\b)", _car, firm=False),
    frame("drive driving", r"\bI(?:['’]m| am)? (?:drive|driving) (?:an? |my |the )?(?:old |new |little )?(?P<x>(?:"
          rf"(?:19|20)\d\d )?(?i:{_MAKE})\b)", _car),
    frame("my our", r"\b(?:my|our) (?:old |new |work |own |whole |poor )?(?P<x>[a-z]+)(?= (?:notes|vault|account"
          r"|library|subscription|setup|app|workflow|spreadsheet|files|board|install|playlists?|invoices)\b|[,.!?]|"
          r" keeps| is| won['’]t| has)", _tool,
          firm=False),
    frame("my our", r"\b(?:my|our) (?:poor |lovely |own |balcony |first |prize |potted |climbing )?"
          rf"(?P<x>{_PLANT})\b(?! (?:soup|salad|juice|jam|oil|tea|sauce|pie|bread|farm|recipe|garden))",
          _plants, firm=False),
    frame("collection", r"\b(?:my|our) (?P<x>[\w-]+(?: [\w-]+)?) collection\b|\b(?:my|a) collection of (?P<y>[\w-]+"
          r"(?: [\w-]+)?)", _whole, firm=False),
    # Sizes.
    frame("i i'm im take wear", r"\b(?:I am|I['’]m|im|I take|I wear|I need|take|wear) (?:usually |normally |always "
          rf"|a solid )?(?:an? )?(?:wide-footed |size |uk |eu |us )*(?P<s>\d{{1,2}}(?:\.5|½| and a half)?|xs|s|m|l"
          r"|xl|xxl|small|medium|large) in"
          rf" (?:my )?(?:\w+ )?(?P<x>{_WEAR})\b", _sized, firm=False),
    frame("size", r"\b(?:my|I have|I['’]ve got|with my|with|for my) (?:huge |tiny |wide |narrow )?size "
          r"(?P<s>\d{1,2}(?:\.5|½)?) (?P<x>feet|foot|shoes?|boots|trainers)\b", _shoes, firm=False),
    frame("size", r"\bmy (?:uk |eu |us )?(?P<x>shoe|hat|dress|glove|jeans|trouser|shirt|collar|boot) size(?: is"
          r"|['’]s|:)? (?:an? )?(?P<s>\d{1,2}(?:\.5|½)?|[xsml]{1,3}\b)", _shoes, firm=False),
    # What is paid.
    frame("rent mortgage broadband internet electricity gym council phone insurance nursery daycare childcare"
          " tuition parking netflix spotify water heating gas school car",
          rf"\b(?:my|our|the) {_BILL} (?:is|['’]s|costs(?: me)?|comes to|went up to|has gone up to|just went to|goes"
          rf" up to|is now|now is) (?:about |now |only |already )*(?=[€$£₹¥\d]){_MONEY}{_PER}", _rent),
    frame("pay pays paying", r"\b(?:I|we)(?:['’]m|['’]re| am| are)? (?:pay|paying) (?:about |around |only |over )?"
          rf"(?=[€$£₹¥\d]){_MONEY}{_PER} (?:for|in|on) (?:my |our |the )?{_BILL}\b", _rent),
    # Ways to be reached.
    frame("number phone mobile landline cell call text ring whatsapp reach", r"\b(?:my (?:new |phone |mobile |cell "
          r"|work |home )*(?:number|phone|mobile|landline|cell|whatsapp)(?: number)?|(?:call|ring|text|phone|reach"
          r"|whatsapp) (?:me|us)(?: back)?|(?:my )?(?:tel|phone))"
          r"(?: is|['’]s|:)?(?: on| at| now)? ?:?(?P<x>\+?\(?\d[\d ()/.-]{5,18}\d)", _phone, firm=False),
    frame("number mine landline me", r"(?P<x>\+?\(?\d[\d ()/.-]{5,18}\d),? (?:is my (?:\w+ )?(?:number|mobile"
          r"|landline|phone)|it['’]s my (?:\w+ )?(?:number|mobile|landline|phone))", _phone, firm=False),
    frame("email e-mail mail address me i'm on reach write", r"\b(?:my (?:new |work |private |personal )*(?:e-?mail"
          r"|mail|address)(?: address)?|(?:e-?mail|reach|write|mail|contact) (?:to )?(?:me|us)|I['’]m (?:now )?on"
          r"|mail me)"
          r"(?:,? it['’]s| is|['’]s|:)?(?: at| on| now| to| under)* ?(?P<x>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)",
          _what("email"), firm=False),
    frame("me my i'm mine", r"(?P<x>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)(?:,| is|:)? (?:that['’]s me|is me|that is me|is my"
          r"|is mine|that['’]s my|it['’]s my)", _what("email"), firm=False),
    frame("live address at", r"\b(?:we|I) live at (?P<x>(?:(?:flat|unit|apt|apartment) \w+,? )?\d+[a-z]?,? "
          r"(?-i:[A-Z])[\w’' -]+(?:, (?-i:[A-Z])[\w’' -]+){0,2})", _what("address")),
    frame("address", r"\bmy (?:new |home |postal |delivery )?address (?:is|['’]s|:) ?(?P<x>(?:(?:flat|unit|apt"
          r"|apartment) \w+,? )?[\w’'. -]*\d+[a-z]?[\w’' -]*(?:, (?-i:[A-Z\d])[\w’' -]+){0,3})", _what("address")),
    # Hours and days.
    frame("up alarm alarm's", rf"\b(?:my )?alarm(?:['’]s| is)? (?:set )?(?:for|at) {_TIME}|\b(?:(?:I['’]m|I am|im|I"
          rf" get|I wake) )?up at {_TIME.replace('<x>', '<y>')}(?= (?:every|each|most|for the|on (?:week|work)"
          r"|daily)\b)", _early),
    frame(" ".join(sorted({word for one in re.findall(r"[a-z]+", DUE) for word in one.split()})),
          r"\b(?:my|I have an?|I['’]ve got an?|I['’]ve got my|I have my|I['’]ve an?|got an?|have an?) (?:first "
          rf"|next |annual |follow-up |routine )?(?P<x>(?:[a-z]+ )?(?:{DUE}))(?: appointment)?(?:['’]s| is)? (?:"
          rf"(?:is|booked|due|scheduled) )*{_WHEN}",
          _due),
    frame("off flying going heading travelling traveling fly", r"\b(?:I['’]m|I am|we['’]re|we are|im) (?:off|flying"
          rf"|going|heading|travelling|traveling|driving) (?:out |over |down |up |back )?to {PLACE} (?=(?:in |on "
          r"|next|this|tomorrow|for (?:a|my|our|two|three|the)|at (?:easter|christmas)))", _trip),
    frame("trip holiday honeymoon vacation flight", r"\b(?:my|our) (?:\w+ )?(?P<x>trip|holiday|honeymoon|vacation"
          rf"|flight) to {PLACE} (?=(?:in |on |next|this|tomorrow|at |is (?:in|on|next)))", _trip, firm=False),
    frame("back home returned", rf"(?:{START}|\bI['’]m |\bI am |\bwe['’]re |\bim )(?:just |only just )?(?:got |came"
          r" )?(?:back|returned|home) from (?:a \w+ in |a (?:week|weekend|trip|fortnight) (?:in|to) |two weeks in"
          rf" )?{PLACE}", _seen_place,
          firm=False),
    frame("when was were went", r"\bwhen (?:I|we) (?:was|were|went|visited|travelled|flew)(?: in| to| over to)?"
          rf" {PLACE}(?= last| in | two| three| years| a |,|\.| as | for )", _seen_place, firm=False),
    # Play, clubs, teams.
    frame("i play", r"\bI(?:['’]ve| have)? (?:play|played|been playing|also play|still play) (?:the |some |a bit of"
          rf" )?(?P<x>{_GAME})\b(?! (?:video|with the idea))(?= (?:for|since|with|in|on|every|at|twice|and)\b|[,.;]"
          r"|$)", plays),
    frame("my our", rf"\bmy (?P<x>{_GAME}) (?:lessons?|teacher|practice|exam|team|club|coach|training|league|partner"
          r"|match|grade)\b", plays, firm=False),
    frame("club choir band orchestra team society", r"\b(?:my|our) (?P<x>(?!own\b)[a-z-]+ (?:club|choir|society|band"
          r"|orchestra))\b(?! of my dreams)", _club, firm=False),
    frame("fan supporter supporters fans", rf"\b(?:I['’]m|I am|as|im|being|we) {_TEAM}{PLACE} (?:fan|supporter)s?\b",
          team, firm=False),
    # Children to come and those there are.
    frame("weeks months pregnant", r"\b(?:I['’]m|I am|im|we['’]re|being|at|(?:^\W*)) ?(?:only |now |about )?"
          r"(?:\d{1,2}|[a-z]+) (?:weeks|months) (?:along|pregnant|gone)\b|\b(?:I['’]m|I am|im|being|while|when) "
          r"(?:heavily |newly |very |also )?pregnant\b", _baby,
          firm=False),
    frame("due", r"\b(?:I['’]m|I am|im|the baby['’]s|the baby is|baby is|baby['’]s|our (?:first|second|third|little"
          r" one|baby) is|bub['’]s) due (?:in (?!for)|on (?!at)|any day|next|end|early|mid|late|this|around)\b"
          r"(?!.{0,12}\bat the\b)", _baby),
    frame("kids children sons daughters boys girls grandchildren grandkids sisters brothers mother mum mom father"
          " dad parent", r"\b(?:my|our|as a mother of|mother of|mum of|mom of|father of|dad of|parent of) "
          r"(?P<x>(?:two|three|four|five|six|seven|2|3|4|5|6) (?:small |little |young |grown |grown-up |teenage "
          r"|older |younger |big |wee )?(?:kids|children|sons|daughters|boys|girls|grandchildren|grandkids|sisters"
          r"|brothers))\b(?! (?:in|at) (?:my|the) class)",
          _family, firm=False),
    # Books.
    frame("page chapter halfway middle", r"\b(?:on |at )?(?:page|chapter) \d+ of (?P<x>(?-i:[A-Z])[\w’'-]+(?: (?:of"
          r"|the|and|in|to|a|for)*(?: ?(?-i:[A-Z])[\w’'-]+))*)|\b(?:halfway through|in the middle of) (?:reading )?"
          r"(?P<y>(?-i:[A-Z])[\w’'-]+(?: (?:(?:of|the|and|in|to|a|for) )*(?-i:[A-Z])[\w’'-]+)*)",
          _paged, firm=False),
)
