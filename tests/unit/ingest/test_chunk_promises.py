"""What chunks promise, for documents that nobody thought of."""

import re
from collections.abc import Sequence
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunk import chunk
from ingest.model import FURNITURE, Box, Chunk, Element, Kind, Reading, Span

MAX = 30
BODY = (
    Kind.PARAGRAPH,
    Kind.LIST_ITEM,
    Kind.CAPTION,
    Kind.FOOTNOTE,
    Kind.ANNOTATION,
    Kind.CODE,
    Kind.TABLE,
    Kind.FORM_FIELD,
    Kind.HEADER,
)


def count_tokens(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text))


def placed(lines: Sequence[str], kind: Kind, *, level: int, page: int) -> Element:
    """Return an element whose page tells which one it is, and its boxes' top which line."""
    spans, start = [], 0
    for number, line in enumerate(lines):
        box = Box(page=page, x0=0, y0=20.0 * number, x1=1000, y1=20.0 * number + 10)
        spans.append(Span(start=start, end=start + len(line), box=box))
        start += len(line) + 1
    return Element(kind=kind, text="\n".join(lines), level=level, spans=tuple(spans))


@st.composite
def documents(draw: st.DrawFn) -> tuple[Element, ...]:
    """Draw elements in which every word is there once: w1, w2, …"""
    number = count(1)
    elements = []
    for page in range(1, draw(st.integers(1, 14)) + 1):
        kind = draw(st.sampled_from((Kind.HEADING, *BODY)))
        lines = [
            [f"w{next(number)}" for _ in range(length)]
            for length in draw(
                st.lists(st.integers(1, 4 if kind is Kind.HEADING else 50), min_size=1, max_size=6)
            )
        ]
        between = " | " if kind is Kind.TABLE else " "
        end = draw(st.sampled_from(("", ".", ":", "：")))
        texts = [between.join(line) + (end if kind is not Kind.TABLE else "") for line in lines]
        level = draw(st.integers(1, 3)) if kind is Kind.HEADING else 0
        texts = texts[:1] if kind is Kind.HEADING else texts
        elements.append(placed(texts, kind, level=level, page=page))
    return tuple(elements)


def chunked(elements: tuple[Element, ...]) -> tuple[Chunk, ...]:
    reading = Reading(media_type="application/pdf", title="T", elements=elements)
    return chunk(reading, document_id="d", count_tokens=count_tokens, max_tokens=MAX)


def words(text: str) -> list[str]:
    return re.findall(r"w\d+", text)


@given(documents())
@settings(max_examples=100, deadline=None)
def test_no_chunk_holds_text_from_below_two_headings(elements: tuple[Element, ...]) -> None:
    section, sections = 0, {}
    for element in elements:
        section += element.kind is Kind.HEADING
        # The name of a table goes with it.
        if element.kind not in (Kind.HEADING, Kind.CAPTION):
            sections |= dict.fromkeys(words(element.text), section)

    for found in chunked(elements):
        assert len({sections[word] for word in words(found.text) if word in sections}) <= 1


@given(documents())
@settings(max_examples=100, deadline=None)
def test_no_word_is_lost_and_furniture_stays_out(elements: tuple[Element, ...]) -> None:
    found = chunked(elements)

    shown = {word for each in found for word in words(each.text)}
    led = {word for each in found for text in each.heading_path for word in words(text)}
    body = {
        word
        for element in elements
        for word in words(element.text)
        if element.kind is not Kind.HEADING and element.kind not in FURNITURE
    }
    headings = {w for e in elements if e.kind is Kind.HEADING for w in words(e.text)}
    assert body <= shown <= body | headings
    assert headings <= shown | led


@given(documents())
@settings(max_examples=100, deadline=None)
def test_no_chunk_is_too_long_but_for_one_row_of_a_table_under_its_header(
    elements: tuple[Element, ...],
) -> None:
    for found in chunked(elements):
        if found.token_count > MAX:
            *header, row = map(count_tokens, found.text.split("\n"))
            assert found.kind is Kind.TABLE
            assert sum(header) <= MAX // 2 < row


@given(documents())
@settings(max_examples=100, deadline=None)
def test_no_row_of_a_table_is_cut(elements: tuple[Element, ...]) -> None:
    lines = {line for found in chunked(elements) for line in found.text.split("\n")}
    rows = [row for e in elements if e.kind is Kind.TABLE for row in e.text.split("\n")]

    assert all(row in lines for row in rows if count_tokens(row) <= 4 * MAX)


@given(documents())
@settings(max_examples=100, deadline=None)
def test_the_boxes_of_a_chunk_cover_exactly_its_text(elements: tuple[Element, ...]) -> None:
    printed = {
        (span.box.page, span.box.y0): element.text[span.start : span.end]
        for element in elements
        for span in element.spans
    }
    covered: list[str] = []
    for found in chunked(elements):
        for span in found.spans:
            text, line = found.text[span.start : span.end], printed[span.box.page, span.box.y0]
            assert text in line
            assert text == line or (span.box.x1 - span.box.x0) < 1000
            covered += words(text)
        shown = {word for span in found.spans for word in words(found.text[span.start : span.end])}
        repeated = [word for word in words(found.text) if word not in shown]
        assert not repeated or found.kind in (Kind.TABLE, Kind.LIST_ITEM, Kind.PARAGRAPH)
    # Each printed word is covered once, however often it is repeated as a header or a lead-in.
    assert len(covered) == len(set(covered))


@given(documents())
@settings(max_examples=50, deadline=None)
def test_chunks_of_one_section_share_its_parent_and_its_path(elements: tuple[Element, ...]) -> None:
    paths: dict[str, tuple[str, ...]] = {}
    for found in chunked(elements):
        assert paths.setdefault(found.parent, found.heading_path) == found.heading_path
