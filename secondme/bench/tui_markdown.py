"""The neighbour of `tui.behind`: a small app with Textual's own Markdown stream and an input, run as a script with the
metronome's LOG and the length of the answer in seconds."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import IO

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Markdown


class Streamed(App[None]):
    """An answer that grows, as Textual's documentation shows it, above a place to type."""

    AUTO_FOCUS = "Input"
    CSS = "VerticalScroll { height: 1fr }"

    def __init__(self, pieces: IO[str]) -> None:
        super().__init__()
        self._pieces = pieces

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Markdown()
        yield Input()

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).anchor()
        self.run_worker(self.show())

    async def show(self) -> None:
        """Gives each word to the stream as it comes."""
        stream = Markdown.get_stream(self.query_one(Markdown))
        while line := await asyncio.to_thread(self._pieces.readline):
            await stream.write(json.loads(line))
        await stream.stop()


if __name__ == "__main__":
    log, seconds = sys.argv[1:]
    command = [sys.executable, "-P", "-m", "secondme.bench.metronome", log, "--bare", seconds]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as talking:
        assert talking.stdout is not None
        try:
            Streamed(talking.stdout).run()
        finally:
            talking.kill()
