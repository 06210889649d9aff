"""Questions that say the same in other manners are the same question."""

from pathlib import Path

import pytest

from indexes.lexical.analysis import Analyzer
from kb_assistant.faq.wording import compatible, plain

FOLD = Analyzer(Path("unused")).fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("年假有几天", "请问，年假有几天吗？"),
        ("年假有几天", "您好！年假 有几天呢，谢谢"),
        ("如何重置密码", "我想咨询一下怎样重置密码？"),
        ("為什麼審核沒通過", "为啥审核没通过"),
        ("什么时候发工资", "何时发工资"),
        ("可以报销打车费", "能不能报销打车费？"),
        ("VPN 怎么连", "ｖｐｎ怎么连"),
        ("How do I reset my password?", "hi, how do I reset my password"),
        (
            "How do I reset my password?",
            "Could you please tell me how do I reset my password? Thanks!",
        ),
        ("I can't log in", "i cannot log in."),
        ("What's C++?", "what is c++"),
        ("Is version 3.5 supported?", "is version 3.5 supported"),
    ],
)
def test_politeness_case_width_and_script_do_not_matter(one: str, other: str) -> None:
    assert plain(FOLD(one)) == plain(FOLD(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is C++?", "What is C?"),
        ("version 3.5", "version 35"),
        ("a discount of 10%", "a discount of 10"),
        ("年假有几天", "病假有几天"),
    ],
)
def test_what_differs_in_meaning_stays_different(one: str, other: str) -> None:
    assert plain(FOLD(one)) != plain(FOLD(other))


@pytest.mark.parametrize("text", ["", "  ", "？！", "请问", "please", "谢谢"])
def test_politeness_alone_says_nothing(text: str) -> None:
    assert plain(FOLD(text)) == ""


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("leave for grade G5", "leave of grade G5", True),
        ("leave for grade G5", "leave for grade G6", False),
        ("budget of 2023", "budget of 2024", False),
        ("可以远程办公", "不可以远程办公", False),
        ("why can not i log in", "why can i log in", False),
        ("没有收到短信", "收不到短信", True),
        ("年假什么时候清零", "年假多久清零", False),
        ("怎么申请年假", "年假申请", True),
        ("how long is the leave", "how much is the leave", False),
    ],
)
def test_other_numbers_or_a_denial_keep_two_questions_apart(
    one: str, other: str, expected: bool
) -> None:
    assert compatible(plain(FOLD(one)), plain(FOLD(other))) is expected
