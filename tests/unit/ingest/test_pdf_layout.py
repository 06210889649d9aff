"""How the pieces of PDF pages are ordered, joined and left out: columns, tables, furniture."""

from collections.abc import Sequence
from pathlib import Path

import pymupdf

from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import ENGLISH, Draw, made, prose, texts, write

SKILLS = (
    ("Skill", "Junior", "Senior"),
    ("Planning", "Keeps to the plan of the\nteam and says when it\nslips", "Makes the plan"),
    ("Writing", "Writes short notes", "Writes what other teams\nread before they\ndecide"),
    ("Review", "Reads the work of\nothers", "Says what is good in\nthe work of others,\nand why"),
)


def tall_rows(page: pymupdf.Page, rows: Sequence[Sequence[str]], xs: Sequence[int], y: int) -> int:
    """Write rows whose cells run over several lines; return where the next row would stand."""
    for row in rows:
        for x, cell in zip(xs, row, strict=True):
            for index, line in enumerate(cell.split("\n")):
                write(page, x, y + 12 * index, line)
        y += 12 * max(cell.count("\n") for cell in row) + 20
    return y


def flat(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(" | ".join(cell.replace("\n", " ") for cell in row) for row in rows)


def test_a_table_without_rules_keeps_cells_of_several_lines_whole(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 120), ENGLISH)
        tall_rows(page, SKILLS, (50, 150, 330), 160)
        prose(page, (50, 400, 545, 470), ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.TABLE) == [flat(SKILLS)]
    assert len(reading.elements) == 3


def test_a_frame_around_a_table_keeps_cells_of_several_lines_whole(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 120), ENGLISH)
        end = tall_rows(page, SKILLS, (50, 150, 330), 160)
        page.draw_rect(pymupdf.Rect(44, 146, 545, end - 8), width=0.8)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.TABLE) == [flat(SKILLS)]


def test_a_table_at_the_top_of_the_second_column_does_not_mix_with_the_first(
    tmp_path: Path,
) -> None:
    left, right = ENGLISH * 3, "Outside these hours the guards open the gate on request. " * 8

    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 70, "Opening hours", size=18)
        prose(page, (50, 90, 280, 400), left)
        for index, row in enumerate((("Day", "Gate", "From"), *[("Mon", "B", "8:00")] * 4)):
            for x, cell in zip((320, 390, 460), row, strict=True):
                write(page, x, 67 + 16 * index, cell)
        prose(page, (315, 160, 545, 400), right)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.PARAGRAPH) == [left.strip(), right.strip()]
    assert texts(reading, Kind.TABLE)[0].startswith("Day | Gate | From\nMon | B | 8:00")


def test_a_table_over_two_pages_is_one_where_its_header_repeats(tmp_path: Path) -> None:
    more = (SKILLS[0], ("Speaking", "Speaks in the team", "Speaks at fairs, in two\nlanguages"))
    further = (*more, ("Hiring", "Sits in", "Leads talks with those\nwho apply"), SKILLS[2])

    def first(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 120), ENGLISH)
        tall_rows(page, SKILLS, (50, 150, 330), 600)

    def second(page: pymupdf.Page) -> None:
        tall_rows(page, further, (50, 150, 320), 60)

    reading = read_pdf(made(tmp_path / "a.pdf", first, second))

    assert texts(reading, Kind.TABLE) == [flat([*SKILLS, *further[1:]])]


def test_a_word_cut_up_in_a_cell_too_narrow_for_it_is_whole(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in (50, 80, 200):
            page.draw_line((x, 100), (x, 200))
        for y in (100, 160, 200):
            page.draw_line((50, y), (200, y))
        for index, part in enumerate(("Cat", "ego", "ry")):
            write(page, 54, 114 + 12 * index, part)
        write(page, 84, 114, "Days")
        write(page, 54, 174, "A")
        write(page, 84, 174, "12")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.TABLE) == ["Category | Days\nA | 12"]


def test_a_bar_beside_the_text_that_a_rule_parts_does_not_mix_with_it(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 400, 300), ENGLISH * 3)
        page.draw_line((410, 50), (410, 780))
        write(page, 420, 70, "Ask the office")
        write(page, 420, 82, "about exceptions.")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.PARAGRAPH) == [
        " ".join((ENGLISH * 3).split()),
        "Ask the office about exceptions.",
    ]


def test_running_heads_that_name_the_chapter_are_furniture(tmp_path: Path) -> None:
    chapters = ("Travel", "Leave", "Pay", "Safety")

    def page_of(number: int) -> Draw:
        def draw(page: pymupdf.Page) -> None:
            write(page, 50, 40, chapters[number], size=8)
            write(page, 540, 40, str(number + 7), size=8)
            write(page, 50, 90, chapters[number], size=15, font="hebo")
            prose(page, (50, 100, 545, 400), f"{chapters[number]} {ENGLISH * 2}")

        return draw

    reading = read_pdf(made(tmp_path / "a.pdf", *map(page_of, range(4))))

    expected = [said for at, name in enumerate(chapters) for said in (name, str(at + 7))]
    assert texts(reading, Kind.HEADER) == expected
    assert texts(reading, Kind.HEADING, Kind.TITLE) == list(chapters)


def test_a_single_page_has_its_title_and_its_number_in_the_margins(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 40, "Travel Policy", size=8)
        write(page, 50, 100, "Travel Policy", size=20, font="hebo")
        prose(page, (50, 120, 545, 300), ENGLISH * 3)
        write(page, 270, 810, "Page 1 of 1", size=8)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADER) == ["Travel Policy"]
    assert texts(reading, Kind.FOOTER) == ["Page 1 of 1"]
    assert texts(reading, Kind.TITLE) == ["Travel Policy"]


def test_the_header_of_a_table_that_starts_each_page_is_no_furniture(tmp_path: Path) -> None:
    def page_of(number: int) -> Draw:
        def draw(page: pymupdf.Page) -> None:
            rows = [("Code", "Part", "Price")]
            rows += [(f"{number}{index}", f"Bolt {index}", f"{index}.50") for index in range(30)]
            for index, row in enumerate(rows):
                for x, cell in zip((50, 200, 400), row, strict=True):
                    write(page, x, 60 + 16 * index, cell)

        return draw

    reading = read_pdf(made(tmp_path / "a.pdf", *map(page_of, range(1, 5))))

    assert texts(reading, Kind.HEADER, Kind.FOOTER) == []
    (table,) = texts(reading, Kind.TABLE)
    assert table.count("Code | Part | Price") == 1
    assert table.count("\n") == 120


def test_a_watermark_behind_the_text_is_furniture_even_on_one_page(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        place = pymupdf.Point(200, 180)
        matrix = pymupdf.Matrix(1, 1).prerotate(45)
        grey = (0.8, 0.8, 0.8)
        page.insert_text(place, "DRAFT", fontsize=60, color=grey, morph=(place, matrix))
        prose(page, (50, 60, 545, 300), ENGLISH * 3)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADER) == ["DRAFT"]
    assert texts(reading, Kind.PARAGRAPH) == [" ".join((ENGLISH * 3).split())]


def test_the_foot_of_a_page_follows_its_text_wherever_that_ends(tmp_path: Path) -> None:
    def page_of(number: int) -> Draw:
        def draw(page: pymupdf.Page) -> None:
            prose(page, (50, 60, 545, 200), f"{'abcde'[number] * 4} {ENGLISH * 2}")
            write(page, 50, 260 + 60 * number, f"Annual report {number + 20}", size=8)

        return draw

    reading = read_pdf(made(tmp_path / "a.pdf", *map(page_of, range(4))))

    assert texts(reading, Kind.FOOTER) == [f"Annual report {number}" for number in range(20, 24)]


def test_items_with_drawn_bullets_are_a_list_and_no_headings_though_set_large(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "You need:", size=13)
        for index, item in enumerate(("a form that your manager has signed", "a photograph")):
            page.draw_circle((56, 86 + 18 * index), 2, fill=(0, 0, 0))
            write(page, 66, 90 + 18 * index, item, size=13)
        prose(page, (50, 140, 545, 400), ENGLISH * 4)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.LIST_ITEM) == [
        "• a form that your manager has signed",
        "• a photograph",
    ]


def test_words_in_bold_at_the_start_of_a_line_make_no_heading(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for top in (60, 200):
            prose(
                page, (50, top, 250, top + 130), f"<b>Deputies and their own rights.</b> {ENGLISH}"
            )

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert {element.kind for element in reading.elements} == {Kind.PARAGRAPH}
    assert len(reading.elements) == 2


def test_a_table_goes_on_in_the_next_column_past_notes_below_a_rule_across_both(
    tmp_path: Path,
) -> None:
    head = ("Country", "Days")
    left = [(f"Country {number}", str(number)) for number in range(1, 24)]
    right = [(f"Country {number}", str(number)) for number in range(24, 32)]

    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 40, 285, 240), ENGLISH * 3)
        for x, rows in ((50, [head, *left]), (310, [head, *right])):
            for index, row in enumerate(rows):
                y = (260 if x == 50 else 60) + 19 * index
                write(page, x, y, row[0], size=8)
                write(page, x + 150, y, row[1], size=8)
        prose(page, (310, 240, 545, 700), ENGLISH * 7)
        page.draw_line((50, 740), (545, 740))
        write(page, 50, 755, "Approved by the board on 4 May 2024.", size=8)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.FOOTNOTE) == ["Approved by the board on 4 May 2024."]
    assert texts(reading, Kind.TABLE) == ["\n".join(map(" | ".join, [head, *left, *right]))]


PARTNERS = (
    ("Cloud", "Platform", "Technology"),
    (
        "Run the machines\nthat customers\nrent by the hour",
        "Make the ground on\nwhich others build",
        "Sell software that\nworks beside ours\nand ours with it\nwithout any help",
    ),
)


def test_a_bold_head_over_one_row_of_texts_makes_a_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 120), ENGLISH)
        for x, name, text in zip((50, 200, 350), *PARTNERS, strict=True):
            write(page, x, 160, name, font="hebo")
            for index, line in enumerate(text.split("\n")):
                write(page, x, 178 + 12 * index, line)
        prose(page, (50, 300, 545, 370), ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.TABLE) == [flat(PARTNERS)]


def test_a_bold_line_across_the_columns_of_a_table_is_a_row_of_it(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 120), ENGLISH)
        y = tall_rows(page, SKILLS, (50, 105, 330), 160)
        write(page, 50, y, "Working with other people", font="hebo")
        tall_rows(page, SKILLS[1:], (50, 105, 330), y + 20)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.TABLE) == [
        f"{flat(SKILLS)}\nWorking with other people\n{flat(SKILLS[1:])}"
    ]


def test_the_short_last_line_of_a_title_over_columns_belongs_to_the_title(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 70, "The rules of the house for the work of committees", size=20)
        write(page, 50, 93, "and deputies", size=20)
        for left in (50, 310):
            prose(page, (left, 110, left + 240, 600), ENGLISH * 5)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.TITLE) == [
        "The rules of the house for the work of committees and deputies"
    ]


def test_words_set_far_apart_to_fill_a_line_do_not_cut_columns(tmp_path: Path) -> None:
    def line(side: str, number: int) -> str:
        return f"{side} line {number:02} of a text that fills the column"

    def draw(page: pymupdf.Page) -> None:
        width = pymupdf.get_text_length(line("Left", 0), fontsize=10)
        words = ["Public", "bodies", "here", "also", "decide"]
        lengths = [pymupdf.get_text_length(word, fontsize=10) for word in words]
        step, at = (width - sum(lengths)) / (len(words) - 1), 50.0
        for number in range(5):
            write(page, 50, 100 + 12 * number, line("Left", number))
        for word, length in zip(words, lengths, strict=True):
            write(page, at, 160, word)
            at += length + step
        for number in range(6, 12):
            write(page, 50, 100 + 12 * number, line("Left", number))
        for number in range(12):
            write(page, 330, 100 + 12 * number, line("Right", number))

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    said = " ".join(element.text for element in reading.elements)
    assert "Left line 04 of a text that fills the column Public bodies here also decide" in said
    assert said.index("Left line 11") < said.index("Right line 00")


def test_the_end_of_a_left_column_is_read_before_the_right_one_above_a_wide_table(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        for number in range(20):
            write(page, 50, 100 + 12 * number, f"left line {number} of a text in two columns")
        write(page, 50, 353, "Another paragraph of the left column ends")
        write(page, 50, 365, "right above the table")
        for number in range(20):
            write(page, 320, 100 + 12 * number, f"right line {number} of a text in two columns")
        write(page, 50, 420, "Table 1: What stands below both columns, and is as wide as both")
        write(page, 50, 432, "of them are together with the white between these on this page here")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    said = " ".join(element.text for element in reading.elements)
    assert said.index("left line 19") < said.index("right above the table")
    assert said.index("right above the table") < said.index("right line 0")
    assert said.index("right line 19") < said.index("Table 1")


def test_a_drawn_watermark_over_the_text_does_not_change_the_order(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for number in range(30):
            rest = " of a contract that runs over the page" if number % 2 else ""
            write(page, 50, 100 + 14 * number, f"Line {number:02}{rest}")
        letter = page.new_shape()
        letter.draw_polyline([(110, 300), (160, 180), (220, 300), (160, 260)])
        letter.finish(fill=(0.85, 0.85, 0.85), color=None, closePath=True)
        letter.commit()

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    said = " ".join(element.text for element in reading.elements)
    places = [said.index(f"Line {number:02}") for number in range(30)]
    assert places == sorted(places)


def test_the_names_of_tables_that_count_with_the_pages_are_no_furniture(tmp_path: Path) -> None:
    def page_of(number: int) -> Draw:
        def draw(page: pymupdf.Page) -> None:
            write(page, 50, 60, f"Table {number + 3}. Actual and projected numbers", font="hebo")
            prose(page, (50, 90, 545, 400), f"{'abcde'[number] * 4} {ENGLISH * 3}")

        return draw

    reading = read_pdf(made(tmp_path / "a.pdf", *map(page_of, range(4))))

    assert texts(reading, Kind.HEADER) == []


def test_a_running_head_counts_the_pages_between_other_numbers(tmp_path: Path) -> None:
    heads = [f"Case 2:18-cv-128 ECF No. 1 PageID.{n} Page {n} of 16" for n in range(3, 8)]

    def page_of(number: int) -> Draw:
        def draw(page: pymupdf.Page) -> None:
            write(page, 50, 28, heads[number - 3])
            prose(page, (50, 40, 545, 400), f"{'abcde'[number - 3] * 4} {ENGLISH * 3}")

        return draw

    blank = [lambda page: prose(page, (50, 40, 545, 400), ENGLISH)] * 2
    reading = read_pdf(made(tmp_path / "a.pdf", *blank, *map(page_of, range(3, 8))))

    assert texts(reading, Kind.HEADER) == heads
