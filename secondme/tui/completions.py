"""What the prompt could become, in a list above it: commands and their arguments, files, memories, what was said."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.reactive import reactive
from textual.widgets import Static

from secondme.commands import matching

ROWS = 10
"""Choices that are shown at once."""
NAMED = 18
"""Columns of a command, more where the others need them."""

NARROW = 76
"""Columns before the list was laid out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown of it, what is said of it, and what is put into the prompt. `more` says that something may follow;
    `needed` that it must."""

    label: str
    help: str
    insert: str
    more: bool = False
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Choices for the characters from `start` to the cursor, on its line; None: for all that is typed. With `eager`
    enter takes one, else only after the person moved in the list. `title` stands above them."""

    choices: tuple[Choice, ...] = ()
    start: int | None = None
    eager: bool = True
    title: str = ""


def commands(typed: str) -> Offer:
    """The commands that a beginning could become."""
    return Offer(
        tuple(
            Choice(
                command.usage, command.help, f"/{command.name} " if command.argument else f"/{command.name}",
                bool(command.argument), command.needed,
            )
            for command in matching(typed, "app")
        )
    )  # fmt: skip


class Completions(Static):
    """Hidden while there is nothing to offer."""

    at: reactive[int] = reactive(0, layout=True)
    offer: reactive[Offer] = reactive(Offer(), layout=True)

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._moved = False

    @property
    def chosen(self) -> Choice | None:
        """The choice that tab takes; None while the list is hidden."""
        return self.offer.choices[self.at] if self.display and self.offer.choices else None

    @property
    def taken(self) -> Choice | None:
        """The choice that enter takes."""
        return self.chosen if self.offer.eager or self._moved else None

    def show(self, offer: Offer) -> None:
        """Shows choices; hides where there are none."""
        if offer != self.offer:
            self.at, self._moved = 0, False
            self.offer = offer
        self.display = bool(offer.choices)

    def hide(self) -> None:
        """Hides the list until more is typed."""
        self.show(Offer())

    def move(self, by: int) -> None:
        """Chooses the next one, or the one before; round at the ends."""
        if many := len(self.offer.choices):
            self.at, self._moved = (self.at + by) % many, True

    def render(self) -> Text:
        choices = self.offer.choices
        first = max(0, min(self.at - ROWS // 2, len(choices) - ROWS))
        shown = choices[first : first + ROWS]
        wide = max((cell_len(one.label) for one in shown), default=0)
        room = max(NAMED, min(wide, self.size.width // 2)) if self.size.width else NAMED
        lines = [Text(self.offer.title, style="bold")] if self.offer.title else []
        width = self.size.width or NARROW
        lines += [_line(one, first + at == self.at, room) for at, one in enumerate(shown)]
        if len(choices) > len(shown):
            lines.append(Text(f"  {self.at + 1} of {len(choices)}", style="dim"))
        for line in lines:
            line.truncate(width, overflow="ellipsis")
        return Text("\n", no_wrap=True).join(lines)


def _line(one: Choice, here: bool, room: int) -> Text:
    label = one.label if cell_len(one.label) <= room else set_cell_size(one.label, room - 1) + "…"
    words = f"{'›' if here else ' '} {set_cell_size(label, room)} {one.help}".rstrip()
    return Text(words, style="bold" if here else "", no_wrap=True)
