"""What of a folder is chosen, and which line leaves a file out."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.errors import Refused
from secondme.files.choice import checked, unchosen
from secondme.files.ignore import Ignore
from secondme.ports import Folder

WORDLESS = ("", "# mine", "a\nb", "   ", "[a-\\]", "[[:foo:]]", "[a/b]")


def reason(path: str, *, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> str:
    folder = Folder("notes", Path("/notes"), "notes", include=include, exclude=exclude)
    return unchosen(folder, "/notes/" + path.rstrip("/"), is_folder=path.endswith("/"))


@pytest.mark.parametrize(
    ("path", "include", "exclude", "why"),
    [
        ("a.md", (), (), ""),
        ("a.md", ("*.md",), (), ""),
        ("deep/a.md", ("*.md",), (), ""),
        ("a.txt", ("*.md",), (), "not-included"),
        ("deep/", ("*.md",), (), ""),
        ("deep/a.txt", ("deep/",), (), ""),
        ("deep/a.md", ("/*.md",), (), "not-included"),
        ("drafts/", (), ("drafts/",), "excluded"),
        ("deep/drafts/", (), ("drafts/",), "excluded"),
        ("a.md", ("*.md",), ("a.*",), "excluded"),
        ("kept.md", (), ("*.md", "!kept.md"), ""),
        ("a.md", (), ("!", "/", "a.*"), "excluded"),
        ("a.md", (), ("[z-a]*", "[[:alpha:]].*"), "excluded"),
    ],
)
def test_patterns_are_read_as_in_a_gitignore(
    path: str, include: tuple[str, ...], exclude: tuple[str, ...], why: str
) -> None:
    assert reason(path, include=include, exclude=exclude) == why


@pytest.mark.parametrize("pattern", WORDLESS)
def test_what_says_nothing_is_no_pattern(pattern: str) -> None:
    with pytest.raises(Refused, match="is no pattern"):
        checked(pattern)


def test_the_line_that_leaves_a_file_out_is_named(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    (root / "deep").mkdir()
    (root / ".gitignore").write_text("# mine\n\n*.log\ndeep/\n", encoding="utf-8")
    (root / ".secondmeignore").write_text("*.tmp1\n!kept.log\n*.log\n", encoding="utf-8")
    found = Ignore().cause(str(root), str(root / "a.log"), folder=False)
    assert found is not None
    assert (found.file, found.line, found.text) == (str(root / ".secondmeignore"), 3, "*.log")
    found = Ignore().cause(str(root), str(root / "deep" / "a.md"), folder=False)
    assert found is not None
    assert (found.at, found.file, found.line) == (str(root / "deep"), str(root / ".gitignore"), 4)
    assert Ignore().cause(str(root), str(root / "a.md"), folder=False) is None
