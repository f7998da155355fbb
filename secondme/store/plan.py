"""What a file that is imported holds, seen whole before the first line is taken in; and what of it is new here.

Ids and numbers alone are kept: a hundred bytes or so a memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from secondme.errors import Refused
from secondme.store import lines
from secondme.store.ledger import Ledger, marks
from secondme.store.rows import HIDDEN

TABLES = ("memory", "conversation", "folder", "topic", "operation", "closing")
"""Tables without a row in a home that holds nothing yet."""


class Plan:
    """First `see` every line, then `complete`, then `settle` inside the transaction that takes them in."""

    def __init__(self, now: float) -> None:
        self.now = now
        """When notes without a time were made, in seconds since 1970."""
        self.lines = 0
        """Number of the last line."""
        self.memories: dict[str, int] = {}
        """The line of each memory."""
        self.messages: dict[int, str] = {}
        """The memory of each message, by its number in the file."""
        self.whole = False
        """Whether an export goes into an empty home, and everything keeps its number."""
        self.new: set[str] = set()
        """Memories to take in."""
        self.gone: set[str] = set()
        """Memories that stay out because they were forgotten here, or rest on what was."""
        self.numbers: dict[str, int] = {}
        """For each memory to take in that was said in a message: the number that the message gets."""
        self.silent: set[str] = set()
        """Conversations of whose messages none is taken in."""
        self.branches: dict[str, tuple[str, int]] = {}
        """What each conversation branched from, and the last message that it shares, by its number in the file."""
        self._count = 0
        self._header = self._ended = self._noted = False
        self._needs: dict[str, tuple[str, ...]] = {}
        self._passages: dict[str, str] = {}
        self._spoken: dict[str, str] = {}
        self._last = 0
        self._names: dict[str, set[object]] = {}
        self._parents: dict[str, int] = {}
        self._paths: dict[str, str] = {}

    # ---- seeing --------------------------------------------------------------------------------------

    def see(self, number: int, line: bytes) -> None:
        """Looks at the next line. Raises: Refused, TooNew, with the line's number."""
        found = lines.read(line, number)
        self.lines = number
        self._count += 1
        match found:
            case {"type": "secondme"}:
                if self._count > 1:
                    raise lines.wrong(number, "this line can only be the first.")
                self._header = True
            case {"type": "note"}:
                self._noted = True
                note = lines.note(found, number, self.now)
                if self.memories.setdefault(note.id, number) == number:
                    self._spoken[note.id] = lines.IMPORTED
            case {"type": "memory", "id": name}:
                self._once("memory", name, name in self.memories, number)
                self.memories[name] = number
                made = lines.memory(found, number)
                if resting := lines.needs(made, found):
                    self._needs[name] = resting
                if file := lines.file_of(made):
                    self._passages[name] = file
            case {"type": "message", "n": n, "conversation": talk, "memory": name}:
                self._after("conversation", talk, number)
                self._known(name, number)
                if n <= self._last:
                    raise lines.wrong(number, f"message {n} follows message {self._last}.")
                self._once("message of memory", name, name in self._spoken, number)
                self._last = n
                self.messages[n] = name
                self._spoken[name] = talk
            case {"type": "branch", "conversation": talk, "parent": parent, "upto": upto}:
                self._after("conversation", talk, number)
                self._after("conversation", parent, number)
                self._first("branch", talk, number)
                self.branches[talk] = (parent, upto)
                if talk in self._above(talk):
                    raise lines.wrong(number, f"conversation {talk} branches from itself.")
            case {"type": "recall", "message": n, "memory": name}:
                self._heard(n, number)
                self._known(name, number)
            case {"type": "grounding", "message": n, "under": under}:
                self._heard(n, number)
                self._heard(under, number)
                self._first("grounding of message", n, number)
            case {"type": "use", "memory": name}:
                self._known(name, number)
                self._first("use of memory", name, number)
            case {"type": "thumb", "message": n}:
                self._heard(n, number)
                self._first("thumb of message", n, number)
            case {"type": "goal", "opening": n, "parent": parent, "closing": closing}:
                for one in (n, closing):
                    if one is not None:
                        self._heard(one, number)
                if parent is not None:
                    self._after("goal opened by message", parent, number)
                self._first("goal opened by message", n, number)
            case {"type": "reached", "opening": n, "closing": closing}:
                self._after("goal opened by message", n, number)
                self._heard(closing, number)
                self._first("end of a goal", closing, number)
            case {"type": "key_change", "operation": n, "memory": name}:
                self._after("operation", n, number)
                self._known(name, number)
            case {"type": "key", "memory": name}:
                self._known(name, number)
            case {"type": "tag", "topic": topic, "memory": name}:
                self._after("topic", topic, number)
                self._known(name, number)
            case {"type": "file", "id": name, "folder": folder, "path": path}:
                self._after("folder", folder, number)
                self._first("file", name, number)
                self._first("path of a file", path, number)
                self._paths[name] = path
            case {"type": "folder", "id": name, "path": path}:
                self._first("folder", name, number)
                self._first("path of a folder", path, number)
            case {"type": "topic", "n": n, "name": name, "parent": parent}:
                self._first("topic", name, number)
                self._first("number of a topic", n, number)
                if parent is not None:
                    self._parents.setdefault(parent, number)
            case {"type": "conversation", "id": name}:
                self._first("conversation", name, number)
            case {"type": "operation", "n": n}:
                self._first("operation", n, number)
            case {"type": "end", "lines": count}:
                if count != self._count:
                    raise lines.wrong(number, f"it should be line {count:,}: lines were lost or added.")
                self._ended = True

    def complete(self) -> None:
        """Nothing follows. Raises: Refused if something is missing."""
        if not self._count:
            raise Refused("The file is empty.", "Nothing was imported.")
        if self._header and not self._ended:
            raise Refused(
                f"The file is cut off after line {self.lines:,}: its end is missing.",
                "Nothing was imported. Export again; to import what is left, take the first line away.",
            )
        for parent, number in self._parents.items():
            self._after("topic", parent, number)

    def _known(self, memory: str, number: int) -> None:
        if memory not in self.memories:
            raise lines.wrong(number, f"memory {memory} does not stand before it.")

    def _heard(self, message: int, number: int) -> None:
        if message not in self.messages:
            raise lines.wrong(number, f"message {message} does not stand before it.")

    def _once(self, form: str, name: object, there: bool, number: int) -> None:
        if there:
            raise lines.wrong(number, f"the {form} {name} stands there twice.")

    def _first(self, form: str, name: object, number: int) -> None:
        names = self._names.setdefault(form, set())
        self._once(form, name, name in names, number)
        names.add(name)

    def _after(self, form: str, name: object, number: int) -> None:
        if name not in self._names.get(form, ()):
            raise lines.wrong(number, f"the {form} {name} does not stand before it.")

    def _above(self, talk: str) -> dict[str, int]:
        """What a conversation branched from, near to far, each with the last of its messages that is shared."""
        found: dict[str, int] = {}
        last = 1 << 63
        while talk in self.branches and self.branches[talk][0] not in found:
            talk, upto = self.branches[talk]
            last = found[talk] = min(last, upto)
        return found

    def shared(self, talk: str) -> list[str]:
        """The memories of the messages that a branch shares, the last first."""
        above = self._above(talk)
        return [
            name for n, name in sorted(self.messages.items(), reverse=True) if n <= above.get(self._spoken[name], -1)
        ]

    def titled(self, talk: str) -> bool:
        """Whether a conversation may keep its title: nothing that was said in it was forgotten here."""
        return not any(self._spoken.get(name) == talk for name in self.gone)

    # ---- what is new here ----------------------------------------------------------------------------

    def settle(self, ledger: Ledger, there: Collection[str], forgotten: Collection[str]) -> None:
        """Decides what to take in, from the ids of the file that are there and those that were forgotten.

        Raises: Refused if a memory rests on what is nowhere.
        """
        empty = not any(ledger.one(f"SELECT 1 FROM {table} LIMIT 1") for table in TABLES)
        self.whole = self._header and empty and not self._noted
        self.gone = set(forgotten)
        resting: dict[str, list[str]] = {}
        for name, needs in self._needs.items():
            for other in needs:
                resting.setdefault(other, []).append(name)
        front = list(self.gone)
        while front:
            for name in resting.get(front.pop(), ()):
                if name not in there and name not in self.gone:
                    self.gone.add(name)
                    front.append(name)
        self.new = self.memories.keys() - set(there) - self.gone
        self._supported(ledger)
        if not self.whole:
            self.new -= self._read_here(ledger)
        self._number(ledger)
        heard = {talk for name, talk in self._spoken.items() if name in self.numbers}
        self.silent = set(self._spoken.values()) - heard

    def _supported(self, ledger: Ledger) -> None:
        outside = {other for name in self.new for other in self._needs.get(name, ()) if other not in self.memories}
        lost = outside - set(_remembered(ledger, outside))
        for name in sorted(self.new & self._needs.keys(), key=self.memories.__getitem__):
            for other in self._needs[name]:
                if other in lost:
                    raise lines.wrong(self.memories[name], f"memory {name} rests on {other}, which is nowhere.")

    def _read_here(self, ledger: Ledger) -> set[str]:
        """Passages of files that this home reads itself or leaves out, but for those that something new rests on."""
        mine = {
            row[0]
            for row in ledger.rows(
                "SELECT path FROM file WHERE state = 'skipped' OR EXISTS "
                f"(SELECT 1 FROM memory WHERE source_key = 'file:' || file.id AND {HIDDEN})"
            )
        }
        files = {name for name, path in self._paths.items() if path in mine}
        rested = {other for name in self.new for other in self._needs.get(name, ())}
        return {name for name, file in self._passages.items() if file in files and name not in rested}

    def _number(self, ledger: Ledger) -> None:
        if self.whole:
            self.numbers = {name: n for n, name in self.messages.items() if name in self.new}
            return
        last = ledger.scalar("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'message'")
        spoken = (name for name in self._spoken if name in self.new)
        self.numbers = {name: n for n, name in enumerate(spoken, start=int(last) + 1)}


def _remembered(ledger: Ledger, names: Iterable[str]) -> Iterable[str]:
    ids = sorted(names)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        for row in ledger.rows(f"SELECT id FROM memory WHERE id IN ({marks(some)}) AND {HIDDEN}", some):
            yield row[0]
