"""The commands that fit what is being typed, in a list above the prompt."""

from __future__ import annotations

from rich.text import Text
from textual.reactive import reactive
from textual.widgets import Static

from secondme.commands import Command, matching


class Completions(Static):
    """Hidden unless the prompt holds the beginning of a command."""

    at: reactive[int] = reactive(0, layout=True)
    found: reactive[tuple[Command, ...]] = reactive((), layout=True)

    @property
    def chosen(self) -> Command | None:
        """The command that tab or enter takes; None while the list is hidden."""
        return self.found[self.at] if self.display and self.found else None

    def show(self, typed: str) -> None:
        """Shows what a text could become; hides where it is no beginning of a command."""
        found = matching(typed, "app")
        if found != self.found:
            self.at = 0
            self.found = found
        self.display = bool(found)

    def hide(self) -> None:
        """Hides the list until more is typed."""
        self.found = ()
        self.display = False

    def move(self, by: int) -> None:
        """Chooses the next command, or the one before; round at the ends."""
        if self.found:
            self.at = (self.at + by) % len(self.found)

    def render(self) -> Text:
        lines = [
            Text(
                f"{'›' if at == self.at else ' '} {command.usage:<18} {command.help}",
                style="bold" if at == self.at else "",
                no_wrap=True,
                overflow="ellipsis",
            )
            for at, command in enumerate(self.found)
        ]
        return Text("\n", no_wrap=True, overflow="ellipsis").join(lines)
