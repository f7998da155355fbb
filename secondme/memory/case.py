"""Cases: a request, how it was answered, and how that went; and concepts, what several cases have in common.

Pure. A case is shown again where a request is like it, a good one as a way to go, a failed one only as what to avoid.
Source: Zhou et al. 2025, "AgentFly" (Memento), section 4 (a bank of cases, four of them in a prompt, by likeness and
    value); Ho et al. 2025, "ArcMemo" (related cases as one concept with open places); Shinn et al. 2023, "Reflexion".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from secondme.memory.correction import correction
from secondme.memory.lesson import CASE, CONCEPT, Learnt
from secondme.memory.named import PLAIN, TOKEN
from secondme.memory.quiet import STOP
from secondme.memory.roots import root
from secondme.memory.teaching import drawn

MOST = 4
"""Cases in a prompt: more made AgentFly worse."""
STEP = 0.1
"""Likenesses that differ by less count as equal, and the value decides."""
LIKE = 0.55
"""Likeness from which on a lesson is for a request."""
RELATED = 0.6
"""Share of the telling words that cases of one concept have in common."""
FAILED = 0.5
"""An outcome below it is a failure."""
PLAN, FAILURE = 160, 80
"""Characters of an answer that a case quotes, where it went well and where it failed."""
OPEN = "…"
"""Stands for what differs between the cases of a concept."""
_MAKING = 0.3
"""What a word like "write" tells of a request beside what is to be written."""
_AGAIN = 0.8
_VERBS = re.compile(
    r"write|give|show|list|make|tell|draft|create|compose|generate|plan|propose|suggest|recommend|describe|prepare"
    r"|want|need|help|use|get|find|short|nice|good|new",
    re.IGNORECASE,
)
_SPELLING = re.compile(r"iz(?=(?:e[ds]?|ing|ations?)$)")
_QUIET = STOP | PLAIN

_GLAD = re.compile(
    r"^\W*(?:(?:oh|ok|okay|wow|yes|ah|great|nice)\b[\s,!.]+)*(?:thanks|thank you|thx|cheers|perfect|great|exactly"
    r"|excellent|wonderful|brilliant|awesome|lovely|spot on|well done|good job|nice one|(?:that|this|it)(?:'s| is| was)"
    r"(?: just| really| very| so| exactly)* (?:perfect|great|right|it|what i (?:wanted|needed|asked for|meant)|good"
    r"|lovely|helpful|better)|i (?:love|like) (?:it|that|this)|danke|super|prima|perfekt)\b",
    re.IGNORECASE,
)
_UNHAPPY = re.compile(
    r"^\W*(?:no|nope)\b[\s,.!]+(?:try|that|this|not|i (?:asked|wanted|meant|said))\b|^\W*(?:wrong|again)\W*$"
    r"|\bnot what i (?:asked|wanted|meant|need)"
    r"|\btry (?:that |it |this )?again\b|\b(?:that|this|it)(?:'s| is)(?: just| really| totally)? (?:wrong|useless|bad"
    r"|no good|terrible|not (?:good|right|it|helpful|what))|\bstill (?:wrong|not right|too)|\bdo (?:it|that) again\b"
    r"|\b(?:i )?(?:don't|do not) like (?:it|that|this)\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:but|though|however|except|aber)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"\s*(?:(?:sure|of course|certainly|absolutely|okay|ok|great|happy to help|no problem|here(?:'s| is| are| you go))"
    r"\b[^\n]{0,80}?[!:.,]\s+)+",
    re.IGNORECASE,
)


# ---- how it went -------------------------------------------------------------------------------------


def outcome(asked: str, said: str) -> float | None:
    """How an answer to `asked` went, by what the person said next: 1 well, 0 badly, None where that does not tell."""
    plain = said.replace("’", "'")
    if any(one.fault for one in drawn(plain, asked)):
        return 0.0
    found = correction(plain)
    if found is not None or _UNHAPPY.search(plain) or alike(asked, plain) >= _AGAIN:
        return 0.0
    return 1.0 if _GLAD.search(plain) and not _BUT.search(plain) else None


def plan(answer: str, longest: int = PLAN) -> tuple[int, int]:
    """The characters of an answer that tell how it was done: from its beginning, without a courtesy, to the end of a
    sentence or a line where one is near enough."""
    opening = _OPENING.match(answer)
    start = opening.end() if opening and opening.end() < len(answer) else 0
    while start < len(answer) and answer[start].isspace():
        start += 1
    end = min(len(answer), start + longest)
    if end < len(answer):
        ends = [match.start() + 1 for match in re.finditer(r"[.!?](?=\s)|\S(?=\n)", answer[start:end])]
        space = answer.rfind(" ", start, end)
        end = start + ends[-1] if ends and ends[-1] > longest // 3 else space if space > start else end
    return start, end


# ---- likeness ----------------------------------------------------------------------------------------


def telling(text: str) -> dict[str, float]:
    """The words that tell what kind of request something is, by their roots, with their weights."""
    words = [word for word in TOKEN.findall(text) if word.lower() not in _QUIET]
    plain = {word: _SPELLING.sub("is", word.replace("-", "").lower()) for word in words}
    return {root(plain[word]): _MAKING if _VERBS.fullmatch(word) else 1.0 for word in words}


def alike(one: str, other: str) -> float:
    """The share of the telling words that two requests have in common, in [0, 1]."""
    left, right = telling(one), telling(other)
    every = left | right
    return sum(every[word] for word in left.keys() & right.keys()) / sum(every.values()) if every else 0.0


def likeness(situation: str, question: str, cosine: float) -> float:
    """How far a request is of a kind, in [0, 1]: how much of what tells the kind stands in it, and how near their
    vectors are. `cosine` is in [-1, 1]."""
    wanted, there = telling(situation), telling(question)
    held = sum(weight for word, weight in wanted.items() if word in there) / sum(wanted.values()) if wanted else 0.0
    return max(held, 0.0) * 0.7 + max(cosine, 0.0) * 0.3


def chosen(found: Sequence[tuple[float, Learnt]], most: int = MOST) -> list[Learnt]:
    """What is shown for a request of what is like it: lessons first, then at most so many cases.

    Of those that are equally alike the better outcome comes first. A concept stands for those of its cases that
    went well.
    """
    ranked = sorted(
        ((round(like / STEP), one.value, one.uses, one) for like, one in found if like >= LIKE),
        key=lambda entry: (-entry[0], -entry[1], -entry[2], entry[3].id),
    )
    kept = [one for *_, one in ranked]
    told = {member for one in kept if one.rule == CONCEPT for member in one.members}
    lessons = [one for one in kept if one.rule not in (CASE, CONCEPT)]
    cases = [one for one in kept if one.rule in (CASE, CONCEPT) and (one.failed or one.id not in told)]
    return lessons + cases[:most]


def line(one: Learnt) -> tuple[str, bool]:
    """What is told of a lesson or a case, and whether that is something to avoid."""
    if one.rule not in (CASE, CONCEPT):
        return one.text, False
    words = " ".join(one.plan.split())
    if one.failed:
        return f'"{_short(words, FAILURE)}"', True
    return f'For "{_short(one.text)}" this was good: "{_short(words, PLAN)}"', False


def _short(text: str, longest: int = 80) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + OPEN


# ---- concepts ----------------------------------------------------------------------------------------


def pattern(texts: Sequence[str]) -> str:
    """What requests have in common, word for word and in order, with "…" for what differs; empty where that tells
    nothing of their kind."""
    common = TOKEN.findall(texts[0])
    for text in texts[1:]:
        common = _shared(common, TOKEN.findall(text))
    tell = [word for word in common if word.lower() not in _QUIET and not _VERBS.fullmatch(word)]
    if not tell:
        return ""
    said: list[str] = []
    words, at = TOKEN.findall(texts[0]), 0
    for word in common:
        place = words.index(word, at)
        said += [OPEN, word] if place > at and not (said and said[-1] == OPEN) else [word]
        at = place + 1
    return " ".join([*said, OPEN] if at < len(words) else said)


def _shared(left: Sequence[str], right: Sequence[str]) -> list[str]:
    """The longest common subsequence of two rows of words, by their roots, as the first has it."""
    ours, theirs = [root(word) for word in left], [root(word) for word in right]
    table = [[0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i in range(len(ours) - 1, -1, -1):
        for j in range(len(theirs) - 1, -1, -1):
            same = ours[i] == theirs[j]
            table[i][j] = table[i + 1][j + 1] + 1 if same else max(table[i + 1][j], table[i][j + 1])
    i = j = 0
    found = []
    while i < len(ours) and j < len(theirs):
        if ours[i] == theirs[j]:
            found.append(left[i])
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def related(kinds: Collection[tuple[str, str]]) -> list[list[str]]:
    """Groups of two or more requests of one kind, given as id and kind, each beside the first that it is like."""
    groups: list[tuple[str, list[str]]] = []
    for name, text in kinds:
        group = next((members for first, members in groups if alike(first, text) >= RELATED), None)
        if group is None:
            groups.append((text, [name]))
        else:
            group.append(name)
    return [members for _, members in groups if len(members) > 1]
