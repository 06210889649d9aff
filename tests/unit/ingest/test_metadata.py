"""What files of the various kinds say of themselves."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from ingest.model import Metadata
from ingest.read import read

DATA = Path(__file__).parents[2] / "data"


def metadata(path: Path, content: str) -> Metadata:
    path.write_text(content, encoding="utf-8")
    return read(path).metadata


def test_a_page_tells_its_authors_and_dates(tmp_path: Path) -> None:
    head = """<meta name="author" content=" Anna  Li "><meta name="AUTHOR" content="Ben">
        <meta property="article:published_time" content="2024-02-03T10:00:00Z">
        <meta name="last-modified" content="2024/3/4"><meta name="date" content="soon">"""

    found = metadata(tmp_path / "a.html", f"<html><head>{head}</head><p>员工可以请假。</p></html>")

    assert found == Metadata(
        authors=("Anna Li", "Ben"), created="2024-02-03", changed="2024-03-04", language="zh"
    )


@pytest.mark.parametrize(
    ("front", "authors"),
    [
        ("author: Anna Li", ("Anna Li",)),
        ('authors: ["Anna Li", Ben]', ("Anna Li", "Ben")),
        ("authors:\n  - Anna Li\n  - 'Ben'", ("Anna Li", "Ben")),
        ("owner: finance", ()),
    ],
)
def test_the_front_matter_of_markdown_tells_authors_and_dates(
    tmp_path: Path, front: str, authors: tuple[str, ...]
) -> None:
    text = f"---\ntitle: Leave\n{front}\ndate: 2024-02-03\nlastmod: 2024-03-04\n---\n\nAsk early.\n"

    found = metadata(tmp_path / "a.md", text)

    assert found == Metadata(
        authors=authors, created="2024-02-03", changed="2024-03-04", language="en"
    )


def test_a_message_tells_who_wrote_it_when_and_what_is_attached(tmp_path: Path) -> None:
    text = (
        "From: =?utf-8?b?546L6Iqz?= <wang@example.com>\nDate: Fri, 05 Jan 2024 23:30:00 +0800\n"
        "Subject: News\n\nThe office moves.\n"
    )

    found = metadata(tmp_path / "a.eml", text)

    assert found == Metadata(authors=("王芳",), created="2024-01-05", language="en")


def test_a_message_with_an_impossible_date_is_read_without_one(tmp_path: Path) -> None:
    found = metadata(
        tmp_path / "a.eml", "From: a@b.c\nTo: d@e.f\nDate: soon\nSubject: x\n\nHi all.\n"
    )

    assert (found.authors, found.created) == (("a@b.c",), "")


def test_an_outlook_message_tells_the_same(tmp_path: Path) -> None:
    found = read(DATA / "office" / "message.msg").metadata

    assert found.authors == ("Alice Example",)
    assert found.attachments == ("test.txt", "report.pdf")


def test_a_book_tells_its_authors_and_dates(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.epub", "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", '<c><rootfile full-path="book.opf"/></c>')
        archive.writestr(
            "book.opf",
            '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            "<dc:creator>Anna Li</dc:creator><dc:creator>Ben</dc:creator><dc:date>2023</dc:date>"
            '<dc:date>2023-05</dc:date><meta property="dcterms:modified">2024-01-02T00:00Z</meta>'
            '</metadata><manifest><item id="a" href="a.xhtml" media-type="text/html"/></manifest>'
            '<spine><itemref idref="a"/></spine></package>',
        )
        archive.writestr("a.xhtml", "<html><body><p>One chapter.</p></body></html>")

    assert read(tmp_path / "a.epub").metadata == Metadata(
        authors=("Anna Li", "Ben"), created="2023-05-01", changed="2024-01-02", language="en"
    )


def test_rich_text_tells_its_author_and_dates(tmp_path: Path) -> None:
    found = metadata(
        tmp_path / "a.rtf",
        r"{\rtf1\ansi{\info{\author Anna Li}{\creatim\yr2023\mo4\dy1\hr9}"
        r"{\revtim\yr2024\mo5\dy2}}The limit is 200.\par}",
    )

    assert found == Metadata(
        authors=("Anna Li",), created="2023-04-01", changed="2024-05-02", language="en"
    )


def test_an_opendocument_text_tells_its_author_and_dates(tmp_path: Path) -> None:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    office, text = f'xmlns:office="{urn}:office:1.0"', f'xmlns:text="{urn}:text:1.0"'
    with ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {office} {text}><office:body><office:text>"
            "<text:p>Ask early.</text:p></office:text></office:body></office:document-content>",
        )
        archive.writestr(
            "meta.xml",
            f'<office:document-meta {office} xmlns:dc="http://purl.org/dc/elements/1.1/" '
            f'xmlns:meta="{urn}:meta:1.0"><office:meta>'
            "<meta:initial-creator>Anna Li</meta:initial-creator><dc:creator>Ben</dc:creator>"
            "<meta:creation-date>2023-04-01T09:00:00</meta:creation-date>"
            "<dc:date>2024-05-02T09:00:00</dc:date></office:meta></office:document-meta>",
        )

    assert read(tmp_path / "a.odt").metadata == Metadata(
        authors=("Anna Li",), created="2023-04-01", changed="2024-05-02", language="en"
    )


def test_the_language_is_that_of_most_of_the_text(tmp_path: Path) -> None:
    assert metadata(tmp_path / "a.txt", "KPI 指标由各部门制定。\n\n每年考核一次。").language == "zh"
    assert metadata(tmp_path / "b.txt", "The term 指标 means a target.").language == "en"
