"""Files that are not what they should be: each is refused with a sentence, and nothing else comes of it."""

from __future__ import annotations

import io
import json
import random
import shutil
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from secondme.errors import Unreadable
from secondme.files.disk import IMAGES, REASONS
from secondme.plugins import load
from secondme_plugins import images, pdf
from secondme_plugins.given import MOST_CHARACTERS, Draft
from secondme_plugins.packed import MOST_UNPACKED
from secondme_plugins.pdf import MOST_PAGES
from tests.plugins.reading import DATA, POINTS, READERS, file, refused, sections
from tests.plugins.test_documents import changed

FILES = sorted(path.name for path in DATA.iterdir() if path.suffix in READERS and path.suffix not in (".md", ".png"))
ARCHIVES = (".docx", ".pptx", ".xlsx", ".odt", ".ods", ".odp", ".epub")


def attempt(content: bytes, name: str) -> None:
    """Reads a file that may be refused, and fails at anything else."""
    said = ""
    try:
        sections(content, name)
    except Unreadable as error:
        said, reason = error.sentence, error.reason
    assert not said or said.startswith(REASONS[reason])


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_is_read_or_refused(name: str) -> None:
    content = (DATA / name).read_bytes()
    for part in range(20):
        attempt(content[: len(content) * part // 20], name)


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_wrong_bytes_is_read_or_refused(name: str) -> None:
    content = bytearray((DATA / name).read_bytes())
    chance = random.Random(name)
    for _ in range(10):
        content[chance.randrange(len(content))] = chance.randrange(256)
        attempt(bytes(content), name)


@pytest.mark.parametrize("suffix", [*ARCHIVES, ".pdf", ".rtf"])
@pytest.mark.parametrize("content", [b"", b"words, and no more", b"PK\x03\x04", bytes(range(256)) * 20])
def test_what_a_name_does_not_say_is_damaged(suffix: str, content: bytes) -> None:
    assert refused(content, "a" + suffix).reason == "damaged"


@pytest.mark.parametrize("suffix", [".py", ".rs", ".csv", ".json", ".jsonl", ".ics", ".vcf", ".srt", ".mbox", ".html"])
def test_an_empty_text_has_no_sections(suffix: str) -> None:
    assert sections(b"", "a" + suffix) == []
    assert sections(b"\n \n", "a" + suffix) == []


@pytest.mark.parametrize("name", ["locked.docx", "locked.pdf"])
def test_what_a_password_protects_says_so(name: str) -> None:
    assert refused((DATA / name).read_bytes(), name).reason == "encrypted"


def test_what_is_encrypted_within_an_archive_says_so() -> None:
    entry = '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
    locked = changed(
        "crops.ods", "META-INF/manifest.xml", "</manifest:manifest>",
        f"{entry}<manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
    )  # fmt: skip
    assert refused(locked, "a.ods").reason == "encrypted"
    space = 'xmlns:e="http://www.w3.org/2001/04/xmlenc#"'
    cipher = f'<encryption {space}><e:CipherReference URI="EPUB/c0.xhtml"/></encryption>'
    book = io.BytesIO((DATA / "book.epub").read_bytes())
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("META-INF/encryption.xml", cipher)
    assert refused(book.getvalue(), "a.epub").reason == "encrypted"


def test_a_zip_bomb_is_refused_before_it_goes_off() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(DATA / "walden.docx") as archive, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as copy:
        for one in archive.namelist():
            copy.writestr(one, archive.read(one) + (b" " * MOST_UNPACKED if one == "word/document.xml" else b""))
    assert len(bomb.getvalue()) < 200_000
    error = refused(bomb.getvalue(), "a.docx")
    assert error.reason == "too-much"
    assert "150 MB" in error.sentence


def test_entities_are_not_followed() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    spoilt = changed("crops.ods", "content.xml", "<office:document-content", f"{laughs}<office:document-content")
    error = refused(spoilt, "a.ods")
    assert error.reason == "damaged"
    assert "entities" in error.sentence


def test_more_text_than_is_read_is_refused() -> None:
    draft = Draft()
    with pytest.raises(Unreadable) as error:
        draft.paragraph("x" * (MOST_CHARACTERS + 1))
    assert error.value.reason == "too-much"


def test_a_pdf_without_a_text_layer_says_so() -> None:
    assert refused((DATA / "scan.pdf").read_bytes(), "scan.pdf").sentence == "It has no text layer."


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    many, writer = io.BytesIO(), PdfWriter()
    for _ in range(MOST_PAGES + 1):
        writer.add_blank_page(100, 100)
    writer.write(many)
    error = refused(many.getvalue(), "a.pdf")
    assert error.reason == "too-much"
    assert error.sentence.endswith("It has 5,001 pages, the limit is 5,000.")


def test_text_that_no_store_takes_is_made_good() -> None:
    (section,) = sections(json.dumps({"a": "one\ud800two\0three"}), "a.json")
    assert section.text == "a: one\ufffdtwo\ufffdthree"


def test_an_office_file_of_before_2007_says_what_to_do() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "before 2007" in refused(old, "a.docx").sentence


def test_every_plugin_that_is_named_loads() -> None:
    plugins = load(list(POINTS))
    assert plugins.broken == ()
    modules = {path.stem for path in Path(pdf.__file__).parent.glob("*.py")}
    assert {point.value for point in POINTS} <= {f"secondme_plugins.{name}" for name in modules}
    assert {point.name for point in POINTS} == set(plugins.names)


def test_what_is_missing_for_images_is_known() -> None:
    assert images.SUFFIXES == IMAGES


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="the program tesseract is not installed here")
def test_an_image_that_is_none_is_damaged() -> None:
    assert refused(b"no image", "a.png").reason == "damaged"
    assert file("simplify.png")
