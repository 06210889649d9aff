import textwrap

import pytest

from ingest.wrapping import unwrapped

ENGLISH = (
    "Tidebook moves to new servers. It will be unavailable from Saturday, 14 March 2026, 18:00 to "
    "Sunday, 15 March 2026, 14:00 (Bristol time). Hours, leave requests and expense claims cannot "
    "be entered during that time. Please record the hours of that week by Thursday."
)
CHINESE = (
    "潮汐簿将迁移到新服务器，北京时间三月十五日停止服务，其间不能登记考勤、申请假期和提交报销。"
    "请在三月十二日（星期四）下班以前完成当周考勤登记，逾期不再受理。"
)


@pytest.mark.parametrize("width", [60, 72, 101])
def test_english_lines_of_a_fixed_width_become_one(width: int) -> None:
    assert unwrapped(textwrap.wrap(ENGLISH, width)) == ENGLISH


@pytest.mark.parametrize("width", [15, 20, 40])
def test_chinese_lines_of_a_fixed_width_become_one_without_blanks(width: int) -> None:
    lines = [CHINESE[start : start + width] for start in range(0, len(CHINESE), width)]

    assert unwrapped(lines) == CHINESE


@pytest.mark.parametrize(
    "text",
    [
        "Kind regards,\nMarit Oosterling, Head of IT Operations",
        "Ternhaven Ltd\n12 Harbour Road\nBristol BS1 4XX",
        "The fog comes\non little cat feet.\nIt sits looking\nover harbor and city",
        "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。",
        "联系人：张三\n电话：010-1234\n地址：北京市海淀区中关村大街二十七号中关村大厦",
        "Address: 12 Long Harbour Street, Bristol BS1 4XX, United Kingdom\nPhone: 4444",
        "Item that has a long name and a price beside it   12.50\nOther item   3.00",
        "> Please record the hours of that week by Thursday, 12 March, 17:00.\n> Thank you.",
        "one line",
    ],
)
def test_lines_that_stand_for_themselves_are_kept(text: str) -> None:
    assert unwrapped(text.split("\n")) == text


def test_only_the_lines_that_the_width_ended_are_joined() -> None:
    lines = [
        "Harbour, mail and the telephones keep running. If something fails on Monday morning,",
        "call extension 4444.",
        "Three more colleagues will be there.",
    ]

    assert unwrapped(lines) == f"{lines[0]} {lines[1]}\n{lines[2]}"
