"""The travel policy as a Word document: named styles, numbered steps, tables, a page footer."""

from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from making.archive import AUTHOR, ISSUED, settle
from making.markup import Block, blocks

BRAND = RGBColor(0x0D, 0x54, 0x68)
TITLE = "Travel Policy 差旅制度"
SUBTITLE = "FIN-014, version 3, valid from 1 March 2026. Owner: Finance Service"
STYLES = {
    "paragraph": "Normal",
    "bullets": "List Bullet",
    "steps": "List Number",
    "caption": "Caption",
}


def travel_policy(target: Path) -> None:
    """Write the travel policy."""
    document = Document()
    _prepare(document)
    document.add_paragraph(TITLE, style="Title")
    document.add_paragraph(SUBTITLE, style="Subtitle")
    for block in blocks("travel-policy.md"):
        _add(document, block)
    document.save(str(target))
    settle(target)


def _prepare(document: WordDocument) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.subject = TITLE, AUTHOR, "FIN-014"
    properties.comments, properties.last_modified_by = "", AUTHOR
    properties.created = properties.modified = ISSUED
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    for name, size in (("Normal", 10.5), ("Title", 24), ("Heading 1", 15), ("Heading 2", 12)):
        _set_font(document, name, size)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    section.header.paragraphs[0].text = "Ternhaven Instruments 燕港仪器"
    footer = section.footer.paragraphs[0]
    footer.text = "FIN-014 Travel Policy, version 3, page "
    _add_page_number(footer)


def _set_font(document: WordDocument, style_name: str, size: float) -> None:
    style = document.styles[style_name]
    style.font.name, style.font.size = "Arial", Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), "Noto Sans CJK SC")
    if style_name != "Normal":
        style.font.color.rgb = BRAND


def _add_page_number(paragraph: Paragraph) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)


def _add(document: WordDocument, block: Block) -> None:
    if block.kind == "heading":
        document.add_heading(block.items[0], block.level)
    elif block.kind == "table":
        _add_table(document, block.rows)
    else:
        for item in block.items:
            document.add_paragraph(item, style=STYLES[block.kind])


def _add_table(document: WordDocument, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Light Grid Accent 1")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()
