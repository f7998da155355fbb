"""Files of many types that hold given lines, as short as their readers take them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from html import escape

Lines = Sequence[str]


def files() -> dict[str, Callable[[Lines], bytes]]:
    """For each type of file, by the end of its name, how one is made of lines."""
    plain = dict.fromkeys((".txt", ".md", ".org", ".rst", ".log", ".conf", ".yaml"), _text)
    code = {".py": _comment("#"), ".sh": _comment("#"), ".js": _comment("//"), ".sql": _comment("--")}
    return plain | code | {
        ".html": _html, ".json": _json, ".jsonl": _json_lines, ".csv": _table(","), ".tsv": _table("\t"),
        ".ipynb": _notebook, ".eml": _mail, ".mbox": _mailbox, ".ics": _calendar, ".vcf": _card, ".srt": _subtitles,
        ".rtf": _rtf, ".docx": _docx, ".xlsx": _xlsx, ".odt": _odt, ".epub": _epub, ".pdf": _pdf,
    }  # fmt: skip


def _text(lines: Lines) -> bytes:
    return ("# Notes\n\n" + "\n\n".join(lines) + "\n").encode()


def _comment(sign: str) -> Callable[[Lines], bytes]:
    def written(lines: Lines) -> bytes:
        return "\n\n".join("\n".join(f"{sign} {row}" for row in line.split("\n")) for line in lines).encode() + b"\n"

    return written


def _html(lines: Lines) -> bytes:
    body = "".join(f"<pre>{escape(line)}</pre>" for line in lines)
    return f"<!doctype html><html><head><title>Notes</title></head><body>{body}</body></html>".encode()


def _json(lines: Lines) -> bytes:
    return json.dumps({"title": "Notes", "entries": [{"note": line} for line in lines]}, indent=1).encode()


def _json_lines(lines: Lines) -> bytes:
    return "".join(json.dumps({"note": line}) + "\n" for line in lines).encode()


def _table(sign: str) -> Callable[[Lines], bytes]:
    def written(lines: Lines) -> bytes:
        kept = io.StringIO()
        writer = csv.writer(kept, delimiter=sign)
        writer.writerow(("number", "note"))
        writer.writerows(enumerate(lines))
        return kept.getvalue().encode()

    return written


def _notebook(lines: Lines) -> bytes:
    cells = [{"cell_type": "markdown", "source": line.splitlines(keepends=True)} for line in lines]
    return json.dumps({"cells": cells, "nbformat": 4}).encode()


def _mail(lines: Lines) -> bytes:
    head = "From: Ana <ana@example.org>\nTo: Ben <ben@example.org>\nSubject: Notes\n\n"
    return (head + "\n\n".join(lines) + "\n").encode()


def _mailbox(lines: Lines) -> bytes:
    return b"From ana@example.org Thu Jan  1 00:00:00 2026\n" + _mail(lines)


def _folded(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _calendar(lines: Lines) -> bytes:
    events = (
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:20260101T100000Z\r\nSUMMARY:Notes\r\nDESCRIPTION:{_folded(line)}\r\n"
        "END:VEVENT\r\n"
        for n, line in enumerate(lines)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


def _card(lines: Lines) -> bytes:
    cards = (f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nNOTE:{_folded(line)}\r\nEND:VCARD\r\n" for line in lines)
    return "".join(cards).encode()


def _subtitles(lines: Lines) -> bytes:
    shown = (f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{line}\n\n" for n, line in enumerate(lines, start=1))
    return "".join(shown).encode()


def _rtf(lines: Lines) -> bytes:
    body = "".join(
        "{}\\par\n".format("\\line ".join(row.replace("\\", "\\\\") for row in line.split("\n"))) for line in lines
    )
    return ("{\\rtf1\\ansi\n" + body.replace("{\"", "\\{\"").replace("}}", "\\}\\}") + "}").encode("ascii", "replace")


def _archive(parts: dict[str, str]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return kept.getvalue()


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _related(kind: str, target: str) -> str:
    one = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}">{one}</Relationships>'


def _docx(lines: Lines) -> bytes:
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        "<w:p>{}</w:p>".format("<w:r><w:br/></w:r>".join(f"<w:r><w:t>{escape(row)}</w:t></w:r>" for row in rows))
        for rows in (line.split("\n") for line in lines)
    )
    return _archive(
        {
            "_rels/.rels": _related("officeDocument", "word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>',
        }
    )


def _xlsx(lines: Lines) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(f'<row><c t="inlineStr"><is><t>{escape(line)}</t></is></c></row>' for line in lines)
    return _archive(
        {
            "_rels/.rels": _related("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Notes" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _related("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def _odt(lines: Lines) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    body = "".join(
        "<text:p>{}</text:p>".format("<text:line-break/>".join(map(escape, line.split("\n")))) for line in lines
    )
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:text="{space}text:1.0"><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    return _archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _epub(lines: Lines) -> bytes:
    body = "".join(f"<pre>{escape(line)}</pre>" for line in lines)
    return _archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="book.opf"/></rootfiles></container>',
            "book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" '
            'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
            "a.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>',
        }
    )


def _pdf(lines: Lines) -> bytes:
    shown = "".join(
        "({}) Tj T*\n".format(row.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)"))
        for line in lines
        for row in (*line.split("\n"), "")
    )
    stream = f"BT /F 8 Tf 10 TL 20 800 Td\n{shown}ET".encode("latin-1", "replace")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table
    return written + head + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(written)
