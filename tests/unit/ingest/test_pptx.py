from pathlib import Path

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Pt

from ingest.errors import OverLimit
from ingest.limits import Limits
from ingest.model import Box, Kind, Reading
from ingest.office.slides import read_pptx

TITLE_ONLY, TITLE_AND_CONTENT, BLANK = 5, 1, 6


def reading(folder: Path, presentation: Presentation) -> Reading:
    path = folder / "file.pptx"
    presentation.save(str(path))
    return read_pptx(path, Limits())


def slide(presentation: Presentation, layout: int, title: str = "") -> Slide:
    added = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if title:
        added.shapes.title.text = title
    return added


def text_box(
    target: Slide, left: float, top: float, text: str, width: float = 200, height: float = 40
) -> None:
    shape = target.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(height))
    shape.text_frame.text = text


def kinds(found: Reading) -> list[tuple[Kind, str, str]]:
    return [(element.kind, element.place, element.text) for element in found.elements]


def test_a_slide_is_a_page_with_its_title_items_and_notes(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide(presentation, TITLE_ONLY, "Welcome")
    second = slide(presentation, TITLE_AND_CONTENT, "Aims")
    second.placeholders[1].text = "Grow\nSave"
    second.notes_slide.notes_text_frame.text = "Speak slowly."

    found = reading(tmp_path, presentation)

    assert found.pages == 2
    assert kinds(found) == [
        (Kind.HEADING, "slide 1", "Welcome"),
        (Kind.HEADING, "slide 2", "Aims"),
        (Kind.LIST_ITEM, "slide 2", "Grow"),
        (Kind.LIST_ITEM, "slide 2", "Save"),
        (Kind.PARAGRAPH, "slide 2, notes", "Speak slowly."),
    ]
    assert [element.level for element in found.elements] == [1, 1, 0, 0, 0]
    assert [[box.page for box in element.boxes] for element in found.elements] == [
        [1],
        [2],
        [2],
        [2],
        [],
    ]


@pytest.mark.parametrize("gap", [60, 200])
def test_cards_are_read_row_by_row_however_far_apart(tmp_path: Path, gap: int) -> None:
    presentation = pptx.Presentation()
    target = slide(presentation, TITLE_ONLY, "Quarter")
    right, low = 240 + gap, 300
    for left, top, text in [
        (right, 200, "右上 成本"),
        (40, 200, "左上 收入"),
        (40, low, "左下 利润"),
        (right, low, "右下 现金"),
    ]:
        text_box(target, left, top, text)

    texts = [element.text for element in reading(tmp_path, presentation).elements]

    assert texts == ["Quarter", "左上 收入", "右上 成本", "左下 利润", "右下 现金"]


def test_text_below_a_head_of_its_own_is_read_column_by_column(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    target = slide(presentation, TITLE_ONLY, "Compared")
    for left, top, height, text in [
        (400, 250, 180, "costs more"),
        (40, 250, 180, "is slow"),
        (400, 200, 40, "New"),
        (40, 200, 40, "Old"),
    ]:
        text_box(target, left, top, text, height=height)

    texts = [element.text for element in reading(tmp_path, presentation).elements]

    assert texts == ["Compared", "Old", "is slow", "New", "costs more"]


def test_a_text_knows_its_box_in_points_also_inside_a_group(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    target = slide(presentation, BLANK)
    text_box(target, 72, 36, "Alone")
    group = target.shapes.add_group_shape()
    inner = group.shapes.add_textbox(Pt(100), Pt(200), Pt(50), Pt(20))
    inner.text_frame.text = "Grouped"
    group.left, group.top, group.width, group.height = Pt(10), Pt(300), Pt(100), Pt(40)

    boxes = [element.boxes for element in reading(tmp_path, presentation).elements]

    assert boxes == [
        (Box(page=1, x0=72, y0=36, x1=272, y1=76),),
        (Box(page=1, x0=10, y0=300, x1=110, y1=340),),
    ]


def test_each_row_of_a_table_has_its_own_box(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    frame = slide(presentation, BLANK).shapes.add_table(3, 2, Pt(0), Pt(0), Pt(200), Pt(90))
    for row, texts in enumerate([("Item", "Price"), ("Bolt", "1"), ("", "2")]):
        for column, text in enumerate(texts):
            frame.table.cell(row, column).text = text
    frame.table.cell(1, 0).merge(frame.table.cell(2, 0))

    (table,) = reading(tmp_path, presentation).elements

    assert table.text == "Item | Price\nBolt | 1\nBolt | 2"
    assert '<td rowspan="2">Bolt</td>' in table.html
    assert [table.text[span.start : span.end] for span in table.spans] == [
        "Item | Price",
        "Bolt | 1",
        "Bolt | 2",
    ]
    assert [span.box.y0 for span in table.spans] == [0, 30, 60]


@pytest.mark.parametrize("kind", [XL_CHART_TYPE.LINE, XL_CHART_TYPE.PIE, XL_CHART_TYPE.RADAR])
def test_the_data_of_a_chart_is_a_table(tmp_path: Path, kind: XL_CHART_TYPE) -> None:
    data = CategoryChartData()
    data.categories = ["2023", "2024"]
    data.add_series("Sales", (1.5, 0.1 + 0.2))
    presentation = pptx.Presentation()
    chart = slide(presentation, BLANK).shapes.add_chart(kind, 0, 0, Pt(200), Pt(200), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Sales by year"

    assert kinds(reading(tmp_path, presentation)) == [
        (Kind.CAPTION, "slide 1", "Sales by year"),
        (Kind.TABLE, "slide 1", " | Sales\n2023 | 1.5\n2024 | 0.3"),
    ]


def test_a_slide_without_a_title_takes_the_short_line_at_its_top(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    target = slide(presentation, BLANK)
    text_box(target, 40, 200, "A longer text that explains the matter at hand.", width=400)
    text_box(target, 40, 40, "Results")

    assert kinds(reading(tmp_path, presentation))[0] == (Kind.HEADING, "slide 1", "Results")


def test_a_hidden_slide_is_read_and_noted(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide(presentation, TITLE_ONLY, "Shown")
    slide(presentation, TITLE_ONLY, "Hidden").element.set("show", "0")

    found = reading(tmp_path, presentation)

    assert [element.text for element in found.elements] == ["Shown", "Hidden"]
    assert [(note.page, note.text) for note in found.notes] == [
        (2, "the slide is hidden in the show; it was read")
    ]


def test_more_slides_than_the_limit_are_refused(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    for _ in range(3):
        slide(presentation, TITLE_ONLY, "x")
    presentation.save(str(tmp_path / "a.pptx"))

    with pytest.raises(OverLimit, match="3 slides"):
        read_pptx(tmp_path / "a.pptx", Limits(pages=2))
