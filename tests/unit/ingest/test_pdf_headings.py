"""Titles, headings and their levels, and pages of contents."""

from pathlib import Path

import pymupdf

from ingest.chunk import chunk
from ingest.limits import Limits
from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import (
    CHINESE,
    ENGLISH,
    grid,
    html,
    made,
    prose,
    texts,
    write,
)


def test_headings_get_levels_by_their_size_and_the_largest_is_the_title(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Travel Policy", size=24, font="hebo")
        write(page, 50, 100, "Booking", size=16, font="hebo")
        html(page, (50, 110, 545, 190), f"<p style='font-size:10px'>{ENGLISH}</p>")
        write(page, 50, 210, "By train", size=13, font="hebo")
        html(page, (50, 220, 545, 300), f"<p style='font-size:10px'>{ENGLISH}</p>")
        write(page, 50, 320, "Claims", size=16, font="hebo")
        html(page, (50, 330, 545, 410), f"<p style='font-size:10px'>{ENGLISH}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert reading.title == "Travel Policy"
    assert [
        (e.kind, e.level, e.text) for e in reading.elements if e.kind is not Kind.PARAGRAPH
    ] == [
        (Kind.TITLE, 0, "Travel Policy"),
        (Kind.HEADING, 1, "Booking"),
        (Kind.HEADING, 2, "By train"),
        (Kind.HEADING, 1, "Claims"),
    ]


def test_numbered_headings_without_a_size_of_their_own_are_found(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        style = "font-size:12px"
        html(page, (50, 50, 545, 80), f"<p style='{style}'>第一章 总则</p>")
        html(page, (50, 90, 545, 170), f"<p style='{style}'>{CHINESE}</p>")
        html(page, (50, 190, 545, 220), f"<p style='{style}'>第二章 工作时间</p>")
        html(page, (50, 230, 545, 310), f"<p style='{style}'>{CHINESE}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.HEADING, Kind.TITLE) == ["第一章 总则", "第二章 工作时间"]


def test_numbered_headings_make_a_tree_in_chinese(tmp_path: Path) -> None:
    headings = ["第一章 总则", "一、适用范围", "（一）全体员工", "第二章 休假", "一、年假"]

    def draw(page: pymupdf.Page) -> None:
        for index, text in enumerate(headings):
            top = 50 + 120 * index
            html(page, (50, top, 545, top + 30), f"<p style='font-size:12px'>{text}</p>")
            html(page, (50, top + 40, 545, top + 110), f"<p style='font-size:12px'>{CHINESE}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    found = [(e.level, e.text) for e in reading.elements if e.kind is Kind.HEADING]
    assert found == list(zip([1, 2, 3, 1, 2], headings, strict=True))


def test_bookmarks_give_the_levels_of_headings_set_alike(tmp_path: Path) -> None:
    headings = ["Scope", "Definitions", "Duties", "Reports"]

    def draw(page: pymupdf.Page) -> None:
        for index, text in enumerate(headings):
            write(page, 50, 60 + 120 * index, text, size=13, font="hebo")
            top = 70 + 120 * index
            html(page, (50, top, 545, top + 90), f"<p style='font-size:10px'>{ENGLISH}</p>")

    path = made(tmp_path / "a.pdf", draw)
    with pymupdf.open(path) as document:
        levels = [1, 2, 1, 2]
        document.set_toc([[n, text, 1] for n, text in zip(levels, headings, strict=True)])
        document.saveIncr()

    reading = read_pdf(path, Limits())

    found = [(e.level, e.text) for e in reading.elements if e.kind is Kind.HEADING]
    assert found == list(zip(levels, headings, strict=True))


def test_a_contents_page_is_kept_as_elements_but_is_in_no_chunk(tmp_path: Path) -> None:
    def contents(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Contents", size=16, font="hebo")
        for index, title in enumerate(("Travel", "Leave", "Pay")):
            write(page, 50, 100 + 16 * index, f"{title} {'.' * 60} {index + 2}")

    def text(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Travel", size=16, font="hebo")
        html(page, (50, 80, 545, 200), f"<p style='font-size:10px'>{ENGLISH}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", contents, text), Limits())
    chunks = chunk(reading, document_id="d", count_tokens=len, max_tokens=1000)

    assert sum("...." in element.text for element in reading.elements) == 3
    assert [(c.heading_path, c.text) for c in chunks] == [(("Travel",), ENGLISH.strip())]


def test_a_list_of_the_sections_of_a_chapter_is_no_row_of_headings(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for index, text in enumerate(("1.1 Wearing the watch", "1.2 Charging the watch")):
            write(page, 80, 60 + 16 * index, text)
            top = 160 + 150 * index
            write(page, 50, top, text, size=14, font="hebo")
            html(page, (50, top + 10, 545, top + 100), f"<p style='font-size:10px'>{ENGLISH}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    headings = [e for e in reading.elements if e.kind is Kind.HEADING]
    assert [(e.text, e.spans[0].box.y0 > 100) for e in headings] == [
        ("1.1 Wearing the watch", True),
        ("1.2 Charging the watch", True),
    ]


def test_the_stated_title_is_taken_unless_it_is_a_file_name(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Some text without any heading in it at all.")

    good = made(tmp_path / "good.pdf", draw, title="Staff Handbook 2026")
    bad = made(tmp_path / "bad.pdf", draw, title="Microsoft Word - x.doc")

    assert read_pdf(good, Limits()).title == "Staff Handbook 2026"
    assert read_pdf(bad, Limits()).title == "bad"


def test_capitals_or_a_colour_over_text_tell_a_heading_of_its_size_and_weight(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 120), ENGLISH * 2)
        write(page, 50, 140, "RULES OF THE HOUSE")
        prose(page, (50, 148, 545, 218), ENGLISH * 2)
        page.insert_text((50, 238), "Rights of deputies", fontsize=10, color=(0.1, 0.2, 0.7))
        prose(page, (50, 246, 545, 316), ENGLISH * 2)
        page.insert_text((50, 336), "https://example.org/rules", fontsize=10, color=(0, 0, 1))
        prose(page, (50, 344, 545, 414), ENGLISH * 2)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADING) == ["RULES OF THE HOUSE", "Rights of deputies"]


def test_short_lines_in_a_font_of_their_own_head_the_text_below_them(tmp_path: Path) -> None:
    names = ("Domestic segment", "International segment", "Income taxes")

    def draw(page: pymupdf.Page) -> None:
        for at, name in enumerate(names):
            write(page, 50, 80 + 120 * at, name, font="heit")
            prose(page, (50, 90 + 120 * at, 545, 180 + 120 * at), ENGLISH * 2)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.HEADING) == list(names)


def test_a_short_line_in_the_middle_of_its_column_heads_the_text_that_fills_it(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 130), ENGLISH * 2)
        html(page, (50, 140, 545, 165), "<p style='font-size:10px;text-align:center'>Deputies</p>")
        prose(page, (50, 165, 545, 240), ENGLISH * 2)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.HEADING) == ["Deputies"]


def test_a_longer_number_never_ranks_above_a_shorter_one_however_it_is_set(tmp_path: Path) -> None:
    heads = [("2.1 Scope", "helv"), ("2.1.1 Words", "hebo"), ("2.1.2 Signs", "hebo")]

    def draw(page: pymupdf.Page) -> None:
        for at, (head, font) in enumerate(heads):
            write(page, 50, 80 + 120 * at, head, font=font)
            prose(page, (50, 90 + 120 * at, 545, 180 + 120 * at), ENGLISH * 2)

    found = read_pdf(made(tmp_path / "a.pdf", draw), Limits()).elements

    assert [e.level for e in found if e.kind is Kind.HEADING] == [1, 2, 2]


def test_what_only_looks_like_a_chinese_number_is_read_as_text(tmp_path: Path) -> None:
    lines = ("一、总则", "三二十、附则", "十四三、其他")

    def draw(page: pymupdf.Page) -> None:
        for number, text in enumerate(lines):
            html(page, (50, 60 + 100 * number, 545, 90 + 100 * number), f"<p>{text}</p>")
            prose(page, (50, 90 + 100 * number, 545, 150 + 100 * number), CHINESE)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert set(lines) <= {element.text for element in reading.elements}


def test_a_font_whose_name_alone_says_bold_makes_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    page.insert_font(fontname="F0", fontbuffer=pymupdf.Font("helv").buffer)
    page.insert_text((50, 100), "Freedom of speech", fontsize=10, fontname="F0")
    for xref in range(1, document.xref_length()):
        for key in ("BaseFont", "FontName"):
            if document.xref_get_key(xref, key)[0] == "name":
                document.xref_set_key(xref, key, "/AdvTT2cba4af3.B")
    prose(page, (50, 110, 545, 300), ENGLISH * 4)
    document.save(path)

    assert texts(read_pdf(path), Kind.HEADING) == ["Freedom of speech"]


def test_a_bold_name_right_above_the_columns_of_a_table_is_no_heading(tmp_path: Path) -> None:
    rows = (("Net sales", "16,865", "15,740"), ("Cost of sales", "11,108", "10,304"))

    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 80, "Results", font="hebo")
        prose(page, (50, 90, 545, 200), ENGLISH * 3)
        write(page, 390, 220, "Fiscal Year", font="hebo")
        for y in (226, 242, 258, 274):
            page.draw_line((50, y), (520, y))
        for y, row in zip((238, 254, 270), (("In millions", "2019", "2018"), *rows), strict=True):
            for x, cell in zip((50, 350, 450), row, strict=True):
                write(page, x, y, cell)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADING, Kind.TITLE) == ["Results"]


def test_capitals_in_bold_set_a_little_smaller_make_a_heading(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 160), ENGLISH * 4)
        write(page, 120, 190, "STATEMENT OF THE CHAIRMAN", size=9, font="hebo")
        prose(page, (50, 200, 545, 400), ENGLISH * 4)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADING) == ["STATEMENT OF THE CHAIRMAN"]


def test_a_heading_that_ends_a_column_above_a_wide_table_stays_one(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 290, 380), ENGLISH * 8)
        prose(page, (310, 60, 550, 340), ENGLISH * 6)
        write(page, 310, 370, "Rotation schedule", font="hebo")
        rows = [["Start", "End", "See one"], ["May", "June", "Anna"], ["June", "July", "Otto"]]
        grid(page, [50, 200, 400, 550], [384, 404, 424, 444], rows)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert "Rotation schedule" in texts(reading, Kind.HEADING, Kind.TITLE)
