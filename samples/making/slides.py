"""The onboarding slides: titles, bullets, one table, and notes for the speaker."""

from pathlib import Path

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.shapes.placeholder import SlidePlaceholder
from pptx.slide import Slide as DeckSlide
from pptx.util import Inches, Pt

from making.archive import AUTHOR, ISSUED, settle
from making.markup import Block, blocks

BRAND = RGBColor(0x0D, 0x54, 0x68)
INK = RGBColor(0x1D, 0x27, 0x30)
TITLE_LAYOUT, CONTENT_LAYOUT, TITLE_ONLY_LAYOUT = 0, 1, 5


def onboarding_slides(target: Path) -> None:
    """Write the slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    properties = deck.core_properties
    properties.title, properties.author = "Onboarding 新员工入职", AUTHOR
    properties.last_modified_by = AUTHOR
    properties.created = properties.modified = ISSUED
    # Each slide has three blocks: its title, its bullets or table, its notes.
    parts = iter(blocks("onboarding-slides.md"))
    for number, (title, body, notes) in enumerate(zip(parts, parts, parts, strict=True)):
        slide = _opening(deck, title, body) if number == 0 else _slide(deck, title, body)
        slide.notes_slide.notes_text_frame.text = notes.items[0]
    deck.save(str(target))
    settle(target)


def _opening(deck: Deck, title: Block, body: Block) -> DeckSlide:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
    _add_bar(slide)
    _fill(slide.shapes.title, title, top=2.3, height=1.4, size=40)
    _fill(slide.placeholders[1], body, top=3.8, height=1.2, size=22)
    return slide


def _slide(deck: Deck, title: Block, body: Block) -> DeckSlide:
    layout = TITLE_ONLY_LAYOUT if body.kind == "table" else CONTENT_LAYOUT
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    _add_bar(slide)
    _fill(slide.shapes.title, title, top=0.55, height=1.0, size=30)
    if body.kind == "table":
        _add_table(slide, body.rows)
    else:
        _fill(slide.placeholders[1], body, top=1.75, height=5.0, size=22)
    return slide


def _add_bar(slide: DeckSlide) -> None:
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(0.35), Inches(7.5))
    bar.fill.solid()
    bar.fill.fore_color.rgb = BRAND
    bar.line.fill.background()


def _fill(shape: SlidePlaceholder, block: Block, *, top: float, height: float, size: int) -> None:
    shape.left, shape.width = Inches(0.95), Inches(11.5)
    shape.top, shape.height = Inches(top), Inches(height)
    shape.text = "\n".join(block.items)
    is_title = block.kind == "heading"
    for paragraph in shape.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(8)
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), is_title
            run.font.color.rgb = BRAND if is_title else INK


def _add_table(slide: DeckSlide, rows: list[list[str]]) -> None:
    width, height = Inches(11.5), Inches(0.55 * len(rows))
    frame = slide.shapes.add_table(
        len(rows), len(rows[0]), Inches(0.95), Inches(1.8), width, height
    )
    for row, texts in zip(frame.table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(17)
    for cell in frame.table.rows[0].cells:
        cell.fill.solid()
        cell.fill.fore_color.rgb = BRAND
