from pathlib import Path
from zipfile import ZipFile

import pytest

from ingest.errors import EncryptedDocument, UnreadableDocument
from ingest.model import Kind
from ingest.read import read

PARTS = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<c><rootfile full-path="OEBPS/book.opf"/></c>',
    "OEBPS/book.opf": """<package xmlns:dc="http://purl.org/dc/elements/1.1/">
        <metadata><dc:title>手册</dc:title></metadata><manifest>
        <item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/>
        <item id="a" href="text/one%20.xhtml" media-type="application/xhtml+xml"/>
        <item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
        <item id="c" href="cover.png" media-type="image/png"/></manifest>
        <spine><itemref idref="c"/><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/>
        <itemref idref="gone"/></spine></package>""",
    "OEBPS/text/one .xhtml": "<html><head><title>x</title></head><body><h1>One</h1></body></html>",
    "OEBPS/text/two.xhtml": "<html><body><p>Second chapter.</p></body></html>",
    "OEBPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
}


def book(path: Path, **changed: str) -> Path:
    with ZipFile(path, "w") as archive:
        for name, content in {**PARTS, **changed}.items():
            archive.writestr(name, content)
    return path


def test_the_chapters_are_read_in_the_order_of_the_spine(tmp_path: Path) -> None:
    reading = read(book(tmp_path / "a.epub"))

    assert reading.title == "手册"
    assert [(element.kind, element.text) for element in reading.elements] == [
        (Kind.HEADING, "One"),
        (Kind.PARAGRAPH, "Second chapter."),
    ]


def test_a_locked_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncryptedDocument, match="open copy"):
        read(book(tmp_path / "a.epub", **{"META-INF/rights.xml": "<rights/>"}))


@pytest.mark.parametrize("content", ["", "<container/>", "<c><rootfile full-path='gone.opf'/></c>"])
def test_a_book_without_a_list_of_chapters_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableDocument, match="list of chapters"):
        read(book(tmp_path / "a.epub", **{"META-INF/container.xml": content}))


def test_the_notes_of_a_book_are_footnotes(tmp_path: Path) -> None:
    page = (
        "<html><body><p>Everyone has 25 days.<a epub:type='noteref' href='#n'>1</a></p>"
        "<aside epub:type='footnote' id='n'><p>1 In full time.</p></aside></body></html>"
    )

    reading = read(book(tmp_path / "a.epub", **{"OEBPS/text/two.xhtml": page}))

    assert [(element.kind, element.text) for element in reading.elements[1:]] == [
        (Kind.PARAGRAPH, "Everyone has 25 days.1"),
        (Kind.FOOTNOTE, "1 In full time."),
    ]
