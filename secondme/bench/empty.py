"""The neighbour of `first.frame`: an empty Textual app with an input, run as a script."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input


class Empty(App[None]):
    """Nothing but a place to type."""

    def compose(self) -> ComposeResult:
        yield Input()


if __name__ == "__main__":
    Empty().run()
