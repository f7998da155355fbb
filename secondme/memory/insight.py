"""Reflection without a model: counting over what the person said, and citing what was counted.

Pure. An insight is made from at least two memories and names them; one worded by a model counts only if its
words are supported by what it cites.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from secondme.memory.quiet import STOP
from secondme.memory.recall import is_question
from secondme.memory.record import Derived, Kind, Memory, Said, identity
from secondme.memory.when import day, day_key

LEAST_DAY = 2
"""Statements that make a day worth a summary."""
LEAST_TOPIC = 3
"""Statements that make a word a topic."""
MOST_TOPICS = 20
"""Topics that a run looks at, the ones spoken of most."""
NAMED = 3
"""Words that a summary names."""

_WORD = re.compile(r"[^\W\d_][\w'’-]*", re.UNICODE)
_DULL = STOP | frozenset(
    [
        "also",
        "always",
        "because",
        "back",
        "bit",
        "day",
        "days",
        "everything",
        "get",
        "getting",
        "go",
        "going",
        "good",
        "got",
        "great",
        "i'd",
        "i'll",
        "i'm",
        "i've",
        "it's",
        "like",
        "lot",
        "made",
        "make",
        "makes",
        "much",
        "need",
        "never",
        "new",
        "next",
        "now",
        "one",
        "ones",
        "only",
        "really",
        "right",
        "see",
        "still",
        "take",
        "thing",
        "things",
        "think",
        "time",
        "today",
        "told",
        "tomorrow",
        "want",
        "wants",
        "way",
        "week",
        "well",
        "went",
        "year",
        "years",
        "yes",
        "yesterday",
        "don't",
        "didn't",
        "can't",
    ]
)

_REGULAR = (
    "accept add agree allow appear apply arrive ask attend avoid believe belong bother carry cause change check choose "
    "claim close collect complain consider contain continue cost cover create decide deliver depend describe deserve "
    "discover discuss enjoy ensure enter exist expect explain fail fetch fill finish follow handle happen help "
    "improve include increase intend invite involve join kill lack learn like listen live look love manage matter "
    "mention miss move need notice offer open order own pass pick plan prefer prepare produce promise protect prove "
    "provide pull push raise reach realise realize receive recognise recognize recommend reduce refer refuse relate "
    "remain remove repeat replace reply require return save seem serve share solve start stay stop succeed suffer "
    "suggest suppose talk taste tend thank touch travel treat try turn use visit wait walk want watch wish wonder "
    "work worry"
)
_IRREGULAR = (
    "became become becomes becoming began begin begins begun bought bring brings brought build builds built buy buying "
    "buys came catch caught chose chosen come comes coming cut cuts doing drew drove eat eaten eats fall fallen falls "
    "feel feels fell felt fight find finding finds fits forget forgets forgot forgotten found gave gets give given "
    "gives giving goes gone gotten grew grow grown grows hear heard hears held hold holds hung keep keeping keeps kept "
    "knew knowing known knows lay lead leads leave leaves leaving led lend lent let lets letting lie lies lose loses "
    "losing lost making mean means meant meets met paid pay paying pays put puts putting ran read reads rode runs said "
    "sang sat saw saying says seeing seen sees sell selling sells send sending sends sent set sets setting show showed "
    "shown shows sit sits sitting slept sold spend spending spends spent spoke stand stands stood stuck swam taken "
    "takes taking taught teach teaches tells thinking thinks thought threw throw throws told took understand "
    "understood wake wakes wear wearing wears woke won wore write writes written wrote"
)
_LIGHT = (
    "able about actually after again ago all almost already although another any anyone anything around away bad "
    "before best better between big both certain different each early easy either else enough even evening ever every "
    "everyone few fine first free full hard here high hour hours however instead just kind last late later least less "
    "little long longer lots many may maybe minute minutes moment month months more morning most nice night nothing "
    "off often old other others over own part people per perhaps place pretty probably quite rather real same second "
    "several short should since small some somebody someone something sometimes somewhere soon sort stuff such sure "
    "than their them there these they though thought three through times together tonight two under until usual "
    "usually very weeks were what when where while whole without won't would yet you're"
)


def _forms(verb: str) -> set[str]:
    """A regular verb in its forms."""
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y") and verb[-2] not in "aeou":
        return {verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
    doubled = {f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"} if verb[-1] in "lnpr" else set()
    ending = "es" if verb.endswith(("ch", "sh", "ss")) else "s"
    return {verb, f"{verb}{ending}", f"{stem}ed", f"{stem}ing"} | doubled


_VERBS = frozenset(_IRREGULAR.split()) | frozenset(_LIGHT.split()) | {
    form for verb in _REGULAR.split() for form in _forms(verb)
}  # fmt: skip
"""Plain verbs in their forms, and light words: nothing is about them. Those that name a thing as well ("meeting",
"cook", "run") are left out."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An insight to be: its id, the rule and words that made it, the evidence, and the words it is about."""

    id: str
    rule: str
    text: str
    evidence: tuple[str, ...]
    keywords: tuple[str, ...]


def statements(episodes: Sequence[Memory]) -> list[Memory]:
    """What the person stated in conversations: no questions, nothing by others."""
    return [
        memory
        for memory in episodes
        if memory.kind is Kind.EPISODE and memory.by == "person" and not is_question(memory.text)
    ]


def topics_of(text: str) -> list[str]:
    """The words of a text that may be a topic, in order, each once; names keep their capital letter."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text):
        plain = word.removesuffix("'s").removesuffix("’s")
        if len(plain) > 2 and plain.lower() not in _DULL:
            found.setdefault(plain.lower(), plain)
    return list(found.values())


def _spoken_of(text: str) -> list[str]:
    """The words of a text by which the person may be told what it is about."""
    return [word for word in topics_of(text) if word.lower().replace("’", "'") not in _VERBS]


def daily(episodes: Sequence[Memory]) -> list[Draft]:
    """A summary of each day on which the person stated at least `LEAST_DAY` things.

    Source: MemoryBank (Zhong et al. 2023), section 2.2: daily summaries, from which wider ones are made.
    """
    days: dict[str, list[Memory]] = defaultdict(list)
    for memory in statements(episodes):
        days[day_key(memory.made)].append(memory)
    drafts: list[Draft] = []
    for key, said in sorted(days.items()):
        if len(said) < LEAST_DAY:
            continue
        named = _most_named(said)
        about = f", about {listed(named)}" if named else ""
        drafts.append(
            Draft(
                id=identity(Kind.INSIGHT, "day", key),
                rule="day",
                text=f"On {day(said[0].made)} you told me {len(said)} things{about}.",
                evidence=tuple(memory.id for memory in said),
                keywords=tuple(named),
            )
        )
    return drafts


def recurring(episodes: Sequence[Memory], *, most: int | None = MOST_TOPICS) -> list[Draft]:
    """The topics that the person came back to: how often, in how many conversations, from when to when.

    `most` are the topics that are looked at, all of them where None.
    """
    mentions: dict[str, list[Memory]] = defaultdict(list)
    shown: dict[str, str] = {}
    for memory in statements(episodes):
        for word in _spoken_of(memory.text):
            mentions[word.lower()].append(memory)
            shown.setdefault(word.lower(), word)
    often = sorted(
        ((word, said) for word, said in mentions.items() if len(said) >= LEAST_TOPIC),
        key=lambda item: (-len(item[1]), item[0]),
    )[:most]
    drafts: list[Draft] = []
    for word, said in often:
        talks = len({memory.source.conversation for memory in said if isinstance(memory.source, Said)})
        first, last = day(min(memory.made for memory in said)), day(max(memory.made for memory in said))
        span = f"on {first}" if first == last else f"between {first} and {last}"
        drafts.append(
            Draft(
                id=identity(Kind.INSIGHT, "topic", word),
                rule="topic",
                text=f"You spoke of “{shown[word]}” {len(said)} times in {talks} "
                f"{'conversation' if talks == 1 else 'conversations'}, {span}.",
                evidence=tuple(memory.id for memory in said),
                keywords=(shown[word],),
            )
        )
    return drafts


def redrafted(insight: Memory, evidence: Sequence[Memory]) -> Draft | None:
    """The draft that the rule of an insight makes of these memories today; None where it makes none of them."""
    match insight.source:
        case Derived(rule="day"):
            drafts = daily(evidence)
        case Derived(rule="topic"):
            drafts = recurring(evidence, most=None)
        case _:
            return None
    return next((draft for draft in drafts if draft.id == insight.id), None)


def agrees(insight: Memory, draft: Draft, evidence: Sequence[Memory]) -> bool:
    """Whether an insight rests on what a draft rests on and says what that says, and nothing beside that its evidence
    does not say: the words of that may have been edited since."""
    if insight.source != Derived(draft.rule, draft.evidence) or not insight.text.startswith(draft.text):
        return False
    beside = insight.text.removeprefix(draft.text).strip()
    return not beside or supported(beside, [memory.text for memory in evidence])


def supported(sentence: str, evidence: Sequence[str]) -> bool:
    """Whether every telling word and every number of a sentence stands in the texts it cites.

    Words are compared by their first five letters, so that "called" supports "calls". Empty is not supported.
    """
    source = " ".join(evidence).lower()
    words = {_root(word) for word in _WORD.findall(source)}
    numbers = set(re.findall(r"\d+", source))
    told = [word.lower() for word in _WORD.findall(sentence) if word.lower() not in _DULL | _FRAME]
    return (
        bool(told)
        and all(_root(word) in words for word in told)
        and all(number in numbers for number in re.findall(r"\d+", sentence))
    )


_FRAME = frozenset(
    ["user", "you", "your", "person", "talked", "spoke", "mentioned", "said", "told", "has", "have", "had", "and"]
)


def _root(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("’s")[:5]


def _most_named(said: Sequence[Memory]) -> list[str]:
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for memory in said:
        for word in _spoken_of(memory.text):
            # A name says more than any other word: it counts double.
            counts[word.lower()] += 2 if word[0].isupper() and not memory.text.startswith(word) else 1
            shown.setdefault(word.lower(), word)
    return [shown[word] for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:NAMED]]


def listed(words: Sequence[str]) -> str:
    """Words in quotes: “one”, “two” and “three”."""
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]
