from pathlib import Path
from zipfile import ZipFile

import pytest

from ingest.errors import EncryptedDocument, OverLimit, UnreadableDocument
from ingest.faq_sheet import faq_rows
from ingest.limits import Limits
from ingest.model import Box, Kind, Link, Reading
from ingest.read import read

URN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{name}="{URN}:{uri}:1.0"'
    for name, uri in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("presentation", "presentation"),
        ("svg", "svg-compatible"),
    ]
)


def written(path: Path, kind: str, body: str, styles: str = "", manifest: str = "") -> Path:
    """Write an OpenDocument file whose body holds `body`."""
    document = (
        f"<office:document-content {SPACES}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr("content.xml", document)
    return path


def kinds(found: Reading) -> list[tuple[Kind, int, str]]:
    return [(element.kind, element.level, element.text) for element in found.elements]


def test_a_text_is_read_in_order_with_lists_notes_and_without_deleted_text(tmp_path: Path) -> None:
    styles = """
        <style:style style:name="P1" style:parent-style-name="Title"/>
        <text:list-style style:name="L1"><text:list-level-style-number text:level="1"
            style:num-format="1" style:num-suffix="."/></text:list-style>
    """
    body = """
        <text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
        <text:p text:style-name="P1">Handbook</text:p>
        <text:table-of-content><text:p>Leave 3</text:p></text:table-of-content>
        <text:h text:outline-level="2">Leave</text:h>
        <text:p>Everyone<text:s text:c="2"/>has <text:span>25</text:span> days<text:note>
            <text:note-citation>1</text:note-citation>
            <text:note-body><text:p>From January.</text:p></text:note-body></text:note>.</text:p>
        <text:list text:style-name="L1"><text:list-item><text:p>Ask</text:p>
            <text:list><text:list-item><text:p>early</text:p></text:list-item></text:list></text:list-item>
            <text:list-item><text:p>Wait</text:p></text:list-item></text:list>
    """

    reading = read(written(tmp_path / "a.odt", "text", body, styles))

    assert reading.title == "Handbook"
    assert kinds(reading) == [
        (Kind.TITLE, 0, "Handbook"),
        (Kind.HEADING, 2, "Leave"),
        (Kind.PARAGRAPH, 0, "Everyone has 25 days."),
        (Kind.FOOTNOTE, 0, "1 From January."),
        (Kind.LIST_ITEM, 0, "1. Ask"),
        (Kind.LIST_ITEM, 0, "early"),
        (Kind.LIST_ITEM, 0, "2. Wait"),
    ]


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_a_sheet_is_a_heading_and_its_table(tmp_path: Path) -> None:
    body = f"""
        <table:table table:name="价格"><table:table-row table:number-rows-repeated="1000000">
        <table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row>{cell("Item")}{cell("Price")}</table:table-row>
        <table:table-row>{cell("Bolt", 'table:number-rows-spanned="2"')}{cell("1.00 €")}
        </table:table-row>
        <table:table-row><table:covered-table-cell/>{cell("2.00 €")}</table:table-row></table:table>
    """

    reading = read(written(tmp_path / "a.ods", "spreadsheet", body))

    assert reading.pages == 1
    assert kinds(reading) == [
        (Kind.HEADING, 1, "价格"),
        (Kind.TABLE, 0, "Item | Price\nBolt | 1.00 €\nBolt | 2.00 €"),
    ]
    assert '<td rowspan="2">Bolt</td>' in reading.elements[1].html
    assert reading.elements[1].place == "sheet 价格, A1000001:B1000003"


def test_a_slide_is_a_page_with_boxes_and_notes(tmp_path: Path) -> None:
    def frame(role: str, left: str, top: str, text: str) -> str:
        return (
            f'<draw:frame presentation:class="{role}" svg:x="{left}" svg:y="{top}" svg:width="1in"'
            f' svg:height="1in"><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>'
        )

    body = (
        f"<draw:page>{frame('', '3in', '2in', 'right')}{frame('', '1in', '2in', 'left')}"
        f"{frame('title', '1in', '0in', 'Aims')}{frame('footer', '1in', '6in', 'Company')}"
        f"<presentation:notes>{frame('', '1in', '1in', 'Speak up.')}</presentation:notes>"
        "</draw:page>"
    )

    reading = read(written(tmp_path / "a.odp", "presentation", body))

    assert kinds(reading) == [
        (Kind.HEADING, 1, "Aims"),
        (Kind.PARAGRAPH, 0, "left"),
        (Kind.PARAGRAPH, 0, "right"),
        (Kind.FOOTER, 0, "Company"),
        (Kind.PARAGRAPH, 0, "Speak up."),
    ]
    assert reading.elements[1].boxes == (Box(page=1, x0=72, y0=144, x1=144, y1=216),)
    assert [element.place for element in reading.elements][-2:] == ["slide 1", "slide 1, notes"]


def test_repeated_cells_beyond_the_limit_are_refused(tmp_path: Path) -> None:
    row = f"<table:table-row table:number-rows-repeated='900'>{cell('x') * 9}</table:table-row>"
    path = written(tmp_path / "a.ods", "spreadsheet", f"<table:table>{row}</table:table>")

    with pytest.raises(OverLimit, match="table_cells"):
        read(path, Limits(table_cells=5_000))


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.odt", "text", "", manifest="<encryption-data/>")

    with pytest.raises(EncryptedDocument, match="without a password"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"<x/>", b"\x00" * 9, b"<office:body"])
def test_broken_content_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.odt"
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)

    with pytest.raises(UnreadableDocument):
        read(path)


def test_what_is_hidden_in_a_workbook_is_left_out_and_noted(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="gone"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    hidden = 'table:visibility="collapse"'
    body = f"""
        <table:table table:name="Prices"><table:table-column/><table:table-column {hidden}/>
        <table:table-column/>
        <table:table-row>{cell("Item")}{cell("Margin")}{cell("Price")}</table:table-row>
        <table:table-row {hidden}>{cell("Secret")}{cell("9")}{cell("1")}</table:table-row>
        <table:table-row>{cell("Bolt")}{cell("50%")}{cell("2")}</table:table-row></table:table>
        <table:table table:name="Lists" table:style-name="gone"><table:table-row>{cell("hidden")}
        </table:table-row></table:table>
    """

    reading = read(written(tmp_path / "a.ods", "spreadsheet", body, styles))

    assert kinds(reading)[1:] == [(Kind.TABLE, 0, "Item | Price\nBolt | 2")]
    assert [note.text for note in reading.notes] == [
        "hidden sheets were left out: Lists",
        "sheet Prices: 1 hidden row was left out",
        "sheet Prices: 1 hidden column was left out",
    ]


def test_a_sheet_of_questions_and_answers_is_told_to_be_one_and_read_as_one(tmp_path: Path) -> None:
    rows = (("问题", "答案"), ("How long?", "25 days."), ("Who?", "Everyone."))
    body = "".join(f"<table:table-row>{cell(q)}{cell(a)}</table:table-row>" for q, a in rows)
    path = written(tmp_path / "a.ods", "spreadsheet", f"<table:table>{body}</table:table>")

    assert "looks like a FAQ: 2 questions" in read(path).notes[0].text
    assert [(row.question, row.answer) for row in faq_rows(path)] == [*rows[1:]]


def test_links_and_hidden_sections_of_a_text_are_told_from_its_words(tmp_path: Path) -> None:
    link = '<text:a xlink:href="https://hr.example/" xmlns:xlink="http://www.w3.org/1999/xlink">'
    body = (
        f"<text:p>See  the {link}<text:span>HR</text:span> portal</text:a>.</text:p>"
        '<text:section text:display="none"><text:p>Draft</text:p></text:section>'
    )

    (paragraph,) = read(written(tmp_path / "a.odt", "text", body)).elements

    assert paragraph.text == "See the HR portal."
    assert paragraph.links == (Link(start=8, end=17, target="https://hr.example/"),)
