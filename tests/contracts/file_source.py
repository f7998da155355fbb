"""The contract of the port `FileSource`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from secondme.errors import Unreadable
from secondme.files.disk import REASONS
from secondme.ports import FileSource, Folder, Known

LIMIT = 1_000
"""The size limit, in bytes, of the source under test."""


class World(Protocol):
    """A source, and a folder of it that can be written to."""

    source: FileSource
    folder: Folder

    def write(self, path: Path, content: bytes) -> None: ...
    def remove(self, path: Path) -> None: ...


IGNORED = (
    ".hidden.md", ".git/config.md", "deep/.obsidian/x.md", "note.md~", ".#note.md", "#note.md#", "a.swp",
    "node_modules/a.md", "deep/venv/a.md", "build/a.md", "__pycache__/a.md", ".env", ".env.local", "id_rsa.txt",
    "deep/server.pem", "passwords.kdbx", "4913", "a.md.tmp", "a.md.part", "x.gpg", "ID_RSA.txt", "Site.KEY",
)  # fmt: skip


class FileSourceContract:
    """A class that inherits this gives a fixture `world`, whose readers are those of `secondme_plugins.text`."""

    def write(self, world: World, *names: str) -> None:
        for name in names:
            world.write(world.folder.path / name, f"This is {name!a}.".encode())

    def names(self, world: World, folder: Folder | None = None) -> list[str]:
        folder = folder or world.folder
        return [str(seen.path.relative_to(folder.path)) for seen in world.source.walk(folder)]

    def test_a_walk_gives_every_file_in_order_of_path(self, world: World) -> None:
        written = ["b.md", "a/z.md", "a/b/c.txt", "a.md", "a b.md", "Ä.md", "B.md", "a/b.md"]
        self.write(world, *written)
        seen = [seen.path for seen in world.source.walk(world.folder)]
        assert seen == sorted(world.folder.path / name for name in written)

    def test_what_is_ignored_is_neither_walked_nor_seen(self, world: World) -> None:
        self.write(world, "kept.md", *IGNORED)
        assert self.names(world) == ["kept.md"]
        for name in IGNORED:
            assert world.source.look(world.folder, world.folder.path / name) is None, name

    def test_a_folder_may_have_a_limit_of_its_own(self, world: World) -> None:
        path = world.folder.path / "long.md"
        world.write(path, b"word " * LIMIT)
        for largest, reason in ((0, "too-large"), (10, "too-large"), (LIMIT * 5, "")):
            (seen,) = world.source.walk(replace(world.folder, largest=largest))
            assert seen.reason == reason
        assert world.source.read(path, largest=LIMIT * 5).size == LIMIT * 5
        with pytest.raises(Unreadable) as refused:
            world.source.read(path, largest=LIMIT)
        assert refused.value.reason == "too-large"

    def test_a_folder_without_other_drives_in_it_has_none(self, world: World) -> None:
        self.write(world, "a.md")
        assert world.source.drives(world.folder) == frozenset()

    def test_what_is_left_out_is_walked_with_a_reason(self, world: World) -> None:
        self.write(world, "film.mkv", "README", "fine.MD")
        world.write(world.folder.path / "large.md", b"x" * (LIMIT + 1))
        world.write(world.folder.path / "full.md", b"x" * LIMIT)
        world.write(world.folder.path / "caf\udce9.md", b"x")
        reasons = {seen.path.name: seen.reason for seen in world.source.walk(world.folder)}
        assert reasons == {
            "README": "no-reader", "caf\udce9.md": "name", "film.mkv": "no-reader", "fine.MD": "", "full.md": "",
            "large.md": "too-large",
        }  # fmt: skip
        assert set(reasons.values()) - {""} <= REASONS.keys()

    def test_a_walk_passes_over_what_is_known_and_as_it_was(self, world: World) -> None:
        self.write(world, "a.md", "deep/b.md", "changed.md", "skipped.md", "new.md")
        known: dict[str, Known] = {}
        for seen in world.source.walk(world.folder):
            if seen.path.name != "new.md":
                known[str(seen.path)] = (str(seen.path), seen.size, seen.modified, "", 1)
        gone, changed, skipped = (str(world.folder.path / name) for name in ("gone.md", "changed.md", "skipped.md"))
        known[gone] = (gone, 1, 1, "", 1)
        known[changed] = (*known[changed][:2], 1, "", 1)
        known[skipped] = (*known[skipped][:3], "damaged", 0)
        given = [seen.path.name for seen in world.source.walk(world.folder, known)]
        assert given == ["changed.md", "new.md", "skipped.md"]
        assert set(known) == {gone, changed, skipped}

    def test_the_rules_of_a_folder_are_the_same_from_one_look_to_the_next(self, world: World) -> None:
        assert world.source.rules(world.folder) == world.source.rules(world.folder) != ""

    def test_a_look_sees_what_a_walk_sees(self, world: World) -> None:
        self.write(world, "a.md", "deep/er/b.txt", "c.bin", "caf\udce9.md")
        for seen in world.source.walk(world.folder):
            assert world.source.look(world.folder, seen.path) == seen

    def test_a_look_sees_nothing_where_no_file_is(self, world: World) -> None:
        self.write(world, "deep/a.md")
        root = world.folder.path
        for path in (root / "b.md", root / "deep", root, root / "deep/a.md/b.md", root.parent / "a.md"):
            assert world.source.look(world.folder, path) is None, path

    def test_a_folder_may_be_watched_without_those_below_it(self, world: World) -> None:
        self.write(world, "a.md", "deep/b.md")
        flat = Folder("flat", world.folder.path, "flat", recursive=False)
        assert self.names(world, flat) == ["a.md"]
        assert world.source.look(flat, flat.path / "deep/b.md") is None

    def test_a_folder_that_is_not_there_cannot_be_walked(self, world: World) -> None:
        with pytest.raises(Unreadable) as error:
            list(world.source.walk(Folder("none", world.folder.path / "none", "none")))
        assert error.value.reason == "vanished"

    def test_a_document_is_the_file_that_was_seen(self, world: World) -> None:
        path = world.folder.path / "a.md"
        world.write(path, b"# Garden\r\n\r\nSow the peas.\r\n")
        seen = world.source.look(world.folder, path)
        read = world.source.read(path)
        assert seen is not None
        assert (read.path, read.size, read.modified) == (seen.path, seen.size, seen.modified)
        assert read.digest == hashlib.sha256(b"# Garden\r\n\r\nSow the peas.\r\n").hexdigest()
        assert [(section.heading, section.text.strip()) for section in read.sections] == [("Garden", "Sow the peas.")]

    def test_a_file_written_again_is_another_document(self, world: World) -> None:
        path = world.folder.path / "a.md"
        world.write(path, b"one")
        before = world.source.read(path)
        world.write(path, b"two, and more")
        after = world.source.read(path)
        assert before.digest != after.digest
        assert after.sections[0].text == "two, and more"

    def test_an_empty_file_has_no_sections(self, world: World) -> None:
        path = world.folder.path / "a.md"
        world.write(path, b"")
        assert world.source.read(path).sections == ()

    def test_what_cannot_be_read_says_why(self, world: World) -> None:
        root = world.folder.path
        self.write(world, "deep.md/a.md", "film.mkv", "gone.md", "caf\udce9.md")
        world.write(root / "large.md", b"x" * (LIMIT + 1))
        world.write(root / "binary.md", bytes(range(256)))
        world.remove(root / "gone.md")
        for name, reason in {
            "deep.md": "directory",
            "film.mkv": "no-reader",
            "gone.md": "vanished",
            "gone/a.md": "vanished",
            "large.md": "too-large",
            "binary.md": "binary",
            "caf\udce9.md": "name",
        }.items():
            with pytest.raises(Unreadable) as error:
                world.source.read(root / name)
            assert error.value.reason == reason
            assert error.value.sentence.startswith(REASONS[reason])
