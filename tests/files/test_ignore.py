"""Which files are left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondme.files.disk import REASONS
from secondme.files.ignore import ALWAYS, Ignore, by_name, is_pattern, matcher


def lay(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def why(root: Path, name: str, *, folder: bool = False, own: tuple[Path, ...] = ()) -> str:
    return Ignore(own).why(str(root), str(root / name), folder=folder)


@pytest.mark.parametrize(
    ("name", "folder", "reason"),
    [
        (".env", False, "secret"), (".env.production", False, "secret"), ("id_rsa", False, "secret"),
        ("ID_ED25519.PUB", False, "secret"), ("server.Pem", False, "secret"), ("mail.gpg", False, "secret"),
        ("vault.kdbx", False, "secret"), (".ssh", True, "secret"), (".password-store", True, "secret"),
        ("note.md~", False, "leftover"), (".#note.md", False, "leftover"), ("#note.md#", False, "leftover"),
        (".note.md.swp", False, "leftover"), ("4913", False, "leftover"), ("a.part", False, "leftover"),
        ("~$letter.docx", False, "leftover"), (".git", True, "vcs"), (".git", False, "vcs"), ("CVS", True, "vcs"),
        ("node_modules", True, "environment"), ("venv", True, "environment"), ("build", True, "build"),
        ("app.egg-info", True, "build"), ("__pycache__", True, "cache"), (".mypy_cache", True, "cache"),
        ("Thumbs.db", False, "system"), (".obsidian", True, "hidden"), (".notes.md", False, "hidden"),
        ("note.md", False, ""), ("build", False, ""), ("Build", True, ""), ("keys.md", False, ""),
        ("environment.md", False, ""), ("caf\udce9.md", False, ""), ("a\n.env", False, ""),
    ],
)  # fmt: skip
def test_a_name_tells_what_it_is(name: str, folder: bool, reason: str) -> None:
    assert by_name(name, folder=folder) == reason


def test_every_reason_has_a_sentence() -> None:
    assert REASONS.keys() >= ALWAYS
    assert all(sentence.endswith(".") for sentence in REASONS.values())


def test_the_nearest_ignore_file_wins_and_a_negation_takes_back(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            ".gitignore": "*.log\n!kept.log\n/top.md\ndrafts/\n",
            "project/.gitignore": "!*.log\nsecret-plans.md\n",
            "project/deep/.gitignore": "trace.log\n!secret-plans.md\n",
        },
    )
    said = {
        "a.log": "ignored", "kept.log": "", "top.md": "ignored", "project/top.md": "", "project/a.log": "",
        "project/secret-plans.md": "ignored", "project/deep/secret-plans.md": "", "project/deep/a.log": "",
        "project/deep/trace.log": "ignored", "drafts/a.md": "ignored", "project/drafts/a.md": "ignored",
    }  # fmt: skip
    assert {name: why(tmp_path, name) for name in said} == said


def test_nothing_is_taken_back_below_an_ignored_folder(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": "drafts/\n!drafts/kept.md\n", "drafts/.gitignore": "!*\n"})
    assert why(tmp_path, "drafts/kept.md") == "ignored"


def test_all_but_one_kind_can_be_ignored(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": "*\n!*/\n!*.md\n"})
    assert why(tmp_path, "deep/er/a.md") == ""
    assert why(tmp_path, "deep/er/a.txt") == "ignored"


def test_our_own_ignore_file_goes_before_gits(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": "*.md\n", ".secondmeignore": "!diary.md\nletters/\n"})
    assert why(tmp_path, "a.md") == "ignored"
    assert why(tmp_path, "diary.md") == ""
    assert why(tmp_path, "letters/a.txt") == "ignored"


def test_our_own_ignore_file_lifts_what_names_say_but_no_secrets(tmp_path: Path) -> None:
    lay(tmp_path, {".secondmeignore": "!.config/\n!build/\n!.env\n!*.pem\n!.ssh/\n"})
    assert why(tmp_path, ".config/notes.md") == ""
    assert why(tmp_path, "build/notes.md") == ""
    assert why(tmp_path, ".env") == "secret"
    assert why(tmp_path, "key.pem") == "secret"
    assert why(tmp_path, ".ssh/notes.md") == "secret"


def test_gits_ignore_file_unhides_nothing(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": "!.hidden.md\n!node_modules/\n"})
    assert why(tmp_path, ".hidden.md") == "hidden"
    assert why(tmp_path, "node_modules/a.md") == "environment"


def test_what_a_folder_holds_tells_what_it_is(tmp_path: Path) -> None:
    lay(tmp_path, {"py311/pyvenv.cfg": "", "py311/a.md": "", "junk/CACHEDIR.TAG": "", "junk/a.md": ""})
    assert why(tmp_path, "py311/a.md") == "environment"
    assert why(tmp_path, "junk/a.md") == "cache"


def test_the_programs_own_folders_are_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "share" / "secondme"
    lay(tmp_path, {"share/secondme/a.md": "", ".secondmeignore": "!*\n"})
    assert why(tmp_path, "share/secondme/a.md", own=(own,)) == "own"
    assert why(tmp_path, "share/secondme-notes/a.md", own=(own,)) == ""
    assert why(own, "a.md", own=(own,)) == "own"


def test_a_changed_ignore_file_counts_at_once(tmp_path: Path) -> None:
    ignore = Ignore()
    path = str(tmp_path / "a.md")
    assert ignore.why(str(tmp_path), path, folder=False) == ""
    lay(tmp_path, {".gitignore": "*.md\n"})
    assert ignore.why(str(tmp_path), path, folder=False) == "ignored"
    lay(tmp_path, {".gitignore": "# nothing here\n"})
    assert ignore.why(str(tmp_path), path, folder=False) == ""


def test_bad_lines_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"\xef\xbb\xbf*.log\r\n!\r\n\\\r\ncaf\xe9.md\r\n")
    assert why(tmp_path, "a.log") == "ignored"
    assert why(tmp_path, "caf\udce9.md") == "ignored"
    assert why(tmp_path, "a.md") == ""


@pytest.mark.parametrize("bad", ["[z-a]*", "[_-.]*", "[a-\\]*", "[[:foo:]]*", "[a", "\0*", "[[]", "[a\\/]*"])
def test_brackets_that_cannot_be_understood_leave_the_other_lines_as_they_are(tmp_path: Path, bad: str) -> None:
    lay(tmp_path, {".gitignore": f"{bad}\n*.log\n"})
    assert why(tmp_path, "a.log") == "ignored"
    assert why(tmp_path, "a.md") == ""


@given(line=st.text(st.sampled_from("az09[]!^-\\:&|~/*?# .é\0\udce9")) | st.text())
def test_any_line_is_a_pattern_or_none_and_raises_and_warns_of_nothing(line: str) -> None:
    if is_pattern(line):
        matcher((line,))("a/b.md")


def test_an_ignore_file_that_is_none_is_passed_by(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").mkdir()
    os.mkfifo(tmp_path / ".secondmeignore")
    assert why(tmp_path, "a.md") == ""


NAMES = ("a", "b", "note.md", "b.txt")
PATTERNS = (
    "*", "!*", "*/", "!*/", "*.md", "!*.md", "a", "!a", "a/", "!a/", "/a", "!/a", "/a/", "a/*", "!a/*", "a/**", "!a/b",
    "a/b", "**/b", "!**/b", "a/**/b", "!note.md", "/note.md", "?", "[ab]", "[!a]", "b*", "!b.txt", "a/b/", "b/*.md",
    "# a", "", "!", "\\a", "*a*", "a/b/note.md", "!a/b/note.md", "a/*/", "**/a/*", "[[:alpha:]]", "![[:alnum:]_]ote*",
    "[^[:lower:]]*", "*[[:punct:]]md", "!b[.-]*", "[]b-]*", "[\\]b]*", "a[!x]b", "n[[:digit:]a-z-]te.[mM]d",
    "[[:foo:]]*", "[a-\\]*", "\\[b]*", "[n-a]ote.md", "[a--b]",
)  # fmt: skip
lines = st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=6).map("\n".join)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there to compare with")
@settings(max_examples=60, deadline=None)
@given(root=lines, below=st.none() | lines, deeper=st.none() | lines)
def test_it_reads_ignore_files_as_git_does(
    tmp_path_factory: pytest.TempPathFactory, root: str, below: str | None, deeper: str | None
) -> None:
    place = tmp_path_factory.mktemp("tree")
    files = {f"{first}/{second}/{name}" for first in ("a", "b") for second in ("a", "b") for name in NAMES[2:]}
    files |= {f"{first}/{name}" for first in ("a", "b", ".") for name in NAMES[2:]}
    ignores = {".gitignore": root, "a/.gitignore": below, "a/b/.gitignore": deeper}
    lay(place, dict.fromkeys(files, "") | {name: text for name, text in ignores.items() if text is not None})
    kept = {str(Path(name)) for name in files if not why(place, str(Path(name)))}
    environment = {"HOME": str(place), "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    for arguments in (["init", "-q"], ["ls-files", "--others", "--exclude-standard", "-z"]):
        said = subprocess.run(
            ["git", *arguments], cwd=place, check=True, capture_output=True, text=True, env=environment
        ).stdout
    shutil.rmtree(place)
    assert kept == {name for name in said.split("\0") if name and not name.endswith(".gitignore")}
