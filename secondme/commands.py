"""The slash commands that the app and the plain conversation share: names, arguments, help. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it is typed: `/name ARGUMENT`.

    `argument` is the word shown for what follows, empty where nothing does; `needed` says that it must be given.
    `where` is `both`, `app` or `plain`.
    """

    name: str
    help: str
    argument: str = ""
    needed: bool = False
    where: str = "both"

    @property
    def usage(self) -> str:
        """ "/remember TEXT", with brackets round an argument that may be left out."""
        if not self.argument:
            return f"/{self.name}"
        return f"/{self.name} {self.argument}" if self.needed else f"/{self.name} [{self.argument}]"


COMMANDS: tuple[Command, ...] = (
    Command("remember", "keep a note in your own words", "TEXT", needed=True),
    Command("wrong", "say that the last answer is wrong, and what is right", "WORDS"),
    Command("good", "say that the last answer helped; again takes it back"),
    Command("bad", "say that the last answer did not help; again takes it back"),
    Command("memory", "see what is remembered, search it", "WORDS"),
    Command("forget", "remove memories for good, after a yes; also person:NAME after:2026-01 …", "WORDS", needed=True),
    Command("undo", "take the last change back, or that NUMBER; also a forgetting, for 30 seconds", "NUMBER"),
    Command("watch", "read a folder, and again whenever it changes", "PATH", needed=True),
    Command("folders", "the watched folders, what was read and what was not"),
    Command("profile", "what is known of you, in every prompt; with words: a line more", "TEXT"),
    Command("lessons", "how you want things done; with words: a lesson more", "TEXT"),
    Command("consolidate", "think it all over now: learn, fade, reflect"),
    Command("consolidation", "what the last run changed, each thing to be undone"),
    Command("encrypt", "encrypt what is remembered on this disk"),
    Command("model", "the model that answers and others; with a name: that one answers", "NAME"),
    Command("sources", "what the last answer rests on, and why each was found"),
    Command("conversations", "all conversations; with words: those that hold them", "WORDS"),
    Command("resume", "go on with an earlier conversation, by its id or its place in the list", "WHICH", needed=True),
    Command("rename", "give this conversation a title; alone: its opening words again", "TITLE"),
    Command("archive", "take this conversation out of the list, or back; its memories stay"),
    Command("delete", "forget all of this conversation for good, after a yes"),
    Command("export", "write this conversation to a file, .md or .json", "PATH"),
    Command("again", "answer your last words anew, in a branch of this conversation"),
    Command("edit", "say message NUMBER otherwise, in a branch; alone: what you said last", "NUMBER TEXT"),
    Command("branch", "go on after message NUMBER in a conversation of its own", "NUMBER"),
    Command("new", "begin a new conversation"),
    Command("private", "begin a conversation of which nothing is kept"),
    Command("goal", "begin a goal within this conversation; alone: its goals", "TEXT"),
    Command("done", "end that goal: its turns fold to one line", "RESULT"),
    Command("expand", "the turns of a folded goal, word for word", "NUMBER", needed=True),
    Command("point", "name what you said last: #NAME calls it back; alone: all names", "NAME"),
    Command("timeline", "what was remembered, learned and forgotten, by day", where="app"),
    Command("map", "a picture of memory: what is alike stands together", where="app"),
    Command("insights", "what was noticed, to accept, correct or reject", "profile|lessons", where="app"),
    Command("models", "models that fit this machine: download, switch", where="app"),
    Command("storage", "what takes how many bytes, and what can go", where="app"),
    Command("setup", "the first steps again: model, folders, privacy", where="app"),
    Command("help", "these commands and the keys"),
    Command("quit", "leave; the service goes on watching"),
)

ALSO = {"title": "rename", "exit": "quit"}
"""Other names under which a command is found when it is typed whole."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line asks for: a command with its argument, or `wrong`, a sentence, where it is none."""

    command: Command | None
    argument: str = ""
    wrong: str = ""


def offered(where: str) -> tuple[Command, ...]:
    """The commands of a face: `app` or `plain`."""
    return tuple(command for command in COMMANDS if command.where in ("both", where))


def matching(typed: str, where: str) -> tuple[Command, ...]:
    """The commands that a beginning could become; none once the name is finished by a space."""
    if not typed.startswith("/") or any(letter.isspace() for letter in typed):
        return ()
    return tuple(command for command in offered(where) if command.name.startswith(typed[1:].lower()))


def parse(line: str, where: str) -> Typed | None:
    """The command of a line that begins with a slash; None for what is said to the assistant.

    A line with a second slash in its first word is a path, and said; so is one with a space after the slash.
    """
    stripped = line.strip()
    word, _, argument = stripped.partition(" ")
    name = word[1:].lower()
    if not stripped.startswith("/") or not name or "/" in name or "\n" in word:
        return None
    command = next((command for command in offered(where) if command.name == ALSO.get(name, name)), None)
    if command is None:
        return Typed(None, wrong=f"There is no command /{name}. /help lists those there are.")
    argument = argument.strip()
    if command.needed and not argument:
        return Typed(None, wrong=f"/{name} needs to be told what: {command.usage}")
    return Typed(command, argument)
