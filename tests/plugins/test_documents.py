"""Documents that other programs wrote: their words, their headings, their pages."""

from __future__ import annotations

import io
import shutil
import zipfile

import pytest

from tests.plugins.reading import DATA, READERS, file, given, sections

LIVED = "When I wrote the following pages, or rather the bulk of them, I lived alone, in the woods, a mile from any"
DELIBERATELY = "I went to the woods because I wished to live deliberately, to front only the essential facts of life."


@pytest.mark.parametrize("name", ["walden.docx", "walden.odt", "walden.epub", "walden.html"])
def test_a_document_is_cut_at_its_headings(name: str) -> None:
    found = dict(file(name))
    assert list(found)[:4] == ["Walden", "Walden › Economy", "Walden › Economy › Costs", "Walden › Where I Lived"]
    assert found["Walden"] == "Henry David Thoreau\n\n1854-08-09"
    assert found["Walden › Economy"].startswith(LIVED)
    assert found["Walden › Where I Lived"].startswith(DELIBERATELY)
    costs = found["Walden › Economy › Costs"]
    assert "My whole expenses were these — see the note." in costs
    assert "Item | Price\nBoards | $8.03\nLaths | $1.25\n\n- Refuse shingles\n- Two casements, “with glass”" in costs
    assert "carried away on my back" in "".join(found.values())


def test_what_is_said_beside_a_text_comes_last() -> None:
    assert file("walden.docx")[-1] == ("Walden › Footnotes", "All the materials were carried away on my back.")
    assert file("beans.docx") == [
        ("Bean-field › Sowing", "I planted about two acres and a half of upland.\n\n- hoe\n- plough\n\n"
         "Seed | Price\nBeans | $3.12"),
        ("Bean-field › Sowing › Harvest", "Nine bushels and twelve quarts of beans sold."),
        ("Bean-field › Comments", "Ask Emerson for the deed."),
    ]  # fmt: skip


def test_of_tracked_changes_what_was_deleted_is_left_out() -> None:
    body = (
        '<w:p><w:r><w:t>Beans</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>'
        "<w:ins><w:r><w:t> and corn</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>"
    )  # fmt: skip
    assert given(changed("beans.docx", "word/document.xml", "<w:body>", "<w:body>" + body), "a.docx")[0] == (
        "",
        "Beans and corn",
    )


def changed(name: str, part: str, old: str, new: str) -> bytes:
    """An archive of `data` in which something stands for something else."""
    kept = io.BytesIO()
    with zipfile.ZipFile(DATA / name) as archive, zipfile.ZipFile(kept, "w") as copy:
        for one in archive.namelist():
            content = archive.read(one)
            if one == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            copy.writestr(one, content)
    return kept.getvalue()


def test_a_slide_is_a_page_with_its_notes() -> None:
    found = sections((DATA / "slides.pptx").read_bytes(), "slides.pptx")
    assert [(section.page, section.heading, section.text) for section in found] == [
        (1, "Bean-field", "Bean-field"),
        (2, "What was sown", "Seven miles of beans\n\nPotatoes, peas and turnips\n\n"
         "Notes: Say where the hoe was borrowed."),
        (3, "What was earned", "Crop | Earned\nBeans | $16.94"),
    ]  # fmt: skip


def test_a_slide_without_a_title_is_not_under_that_of_the_slide_before() -> None:
    assert file("ponds.pptx") == [
        ("The Ponds", "Walden is blue at one time\n\nand green at another\n\nNotes: Show the map of soundings."),
        ("", "One hundred and two feet deep\n\nPond | Acres\nWalden | 61"),
    ]


def test_slides_of_opendocument_are_pages_too() -> None:
    found = sections((DATA / "seasons.odp").read_bytes(), "seasons.odp")
    assert [(section.page, section.heading, section.text) for section in found] == [
        (1, "Winter Animals", "The fox barked raggedly.\n\nNotes: Play the sound."),
        (2, "Spring", "The ice was breaking up."),
    ]


def test_a_sheet_is_a_section_whose_values_have_names() -> None:
    assert file("house.xlsx") == [
        ("Expenses", "The house at Walden\n\nItem: Boards\nPrice: 8.035\nBought: 1945-07-04\nShare: 28.5%\n\n"
         "Item: Laths\nPrice: 1.25\nBought: 1945-07-05 14:30\nShare: 4.4%\n\nItem: Nails\nPrice: 3.9\nShare: 13.8%\n\n"
         "Item: Sum"),
        ("Visitors", "Name: Channing\nCame: 1945-12-01\nFriend: yes\n\nName: Alcott\nCame: 1946-01-09\nFriend: no"),
    ]  # fmt: skip
    assert file("crops.ods") == [("Crops", "Crop: Beans\nAcres: 2.5\nSown: 1846-05-10\n\nCrop: Corn\nSown: 1846-06-01")]


def test_a_book_is_read_in_the_order_of_its_spine_without_its_table_of_contents() -> None:
    assert file("book.epub") == [
        ("Walden › Sounds", "What is a course of history — or philosophy?"),
        ("Walden › Reading", "With a little more deliberation in the choice of their pursuits."),
    ]


@pytest.mark.parametrize("name", ["pond.pdf", "open.pdf"])
def test_a_page_of_a_pdf_stands_under_the_bookmarks_to_it(name: str) -> None:
    found = sections((DATA / name).read_bytes(), name)
    assert [(section.page, section.heading, section.text) for section in found] == [
        (1, "The Ponds", "The Ponds\nWalden is melting apace.\nThere is a canal two rods wide."),
        (2, "The Ponds", "A great field of ice has cracked off."),
        (3, "The Ponds › Spring", "Spring\nThe first sparrow of spring!"),
    ]
    given((DATA / name).read_bytes(), name)


def test_rtf_is_read_with_its_letters_and_its_tables() -> None:
    ((_, text),) = file("walden.rtf")
    assert LIVED in text
    assert "Boards | $8.03" in text
    assert "“with glass”" in text
    assert given(rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2\par}", "a.rtf") == [("", "Привет")]


def test_of_a_page_only_its_words_are_read() -> None:
    page = (
        "<html><head><title>Garden</title><style>p {}</style><script>if (a < b) {}</script></head><body>"
        "<nav><a href='/'>Home</a></nav><h1>Beds</h1><p>Sow\n  <b>peas</b> &amp; beans.<br>Soon.</p>"
        "<ul><li>one</li><li>two <!-- hidden --></li></ul><pre>a\n  b</pre><img alt='A pear'><h2>Empty</h2></body>"
    )
    assert given(page, "a.html") == [
        ("Garden › Beds", "Sow peas & beans.\nSoon.\n\n- one\n- two\n\na\n  b\n\nA pear"),
        ("Garden › Beds › Empty", "Empty"),
    ]


def test_a_page_says_its_own_encoding() -> None:
    page = '<meta charset="windows-1251"><p>Завтра</p>'.encode("windows-1251")
    assert given(page, "a.htm") == [("", "Завтра")]


def test_a_table_that_only_lays_a_page_out_loses_nothing() -> None:
    page = (
        f"<table><tr><td>left<td><h2>Beds</h2><p>{'peas ' * 80}</p>"
        "<table><tr><td>a<td>b</tr></table>after</td></tr></table>"
        "<table><tr><td>last"
    )
    assert given(page, "a.html") == [
        ("", "left"),
        ("Beds", f"{('peas ' * 80).strip()}\n\na | b\n\nafter\n\nlast"),
    ]


def test_a_tag_that_is_never_closed_takes_nothing_with_it() -> None:
    assert given("<nav>menu<p>words", "a.html") == [("", "menu\n\nwords")]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="the program tesseract is not installed here")
def test_the_words_in_an_image_are_read_where_tesseract_is() -> None:
    assert file("simplify.png") == [("", "Simplify, simplify.")]


def test_images_have_no_reader_where_tesseract_is_not() -> None:
    assert (".png" in READERS) == (shutil.which("tesseract") is not None)
