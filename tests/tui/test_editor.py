"""The person's editor, and the place in a file that it is opened at."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.errors import Refused
from secondme.tui.editor import at, chosen, place


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("vim", ["vim", "+12", "/n/a.md"]),
        ("/usr/bin/nano", ["/usr/bin/nano", "+12", "/n/a.md"]),
        ("emacsclient", ["emacsclient", "+12", "/n/a.md"]),
        ("kak", ["kak", "+12", "/n/a.md"]),
        ("hx", ["hx", "/n/a.md:12"]),
        ("subl", ["subl", "/n/a.md:12"]),
        ("code", ["code", "-g", "/n/a.md:12"]),
        ("unheard-of", ["unheard-of", "/n/a.md"]),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(editor: str, words: list[str]) -> None:
    assert at([editor], Path("/n/a.md"), 12) == words


def test_the_editor_is_that_of_the_environment_with_its_arguments(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("#!/bin/sh\n")
    mine.chmod(0o755)
    assert chosen({"VISUAL": f"{mine} --wait", "EDITOR": "other"}) == [str(mine), "--wait"]
    with pytest.raises(Refused, match=r"The editor of \$EDITOR, gone, is not there\."):
        chosen({"EDITOR": "gone"})
    with pytest.raises(Refused, match="No editor is known"):
        chosen({"PATH": str(tmp_path)})


def test_a_passage_is_found_where_it_stands_now(tmp_path: Path) -> None:
    file = tmp_path / "garden.md"
    source = {"type": "written", "path": str(file), "line": 3, "start": 20, "page": 0}
    file.write_text("# Garden\n\nnew\n\n\nThe roses need\nno water.\n", encoding="utf-8")
    assert place(source, "The roses need\nno water.") == (file, 6)
    assert place(source, "The roses need\nmuch water.") == (file, 6)
    assert place(source, "Nothing of it is left.") == (file, 3)
    assert place(source | {"line": 400}, "Nothing of it is left.") == (file, 8)
    with pytest.raises(Refused, match="at page 3"):
        raise_with_cure(source | {"page": 3})
    file.unlink()
    with pytest.raises(Refused, match="is not there any more"):
        place(source, "The roses")
    with pytest.raises(Refused, match="not read in a file"):
        place({"type": "said"}, "The roses")


def raise_with_cure(source: dict[str, object]) -> None:
    try:
        place(source, "")
    except Refused as error:
        raise Refused(error.cure) from error
