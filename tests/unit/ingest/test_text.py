from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.model import Kind
from ingest.text import read_text


def kinds(path: Path, text: str, encoding: str = "utf-8") -> list[tuple[Kind, int, str]]:
    path.write_bytes(text.encode(encoding))
    reading = read_text(path, Limits())
    return [(element.kind, element.level, element.text) for element in reading.elements]


def test_empty_lines_end_paragraphs_and_chinese_lines_are_joined(tmp_path: Path) -> None:
    text = "First line\nsecond line.\n\n公司依照法律的规定实行标准\n工时制。\n \nLast."

    assert kinds(tmp_path / "a.txt", text) == [
        (Kind.PARAGRAPH, 0, "First line\nsecond line."),
        (Kind.PARAGRAPH, 0, "公司依照法律的规定实行标准工时制。"),
        (Kind.PARAGRAPH, 0, "Last."),
    ]


def test_numbered_lines_are_headings_only_where_that_is_certain(tmp_path: Path) -> None:
    text = (
        "第一章 总则\n第一条 为了规范管理，制定本办法。\n第二节 工时\nChapter 2\n1.2 Scope\n"
        "1.5 million people came.\n3.14 is a number"
    )

    assert [(level, line) for kind, level, line in kinds(tmp_path / "a.txt", text) if level] == [
        (1, "第一章 总则"),
        (2, "第二节 工时"),
        (1, "Chapter 2"),
        (2, "1.2 Scope"),
        (2, "3.14 is a number"),
    ]


def test_list_items_keep_their_numbers_and_lose_their_bullets(tmp_path: Path) -> None:
    text = (
        "You need:\n- a passport\n- a visa\n\n1. Apply.\n2. Wait\n   for a letter.\n\n"
        "（一）提交申请\n（二）等待通知"
    )

    assert kinds(tmp_path / "a.txt", text) == [
        (Kind.PARAGRAPH, 0, "You need:"),
        (Kind.LIST_ITEM, 0, "a passport"),
        (Kind.LIST_ITEM, 0, "a visa"),
        (Kind.LIST_ITEM, 0, "1. Apply."),
        (Kind.LIST_ITEM, 0, "2. Wait\nfor a letter."),
        (Kind.LIST_ITEM, 0, "（一）提交申请"),
        (Kind.LIST_ITEM, 0, "（二）等待通知"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_text_is_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = "员工每日工作时间不超过八小时，平均每周工作时间不超过四十小时。"

    assert kinds(tmp_path / "a.txt", text, encoding) == [(Kind.PARAGRAPH, 0, text)]


def test_damaged_characters_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("每日工作八小时，".encode() * 9 + b"\xff" + "再休息。".encode())

    assert [note.text for note in read_text(path, Limits()).notes] == [
        "1 character could not be decoded as UTF-8"
    ]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(range(256)) * 9)

    with pytest.raises(UnreadableDocument, match="not text"):
        read_text(path, Limits())


def test_underlined_lines_are_headings_and_their_underlines_are_gone(tmp_path: Path) -> None:
    text = "STAFF HANDBOOK\n==============\n\n1. Scope\n--------\nThis holds for all.\n"

    assert kinds(tmp_path / "a.txt", text) == [
        (Kind.HEADING, 1, "STAFF HANDBOOK"),
        (Kind.HEADING, 2, "1. Scope"),
        (Kind.PARAGRAPH, 0, "This holds for all."),
    ]


def test_the_line_under_the_names_of_columns_makes_no_heading(tmp_path: Path) -> None:
    text = "Name      Days\n--------------\nAnna      25\n"

    assert [kind for kind, _, _ in kinds(tmp_path / "a.txt", text)] == [Kind.PARAGRAPH]


def test_chinese_counted_lines_are_headings_unless_they_are_sentences(tmp_path: Path) -> None:
    text = "一、总则\n\n第一条 本办法适用于全体员工。\n\n二、员工应当遵守规定。\n"

    assert [(kind, line) for kind, _, line in kinds(tmp_path / "a.txt", text)] == [
        (Kind.HEADING, "一、总则"),
        (Kind.PARAGRAPH, "第一条 本办法适用于全体员工。"),
        (Kind.PARAGRAPH, "二、员工应当遵守规定。"),
    ]


def test_articles_begin_paragraphs_and_wrapped_lines_join(tmp_path: Path) -> None:
    text = (
        "第一章 总则\n第一条 为了规范行为，制定本办法。\n第二条 本办法适用于全体员工，包括试用\n"
        "期员工和依照\n第三条签订合同的人员：\n（一）正式员工；\n（二）实习生。\n"
        "第三条　本办法自发布之日起施行。\n"
    )

    assert kinds(tmp_path / "a.txt", text) == [
        (Kind.HEADING, 1, "第一章 总则"),
        (Kind.PARAGRAPH, 0, "第一条 为了规范行为，制定本办法。"),
        (
            Kind.PARAGRAPH,
            0,
            "第二条 本办法适用于全体员工，包括试用期员工和依照\n第三条签订合同的人员：",
        ),
        (Kind.LIST_ITEM, 0, "（一）正式员工；"),
        (Kind.LIST_ITEM, 0, "（二）实习生。"),
        (Kind.PARAGRAPH, 0, "第三条　本办法自发布之日起施行。"),
    ]


def test_counted_lines_over_text_and_lines_in_capitals_are_headings(tmp_path: Path) -> None:
    text = (
        "TRAVEL POLICY\n\n1. Scope\nThis applies to all staff.\n\n2. Limits\n\nHotel: 120 EUR\n"
        "- taxi only at night\n- no first class\n"
    )

    assert kinds(tmp_path / "a.txt", text) == [
        (Kind.HEADING, 1, "TRAVEL POLICY"),
        (Kind.HEADING, 1, "1. Scope"),
        (Kind.PARAGRAPH, 0, "This applies to all staff."),
        (Kind.HEADING, 1, "2. Limits"),
        (Kind.PARAGRAPH, 0, "Hotel: 120 EUR"),
        (Kind.LIST_ITEM, 0, "taxi only at night"),
        (Kind.LIST_ITEM, 0, "no first class"),
    ]


def test_a_counted_list_with_an_empty_line_between_its_items_stays_one(tmp_path: Path) -> None:
    found = kinds(tmp_path / "a.txt", "1. Apply online\n\n2. Wait for a letter\n\nThat is all.\n")

    assert [kind for kind, _, _ in found] == [Kind.LIST_ITEM, Kind.LIST_ITEM, Kind.PARAGRAPH]
