import re

import pytest

from ingest.chunk import Window, chunk
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


def test_a_unit_that_a_heading_parts_from_its_table_goes_with_it() -> None:
    table = element("Gross profit | 15,956", Kind.TABLE)

    (found,) = chunks_of(
        heading("Gross margin"),
        element("(Dollars in millions)"),
        heading("Fiscal 2018 Fiscal 2017"),
        table,
    )

    assert found.text == f"Gross margin\n(Dollars in millions)\n{table.text}"
    assert found.heading_path == ("Fiscal 2018 Fiscal 2017",)


def test_the_name_below_a_table_stands_over_each_of_its_parts() -> None:
    rows = [f"第{n}级 | {n}.00" for n in range(12)]
    table = element("\n".join(["职级 | 标准", *rows]), Kind.TABLE)

    chunks = chunks_of(
        element("标准见下。"), table, element("表1 差旅标准（单位：元/天）"), max_tokens=60
    )

    assert chunks[0].text == "标准见下。"
    assert len(chunks) > 2
    assert all(c.text.startswith("表1 差旅标准（单位：元/天）\n职级 | 标准\n") for c in chunks[1:])


def test_the_name_between_two_tables_is_that_of_the_second_unless_the_last_is_below_one() -> None:
    one, other = element("A | 1", Kind.TABLE), element("B | 2", Kind.TABLE)
    first, second = element("Table 1"), element("Table 2")

    above = chunks_of(one, second, other)
    below = chunks_of(one, first, other, second)

    assert [c.text for c in above] == ["A | 1", "Table 2\nB | 2"]
    assert [c.text for c in below] == ["Table 1\nA | 1", "Table 2\nB | 2"]


def test_a_sentence_that_announces_a_table_goes_with_it_over_its_unit() -> None:
    table = element("浦发银行 | 1500", Kind.TABLE)

    (found,) = chunks_of(element("短期借款如下："), element("单位：万元"), table)

    assert found.text == f"短期借款如下：\n单位：万元\n{table.text}"


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
        "The first sentence has eight words in it.",
        "The second one is here. A third follows.",
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

    chunks = chunks_of(element("Before."), table, element("End."))

    assert [c.text for c in chunks] == ["Before.", table.text, "End."]
    assert chunks[1].kind is Kind.TABLE


@pytest.mark.parametrize(
    "line",
    [
        "(in millions)",
        "Amounts in USD",
        "($ in thousands)",
        "单位：万元",
        "（金额单位:元）",
        "As follows:",
    ],
)
def test_what_leads_to_a_table_goes_with_each_of_its_parts(line: str) -> None:
    rows = [f"Part {n} | {n}.00" for n in range(12)]
    table = element("\n".join(["Item | Price", *rows]), Kind.TABLE)

    first, *others = chunks_of(
        element("Sales rose."), element("Table 1", Kind.CAPTION), element(line), table
    )

    assert first.text == "Sales rose."
    assert len(others) > 1
    assert all(c.text.startswith(f"Table 1\n{line}\nItem | Price\nPart ") for c in others)


def test_a_row_longer_than_a_chunk_stays_whole_under_its_header() -> None:
    long = "Q7 | " + "word " * 60
    table = element(
        "\n".join(["Question | Answer", "Q1 | yes", long.strip(), "Q8 | no"]), Kind.TABLE
    )

    chunks = chunks_of(table, max_tokens=40)

    assert [c.text for c in chunks] == [
        "Question | Answer\nQ1 | yes",
        f"Question | Answer\n{long.strip()}",
        "Question | Answer\nQ8 | no",
    ]


def test_the_parts_of_a_table_of_a_sheet_name_their_own_cells() -> None:
    rows = [f"Part {n} | {n}.00" for n in range(12)]
    text = "\n".join(["Item | Price", *rows])
    table = Element(kind=Kind.TABLE, text=text, place="sheet S, A3:B15")

    places = [c.place for c in chunks_of(table, max_tokens=40)]

    assert places == ["sheet S, A3:B8", "sheet S, A9:B13", "sheet S, A14:B15"]


def test_lines_of_a_sheet_share_a_chunk_that_names_the_sheet() -> None:
    (found,) = chunks_of(element("One", place="sheet S, A1"), element("Two", place="sheet S, A2"))

    assert (found.text, found.place) == ("One\nTwo", "sheet S")


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


def test_headings_right_above_another_of_their_depth_lead_to_it() -> None:
    chunks = chunks_of(
        heading("Article 1", 2),
        heading("General provisions", 2),
        element("This law applies."),
        heading("Article 2", 2),
        heading("Duties", 2),
        element("Everyone obeys."),
    )

    assert [(c.heading_path, c.text) for c in chunks] == [
        (("Article 1", "General provisions"), "This law applies."),
        (("Article 2", "Duties"), "Everyone obeys."),
    ]


def test_a_heading_numbered_like_the_next_is_a_line_of_the_section_around_both() -> None:
    chunks = chunks_of(
        heading("Law"),
        element("Preamble."),
        heading("第五条 保留", 2),
        heading("第六条 权力", 2),
        element("权力如下。"),
    )

    assert [(c.heading_path, c.text) for c in chunks] == [
        (("Law",), "Preamble.\n第五条 保留"),
        (("Law", "第六条 权力"), "权力如下。"),
    ]


def test_the_heading_of_a_contents_page_leads_to_nothing() -> None:
    chunks = chunks_of(
        heading("Contents"),
        element("1 Scope ........ 3"),
        heading("Scope"),
        element("This law applies."),
    )

    assert [(c.heading_path, c.text) for c in chunks] == [(("Scope",), "This law applies.")]


def test_headings_with_nothing_below_them_share_a_chunk() -> None:
    (found,) = chunks_of(heading("Part A"), heading("1. Empty", 2), heading("2. Void", 2))

    assert (found.heading_path, found.text) == (("Part A",), "1. Empty\n2. Void")


def test_a_heading_with_nothing_below_it_is_not_lost() -> None:
    chunks = chunks_of(heading("Part A"), heading("Empty", 2), heading("Part B"), element("Text."))

    assert [(c.heading_path, c.text) for c in chunks] == [
        (("Part B",), "Part A\nEmpty\nText."),
    ]


def test_a_lead_in_goes_with_its_list() -> None:
    lead, item = element("Filler " * 20 + "."), element("You need:")
    chunks = chunks_of(lead, item, element("• " + "thing " * 18, Kind.LIST_ITEM), max_tokens=28)

    assert chunks[1].text.startswith("You need:\n• thing")


def test_a_list_that_is_cut_has_its_lead_in_repeated() -> None:
    items = [element(f"{n}. thing number {n}", Kind.LIST_ITEM) for n in range(1, 9)]

    first, second = chunks_of(element("You need:"), *items, max_tokens=30)

    assert first.text.startswith("You need:\n1. thing")
    assert second.text.startswith("You need:\n5. thing")
    assert [second.text[s.start : s.end] for s in second.spans][0] == "5. thing number 5"


def test_the_chunks_of_a_section_are_about_equally_long() -> None:
    counts = [c.token_count for c in chunks_of(*[element("word " * 9 + "end")] * 5, max_tokens=40)]

    assert counts == [30, 20]


def test_a_footnote_at_the_foot_of_a_page_does_not_cut_a_list() -> None:
    chunks = chunks_of(
        element("You need:"),
        element("1. a form", Kind.LIST_ITEM),
        element("1 See page 3.", Kind.FOOTNOTE),
        element("2. a stamp", Kind.LIST_ITEM),
        element("Then wait."),
    )

    assert [c.text for c in chunks] == [
        "You need:\n1. a form\n2. a stamp\n1 See page 3.\nThen wait."
    ]


def test_remarks_of_reviewers_are_chunks_of_their_own_at_the_end_of_their_section() -> None:
    chunks = chunks_of(
        heading("Limits"),
        element("The limit is 200."),
        element("Anna: Ask finance first.", Kind.ANNOTATION),
        element("It holds for all."),
        heading("Other"),
        element("Text."),
    )

    assert [(c.kind, c.heading_path, c.text) for c in chunks] == [
        (Kind.PARAGRAPH, ("Limits",), "The limit is 200.\nIt holds for all."),
        (Kind.ANNOTATION, ("Limits",), "Anna: Ask finance first."),
        (Kind.PARAGRAPH, ("Other",), "Text."),
    ]
    assert chunks[0].parent == chunks[1].parent != chunks[2].parent


def test_an_item_that_leaves_no_room_for_its_lead_in_stands_without_it() -> None:
    item = "thing " * 26

    chunks = chunks_of(
        element("For the trip you need:"), element(item.strip(), Kind.LIST_ITEM), max_tokens=30
    )

    assert [chunk.text for chunk in chunks] == ["For the trip you need:", item.strip()]


def test_a_chunk_and_what_leads_it_fit_into_the_window_of_the_model() -> None:
    reading = Reading(
        media_type="text/plain",
        title="A title of five words",
        elements=(heading("Some heading"), *[element("word " * 7)] * 9),
    )

    window = Window(tokens=42)
    found = chunk(reading, document_id="d", count_tokens=count_tokens, max_tokens=40, window=window)

    for each in found:
        context = " › ".join((reading.title, *each.heading_path))
        assert each.token_count + count_tokens(context) <= 42


def test_text_in_a_language_that_the_model_does_not_embed_fills_its_chunks() -> None:
    reading = Reading(
        media_type="text/plain", title="手册", elements=tuple([element("请假须提前申请。")] * 20)
    )
    window = Window(tokens=42, languages=frozenset({"en"}))

    found = chunk(reading, document_id="d", count_tokens=count_tokens, max_tokens=80, window=window)

    assert [each.token_count for each in found] == [56, 56, 48]


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
