"""Sub-goals of conversations in the ledger. Implements the port `Goals`.

Invariant: a goal has no words of its own. What it is and what came of it are turns of the person, so that undoing,
forgetting and exporting reach them; a goal whose end was taken back is open again.
"""

from __future__ import annotations

from secondme.errors import NotFound, Refused
from secondme.memory.record import By
from secondme.memory.working import DEPTH
from secondme.store.conversations import Conversations
from secondme.store.lineage import LINE, SHARED
from secondme.store.rows import HIDDEN
from secondme.store.store import Store
from secondme.storing import Goal, Message

BEGUN = "Goal: "
REACHED = "Done: "
ARROW = " -> "

_GOALS = (
    f"{LINE}, ends (opening, closing, text) AS (SELECT goal.opening, ended.n, memory.text FROM goal "
    "JOIN message AS ended ON ended.n = goal.closing OR ended.n IN "
    "(SELECT reached.closing FROM reached WHERE reached.opening = goal.opening) "
    "JOIN line ON ended.conversation = line.n AND ended.n <= line.upto "
    f"JOIN memory ON memory.n = ended.memory WHERE {HIDDEN}) "
    "SELECT goal.number, memory.text, coalesce(ends.text, ''), goal.opening, ends.closing, above.number, "
    "(SELECT count(*) FROM line AS part CROSS JOIN message AS turn ON turn.conversation = part.n "
    "AND turn.n <= part.upto AND turn.n > goal.opening AND turn.n < coalesce(ends.closing, 1 << 62) "
    "JOIN memory AS words ON words.n = turn.memory WHERE words.status != 'forgotten'), memory.id "
    "FROM goal CROSS JOIN message ON message.n = goal.opening "
    f"JOIN line ON {SHARED} JOIN memory ON memory.n = message.memory "
    "LEFT JOIN ends ON ends.opening = goal.opening LEFT JOIN goal AS above ON above.opening = goal.parent "
    f"WHERE {HIDDEN} ORDER BY goal.opening"
)
"""What ended a goal is what stands in this conversation: a branch ends what it shares with its parent by itself."""


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
                f"{LINE}INSERT INTO goal (opening, number, parent) SELECT ?, 1 + coalesce(max(goal.number), 0), ? "
                f"FROM goal JOIN message ON message.n = goal.opening JOIN line ON {SHARED}",
                (conversation, said.n, open_[-1].opening if open_ else None),
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
            connection.execute(
                "UPDATE goal SET closing = ?1 WHERE opening = ?2 AND (SELECT conversation FROM message WHERE n = ?1) = "
                "(SELECT conversation FROM message WHERE n = ?2)",
                (said.n, goal.opening),
            )
            if not connection.changes():
                connection.execute("INSERT INTO reached (closing, opening) VALUES (?, ?)", (said.n, goal.opening))
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
