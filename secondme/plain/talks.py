"""Conversations as a whole, and branches of them: listed, resumed, renamed, put away, written out, forgotten."""

from __future__ import annotations

from typing import Any

from secondme import orders, phrases
from secondme.errors import Refused
from secondme.memory import counting
from secondme.memory.when import day
from secondme.plain.answers import Answers, Said

TALKS = frozenset(
    {"conversations", "resume", "rename", "archive", "delete", "export", "sources", "again", "edit", "branch"}
)
"""The commands that are carried out here."""
LISTED = 20
"""Conversations that are listed."""
LAST = 4
"""Messages that are told of a conversation that goes on."""
LONGEST = 300
"""Characters of each."""
SHORT = 8
"""Characters of an id that are shown: its beginning is enough to name it."""


class Talks(Answers):
    """What can be done with conversations."""

    def forget_found(self, found: dict[str, Any], what: str) -> bool:
        """Tells what would be forgotten, and forgets it after a yes; whether it did."""
        raise NotImplementedError

    def of_talks(self, name: str, words: str) -> None:
        """Carries out a command of `TALKS`. Raises: SecondMeError."""
        kept = bool(self.conversation) and not self.private
        match name:
            case "conversations":
                self.list_talks(words)
            case "resume":
                self.resume(words)
            case "sources":
                self.show_sources()
            case "again":
                self.reply("", after=self.message("").n, again=True)
            case "edit":
                number, _, text = words.partition(" ")
                self.edit(self.message(number), text.strip())
            case "branch":
                self.branch(words)
            case "export" if kept:
                self.export(words)
            case "rename" if kept:
                self.say(orders.renamed(self.client, self.conversation, words)[1])
            case "archive" if kept:
                away = not self.client.conversation(self.conversation)["archived"]
                self.say(orders.archived(self.client, self.conversation, away)[1])
            case "delete" if kept:
                if self.forget_found(self.client.forgettable(conversation=self.conversation), "this conversation"):
                    self.begin("", False)
                    self.say("A new conversation.")
            case _:
                raise Refused(orders.NOT_KEPT if self.private else orders.NOT_BEGUN)

    # ---- as a whole ----------------------------------------------------------------------------------

    def list_talks(self, words: str) -> None:
        """Lists conversations, with their place where that names them."""
        found = self.client.conversations(limit=LISTED + 1, search=words)
        for at, one in enumerate(found[:LISTED], start=1):
            marks = [mark for mark, is_so in (
                ("here", one["id"] == self.conversation), ("branch", one["parent"]), ("put away", one["archived"]),
            ) if is_so]  # fmt: skip
            told = [day(one["ended"], self.zone), counting.count(one["messages"], "message"), *marks]
            told.append(f"id {one['id'][:SHORT]}")
            line = f"{phrases.one_line(one['title']) or '(without words)'} ({', '.join(told)})"
            excerpt = f" — {phrases.one_line(one['excerpt'])}" if one["excerpt"] else ""
            self.say(f"  {line}{excerpt}" if words else f"  {at}. {line}")
        if not found:
            self.say(f"No conversation holds {words!r}." if words else "No conversation yet. Say something.")
        elif len(found) > LISTED:
            self.say(f"  and more: /conversations WORDS finds them. /resume {'ID' if words else '1'} goes on with one.")
        else:
            self.say(f"Go on with one: /resume {'ID' if words else '1'}")

    def resume(self, which: str) -> None:
        """Goes on with another conversation, and tells the last of it."""
        row = orders.conversation(self.client, which)
        rows = self.client.messages(row["id"])
        self.begin(row["id"], False)
        self.take(rows)
        called = phrases.one_line(row["title"]) or "(without words)"
        self.say(f"Going on with “{called}”, {counting.count(len(rows), 'message')}.")
        self.say(*map(told, self.said()[-LAST:]))

    def export(self, words: str) -> None:
        """Writes the conversation to a file; asks before it replaces one."""
        title = self.client.conversation(self.conversation)["title"]
        path = orders.file_of(title, words)
        try:
            self.say(orders.export(self.client, self.conversation, title, path, self.zone))
        except FileExistsError:
            if self.yes(f"{path} is there already. Replace it?"):
                self.say(orders.export(self.client, self.conversation, title, path, self.zone, replace=True))
            else:
                self.say("Nothing was written.")

    # ---- branches ------------------------------------------------------------------------------------

    def message(self, number: str) -> Said:
        """A message by its number, what the person said last where none is named. Raises: Refused."""
        numbered = [one for one in self.said() if one.n]
        if not number:
            found = next((one for one in reversed(numbered) if one.person), None)
        else:
            found = next((one for one in numbered if str(one.n) == number), None)
        if found is None and numbered:
            self.say("The messages of this conversation:", *map(told, numbered))
        if found is None:
            raise Refused("There is no such message in this conversation.", "Say something first." * (not numbered))
        return found

    def edit(self, message: Said, text: str) -> None:
        """Says what the person said otherwise, in a branch; asks for the words where there are none."""
        before = [one for one in self.said() if one.n and one.n <= message.n]
        asked = next((one for one in reversed(before) if one.person), message)
        if not text:
            self.say(f"You said: {phrases.clean(asked.text)}", "What instead? Nothing leaves it as it was.")
            text = (self.hear("Instead: ") or "").strip()
        if text:
            self.reply(text, after=max((one.n for one in before if one.n < asked.n), default=0))
        else:
            self.say("It stays as it was.")

    def branch(self, number: str) -> None:
        """Has the next words said in a branch after a message, and after its answer; alone once more, leaves it."""
        if self.after is not None and not number:
            self.after = None
            self.say("No branch. The conversation goes on.")
            return
        message = self.message(number)
        answer = next((one for one in self.said() if one.n > message.n), None)
        end = answer if message.person and answer is not None and not answer.person else message
        self.after = end.n
        self.say(told(end), "What you say now begins a branch after this. /branch leaves it.")


def told(message: Said) -> str:
    """A message on one line, with its number."""
    words = f"  {message.n}, {'you' if message.person else 'I'}: {phrases.one_line(message.text, LONGEST)}"
    return f"{words} ({phrases.UNANSWERED})" if message.unanswered else words
