"""Dressed blocks as a Word document, for LibreOffice to print."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from eval.pages.design import Design, Margin
from eval.pages.source import Block, BlockKind, Cell

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element as Node

_GAP = 420
"""Twentieths of a point between two columns."""
_EMU_PER_TWENTIETH = 635
_LATIN = {1: "Liberation Sans", 2: "Liberation Serif"}
_HAN = {1: "Noto Sans CJK SC", 2: "Noto Serif CJK SC"}
_STYLES = {
    BlockKind.ITEM: "List Bullet",
    BlockKind.QUOTE: "Quote",
    BlockKind.CODE: "No Spacing",
}
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def docx(blocks: Sequence[Block], design: Design, *, title: str, language: str) -> bytes:
    """Return a DOCX: real heading and list styles, table header rows that repeat, page fields."""
    from docx import Document as new_document

    document = new_document()
    _set_fonts(document, design)
    section = document.sections[0]
    _set_columns(section, design.columns)
    _set_margins(section, design, title=title, language=language)
    for block in blocks:
        _add(document, block, design)
    buffer = BytesIO()
    document.save(buffer)
    return _undated(buffer)


def _undated(package: BytesIO) -> bytes:
    """Pack the same parts without the time of day, so that equal documents are equal files."""
    packed = BytesIO()
    with ZipFile(package) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name))
    return packed.getvalue()


def _add(document: "WordDocument", block: Block, design: Design) -> None:
    if block.kind is BlockKind.TABLE:
        _add_table(document, block, design)
        return
    if block.kind is BlockKind.HEADING:
        paragraph = document.add_paragraph(style=f"Heading {block.level}")
    elif block.number:
        # Word's own numbers go on from list to list; printed ones are those of the text.
        paragraph = document.add_paragraph(f"{block.number}. ")
    else:
        paragraph = document.add_paragraph(style=_STYLES.get(block.kind, "Normal"))
    if block.kind is BlockKind.ITEM:
        from docx.shared import Cm

        paragraph.paragraph_format.left_indent = Cm(0.7 * block.level)
    _add_runs(paragraph, block.runs)


def _add_runs(paragraph: "Paragraph", runs: Cell) -> None:
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold = run.strong or None
        added.italic = run.slanted or None


def _add_table(document: "WordDocument", block: Block, design: Design) -> None:
    from docx.shared import Emu

    style = "Table Grid" if design.ruled else "Normal Table"
    count = len(block.rows[0])
    table = document.add_table(len(block.rows), count, style=style)
    # python-docx makes a table as wide as the page, which a column does not hold.
    table.autofit = False
    for column in table.columns:
        column.width = Emu(_column_width(document.sections[0], design.columns) // count)
    for row, cells in zip(table.rows, block.rows, strict=True):
        for cell, runs in zip(row.cells, cells, strict=True):
            _add_runs(cell.paragraphs[0], runs)
    _repeat_header(table)
    document.add_paragraph()


def _column_width(section: "Section", columns: int) -> int:
    page = section.page_width or 0
    inside = page - (section.left_margin or 0) - (section.right_margin or 0)
    return (inside - (columns - 1) * _GAP * _EMU_PER_TWENTIETH) // columns


def _repeat_header(table: "Table") -> None:
    for run in (run for cell in table.rows[0].cells for run in cell.paragraphs[0].runs):
        run.bold = True
    for at, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if at == 0:
            properties.append(_element("w:tblHeader"))


def _set_fonts(document: "WordDocument", design: Design) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    face = 1 if design.columns == 1 else 2
    for name in ("Normal", *(f"Heading {level}" for level in range(1, 7))):
        style = document.styles[name]
        style.font.name = _LATIN[face]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{key}"), None)
        fonts.set(qn("w:eastAsia"), _HAN[face])
    document.styles["Normal"].font.size = Pt(10.5 if design.columns == 1 else 9)


def _set_columns(section: "Section", count: int) -> None:
    columns = _element("w:cols", num=str(count), space=str(_GAP))
    properties: Node = section._sectPr
    for old in section._sectPr.xpath("./w:cols"):
        properties.remove(old)
    properties.append(columns)


def _set_margins(section: "Section", design: Design, *, title: str, language: str) -> None:
    odd = design.odd[language]
    _fill(section.header.paragraphs[0], odd.head, title)
    _fill(section.footer.paragraphs[0], odd.foot, title)
    even: Margin | None = design.even.get(language)
    if even is None:
        return
    section.part.settings.odd_and_even_pages_header_footer = True  # type: ignore[attr-defined]
    _fill(section.even_page_header.paragraphs[0], even.head, title)
    _fill(section.even_page_footer.paragraphs[0], even.foot, title)


def _fill(paragraph: "Paragraph", template: str, title: str) -> None:
    """Write "left|middle|right" with tabs between, and fields for page numbers."""
    said = template.replace("{title}", title).replace("|", "\t")
    for piece in re.split(r"(\{pages?\})", said.rstrip("\t")):
        run = paragraph.add_run("" if piece in _FIELDS else piece)
        if piece in _FIELDS:
            field = _element("w:fldSimple", instr=_FIELDS[piece])
            node: Node = run._r
            node.addprevious(field)
            field.append(node)
            run.text = "1"


def _element(tag: str, **attributes: str) -> "Node":
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element: Node = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
