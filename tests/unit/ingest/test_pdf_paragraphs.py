"""Where paragraphs and list items of a PDF begin and end, and how their lines are joined."""

from collections.abc import Sequence
from pathlib import Path

import pymupdf

from ingest.limits import Limits
from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import ENGLISH, body, grid, html, made, prose, texts, write

_SIZE = 12
_INDENT = 2 * _SIZE
"""Chinese first lines stand two characters further in."""


def _lines(
    page: pymupdf.Page, lines: Sequence[tuple[float, str]], *, top: float = 80, font: str = "helv"
) -> None:
    """Write lines one below the other, each so many points in from the left edge of the text."""
    for index, (indent, text) in enumerate(lines):
        write(page, 90 + indent, top + 23 * index, text, size=_SIZE, font=font)


def test_numbered_headings_over_indented_first_lines_cut_no_paragraph(tmp_path: Path) -> None:
    full = "报告期内公司按照董事会批准的方案扩大产能，销售收入和利润总额均有较快增长行"

    def draw(page: pymupdf.Page) -> None:
        lines = [(0, full), (0, "业地位得到巩固（资料来源：行业协会）")]
        for number, word in enumerate(("一", "二", "三"), 1):
            lines += [
                (_INDENT, f"（{word}）第{number}项风险及其对策"),
                (_INDENT, full[:-2]),
                (0, f"业内企业数量增加较快，第{number}项风险由此上升。"),
            ]
        _lines(page, lines, font="china-s")

    found = texts(read_pdf(made(tmp_path / "a.pdf", draw), Limits()), Kind.PARAGRAPH)

    assert found[1:] == [
        f"{full[:-2]}业内企业数量增加较快，第{number}项风险由此上升。" for number in (1, 2, 3)
    ]


def test_one_line_that_sticks_out_does_not_cut_the_others(tmp_path: Path) -> None:
    full = "报告期内公司按照董事会批准的方案扩大产能，销售收入和利润总额均有较快增长；"

    def draw(page: pymupdf.Page) -> None:
        lines = [(_INDENT, full[:-3] + "；")] + [(0, full)] * 4 + [(0, full + "其他资料")]
        _lines(page, [*lines, (0, "到此为止。")], font="china-s")

    found = body(read_pdf(made(tmp_path / "a.pdf", draw), Limits()))

    assert len(found) == 1


def test_an_item_of_one_line_ends_where_the_next_first_line_stands(tmp_path: Path) -> None:
    full = "报告期内公司按照董事会批准的方案扩大产能，销售收入和利润总额均有较快增长行"

    def draw(page: pymupdf.Page) -> None:
        lines = []
        for number in ("一", "二"):
            lines += [
                (_INDENT, f"（{number}）公司成立以来在生产经营方面与主要发起人的关联关系及演变"),
                (_INDENT, full[:-2]),
                (0, "业地位得到巩固。"),
                (_INDENT, full[:-2]),
                (0, "业地位仍然巩固。"),
            ]
        _lines(page, lines, font="china-s")

    found = [element.text for element in body(read_pdf(made(tmp_path / "a.pdf", draw), Limits()))]

    assert found[1:3] == [f"{full[:-2]}业地位得到巩固。", f"{full[:-2]}业地位仍然巩固。"]


def test_a_hyphen_that_belongs_to_a_word_stays_at_the_end_of_a_line(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        _lines(
            page,
            [
                (0, "All forward-looking statements and the currency of the medium"),
                (0, "term are related to the wholly owned companies. The committee"),
                (0, "may state its view in a forward-"),
                (0, "looking statement, or as a currency-"),
                (0, "related one, with short-"),
                (0, "and long-term goals; the com-"),
                (0, "mittee decides some-"),
                (0, "times alone and publishes its min-"),
                (0, "utes. The minutes are sometimes long."),
            ],
        )

    text = " ".join(e.text for e in body(read_pdf(made(tmp_path / "a.pdf", draw), Limits())))

    for words in ("a forward-looking", "currency-related one", "with short- and long-term goals"):
        assert words in text
    for words in ("the committee decides sometimes", "its minutes. The"):
        assert words in text


def test_an_article_referred_to_at_the_end_of_a_line_runs_on_without_a_blank(
    tmp_path: Path,
) -> None:
    lines = [
        (_INDENT, "返还的财产系国家批准的金融机构贷款的，除贷款本金外，依照国家赔偿法第三十六条"),
        (0, "规定还应当支付该贷款借贷状态下的贷款利息。"),
    ]

    reading = read_pdf(made(tmp_path / "a.pdf", lambda page: _lines(page, lines, font="china-s")))

    assert reading.elements[0].text == "".join(text for _, text in lines)


def test_a_file_that_cuts_no_words_keeps_all_its_hyphens(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        _lines(
            page,
            [
                (0, "Long-term debt is stated at cost. A part of the debt is long-"),
                (0, "term, a part of it is dollar-"),
                (0, "denominated and reported so."),
            ],
        )

    text = " ".join(e.text for e in body(read_pdf(made(tmp_path / "a.pdf", draw), Limits())))

    assert "is long-term, a part of it is dollar-denominated" in text


def test_blanks_between_chinese_and_digits_are_even_within_a_file(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        _lines(
            page,
            [
                (0, "1 概述：公司2004年建成第2条生产线，2005年建成第3条生产线，由2003 年的"),
                (0, "51 号文件批准，2006年投产，IT 行业的3家客户随后签约。"),
            ],
            font="china-s",
        )

    (found,) = body(read_pdf(made(tmp_path / "a.pdf", draw), Limits()))

    assert "1 概述" in found.text
    assert "由2003年的51号文件" in found.text
    assert "IT 行业的3家" in found.text


def test_blanks_between_chinese_and_latin_stay_where_a_file_means_them(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        _lines(
            page,
            [
                (0, "系统使用 Python 语言开发，数据库采用 SQLite 引擎，它支持"),
                (0, "PDF 文件。"),
            ],
            font="china-s",
        )

    (found,) = body(read_pdf(made(tmp_path / "a.pdf", draw), Limits()))

    assert found.text.endswith("支持 PDF 文件。")


def test_text_set_around_a_picture_stays_one_paragraph(tmp_path: Path) -> None:
    justified = "<p style='font-size:10px;text-align:justify'>{}</p>"

    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 60, 250, 200), justified.format("It begins beside it. " + ENGLISH))
        html(page, (50, 250, 545, 400), justified.format(ENGLISH * 2))

    first = body(read_pdf(made(tmp_path / "a.pdf", draw), Limits()))[0]

    assert first.text == "It begins beside it. " + ENGLISH.strip()


def test_what_stands_left_of_the_bullets_below_a_short_item_is_no_part_of_it(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        for index, text in enumerate(("• Deductive reasoning", "• Analytical reasoning")):
            write(page, 72, 80 + 13 * index, text)
        write(page, 50, 106, "We integrate four types of symbolic tools")
        write(page, 50, 119, "tailored to these problems.")

    found = [element.text for element in body(read_pdf(made(tmp_path / "a.pdf", draw), Limits()))]

    assert found[-1] == "We integrate four types of symbolic tools tailored to these problems."


def test_a_contents_page_without_dots_is_entries_and_neither_table_nor_headings(
    tmp_path: Path,
) -> None:
    entries = [
        ("Item 1.", "Business", 4),
        ("Item 1A.", "Risk factors", 8),
        ("Item 2.", "Properties", 19),
        ("Item 3.", "Legal proceedings", 20),
        ("Item 4.", "Mine safety", 20),
        ("Item 5.", "Market for our stock", 31),
    ]

    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Contents", size=14)
        for index, (item, words, number) in enumerate(entries):
            for x, text in ((50, item), (110, words), (500, str(number))):
                write(page, x, 90 + 16 * index, text)

    found = body(read_pdf(made(tmp_path / "a.pdf", draw), Limits()))

    assert [element.text for element in found[1:]] == [
        f"{item} {words} {number}" for item, words, number in entries
    ]
    assert {element.kind for element in found[1:]} <= {Kind.PARAGRAPH, Kind.LIST_ITEM}


def test_an_exhibit_is_a_caption_only_beside_a_figure_or_a_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Exhibit 300: Capital asset plan and business case summary")
        html(page, (50, 100, 545, 300), f"<p style='font-size:10px'>{ENGLISH}</p>")

    found = body(read_pdf(made(tmp_path / "a.pdf", draw), Limits()))

    assert found[0].text.startswith("Exhibit 300") and found[0].kind is not Kind.CAPTION


def test_a_sentence_goes_on_over_a_page_whose_lines_end_unevenly(tmp_path: Path) -> None:
    def first(page: pymupdf.Page) -> None:
        _lines(
            page,
            [
                (0, "The deputy has the same rights as the member, and votes on all matters"),
                (0, "that the committee decides upon, save for any adding of new"),
            ],
            top=740,
        )

    def second(page: pymupdf.Page) -> None:
        _lines(page, [(0, "members to the committee, and for any change of these rules.")])

    (found,) = body(read_pdf(made(tmp_path / "a.pdf", first, second), Limits()))

    assert "adding of new members" in found.text


def test_a_contents_page_goes_on_over_the_next_page_beside_its_page_number(tmp_path: Path) -> None:
    names = [f"Rules for the work of committee {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWX"]

    def contents(page: pymupdf.Page, first: int) -> None:
        for at, name in enumerate(names[first : first + 12]):
            write(page, 50, 100 + 16 * at, name)
            write(page, 500, 100 + 16 * at, str(20 + first + at))
        write(page, 500, 800, str(2 + first // 12), size=9)

    def named(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Contents", size=14)
        contents(page, 0)

    reading = read_pdf(made(tmp_path / "a.pdf", named, lambda page: contents(page, 12)))

    assert texts(reading, Kind.PARAGRAPH) == [f"{name} {20 + at}" for at, name in enumerate(names)]
    assert texts(reading, Kind.TABLE) == []


def test_a_numbered_heading_right_below_another_begins_anew(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 70, "2.2 Rules of the house", size=14)
        write(page, 50, 87, "2.2.1 Scope", size=14)
        prose(page, (50, 90, 545, 200), ENGLISH * 3)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.TITLE, Kind.HEADING) == ["2.2 Rules of the house", "2.2.1 Scope"]


def test_a_contents_page_in_two_columns_is_read_column_by_column(tmp_path: Path) -> None:
    names = [f"Rules of committee {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUV"]

    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Contents", size=14)
        for at, name in enumerate(names):
            left, top = 50 + 260 * (at // 11), 100 + 16 * (at % 11)
            write(page, left, top, name)
            write(page, left + 220, top, str(20 + at))

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.PARAGRAPH) == [f"{name} {20 + at}" for at, name in enumerate(names)]


def test_the_second_line_of_a_caption_hangs_below_its_words(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 100, "Table A-2.", font="hebo", size=9)
        write(page, 110, 100, "Errors of the forecasts of enrolment in all the schools and", size=9)
        write(page, 110, 112, "colleges: 2012", size=9)
        grid(page, [50, 200, 380], [130, 150, 170], [["Lead", "Error"], ["1", "0.3"]])
        prose(page, (50, 190, 380, 400), ENGLISH * 4)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.CAPTION) == [
        "Table A-2. Errors of the forecasts of enrolment in all the schools and colleges: 2012"
    ]


def test_short_chinese_lines_do_not_go_on_over_columns_and_pages(tmp_path: Path) -> None:
    def first(page: pymupdf.Page) -> None:
        write(page, 70, 700, "注册资本：500万元", font="china-s")
        write(page, 70, 720, "法定代表人：王小明", font="china-s")

    def second(page: pymupdf.Page) -> None:
        write(page, 70, 100, "公司住所：北京市朝阳区北辰东路8号", font="china-s")

    reading = read_pdf(made(tmp_path / "a.pdf", first, second))

    assert texts(reading, Kind.PARAGRAPH) == [
        "注册资本：500万元",
        "法定代表人：王小明",
        "公司住所：北京市朝阳区北辰东路8号",
    ]


def test_a_chinese_paragraph_that_moves_in_as_the_item_above_it_is_its_own(tmp_path: Path) -> None:
    lines = (
        (70, "3、本公司评估基准日至设立日期间的净利润由主发起人享有，有关协议已经报经"),
        (50, "国有资产管理部门批准，并在发起人协议中作了约定，影响资本保全的情况不存在。"),
        (70, "评估基准日至公司成立日期间公司存货和固定资产等未根据评估值进行成本结转或"),
        (50, "计提折旧，不影响资本保全。"),
    )

    def draw(page: pymupdf.Page) -> None:
        for at, (x, text) in enumerate(lines):
            write(page, x, 100 + 18 * at, text, font="china-s")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert [element.text[:6] for element in reading.elements] == ["3、本公司评", "评估基准日至"]


def test_chinese_lines_that_end_with_numbers_are_no_entries_of_contents(tmp_path: Path) -> None:
    lines = (
        "利用原有生产线生产不需新增设备，只需进行工艺调整，需拆除的设备只有球磨机1",
        "台外，其余设备和全部厂房均将保留，需拆除的球磨机是在三十年前购置的，即在1977",
        "年，剩余折旧年限三年。",
    )

    def draw(page: pymupdf.Page) -> None:
        wide = [pymupdf.get_text_length(text, "china-s", 10) for text in lines[:2]]
        for at, text in enumerate(lines):
            size = 10 * min(wide) / wide[at] if at < 2 else 10
            write(page, 50, 100 + 14 * at, text, font="china-s", size=size)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert len(reading.elements) == 1
