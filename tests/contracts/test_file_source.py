"""The disk and the fake of the other tests keep the contract of `FileSource`."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from secondme.files.disk import Disk
from secondme.ports import Folder
from secondme_plugins import text
from tests.contracts.file_source import LIMIT, FileSourceContract
from tests.fakes import MemoryDisk

READERS = {suffix: reader for reader in text.readers() for suffix in reader.suffixes}


@dataclass
class Real:
    source: Disk
    folder: Folder

    def write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def remove(self, path: Path) -> None:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


@dataclass
class Remembered:
    source: MemoryDisk
    folder: Folder

    def write(self, path: Path, content: bytes) -> None:
        self.source.write(path, content)

    def remove(self, path: Path) -> None:
        self.source.remove(path)


class TestDisk(FileSourceContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> Real:
        return Real(Disk(READERS, limit=LIMIT), Folder("notes", tmp_path.resolve(), "notes"))


class TestMemoryDisk(FileSourceContract):
    @pytest.fixture
    def world(self) -> Remembered:
        source = MemoryDisk(READERS, limit=LIMIT)
        source.make(Path("/notes"))
        return Remembered(source, Folder("notes", Path("/notes"), "notes"))
