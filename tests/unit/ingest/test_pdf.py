import textwrap
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from ingest.chunk import chunk
from ingest.errors import EmptyDocument, EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Box, Element, Kind, Reading
from ingest.pdf import read_pdf

A4 = (595, 842)
ENGLISH = (
    "The committee meets on the first Monday of every month and publishes its minutes within ten "
    "working days. Members who cannot attend send a deputy, who has the same rights as the member "
    "but may not chair the meeting. "
)
CHINESE = (
    "公司实行标准工时制，员工每日工作时间不超过八小时，平均每周工作时间不超过四十小时。"
    "因工作需要安排加班的，应当事先征得员工同意，并按照国家规定支付加班工资。"
)
Draw = Callable[[pymupdf.Page], None]


def pdf(path: Path, *pages: Draw, title: str = "") -> Path:
    document = pymupdf.open()
    for draw in pages:
        draw(document.new_page(width=A4[0], height=A4[1]))
    if title:
        document.set_metadata({"title": title})
    document.save(path)
    document.close()
    return path


def html(page: pymupdf.Page, box: tuple[float, float, float, float], text: str) -> None:
    page.insert_htmlbox(pymupdf.Rect(box), text)


def write(
    page: pymupdf.Page, x: float, y: float, text: str, *, size: float = 10, font: str = "helv"
) -> None:
    page.insert_text((x, y), text, fontsize=size, fontname=font)


def grid(page: pymupdf.Page, xs: list[float], ys: list[float], rows: list[list[str]]) -> None:
    for x in xs:
        page.draw_line((x, ys[0]), (x, ys[-1]))
    for y in ys:
        page.draw_line((xs[0], y), (xs[-1], y))
    for y, row in zip(ys, rows, strict=False):
        for x, cell in zip(xs, row, strict=False):
            write(page, x + 4, y + 14, cell)


def of_kind(reading: Reading, *kinds: Kind) -> list[str]:
    return [element.text for element in reading.elements if element.kind in kinds]


def body(reading: Reading) -> list[Element]:
    return [e for e in reading.elements if e.kind not in (Kind.HEADER, Kind.FOOTER)]


def test_two_columns_under_a_spanning_title_are_read_one_after_the_other(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 40, 545, 80), "<p style='font-size:24px'><b>Rules of the committee</b></p>")
        left, right = ENGLISH * 3 + "Left ends.", "Right begins. " + ENGLISH * 3
        html(page, (50, 100, 285, 700), f"<p style='font-size:10px'>{left}</p>")
        html(page, (310, 100, 545, 700), f"<p style='font-size:10px'>{right}</p>")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    text = " ".join(element.text for element in reading.elements)
    assert reading.elements[0].text == "Rules of the committee"
    assert text.index("Left ends.") < text.index("Right begins.")
    assert " ".join((ENGLISH * 3 + "Left ends.").split()) in text


def test_a_paragraph_that_goes_on_in_the_next_column_is_one_element_with_two_boxes(
    tmp_path: Path,
) -> None:
    lines = textwrap.wrap(ENGLISH * 6, 45)
    half = len(lines) // 2

    def draw(page: pymupdf.Page) -> None:
        for index, line in enumerate(lines):
            x, row = (50, index) if index < half else (310, index - half)
            write(page, x, 60 + 12 * row, line)

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    joined = [element for element in reading.elements if len(element.boxes) == 2]
    assert len(reading.elements) == len(joined) == 1
    assert joined[0].text == " ".join(lines)


def test_a_hyphen_at_the_end_of_a_line_is_undone(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 100, "The regulation on data protec-")
        write(page, 50, 112, "tion and on self-")
        write(page, 50, 124, "assessment is in force.")

    (paragraph,) = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits()).elements

    assert paragraph.text == (
        "The regulation on data protection and on self-assessment is in force."
    )
    assert [paragraph.text[s.start : s.end] for s in paragraph.spans] == [
        "The regulation on data protec",
        "tion and on self-",
        "assessment is in force.",
    ]


def test_chinese_lines_are_joined_without_blanks(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 60, 300, 700), f"<p style='font-size:12px'>{CHINESE}</p>")

    (paragraph,) = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits()).elements

    assert paragraph.text == CHINESE
    assert len(paragraph.spans) > 2


def test_headings_get_levels_by_their_size_and_the_largest_is_the_title(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Travel Policy", size=24, font="hebo")
        write(page, 50, 100, "Booking", size=16, font="hebo")
        html(page, (50, 110, 545, 190), f"<p style='font-size:10px'>{ENGLISH}</p>")
        write(page, 50, 210, "By train", size=13, font="hebo")
        html(page, (50, 220, 545, 300), f"<p style='font-size:10px'>{ENGLISH}</p>")
        write(page, 50, 320, "Claims", size=16, font="hebo")
        html(page, (50, 330, 545, 410), f"<p style='font-size:10px'>{ENGLISH}</p>")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

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

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert of_kind(reading, Kind.HEADING, Kind.TITLE) == ["第一章 总则", "第二章 工作时间"]


def test_list_items_are_elements_of_their_own(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 100, "Bring the following documents with you on the first day of work:")
        for index, item in enumerate(("your passport", "your tax number", "a photograph")):
            write(page, 60, 120 + 14 * index, "-")
            write(page, 74, 120 + 14 * index, item)

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert of_kind(reading, Kind.LIST_ITEM) == [
        "- your passport",
        "- your tax number",
        "- a photograph",
    ]


def test_running_heads_and_page_numbers_are_furniture(tmp_path: Path) -> None:
    def draw(number: int) -> None:
        def page_of(page: pymupdf.Page) -> Draw:
            write(page, 50, 40, "Example Corp, Staff Handbook", size=8)
            words = f"{'abcde'[number - 1] * 5} {ENGLISH}"
            html(page, (50, 80, 545, 400), f"<p style='font-size:10px'>{words}</p>")
            write(page, 290, 810, f"{number}", size=8)

        return page_of

    reading = read_pdf(pdf(tmp_path / "a.pdf", *(draw(n) for n in range(1, 6))), Limits())

    assert of_kind(reading, Kind.HEADER) == ["Example Corp, Staff Handbook"] * 5
    assert of_kind(reading, Kind.FOOTER) == ["1", "2", "3", "4", "5"]
    assert len(body(reading)) == 5


def test_a_ruled_table_is_read_row_by_row_with_a_box_per_row(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Prices as of January, all of them in euros and without tax.")
        rows = [["Item", "Size", "Price"], ["Bolt", "M8", "0.20"], ["Nut", "M6", "0.10"]]
        grid(page, [50, 150, 250, 350], [100, 120, 140, 160], rows)
        write(page, 50, 200, "Prices may change without notice at the end of each quarter.")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    (table,) = [element for element in reading.elements if element.kind is Kind.TABLE]
    assert table.text == "Item | Size | Price\nBolt | M8 | 0.20\nNut | M6 | 0.10"
    assert [table.text[s.start : s.end] for s in table.spans] == table.text.split("\n")
    assert table.spans[1].box == Box(page=1, x0=50, y0=120, x1=350, y1=140)
    assert "<td>M8</td>" in table.html
    assert [e.kind for e in reading.elements] == [Kind.PARAGRAPH, Kind.TABLE, Kind.PARAGRAPH]


def test_merged_cells_become_spans_of_the_html_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 100, 350, 160))
        page.draw_line((50, 120), (350, 120))
        page.draw_line((50, 140), (350, 140))
        page.draw_line((150, 100), (150, 160))
        page.draw_line((250, 120), (250, 160))
        for x, y, text in (
            (54, 114, "Region"), (154, 114, "Sales"), (54, 134, "North"), (154, 134, "1"),
            (254, 134, "2"), (54, 154, "South"), (154, 154, "3"), (254, 154, "4"),
        ):  # fmt: skip
            write(page, x, y, text)

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    (table,) = [element for element in reading.elements if element.kind is Kind.TABLE]
    assert 'colspan="2">Sales<' in table.html


def test_a_table_that_goes_on_over_the_page_is_one_with_its_header_once(tmp_path: Path) -> None:
    header = ["Code", "Meaning"]
    xs, ys = [50.0, 200.0, 500.0], [100.0, 120.0, 140.0, 160.0]

    def first(page: pymupdf.Page) -> None:
        grid(page, xs, ys, [header, ["A1", "Pump stops"], ["A2", "Valve stuck"]])

    def second(page: pymupdf.Page) -> None:
        grid(page, xs, ys, [header, ["B1", "No pressure"], ["B2", "Too hot"]])

    reading = read_pdf(pdf(tmp_path / "a.pdf", first, second), Limits())

    (table,) = reading.elements
    assert table.text.split("\n") == [
        "Code | Meaning",
        "A1 | Pump stops",
        "A2 | Valve stuck",
        "B1 | No pressure",
        "B2 | Too hot",
    ]
    assert [span.box.page for span in table.spans] == [1, 1, 1, 2, 2]


def test_a_picture_is_a_figure_and_the_line_below_it_its_caption(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        pixels = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 12, 8), False)
        pixels.clear_with(120)
        page.insert_image(pymupdf.Rect(100, 100, 400, 300), pixmap=pixels)
        write(page, 100, 320, "Figure 1 The pump seen from the left")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert [(e.kind, e.text) for e in reading.elements] == [
        (Kind.FIGURE, ""),
        (Kind.CAPTION, "Figure 1 The pump seen from the left"),
    ]
    assert reading.elements[0].boxes == (Box(page=1, x0=100, y0=100, x1=400, y1=300),)


def test_a_page_without_a_text_layer_is_noted(tmp_path: Path) -> None:
    def scan(page: pymupdf.Page) -> None:
        pixels = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 8, 8), False)
        pixels.clear_with(120)
        page.insert_image(page.rect, pixmap=pixels)

    reading = read_pdf(pdf(tmp_path / "a.pdf", lambda p: write(p, 50, 50, "Text."), scan), Limits())

    (note,) = reading.notes
    assert note.page == 2
    assert note.text.startswith("scanned")


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_boxes_on_a_rotated_page_are_those_that_viewers_show(tmp_path: Path, rotation: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 60, 100, "Only one line of text.")
        page.set_rotation(rotation)

    path = pdf(tmp_path / "a.pdf", draw)

    (paragraph,) = read_pdf(path, Limits()).elements

    with pymupdf.open(path) as document:
        page = document[0]
        expected = pymupdf.Rect(page.get_text("words")[0][:4]) * page.rotation_matrix
        box = paragraph.boxes[0]
        assert pymupdf.Rect(box.x0, box.y0, box.x1, box.y1).contains(expected + (1, 1, -1, -1))


def test_text_that_runs_upwards_is_read_in_order(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for index, line in enumerate(("First line of a turned page", "Second line of it")):
            page.insert_text((100 + 14 * index, 700), line, fontsize=10, rotate=90)

    (paragraph,) = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits()).elements

    assert paragraph.text == "First line of a turned page Second line of it"
    box = paragraph.spans[0].box
    assert box.x0 < 100 < box.x1
    assert box.y1 == pytest.approx(700, abs=1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_under_the_boxes_of_a_chunk_are_its_words(tmp_path: Path, language: str) -> None:
    text = (ENGLISH if language == "en" else CHINESE) * 4

    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 40, 545, 80), "<h1>Rules 规则</h1>")
        html(page, (50, 100, 285, 780), f"<p style='font-size:11px'>{text}</p>")
        html(page, (310, 100, 545, 400), f"<p style='font-size:11px'>{text}</p>")
        rows = [["Name", "数量"], ["Bolt", "12"], ["螺母", "7"]]
        for index, row in enumerate(rows):
            for x, cell in zip((310, 410), row, strict=True):
                html(page, (x + 4, 452 + 20 * index, x + 90, 470 + 20 * index), cell)
        grid(page, [310, 410, 510], [450, 470, 490, 510], [])

    path = pdf(tmp_path / "a.pdf", draw)
    reading = read_pdf(path, Limits())

    chunks = chunk(reading, document_id="d", count_tokens=len, max_tokens=10_000)

    with pymupdf.open(path) as document:
        letters = [letter for page in document for letter in letters_of(page)]
    assert {c.kind for c in chunks} == {Kind.PARAGRAPH, Kind.TABLE}
    for found in chunks:
        assert alike(under(found.boxes, letters), plain(found.text)) >= 0.98


def letters_of(page: pymupdf.Page) -> list[tuple[int, float, float, str]]:
    raw = page.get_text("rawdict", flags=pymupdf.TEXT_MEDIABOX_CLIP)
    return [
        (
            page.number + 1,
            (c["bbox"][0] + c["bbox"][2]) / 2,
            (c["bbox"][1] + c["bbox"][3]) / 2,
            c["c"],
        )
        for block in raw["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for c in span["chars"]
    ]


def under(boxes: tuple[Box, ...], letters: list[tuple[int, float, float, str]]) -> str:
    return plain(
        "".join(
            letter
            for page, x, y, letter in letters
            if any(b.page == page and b.x0 <= x <= b.x1 and b.y0 <= y <= b.y1 for b in boxes)
        )
    )


def plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def alike(one: str, two: str) -> float:
    common = sum(min(one.count(char), two.count(char)) for char in set(one))
    return common / max(len(one), len(two), 1)


def test_the_stated_title_is_taken_unless_it_is_a_file_name(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Some text without any heading in it at all.")

    good = pdf(tmp_path / "good.pdf", draw, title="Staff Handbook 2026")
    bad = pdf(tmp_path / "bad.pdf", draw, title="Microsoft Word - x.doc")

    assert read_pdf(good, Limits()).title == "Staff Handbook 2026"
    assert read_pdf(bad, Limits()).title == "bad"


def test_an_encrypted_pdf_is_refused_with_the_reason(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    path = tmp_path / "locked.pdf"
    document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="x")

    with pytest.raises(EncryptedDocument, match="password"):
        read_pdf(path, Limits())


def test_a_file_of_no_bytes_is_refused_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"")

    with pytest.raises(EmptyDocument, match="0 bytes"):
        read_pdf(path, Limits())


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n%%EOF", b"no PDF at all" * 50, b"%PDF-1.4\n\x00\xff"]
)
def test_garbage_is_refused_and_says_so(
    tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)

    with pytest.raises(UnreadableDocument, match="export it again"):
        read_pdf(path, Limits())
    assert capfd.readouterr().err == ""


def test_a_truncated_pdf_is_repaired_or_refused_but_never_crashes(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", *[lambda page: html(page, (50, 50, 500, 800), ENGLISH * 5)] * 4)
    content = path.read_bytes()

    for share in (0.2, 0.5, 0.9):
        path.write_bytes(content[: int(len(content) * share)])
        try:
            reading = read_pdf(path, Limits())
        except UnreadableDocument as error:
            assert "export it again" in error.reason
        else:
            assert reading.pages > 0


def test_a_pdf_without_pages_is_refused_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )

    with pytest.raises(EmptyDocument, match="no pages"):
        read_pdf(path, Limits())


def test_blank_pages_are_refused_as_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument, match="neither text nor pictures"):
        read_pdf(pdf(tmp_path / "a.pdf", lambda page: None), Limits())


def test_too_many_pages_are_refused_with_the_setting_that_allows_them(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", *[lambda page: None] * 4)

    with pytest.raises(OverLimit, match=r"4 pages, the limit is 3.*limits\.pages"):
        read_pdf(path, Limits(pages=3))


def test_reading_a_file_again_gives_the_same(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", lambda page: html(page, (50, 50, 500, 800), ENGLISH * 5))

    assert read_pdf(path, Limits()) == read_pdf(path, Limits())


def rows_without_rules(page: pymupdf.Page, rows: list[list[str]], xs: list[int], y: int) -> None:
    for index, row in enumerate(rows):
        for x, cell in zip(xs, row, strict=True):
            write(page, x, y + 16 * index, cell)


def test_a_table_without_any_rules_is_found_by_its_alignment(tmp_path: Path) -> None:
    rows = [["Region", "2024", "2025"], ["North", "1,200", "1,350"], ["South", "980", "1,010"]]

    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 50, 545, 120), f"<p style='font-size:10px'>{ENGLISH}</p>")
        rows_without_rules(page, [*rows, ["West", "75", "81"]], [60, 250, 400], 160)
        html(page, (50, 260, 545, 330), f"<p style='font-size:10px'>{ENGLISH}</p>")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert of_kind(reading, Kind.TABLE) == [
        "Region | 2024 | 2025\nNorth | 1,200 | 1,350\nSouth | 980 | 1,010\nWest | 75 | 81"
    ]
    assert [e.kind for e in reading.elements] == [Kind.PARAGRAPH, Kind.TABLE, Kind.PARAGRAPH]


def test_columns_of_prose_are_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in (50, 225, 400):
            html(page, (x, 60, x + 150, 700), f"<p style='font-size:9px'>{ENGLISH * 2}</p>")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert {element.kind for element in reading.elements} == {Kind.PARAGRAPH}
    assert " ".join(e.text for e in reading.elements) == " ".join((ENGLISH * 6).split())


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((40, 40, 555, 300))
        html(page, (50, 50, 545, 280), f"<p style='font-size:10px'>{ENGLISH * 4}</p>")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert {element.kind for element in reading.elements} == {Kind.PARAGRAPH}


def test_a_box_with_numbers_in_rows_is_read_by_alignment_not_as_one_cell(tmp_path: Path) -> None:
    rows = [
        ["Age", "Men", "Women"],
        ["0-9", "12", "11"],
        ["10-19", "15", "16"],
        ["20+", "70", "73"],
    ]

    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 100, 400, 180))
        page.draw_line((50, 120), (400, 120))
        page.draw_line((150, 100), (150, 180))
        rows_without_rules(page, rows, [60, 170, 300], 114)

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert of_kind(reading, Kind.TABLE) == ["\n".join(" | ".join(row) for row in rows)]


def test_a_side_bar_beside_the_text_is_read_after_it_or_before_never_between(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        side = "Opening hours are from nine to five. " * 6
        html(page, (50, 60, 400, 700), f"<p style='font-size:10px'>{ENGLISH * 6}</p>")
        html(page, (430, 63, 545, 700), f"<p style='font-size:8px'>{side}</p>")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert of_kind(reading, Kind.PARAGRAPH) == [
        " ".join((ENGLISH * 6).split()),
        " ".join(["Opening hours are from nine to five."] * 6),
    ]


def test_numbered_headings_make_a_tree_in_chinese(tmp_path: Path) -> None:
    headings = ["第一章 总则", "一、适用范围", "（一）全体员工", "第二章 休假", "一、年假"]

    def draw(page: pymupdf.Page) -> None:
        for index, text in enumerate(headings):
            top = 50 + 120 * index
            html(page, (50, top, 545, top + 30), f"<p style='font-size:12px'>{text}</p>")
            html(page, (50, top + 40, 545, top + 110), f"<p style='font-size:12px'>{CHINESE}</p>")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    found = [(e.level, e.text) for e in reading.elements if e.kind is Kind.HEADING]
    assert found == list(zip([1, 2, 3, 1, 2], headings, strict=True))


def test_bookmarks_give_the_levels_of_headings_set_alike(tmp_path: Path) -> None:
    headings = ["Scope", "Definitions", "Duties", "Reports"]

    def draw(page: pymupdf.Page) -> None:
        for index, text in enumerate(headings):
            write(page, 50, 60 + 120 * index, text, size=13, font="hebo")
            top = 70 + 120 * index
            html(page, (50, top, 545, top + 90), f"<p style='font-size:10px'>{ENGLISH}</p>")

    path = pdf(tmp_path / "a.pdf", draw)
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

    reading = read_pdf(pdf(tmp_path / "a.pdf", contents, text), Limits())
    chunks = chunk(reading, document_id="d", count_tokens=len, max_tokens=1000)

    assert sum("...." in element.text for element in reading.elements) == 3
    assert [(c.heading_path, c.text) for c in chunks] == [(("Travel",), ENGLISH.strip())]


def test_references_with_hanging_indents_are_one_paragraph_each(tmp_path: Path) -> None:
    first = [
        "Ames, B. A long title of the book that",
        "goes on over a second line of it and",
        "a third.",
    ]
    second = [
        "Bond, C. Another title that is quite",
        "as long as the first one and takes",
        "three.",
    ]

    def draw(page: pymupdf.Page) -> None:
        for index, line in enumerate(first + second):
            write(page, 50 if index % 3 == 0 else 65, 100 + 12 * index, line)

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert of_kind(reading, Kind.PARAGRAPH) == [" ".join(first), " ".join(second)]


def test_the_page_number_below_a_short_page_is_furniture(tmp_path: Path) -> None:
    def page_of(number: int) -> Draw:
        def draw(page: pymupdf.Page) -> None:
            height = 90 * number
            html(page, (50, 60, 545, 55 + height), f"<p style='font-size:10px'>{ENGLISH}</p>")
            write(page, 290, 120 + height, str(number + 10))

        return draw

    reading = read_pdf(pdf(tmp_path / "a.pdf", *(page_of(n) for n in range(1, 6))), Limits())

    assert of_kind(reading, Kind.FOOTER) == ["11", "12", "13", "14", "15"]


def test_a_logo_on_each_page_is_no_figure(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        pixels = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 12, 8), False)
        pixels.clear_with(120)
        page.insert_image(pymupdf.Rect(50, 700, 200, 800), pixmap=pixels)
        html(page, (50, 60, 545, 300), f"<p style='font-size:10px'>{ENGLISH}</p>")

    reading = read_pdf(pdf(tmp_path / "a.pdf", *[draw] * 4), Limits())

    assert of_kind(reading, Kind.FIGURE) == []


def test_a_chart_of_boxes_and_lines_is_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 40, 545, 120), f"<p style='font-size:10px'>{ENGLISH}</p>")
        boxes = [(250, 150, "Board"), (100, 220, "Sales"), (250, 290, "Finance"), (400, 360, "IT")]
        for x, y, text in boxes:
            page.draw_rect((x, y, x + 90, y + 24))
            write(page, x + 8, y + 15, text)
            page.draw_line((x + 45, y + 24), (x + 45, 400))
        page.draw_line((145, 400), (445, 400))

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert of_kind(reading, Kind.TABLE) == []


def test_a_list_of_the_sections_of_a_chapter_is_no_row_of_headings(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for index, text in enumerate(("1.1 Wearing the watch", "1.2 Charging the watch")):
            write(page, 80, 60 + 16 * index, text)
            top = 160 + 150 * index
            write(page, 50, top, text, size=14, font="hebo")
            html(page, (50, top + 10, 545, top + 100), f"<p style='font-size:10px'>{ENGLISH}</p>")

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    headings = [e for e in reading.elements if e.kind is Kind.HEADING]
    assert [(e.text, e.spans[0].box.y0 > 100) for e in headings] == [
        ("1.1 Wearing the watch", True),
        ("1.2 Charging the watch", True),
    ]


def test_a_balance_sheet_is_not_cut_into_a_column_of_labels_and_one_of_numbers(
    tmp_path: Path,
) -> None:
    rows = [
        ["Cash and cash equivalents", "2,853", "3,053"],
        ["Accounts receivable, net of allowances", "5,020", "4,911"],
        ["Finished goods and goods in transit", "2,120", "1,915"],
        ["Property, plant and equipment, gross", "24,873", "24,914"],
        ["Less: accumulated depreciation to date", "16,135", "16,048"],
    ]

    def draw(page: pymupdf.Page) -> None:
        rows_without_rules(page, rows, [50, 380, 470], 100)

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    assert of_kind(reading, Kind.TABLE) == ["\n".join(" | ".join(row) for row in rows)]


def test_the_header_of_a_table_may_leave_the_corner_empty_and_name_years(tmp_path: Path) -> None:
    rows = [["", "2024", "2025"], ["Sales", "1,200", "1,350"], ["Costs", "980", "1,010"]]

    def draw(page: pymupdf.Page) -> None:
        grid(page, [50, 200, 300, 400], [100, 120, 140, 160], rows)

    reading = read_pdf(pdf(tmp_path / "a.pdf", draw), Limits())

    (table,) = [element for element in reading.elements if element.kind is Kind.TABLE]
    assert "<thead><tr><th></th><th>2024</th><th>2025</th></tr></thead>" in table.html
