"""Sub-goals of conversations in the ledger. Implements the port `Goals`.

Invariant: a goal has no words of its own. What it is and what came of it are turns of the person, so that undoing,
forgetting and exporting reach them; a goal whose end was taken back is open again.
"""

from __future__ import annotations

from secondme.errors import NotFound, Refused
from secondme.memory.record import By
from secondme.memory.working import DEPTH
from secondme.store.conversations import Conversations
from secondme.store.rows import HIDDEN
from secondme.store.store import Store
from secondme.storing import Goal, Message

BEGUN = "Goal: "
REACHED = "Done: "
ARROW = " -> "

_GOALS = (
    "SELECT goal.number, memory.text, coalesce(said.text, ''), goal.opening, "
    "CASE WHEN said.n IS NOT NULL THEN goal.closing END, above.number, (SELECT count(*) FROM message AS turn "
    "JOIN memory AS words ON words.n = turn.memory WHERE turn.conversation = message.conversation "
    "AND words.status != 'forgotten' AND turn.n > goal.opening "
    "AND turn.n < CASE WHEN said.n IS NOT NULL THEN goal.closing ELSE 1 << 62 END), memory.id "
    "FROM goal CROSS JOIN message ON message.n = goal.opening "
    "JOIN conversation ON conversation.n = message.conversation JOIN memory ON memory.n = message.memory "
    "LEFT JOIN message AS ended ON ended.n = goal.closing "
    "LEFT JOIN memory AS said ON said.n = ended.memory AND said.status != 'forgotten' "
    "LEFT JOIN goal AS above ON above.opening = goal.parent "
    f"WHERE conversation.id = ? AND {HIDDEN} ORDER BY goal.opening"
)


class Goals:
    """The goals of every conversation."""

    def __init__(self, store: Store, talks: Conversations) -> None:
        self._store = store
        self._ledger = store.ledger
        self._talks = talks

    def begin(self, conversation: str, text: str) -> Goal:
        """See `Goals`."""
        with self._ledger.write() as connection, self._store.operation("began a goal"):
            open_ = [goal for goal in self.all(conversation) if goal.closing is None]
            if len(open_) >= DEPTH:
                raise Refused(
                    f"{len(open_)} goals are open already, each within the one before; that is the most.",
                    f"End {open_[-1].text!r} first, with: /done RESULT",
                )
            said = self._talks.say(conversation, By.PERSON, BEGUN + text)
            connection.execute(
                "INSERT INTO goal (opening, number, parent) SELECT ?, 1 + coalesce(max(goal.number), 0), ? FROM goal "
                "JOIN message ON message.n = goal.opening WHERE message.conversation = "
                "(SELECT conversation FROM message WHERE n = ?)",
                (said.n, open_[-1].opening if open_ else None, said.n),
            )
        return self.all(conversation)[-1]

    def end(self, conversation: str, result: str) -> Goal:
        """See `Goals`."""
        with self._ledger.write() as connection, self._store.operation("ended a goal"):
            open_ = [goal for goal in self.all(conversation) if goal.closing is None]
            if not open_:
                raise NotFound("No goal is open in this conversation.", "Begin one with: /goal TEXT")
            goal = open_[-1]
            said = self._talks.say(
                conversation, By.PERSON, REACHED + goal.text + (ARROW + result if result else "")
            )
            connection.execute("UPDATE goal SET closing = ? WHERE opening = ?", (said.n, goal.opening))
        return next(one for one in self.all(conversation) if one.number == goal.number)

    def all(self, conversation: str) -> list[Goal]:
        """See `Goals`."""
        return [
            Goal(number, text.removeprefix(BEGUN), _result(text, said), *rest)
            for number, text, said, *rest in self._ledger.rows(_GOALS, (conversation,))
        ]

    def turns(self, conversation: str, number: int) -> list[Message]:
        """See `Goals`."""
        goals = self.all(conversation)
        goal = next((one for one in goals if one.number == number), None)
        if goal is None:
            there = ", ".join(str(one.number) for one in goals) or "none yet"
            raise NotFound(f"There is no goal {number} in this conversation: there are {there}.")
        end = goal.closing or 1 << 62
        return [one for one in self._talks.messages(conversation) if goal.opening <= one.n <= end]

    def latest(self) -> str:
        """The conversation in which a goal was begun last; empty if there is none."""
        sql = (
            "SELECT conversation.id FROM goal JOIN message ON message.n = goal.opening JOIN memory "
            "ON memory.n = message.memory JOIN conversation ON conversation.n = message.conversation "
            f"WHERE {HIDDEN} ORDER BY goal.opening DESC LIMIT 1"
        )
        return str(self._ledger.scalar(sql) or "")


def _result(text: str, said: str) -> str:
    """What came of a goal: what the words that ended it say beyond the goal itself."""
    goal, told = text.removeprefix(BEGUN), said.removeprefix(REACHED)
    rest = told[len(goal) :] if told.startswith(goal) else told.partition(ARROW)[2]
    return rest.removeprefix(ARROW).strip()
