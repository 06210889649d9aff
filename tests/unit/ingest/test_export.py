import json

from ingest.export import to_json, to_list, to_markdown, to_text
from ingest.model import Box, Element, Kind, Link, Metadata, Note, Reading, Span
from ingest.table import Grid, table_element

BOX = Box(page=1, x0=1.0, y0=2.0, x1=3.0, y1=4.0)


def reading(*elements: Element) -> Reading:
    return Reading(media_type="text/plain", title="Plan", elements=elements, pages=1)


def test_markdown_shows_each_kind_as_itself_and_no_furniture() -> None:
    found = reading(
        Element(kind=Kind.HEADER, text="Company confidential"),
        Element(kind=Kind.TITLE, text="Plan"),
        Element(kind=Kind.HEADING, text="Aims", level=2),
        Element(kind=Kind.PARAGRAPH, text="We grow."),
        Element(kind=Kind.LIST_ITEM, text="1. more"),
        Element(kind=Kind.LIST_ITEM, text="better"),
        Element(kind=Kind.CODE, text="x = 1"),
        Element(kind=Kind.FORMULA, text="a^2"),
        Element(kind=Kind.CAPTION, text="Table 1"),
        table_element(Grid(rows=[["a", "b|c"], ["1", "2"]], header_rows=1)),
    )

    assert to_markdown(found) == (
        "# Plan\n\n## Aims\n\nWe grow.\n\n1. more\n- better\n\n"
        "```\nx = 1\n```\n\n$$a^2$$\n\n*Table 1*\n\n"
        "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |\n"
    )


def test_a_table_with_merged_cells_stays_html() -> None:
    table = table_element(
        Grid(rows=[["a", ""], ["1", "2"]], merges={(0, 0): (1, 2)}, header_rows=1)
    )

    assert to_markdown(reading(table)) == f"{table.html}\n"


def test_json_holds_everything_in_a_stable_shape() -> None:
    element = Element(
        kind=Kind.HEADING,
        text="目标",
        level=1,
        spans=(Span(start=0, end=2, box=BOX),),
        place="slide 1",
        links=(Link(start=0, end=2, target="page 7"),),
    )
    found = Reading(
        media_type="text/plain",
        title="Plan",
        elements=(element,),
        pages=1,
        notes=(Note(page=1, text="hidden"),),
        metadata=Metadata(authors=("Li",), language="zh"),
    )

    text = to_json(found)

    assert "目标" in text
    assert json.loads(text) == {
        "media_type": "text/plain",
        "title": "Plan",
        "elements": [
            {
                "kind": "heading",
                "text": "目标",
                "level": 1,
                "spans": [
                    {
                        "start": 0,
                        "end": 2,
                        "box": {"page": 1, "x0": 1.0, "y0": 2.0, "x1": 3.0, "y1": 4.0},
                    }
                ],
                "html": "",
                "place": "slide 1",
                "picture": "",
                "links": [{"start": 0, "end": 2, "target": "page 7"}],
            }
        ],
        "pages": 1,
        "notes": [{"page": 1, "text": "hidden", "attached": ""}],
        "metadata": {
            "authors": ["Li"],
            "created": "",
            "changed": "",
            "language": "zh",
            "outline": [],
            "attachments": [],
        },
    }


def test_text_is_the_words_alone() -> None:
    found = reading(
        Element(kind=Kind.HEADER, text="Company confidential"),
        Element(kind=Kind.HEADING, text="Aims", level=2),
        Element(kind=Kind.FIGURE, text=""),
        Element(kind=Kind.PARAGRAPH, text="We grow."),
    )

    assert to_text(found) == "Aims\n\nWe grow.\n"


def test_markdown_shows_links_to_other_places_and_no_empty_figures() -> None:
    text = "See the form (2024) or page 7."
    links = (
        Link(start=8, end=19, target="https://example.com/a b"),
        Link(start=23, end=29, target="page 7"),
    )
    found = reading(
        Element(kind=Kind.FIGURE, text="", picture="word/media/image1.png"),
        Element(kind=Kind.PARAGRAPH, text=text, links=links),
    )

    assert to_markdown(found) == "See the [form (2024)](<https://example.com/a b>) or page 7.\n"


def test_a_listing_has_a_line_for_each_element_with_its_place_and_first_words() -> None:
    span = Span(start=0, end=4, box=BOX)
    found = reading(
        Element(kind=Kind.HEADING, text="Aims", level=2, spans=(span,)),
        Element(kind=Kind.TABLE, text="a | b\n" * 40, place="sheet Aims"),
        Element(kind=Kind.FOOTER, text="7"),
    )

    assert to_list(found) == (
        "page 1    heading 2   Aims\n"
        f"sheet Aims table       {('a | b ' * 14)[:79]}…\n"
        "          footer      7\n"
    )
