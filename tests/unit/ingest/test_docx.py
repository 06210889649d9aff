import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from ingest.limits import Limits
from ingest.model import Kind, Reading
from ingest.office.word.reader import read_docx
from ingest.read import read

MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def reading(folder: Path, write: Callable[[Document], object]) -> Reading:
    document = docx.Document()
    write(document)
    path = folder / "file.docx"
    document.save(str(path))
    return read_docx(path, Limits())


def kinds(found: Reading) -> list[tuple[Kind, int, str]]:
    return [(element.kind, element.level, element.text) for element in found.elements]


def add(document: Document, body: str) -> None:
    """Add WordprocessingML to the end of the body."""
    section = document.element.body[-1]
    for node in parse_xml(f"<w:body {SPACES}>{body}</w:body>"):
        section.addprevious(node)


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_styles_make_titles_headings_and_captions_in_document_order(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.add_heading("Handbook", level=0)
        document.add_heading("Leave", level=1)
        document.add_paragraph("Everyone has 25 days.")
        document.add_heading("Parents", level=2)
        document.add_paragraph("Table 1: days", style="Caption")

    assert kinds(reading(tmp_path, write)) == [
        (Kind.TITLE, 0, "Handbook"),
        (Kind.HEADING, 1, "Leave"),
        (Kind.PARAGRAPH, 0, "Everyone has 25 days."),
        (Kind.HEADING, 2, "Parents"),
        (Kind.CAPTION, 0, "Table 1: days"),
    ]


def test_chinese_style_names_and_outline_levels_make_headings(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        named = document.styles.add_style("标题 2", 1)
        based = document.styles.add_style("公司小标题", 1)
        based.base_style = named
        document.add_paragraph("第一节", style=named)
        document.add_paragraph("细则", style=based)
        add(document, paragraph("Level three", '<w:outlineLvl w:val="2"/>'))
        add(document, paragraph("Body text", '<w:outlineLvl w:val="9"/>'))

    assert kinds(reading(tmp_path, write)) == [
        (Kind.HEADING, 2, "第一节"),
        (Kind.HEADING, 2, "细则"),
        (Kind.HEADING, 3, "Level three"),
        (Kind.PARAGRAPH, 0, "Body text"),
    ]


def test_bold_or_numbered_lines_serve_as_headings_where_no_style_does(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        for text, bold in [("第一章 总则", False), ("Aims", True), ("We grow.", False)]:
            document.add_paragraph().add_run(text).bold = bold
        document.add_paragraph("More text.")
        document.add_paragraph("And more.")

    assert kinds(reading(tmp_path, write)) == [
        (Kind.HEADING, 1, "第一章 总则"),
        (Kind.HEADING, 2, "Aims"),
        (Kind.PARAGRAPH, 0, "We grow."),
        (Kind.PARAGRAPH, 0, "More text."),
        (Kind.PARAGRAPH, 0, "And more."),
    ]


def test_headings_without_a_style_are_found_among_those_with_one(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.add_heading("第一章 总则", 1)
        document.add_paragraph("本手册适用于全体员工。")
        document.add_paragraph("1.1 Gym opens at six")
        document.add_paragraph().add_run("第二章 考勤").bold = True
        document.add_paragraph("迟到三次记警告一次。")
        document.add_paragraph().add_run("Travel by train").font.size = Pt(16)
        document.add_paragraph("Book second class.")
        document.add_paragraph().add_run("Phone: 4444").bold = True
        document.add_paragraph("Ask for Anna.")

    found = reading(tmp_path, write).elements

    assert [(one.level, one.text) for one in found if one.kind is Kind.HEADING] == [
        (1, "第一章 总则"),
        (1, "第二章 考勤"),
        (2, "Travel by train"),
    ]


def numbered(document: Document, levels: str) -> None:
    """Define list 77 by the XML of its levels."""
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )


def level(depth: int, style: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def item(text: str, depth: int, number: int = 77) -> str:
    return paragraph(
        text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def test_lists_show_the_numbers_that_word_shows(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        numbered(
            document, level(0, "chineseCounting", "第%1条") + level(1, "lowerLetter", "%2)", 3)
        )
        add(document, item("one", 0) + item("a", 1) + item("b", 1) + item("two", 0) + item("c", 1))
        add(document, paragraph("between") + item("three", 0))
        document.add_paragraph("bullet", style="List Bullet")

    assert [element.text for element in reading(tmp_path, write).elements] == [
        "第一条 one",
        "c) a",
        "d) b",
        "第二条 two",
        "c) c",
        "between",
        "第三条 three",
        "bullet",
    ]


def test_a_list_that_restarts_begins_again(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        numbered(document, level(0, "decimal", "%1."))
        document.part.numbering_part.element.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="78"><w:abstractNumId w:val="77"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )
        add(document, item("a", 0) + item("b", 0) + item("c", 0, 78) + item("d", 0, 78))

    assert kinds(reading(tmp_path, write)) == [
        (Kind.LIST_ITEM, 0, "1. a"),
        (Kind.LIST_ITEM, 0, "2. b"),
        (Kind.LIST_ITEM, 0, "1. c"),
        (Kind.LIST_ITEM, 0, "2. d"),
    ]


def test_articles_count_on_through_the_chapters_where_the_list_says_so(tmp_path: Path) -> None:
    article = level(1, "chineseCounting", "第%2条").replace("<w:numFmt", "{}<w:numFmt")

    def write(document: Document) -> None:
        counts_on = article.format('<w:lvlRestart w:val="0"/>')
        numbered(document, level(0, "chineseCounting", "第%1章") + counts_on)
        add(document, item("总则", 0) + item("目的", 1) + item("范围", 1))
        add(document, item("休假", 0) + item("年假", 1))

    assert [element.text for element in reading(tmp_path, write).elements] == [
        "第一章 总则",
        "第一条 目的",
        "第二条 范围",
        "第二章 休假",
        "第三条 年假",
    ]


def test_tracked_changes_are_taken_as_accepted(tmp_path: Path) -> None:
    change = 'w:id="1" w:author="a"'

    def write(document: Document) -> None:
        add(
            document,
            f"<w:p><w:r><w:t>The limit is </w:t></w:r>"
            f"<w:del {change}><w:r><w:delText>100</w:delText></w:r></w:del>"
            f"<w:ins {change}><w:r><w:t>200</w:t></w:r></w:ins><w:r><w:t> euros.</w:t></w:r></w:p>"
            f"<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>{paragraph('kept')}</w:tc></w:tr>"
            f"<w:tr><w:trPr><w:del {change}/></w:trPr><w:tc>{paragraph('gone')}</w:tc></w:tr>"
            "</w:tbl>",
        )

    assert [element.text for element in reading(tmp_path, write).elements] == [
        "The limit is 200 euros.",
        " | kept",
    ]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    deleted = '<w:rPr><w:del w:id="5" w:author="A"/></w:rPr>'
    struck = '<w:del w:id="6"><w:r><w:delText>not this</w:delText></w:r></w:del>'

    def write(document: Document) -> None:
        add(document, paragraph("Everyone has", deleted))
        add(document, f"<w:p><w:pPr>{deleted}</w:pPr>{struck}</w:p>")
        add(document, paragraph(" 25 days.") + paragraph("Ask early."))
        add(document, paragraph("The end", deleted))

    assert [text for _, _, text in kinds(reading(tmp_path, write))] == [
        "Everyone has 25 days.",
        "Ask early.",
        "The end",
    ]


def test_what_a_form_asks_to_write_is_left_out_and_its_ticks_are_read(tmp_path: Path) -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    run = "<w:r><w:t>Click to enter text</w:t></w:r>"
    tick = (
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t xml:space="preserve"> Yes</w:t></w:r>'
    )

    def write(document: Document) -> None:
        add(document, prompt.format(paragraph("Choose a date")))
        add(
            document, f"<w:p><w:r><w:t>Name:</w:t></w:r>{prompt.format(run)}</w:p><w:p>{tick}</w:p>"
        )

    assert [text for _, _, text in kinds(reading(tmp_path, write))] == ["Name:", "☑ Yes"]


def test_documents_within_a_document_are_noted(tmp_path: Path) -> None:
    relation = f'<w:altChunk xmlns:r="{RELATIONS}" r:id="rId99"/>'

    found = reading(tmp_path, lambda document: add(document, paragraph("Annexes") + relation))

    assert [note.text for note in found.notes] == [
        "1 document within it was not read: save it again from Word"
    ]


def test_merged_cells_keep_their_spans(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        table = document.add_table(rows=4, cols=3)
        for index, text in enumerate(["Kind", "Old price", "New price"]):
            table.cell(0, index).text = text
        table.cell(1, 0).merge(table.cell(2, 0)).text = "Standard"
        table.cell(1, 1).text, table.cell(1, 2).text = "10", "12"
        table.cell(2, 1).merge(table.cell(2, 2)).text = "on request"
        table.cell(3, 0).merge(table.cell(3, 2)).text = "All prices\nnet <20%>"

    (table,) = reading(tmp_path, write).elements

    assert table.text == (
        "Kind | Old price | New price\nStandard | 10 | 12\n"
        "Standard | on request\nAll prices net <20%>"
    )
    assert table.html == (
        "<table><thead><tr><th>Kind</th><th>Old price</th><th>New price</th></tr></thead>"
        '<tbody><tr><td rowspan="2">Standard</td><td>10</td><td>12</td></tr>'
        '<tr><td colspan="2">on request</td></tr>'
        '<tr><td colspan="3">All prices net &lt;20%&gt;</td></tr></tbody></table>'
    )


def test_a_table_of_one_cell_is_only_a_frame(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.paragraphs[0].style = "Heading 1"
        cell.paragraphs[0].text = "Note"
        cell.add_paragraph("Framed text.")

    assert kinds(reading(tmp_path, write)) == [
        (Kind.HEADING, 1, "Note"),
        (Kind.PARAGRAPH, 0, "Framed text."),
    ]


def test_a_text_box_follows_its_paragraph_and_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('In the box')}</w:txbxContent>"

    def write(document: Document) -> None:
        add(
            document,
            "<w:p><w:r><w:t>Anchor</w:t></w:r><w:r><mc:AlternateContent>"
            "<mc:Choice Requires='wps'>"
            f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
            + paragraph("After"),
        )

    assert [e.text for e in reading(tmp_path, write).elements] == ["Anchor", "In the box", "After"]


def test_running_heads_and_feet_are_furniture(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        section = document.sections[0]
        section.header.paragraphs[0].text = "Confidential"
        section.footer.paragraphs[0].text = "Page 1"
        document.add_paragraph("Body")

    assert kinds(reading(tmp_path, write)) == [
        (Kind.HEADER, 0, "Confidential"),
        (Kind.PARAGRAPH, 0, "Body"),
        (Kind.FOOTER, 0, "Page 1"),
    ]


def test_formulas_become_latex(tmp_path: Path) -> None:
    fraction = (
        "<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>"
    )

    def write(document: Document) -> None:
        add(document, f"<w:p><m:oMathPara><m:oMath>{fraction}</m:oMath></m:oMathPara></w:p>")
        add(document, f"<w:p><w:r><w:t>Take </w:t></w:r><m:oMath>{fraction}</m:oMath></w:p>")

    assert kinds(reading(tmp_path, write)) == [
        (Kind.FORMULA, 0, r"\frac{a}{b}"),
        (Kind.PARAGRAPH, 0, r"Take $\frac{a}{b}$"),
    ]


def test_the_table_of_contents_is_left_out_with_a_note(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        style = document.styles.add_style("toc 1", 1)
        document.add_paragraph("Leave\t3", style=style)
        document.add_heading("Leave", level=1)

    found = reading(tmp_path, write)

    assert kinds(found) == [(Kind.HEADING, 1, "Leave")]
    assert "table of contents of 1 line" in found.notes[0].text


def test_program_text_in_code_style_is_one_element(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        style = document.styles.add_style("Source Code", 1)
        document.add_paragraph("x = 1", style=style)
        document.add_paragraph("print(x)", style=style)

    assert kinds(reading(tmp_path, write)) == [(Kind.CODE, 0, "x = 1\nprint(x)")]


def repacked(folder: Path, name: str, change: Callable[[str, bytes], bytes], **parts: str) -> Path:
    """Write a document of one paragraph as `name`, its parts changed and some added."""
    document = docx.Document()
    document.add_paragraph("Some text")
    document.save(str(folder / "plain.docx"))
    with ZipFile(folder / "plain.docx") as source, ZipFile(folder / name, "w") as target:
        for member in source.namelist():
            target.writestr(member, change(member, source.read(member)))
        for part, content in parts.items():
            target.writestr(f"word/{part}.xml", content)
    return folder / name


def test_footnotes_follow_the_paragraph_that_refers_to_them(tmp_path: Path) -> None:
    def note(number: int, text: str, kind: str = "") -> str:
        return f'<w:footnote w:id="{number}" {kind}>{paragraph(text)}</w:footnote>'

    def change(name: str, part: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            relation = f'<Relationship Id="n" Type="{RELATIONS}/footnotes" Target="footnotes.xml"/>'
            return part.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
        if name == "word/document.xml":
            body = "".join(
                f"<w:p><w:r><w:t>{text}</w:t></w:r>"
                f'<w:r><w:footnoteReference w:id="{n}"/></w:r></w:p>'
                for n, text in [(2, "Members go free."), (5, "All others pay.")]
            )
            return part.replace(b"<w:sectPr", f"{body}<w:sectPr".encode(), 1)
        return part

    notes = (
        note(0, "---", 'w:type="separator"')
        + note(5, "See the price list.")
        + note(2, "After a year.")
    )
    path = repacked(
        tmp_path, "notes.docx", change, footnotes=f"<w:footnotes {SPACES}>{notes}</w:footnotes>"
    )

    assert kinds(read(path)) == [
        (Kind.PARAGRAPH, 0, "Some text"),
        (Kind.PARAGRAPH, 0, "Members go free."),
        (Kind.FOOTNOTE, 0, "1 After a year."),
        (Kind.PARAGRAPH, 0, "All others pay."),
        (Kind.FOOTNOTE, 0, "2 See the price list."),
    ]


def strict(name: str, part: bytes) -> bytes:
    return re.sub(
        rb"http://schemas\.openxmlformats\.org/(officeDocument|wordprocessingml)/2006/",
        rb"http://purl.oclc.org/ooxml/\1/",
        part,
    )


def with_macros(name: str, part: bytes) -> bytes:
    return part.replace(MAIN, b"application/vnd.ms-word.document.macroEnabled.main+xml")


def template(name: str, part: bytes) -> bytes:
    return part.replace(MAIN, MAIN.replace(b"document.main", b"template.main"))


def dangling(name: str, part: bytes) -> bytes:
    relation = f'<Relationship Id="gone" Type="{RELATIONS}/image" Target="media/gone.png"/>'
    if name == "word/_rels/document.xml.rels":
        return part.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
    return part


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("strict.docx", strict),
        ("macros.docm", with_macros),
        ("template.dotx", template),
        ("dangling.docx", dangling),
    ],
)
def test_a_package_of_an_unusual_kind_is_read_all_the_same(
    tmp_path: Path, name: str, change: Callable[[str, bytes], bytes]
) -> None:
    reading = read(repacked(tmp_path, name, change))

    assert [element.text for element in reading.elements] == ["Some text"]
    assert reading.notes == ()


def test_the_title_comes_from_the_properties_unless_they_hold_a_default(tmp_path: Path) -> None:
    for title, expected in [
        ("Travel policy", "Travel policy"),
        ("Document1", "Rules"),
        ("", "Rules"),
    ]:
        document = docx.Document()
        document.core_properties.title = title
        document.add_heading("Rules", level=1)
        document.save(str(tmp_path / "a.docx"))

        assert read(tmp_path / "a.docx").title == expected
