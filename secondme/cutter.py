"""The process that cuts files into passages and reads these, beside the one that stores them: `secondme.cutter`.

A request is the sections of a file, an answer its passages and their readings, each as four bytes that say how long it
is and what `marshal` makes of tuples. The process opens no files and no connections, and ends when its input does.
"""

from __future__ import annotations

import marshal
import os
import sys
from typing import Any, BinaryIO

from secondme import __version__
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.files.aside import LENGTH, SECONDS
from secondme.files.reader import alarm, give_way, offline
from secondme.locales import calendar_of
from secondme.memory import cutting
from secondme.memory.passage import ByWords
from secondme.memory.reading import form
from secondme.memory.spans import tells_time
from secondme.ports import Section


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers until there are no more requests."""
    encoder = StaticEncoder(assets.folder("static-minilm-256"))
    calendar = calendar_of(os.environ)
    tokens = ByWords(encoder.length)
    _tell(answers, (form(encoder.name, encoder.digest, calendar.languages), __version__))
    while head := requests.read(LENGTH.size):
        alarm(2 * SECONDS)  # nobody ends it where its parent is gone
        sections = [Section(*one) for one in marshal.loads(requests.read(*LENGTH.unpack(head)))]
        found = cutting.cut_and_read(sections, tokens, encoder, lambda text: tells_time(text, calendar))
        pieces = [(one.text, one.start, one.end, one.line, one.heading, one.page) for one in found.pieces]
        _tell(answers, (pieces, found.secrets, [tuple(one) for one in found.readings]))
        alarm(0)


def _tell(answers: BinaryIO, message: tuple[Any, ...]) -> None:
    written = marshal.dumps(message)
    answers.write(LENGTH.pack(len(written)) + written)
    answers.flush()


def main() -> None:
    """Serves on the standard streams; whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.addaudithook(offline)
    give_way()
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
