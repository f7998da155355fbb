"""What can be asked of a life at its end, and what a profile of it should hold."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime

from secondme.bench.lives.bank import Sections
from secondme.bench.lives.relations import RELATIONS
from secondme.bench.lives.shapes import Planted, Question, QuestionKind, Session, Trait, Trap
from secondme.bench.lives.world import Draft, World

_DAY = 86400.0
_PLAIN = 8
"""Questions about facts that never changed."""


def questions(
    rng: random.Random, world: World, planted: tuple[Planted, ...], texts: Sections, end: datetime
) -> tuple[Question, ...]:
    """Questions on what changed (now and then), on others under the word for them, on habits, on some plain facts."""
    asker = _Asker(rng, world, {one.id: one for one in planted}, texts, end)
    return tuple({(one.text, one.now): one for one in asker.all()}.values())


def traits(planted: Iterable[Planted], traps: Iterable[Trap], sessions: Iterable[Session]) -> tuple[Trait, ...]:
    """What is important and still holds, and the moods that passed."""
    said = {turn.id: turn.text for session in sessions for turn in session.turns}
    lasting = [
        Trait(f"{one.relation}: {one.object}", True, one.said_in, (one.id,))
        for one in planted
        if one.subject == "me"
        and one.valid_to is None
        and one.operation in ("ADD", "UPDATE")
        and one.importance >= 0.7
    ]
    return (*lasting, *(Trait(said[one.turn], False, (one.turn,)) for one in traps if one.kind == "passing_mood"))


class _Asker:
    def __init__(
        self, rng: random.Random, world: World, planted: dict[str, Planted], texts: Sections, end: datetime
    ) -> None:
        self._rng, self._world, self._planted, self._texts, self._end = rng, world, planted, texts, end

    def all(self) -> Iterable[Question]:
        drafts = {draft.id: draft for draft in self._world.drafts}
        asked: set[str] = set()
        for draft in self._world.drafts:
            if draft.operation == "UPDATE" and draft.replaces is not None and not draft.corrected:
                yield from self._changed(draft, drafts[draft.replaces])
                asked |= {draft.id, draft.replaces}
            holds = draft.valid_to is None and draft.operation in ("ADD", "UPDATE")
            if draft.subject != "me" and holds and (draft.by_name or draft.id in asked):
                yield from self._hop(draft)
        holding = [
            draft
            for draft in self._world.drafts
            if draft.id not in asked
            and draft.valid_to is None
            and draft.operation in ("ADD", "UPDATE")
            and not draft.when
            and draft.subject == "me"
        ]
        for draft in [one for one in holding if one.relation == "habit"]:
            yield from self._now(draft, "habit")
        plain = [one for one in holding if one.relation != "habit" and one.relation in self._texts]
        for draft in self._rng.sample(plain, min(len(plain), _PLAIN)):
            yield from self._now(draft, "current")

    def _changed(self, new: Draft, old: Draft) -> Iterable[Question]:
        if new.valid_to is None and new.subject == "me":
            yield from self._now(new, "habit" if new.relation == "habit" else "current")
        if old.when or old.valid_to is None or old.valid_to - old.valid_from < 4 * _DAY:
            return
        middle = datetime.fromtimestamp((old.valid_from + old.valid_to) / 2, self._end.tzinfo)
        texts = [text for text in self._lines(old.relation) if "{on}" in text]
        if texts and old.subject == "me":
            on = f"on {middle.day} {middle:%B}"
            text = self._rng.choice(texts).format(**(old.slots | {"on": on}))
            yield self._question(text, self._end.timestamp(), "past", [old.id], middle.date().isoformat())

    def _now(self, draft: Draft, kind: QuestionKind) -> Iterable[Question]:
        texts = [text for text in self._lines(draft.relation) if "{on}" not in text]
        if not texts:
            return
        now = self._end.timestamp()
        if draft.when:
            said = self._planted[draft.id].valid_from
            now = said + _DAY / 2
        gold = [draft.id]
        relation = RELATIONS[draft.relation]
        if not relation.functional and not draft.when and draft.relation not in ("sibling", "has_pet"):
            gold = [one.id for one in self._world.current("me", draft.relation)]
        text = self._rng.choice(texts).format(**draft.slots)
        yield self._question(text, now, kind, gold)

    def _hop(self, draft: Draft) -> Iterable[Question]:
        being = self._world.beings.get(draft.subject)
        texts = self._texts.get(f"{draft.relation} other", [])
        if being is None or not texts or not self._world.alone(being):
            return
        who = [
            one.id
            for one in self._world.drafts
            if one.subject == "me" and one.object == being.name and one.valid_to is None and one.operation != "NOOP"
        ]
        if who:
            text = self._rng.choice(texts).format(who=f"my {being.kin}")
            kind: QuestionKind = "two_hop" if draft.by_name else "current"
            yield self._question(text, self._end.timestamp(), kind, [draft.id, who[0]][: 1 + draft.by_name])

    def _lines(self, relation: str) -> list[str]:
        return self._texts.get(relation, [])

    def _question(self, text: str, now: float, kind: QuestionKind, gold: list[str], day: str = "") -> Question:
        turns = tuple(dict.fromkeys(turn for one in gold for turn in self._planted[one].said_in))
        return Question(text, now, kind, tuple(gold), turns, day)
