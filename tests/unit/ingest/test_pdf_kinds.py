"""What a piece of a PDF page is taken for: figures, code, formulas, notes, comments, fields."""

from pathlib import Path

import pymupdf

from ingest.chunk import chunk
from ingest.model import Bookmark, Kind, Link
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import CHINESE, ENGLISH, kinds, made, prose, texts, write

TEXT_FIELD = 7


def test_a_footnote_stays_out_of_a_paragraph_that_goes_on_over_the_page(tmp_path: Path) -> None:
    def first(page: pymupdf.Page) -> None:
        prose(page, (50, 600, 545, 700), ENGLISH)
        for index, line in enumerate(("Deputies are named in advance and the", "members are told")):
            write(page, 50, 720 + 13 * index, line + (" by them as early as possible" * index))
        page.draw_line((50, 760), (150, 760))
        write(page, 50, 774, "1", size=5)
        write(page, 54, 776, "See the rules of the house.", size=7.5)

    def second(page: pymupdf.Page) -> None:
        write(page, 50, 60, "so that nobody comes without having read the minutes.")
        prose(page, (50, 90, 545, 160), ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", first, second))

    assert texts(reading, Kind.FOOTNOTE) == ["1 See the rules of the house."]
    assert any(
        element.text.endswith("possible so that nobody comes without having read the minutes.")
        and len(element.boxes) == 2
        for element in reading.elements
    )


def test_the_last_row_of_a_table_in_small_type_is_no_footnote(tmp_path: Path) -> None:
    rows = [("1 North", "120", "135"), ("2 South", "98", "101"), ("3 West", "75", "81")]

    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 500, 545, 640), ENGLISH * 2)
        page.draw_line((50, 690), (400, 690))
        for index, row in enumerate(rows):
            for x, cell in zip((50, 200, 300), row, strict=True):
                write(page, x, 705 + 12 * index, cell, size=7.5)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.FOOTNOTE) == []
    assert texts(reading, Kind.TABLE) == ["\n".join(" | ".join(row) for row in rows)]


def test_a_displayed_formula_is_one_and_a_sentence_with_a_sign_is_none(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 130), ENGLISH)
        write(page, 200, 160, "r = (b - a) / n")
        write(page, 500, 160, "(3)")
        prose(page, (50, 180, 545, 250), "Here n = 12 is the number of months. " + ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert kinds(reading) == [Kind.PARAGRAPH, Kind.FORMULA, Kind.PARAGRAPH]
    assert texts(reading, Kind.FORMULA) == ["r = (b - a) / n (3)"]


def test_code_keeps_its_lines_and_its_indentation(tmp_path: Path) -> None:
    lines = ("def twice(x):", "    if x:", "        return 2 * x", "    return 0")

    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 130), ENGLISH)
        for index, line in enumerate(lines):
            write(page, 60, 160 + 11 * index, line, size=9, font="cour")
        prose(page, (50, 230, 545, 300), ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert kinds(reading) == [Kind.PARAGRAPH, Kind.CODE, Kind.PARAGRAPH]
    (code,) = texts(reading, Kind.CODE)
    assert code == "\n".join(lines)
    spans = reading.elements[1].spans
    assert [code[span.start : span.end] for span in spans] == [line.strip() for line in lines]


def test_a_letter_from_a_typewriter_is_no_code(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for index, line in enumerate(("Dear Madam,", "we thank you for your letter of", "May.")):
            write(page, 60, 100 + 12 * index, line, font="cour")

    assert Kind.CODE not in kinds(read_pdf(made(tmp_path / "a.pdf", draw)))


def test_a_drawn_chart_is_a_figure_with_its_labels_and_the_small_print_below_its_caption(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 130), ENGLISH)
        for index, height in enumerate((40, 90, 60, 75)):
            x = 100 + 50 * index
            page.draw_rect((x, 300 - height, x + 30, 300), fill=(0.2, 0.4, 0.8), color=None)
            write(page, x + 4, 296 - height, f"{height}%", size=7)
        write(page, 100, 318, "Days of leave by team", size=8)
        prose(page, (50, 340, 545, 410), ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert kinds(reading) == [Kind.PARAGRAPH, Kind.FIGURE, Kind.CAPTION, Kind.PARAGRAPH]
    assert texts(reading, Kind.CAPTION) == ["Days of leave by team"]
    assert sorted(texts(reading, Kind.FIGURE)[0].split()) == ["40%", "60%", "75%", "90%"]


def test_the_stripes_of_a_table_are_no_figure(tmp_path: Path) -> None:
    rows = [("Region", "2024", "2025"), ("North", "12", "13"), ("South", "9", "10")]

    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 130), ENGLISH)
        for index, row in enumerate([*rows, ("West", "7", "8"), ("East", "5", "6")]):
            top = 160 + 16 * index
            if index % 2:
                page.draw_rect((50, top, 400, top + 16), fill=(0.9, 0.9, 0.9), color=None)
            for x, cell in zip((60, 200, 300), row, strict=True):
                write(page, x, top + 12, cell)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert kinds(reading) == [Kind.PARAGRAPH, Kind.TABLE]
    assert texts(reading, Kind.TABLE)[0].startswith("Region | 2024 | 2025\nNorth | 12 | 13\n")


def test_comments_and_filled_fields_are_elements_and_said_once(tmp_path: Path) -> None:
    def field(page: pymupdf.Page, name: str, value: str, top: float) -> None:
        widget = pymupdf.Widget()
        widget.field_name, widget.field_label, widget.field_value = name, name, value
        widget.field_type = TEXT_FIELD
        widget.rect = pymupdf.Rect(150, top, 300, top + 18)
        page.add_widget(widget)

    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 130), ENGLISH)
        field(page, "Name", "Ada Lovelace", 160)
        field(page, "Department", "", 190)
        page.add_text_annot((500, 70), "Is this still right?").set_info(title="Ben")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.FORM_FIELD) == ["Name: Ada Lovelace"]
    assert texts(reading, Kind.ANNOTATION) == ["Ben: Is this still right?"]
    assert sum("Lovelace" in element.text for element in reading.elements) == 1


def test_links_name_their_target_and_scripts_are_left_out(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 100, "Read the policy before you travel")
        width = pymupdf.get_text_length
        start = 50 + width("Read the ", fontsize=10)
        area = pymupdf.Rect(start, 90, start + width("policy", fontsize=10), 103)
        address = "https://intranet.example/policy"
        page.insert_link({"kind": pymupdf.LINK_URI, "from": area, "uri": address})
        trap = pymupdf.Rect(50, 90, 70, 103)
        page.insert_link({"kind": pymupdf.LINK_URI, "from": trap, "uri": "javascript:alert(1)"})

    (paragraph,) = read_pdf(made(tmp_path / "a.pdf", draw)).elements

    assert paragraph.links == (Link(start=9, end=15, target="https://intranet.example/policy"),)
    assert paragraph.text[9:15] == "policy"


def test_a_link_leads_on_from_its_own_page_alone(tmp_path: Path) -> None:
    words = [word for word in ENGLISH.split() if "." not in word] * 8
    half = len(words) // 2

    def first(page: pymupdf.Page) -> None:
        prose(page, (50, 250, 545, 800), " ".join(words[:half]))

    def second(page: pymupdf.Page) -> None:
        prose(page, (50, 250, 545, 800), " ".join(words[half:]).lower())
        area = pymupdf.Rect(50, 250, 545, 268)
        page.insert_link({"kind": pymupdf.LINK_URI, "from": area, "uri": "https://a.example/"})

    (paragraph,) = read_pdf(made(tmp_path / "a.pdf", first, second)).elements

    assert {span.box.page for span in paragraph.spans} == {1, 2}
    (link,) = paragraph.links
    turn = next(span.start for span in paragraph.spans if span.box.page == 2)
    assert link.start == turn


def test_a_file_tells_its_authors_dates_language_outline_and_attachments(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", lambda page: prose(page, (50, 60, 545, 300), CHINESE))
    with pymupdf.open(path) as document:
        document.set_metadata(
            {
                "author": "Li Wei; Anna Schmidt",
                "creationDate": "D:20230401093000+08'00'",
                "modDate": "D:20240229",
            }
        )
        document.set_toc([[1, "总则", 1]])
        document.embfile_add("prices.csv", b"a,b", filename="prices.csv")
        document.saveIncr()

    metadata = read_pdf(path).metadata

    assert metadata.authors == ("Li Wei", "Anna Schmidt")
    assert (metadata.created, metadata.changed) == ("2023-04-01", "2024-02-29")
    assert metadata.language == "zh"
    assert metadata.outline == (Bookmark(level=1, title="总则", page=1),)
    assert metadata.attachments == ("prices.csv",)


def test_files_that_hang_on_a_page_are_attachments_too(tmp_path: Path) -> None:
    def attach(page: pymupdf.Page) -> None:
        page.insert_text((50, 80), "The budget is attached.")
        page.add_file_annot((50, 100), b"a,b", "预算 2024.xlsx", desc="The budget")

    assert read_pdf(made(tmp_path / "a.pdf", attach)).metadata.attachments == ("预算 2024.xlsx",)


def test_a_box_in_the_text_does_not_cut_the_paragraph_around_it(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for index in range(8):
            start = "the text" if index else "Here the"
            write(
                page,
                50,
                100 + 12 * index,
                f"{start} runs beside the box and is not cut by it, word by",
            )
        page.draw_rect((400, 90, 545, 190))
        for index, line in enumerate(("Key facts", "Leave is 25 days", "and is booked early")):
            write(page, 410, 110 + 14 * index, line, size=9)
        write(
            page, 50, 200, f"and then it takes the whole {'wide ' * 8}width again, down here too."
        )

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    beside = [element for element in reading.elements if element.text.startswith("Here")]
    assert beside[0].text.endswith("down here too.")
    assert any("Leave is 25 days and is booked early" in e.text for e in reading.elements)


def test_chinese_set_downwards_is_read_column_by_column_from_the_right(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        font = pymupdf.Font("china-s")
        writer = pymupdf.TextWriter(page.rect)
        for place, char in enumerate(CHINESE):
            column, row = divmod(place, 10)
            writer.append((400 - 20 * column, 100 + 12 * row), char, font=font, fontsize=12)
        writer.write_text(page)

    (paragraph,) = read_pdf(made(tmp_path / "a.pdf", draw)).elements

    assert paragraph.text == CHINESE
    assert paragraph.boxes[0].y1 > 200


def test_a_contents_page_without_dots_heads_nothing_and_is_in_no_chunk(tmp_path: Path) -> None:
    titles = ("1 Travel", "2 Leave of absence", "3 Pay and benefits")

    def contents(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Contents", size=16, font="hebo")
        for index, title in enumerate(titles):
            write(page, 50, 100 + 16 * index, f"{title}  {index + 2}", font="hebo")

    def text(page: pymupdf.Page) -> None:
        write(page, 50, 60, "1 Travel", size=16, font="hebo")
        prose(page, (50, 80, 545, 200), ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", contents, text))
    chunks = chunk(reading, document_id="d", count_tokens=len, max_tokens=1000)

    assert texts(reading, Kind.HEADING) == ["Contents", "1 Travel"]
    assert [c.text for c in chunks] == [ENGLISH.strip()]
