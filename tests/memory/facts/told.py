"""How much is drawn of what people told: recall, precision, and the turns that give nothing and from which something is
drawn. `python -m tests.memory.facts.told FILE` prints totals; with `--misses` the turns too, with `--rules` what the
rules draw without the reader, with `--kept` only of each twelfth line, as the reader has seen the others.

A line is `text => relation object; Name | - relation | object; ? relation object`: "-" for what holds no more, "?" for
what may be drawn or not. Before the text may stand what was said before it, and "|||".
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from secondme.bench.lives.matching import _hour, tokens
from secondme.encoders.reader import bundled
from secondme.memory.facts.agreed import drawn
from secondme.memory.facts.draw import draw
from secondme.memory.facts.frames.pieces import ROLES
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.facts.words import NATIONS

NOW = 1_772_000_000.0
_ALIKE = (
    frozenset(("owns", "drives", "has_pet", "collects", "grows", "uses")),
    frozenset(("studies", "learns", "studies_at")),
    frozenset(("plans", "aims_at", "appointment", "expects")), frozenset(("likes", "prefers", "plays", "habit")),
    frozenset(("injured", "has_condition")), frozenset(("works_as", "works_in", "works_at")),
    frozenset(("has_family", "sibling", "child", "relative", "parent", "partner", "friend", "knows", "is_a")),
    frozenset(("avoids", "dislikes", "allergic_to", "eats")), frozenset(("lives_in", "home", "address", "comes_from")),
    frozenset(("status", "anniversary")),
    frozenset(("neighbour", "colleague", "boss", "friend", "knows", "lives_with")),
)  # fmt: skip
"""Relations that a label may stand for one another."""


@dataclass(frozen=True, slots=True)
class Label:
    subject: str
    relation: str
    object: str
    ends: bool
    arguable: bool


@dataclass(frozen=True, slots=True)
class Turn:
    said: Utterance
    labels: tuple[Label, ...]


def read(table: Path) -> list[Turn]:
    """The turns of a table."""
    lines = [line for line in table.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return [_turn(line) for line in lines if "=>" in line]


def kept(table: Path) -> list[Turn]:
    """The turns of a table of which the reader learnt nothing, but for those that mean somebody by "she" alone."""
    turns = read(table)[KEPT::EACH]
    return [turn for turn in turns if not any(label.subject.lower() in PRONOUNS for label in turn.labels)]


EACH, KEPT = 12, 5
"""Of each dozen messages `assets/make_reader.py` keeps one out."""
PRONOUNS = frozenset("he she they his her their it its".split())


def _turn(line: str) -> Turn:
    text, _, wanted = line.rpartition("=>")
    before: tuple[tuple[str, str], ...] = ()
    if "|||" in text:
        first, _, text = text.partition("|||")
        first = first.strip()
        before = (("assistant", first[2:].strip()) if first.startswith("A:") else ("person", first),)
    said = Utterance("m", text.strip().replace("\\n", "\n"), NOW, "", before)
    return Turn(said, tuple(_label(one.strip()) for one in wanted.split(";") if one.strip()))


def _label(text: str) -> Label:
    arguable, text = text.startswith("?"), text.removeprefix("?").strip()
    ends, text = text.startswith("-"), text.removeprefix("-").strip()
    subject = "you"
    parts = [part.strip() for part in text.split("|")]
    if len(parts) == 3:
        subject, relation, thing = parts
    elif len(parts) == 2:
        subject, (relation, _, thing) = parts[0], parts[1].removeprefix("-").strip().partition(" ")
        ends = ends or parts[1].startswith("-")
    else:
        relation, _, thing = text.partition(" ")
    ends, relation = ends or relation.startswith("-"), relation.removeprefix("-").strip()
    role = ROLES.get(subject.removeprefix("your ").lower())
    return Label(f"your {role}" if role else subject, relation, thing.strip(), ends, arguable)


def fits(one: Statement, label: Label) -> bool:
    """Whether a drawn statement says what a label does: like `bench.lives.matching`, but a word more or less on
    either side is no fault."""
    alike = one.relation == label.relation or one.relation.startswith(f"{label.relation}_")
    alike = alike or any({one.relation, label.relation} <= group for group in _ALIKE)
    if not alike or one.ends != label.ends or not _same(one.subject, label.subject):
        return False
    if one.relation == "comes_from" and one.object.lower() in NATIONS:
        return one.object[:2].lower() == label.object[:2].lower()
    drawn, told = _words(one), _words(label)
    if one.relation == "has_pet" or label.relation == "has_pet":
        drawn |= tokens(one.text)
    return bool(drawn & told) and (drawn <= told or told <= drawn or len(drawn & told) * 2 >= len(drawn | told))


def _words(one: Statement | Label) -> frozenset[str]:
    """The words of an object; an hour and a number in one form."""
    text = _NUMBER.sub(lambda match: str(_TENS[match[1]] + _UNITS.get(match[2] or "", 0)), one.object.lower())
    return tokens(_hour(text) if one.relation == "wakes_at" else text)


_UNITS = {word: number for number, word in enumerate("one two three four five six seven eight nine".split(), start=1)}
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_NUMBER = re.compile(rf"\b({'|'.join(_TENS)})(?:[- ]({'|'.join(_UNITS)}))?\b")


def _same(drawn: str, told: str) -> bool:
    if drawn == "you" or told == "you":
        return drawn == told
    return bool(tokens(drawn) & tokens(told)) or drawn.startswith("your ") != told.startswith("your ")


Drawing = Callable[[Utterance], list[Statement]]


def with_reader() -> Drawing:
    """What the rules and the bundled reader draw."""
    reading = bundled()
    return lambda said: drawn(said, reading)


def score(turns: list[Turn], drawing: Drawing = draw) -> tuple[Counter[str], dict[str, Counter[str]], list[str]]:
    """Totals, the same by relation, and lines that say what was missed (`-`) and what was wrong (`+`)."""
    total: Counter[str] = Counter()
    by: dict[str, Counter[str]] = {name: Counter() for name in RELATIONS}
    lines: list[str] = []
    for turn in turns:
        found = drawing(turn.said)
        firm = [label for label in turn.labels if not label.arguable]
        missed = [label for label in firm if not any(fits(one, label) for one in found)]
        wrong = [one for one in found if not any(fits(one, label) for label in turn.labels)]
        open_ = sum(any(fits(one, label) for label in turn.labels if label.arguable) for one in found)
        empty = not turn.labels
        total.update(told=len(firm), found=len(firm) - len(missed), wrong=len(wrong), empty=empty,
                     false=empty and bool(wrong), arguable=open_)  # fmt: skip
        total.update(over=sum(one.ends for one in firm), over_found=sum(one.ends for one in firm if one not in missed))
        for label in firm:
            by.setdefault(label.relation, Counter()).update(told=1, found=label not in missed)
        for one in wrong:
            by[one.relation].update(wrong=1)
        if missed or wrong:
            lines.append(turn.said.text.replace("\n", " / "))
            lines += [f"    - {_shown(label)}" for label in missed]
            lines += [f"    + {_shown(one)}" for one in wrong]
    return total, by, lines


def _shown(one: Label | Statement) -> str:
    return f"{'not ' * one.ends}{one.subject} | {one.relation} | {one.object}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(arguments: list[str]) -> None:
    drawing = draw if "--rules" in arguments else with_reader()
    turns_of = kept if "--kept" in arguments else read
    for path in (Path(one) for one in arguments if not one.startswith("--")):
        total, by, lines = score(turns_of(path), drawing)
        _say(
            f"{path.stem}: recall {_share(total['found'], total['told'])} of {total['told']}, precision "
            f"{_share(total['found'], total['found'] + total['wrong'])} ({total['wrong']} wrong), false "
            f"{_share(total['false'], total['empty'])} of {total['empty']}, ends "
            f"{_share(total['over_found'], total['over'])} of {total['over']}"
        )
        if "--misses" in arguments:
            _say("\n".join(lines))
        if "--by" in arguments:
            for name, one in sorted(by.items(), key=lambda item: item[1]["found"] - item[1]["told"]):
                if one["told"] or one["wrong"]:
                    _say(f"  {re.sub('_', ' ', name):20} {one['found']:3} of {one['told']:3}, {one['wrong']} wrong")


if __name__ == "__main__":
    main(sys.argv[1:])
