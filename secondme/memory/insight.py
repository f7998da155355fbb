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
        about = f", about {_listed(named)}" if named else ""
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
        for word in topics_of(memory.text):
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
        for word in topics_of(memory.text):
            # A name says more than any other word: it counts double.
            counts[word.lower()] += 2 if word[0].isupper() and not memory.text.startswith(word) else 1
            shown.setdefault(word.lower(), word)
    return [shown[word] for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:NAMED]]


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]
