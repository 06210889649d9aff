import re

import pytest

from ingest.chunk import chunk
from ingest.model import Box, Chunk, Element, Kind, Reading, Span


def count_tokens(text: str) -> int:
    return len(re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+|[^\w\s]", text))


def element(text: str, kind: Kind = Kind.PARAGRAPH, *, level: int = 0, place: str = "") -> Element:
    spans = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        box = Box(page=1, x0=0, y0=20 * number, x1=10 * len(line), y1=20 * number + 12)
        spans.append(Span(start=start, end=start + len(line), box=box))
        start += len(line) + 1
    return Element(kind=kind, text=text, level=level, spans=tuple(spans), place=place)


def heading(text: str, level: int = 1) -> Element:
    return element(text, Kind.HEADING, level=level)


def chunks_of(
    *elements: Element, max_tokens: int = 40, document_id: str = "d"
) -> tuple[Chunk, ...]:
    reading = Reading(media_type="application/pdf", title="Handbook", elements=elements)
    return chunk(reading, document_id=document_id, count_tokens=count_tokens, max_tokens=max_tokens)


def test_a_chunk_never_mixes_two_sections_and_knows_its_headings() -> None:
    chunks = chunks_of(
        heading("Leave"),
        element("Everyone has leave."),
        heading("Sick leave", 2),
        element("Call in the morning."),
        heading("Travel"),
        element("Book early."),
    )

    assert [(c.heading_path, c.text) for c in chunks] == [
        (("Leave",), "Everyone has leave."),
        (("Leave", "Sick leave"), "Call in the morning."),
        (("Travel",), "Book early."),
    ]


def test_paragraphs_of_one_section_share_a_chunk_and_a_parent_up_to_the_limit() -> None:
    long = "word " * 30
    chunks = chunks_of(heading("A"), element("One."), element("Two."), element(long.strip()))

    assert [c.text for c in chunks] == ["One.\nTwo.\n" + long.strip()]
    split = chunks_of(heading("A"), element("One."), element(long.strip()), max_tokens=31)
    assert [c.token_count for c in split] == [2, 30]
    assert len({c.parent for c in split}) == 1


def test_a_long_paragraph_is_cut_between_sentences_in_english_and_chinese() -> None:
    english = "The first sentence has eight words in it. The second one is here. A third follows."
    chinese = "第一句话有一些字。第二句话也有一些字。第三句话结束。"

    assert [c.text for c in chunks_of(element(english), max_tokens=16)] == [
        "The first sentence has eight words in it. The second one is here.",
        "A third follows.",
    ]
    assert [c.text for c in chunks_of(element(chinese), max_tokens=20)] == [
        "第一句话有一些字。第二句话也有一些字。",
        "第三句话结束。",
    ]


@pytest.mark.parametrize("text", ["word " * 200, "字" * 200, "x" * 500 + " y " * 90])
def test_a_sentence_longer_than_the_limit_is_cut_and_loses_nothing(text: str) -> None:
    chunks = chunks_of(element(text.strip()), max_tokens=32)

    assert all(c.token_count <= 32 for c in chunks)
    assert "".join("".join(c.text.split()) for c in chunks) == "".join(text.split())


def test_a_table_that_fits_stays_whole_and_alone() -> None:
    table = element("Item | Price\nBolt | 2\nNut | 3", Kind.TABLE)

    chunks = chunks_of(element("See below:"), table, element("End."))

    assert [c.text for c in chunks] == ["See below:", table.text, "End."]
    assert chunks[1].kind is Kind.TABLE


def test_a_long_table_is_cut_between_rows_under_its_caption_and_header() -> None:
    rows = [f"Part {n} | {n}.00" for n in range(12)]
    table = element("\n".join(["Item | Price", *rows]), Kind.TABLE)
    caption = element("Table 1: Prices in EUR", Kind.CAPTION)

    chunks = chunks_of(caption, table, max_tokens=40)

    assert len(chunks) > 1
    for found in chunks:
        assert found.text.startswith("Table 1: Prices in EUR\nItem | Price\n")
        assert found.token_count <= 40
    body = [line for c in chunks for line in c.text.split("\n")[2:]]
    assert body == rows
    assert chunks[1].spans[0].start == len("Table 1: Prices in EUR\nItem | Price\n")


def test_a_table_without_a_header_repeats_nothing() -> None:
    rows = [f"{n} | {n}" for n in range(30)]
    table = Element(kind=Kind.TABLE, text="\n".join(rows), html="<table><tbody></tbody></table>")

    chunks = chunks_of(table, max_tokens=30)

    assert [line for c in chunks for line in c.text.split("\n")] == rows


def test_spans_say_where_each_part_of_the_text_stands() -> None:
    chunks = chunks_of(element("one line\nand another"), element("second block"))

    (found,) = chunks
    assert [found.text[s.start : s.end] for s in found.spans] == [
        "one line",
        "and another",
        "second block",
    ]


def test_the_box_of_a_line_that_is_cut_covers_only_its_part() -> None:
    first, second = chunks_of(element("aaaa bbbb. Cccc dddd."), max_tokens=3)

    assert (first.text, second.text) == ("aaaa bbbb.", "Cccc dddd.")
    assert (first.spans[0].box.x0, first.spans[0].box.x1) == (0, 100)
    assert (second.spans[0].box.x0, second.spans[0].box.x1) == (110, 210)


def test_furniture_and_figures_are_left_out_and_captions_stay() -> None:
    chunks = chunks_of(
        element("Page 3", Kind.FOOTER),
        element("Handbook", Kind.HEADER),
        element("", Kind.FIGURE),
        element("Figure 1: The pump", Kind.CAPTION),
    )

    assert [c.text for c in chunks] == ["Figure 1: The pump"]


def test_a_heading_with_nothing_below_it_is_not_lost() -> None:
    chunks = chunks_of(heading("Part A"), heading("Empty", 2), heading("Part B"), element("Text."))

    assert [(c.heading_path, c.text) for c in chunks] == [
        (("Part A",), "Empty"),
        (("Part B",), "Text."),
    ]


def test_a_lead_in_goes_with_its_list() -> None:
    lead, item = element("Filler " * 20 + "."), element("You need:")
    chunks = chunks_of(lead, item, element("• " + "thing " * 18, Kind.LIST_ITEM), max_tokens=28)

    assert chunks[1].text.startswith("You need:\n• thing")


def test_another_sheet_or_slide_is_another_chunk() -> None:
    chunks = chunks_of(element("One.", place="slide 1"), element("Two.", place="slide 2"))

    assert [(c.place, c.text) for c in chunks] == [("slide 1", "One."), ("slide 2", "Two.")]


def test_ids_are_stable_and_differ_by_place_and_document() -> None:
    same = [element("Same."), heading("H"), element("Same.")]

    chunks = chunks_of(*same)

    assert [c.id for c in chunks] == [c.id for c in chunks_of(*same)]
    assert len({c.id for c in (*chunks, *chunks_of(*same, document_id="e"))}) == 4
    assert all(re.fullmatch(r"[0-9a-f]{24}", c.id) for c in chunks)


def test_counting_tokens_grows_with_the_text_not_with_its_square() -> None:
    calls = 0

    def counted(text: str) -> int:
        nonlocal calls
        calls += 1
        return count_tokens(text)

    elements = tuple(element(f"Sentence number {n} stands here.") for n in range(200))
    reading = Reading(media_type="text/plain", title="", elements=elements)
    found = chunk(reading, document_id="d", count_tokens=counted, max_tokens=50)

    assert calls <= len(elements) + len(found)


def test_an_empty_reading_has_no_chunks() -> None:
    assert chunks_of() == ()
