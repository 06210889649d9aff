"""Every way that a model writes a mark is read; none survives that cites nothing."""

import pytest

from kb_assistant.answer.marks import Cited, cited_sentences, defused, resolved


@pytest.mark.parametrize(
    ("written", "clean", "dropped"),
    [
        ("Yes [1].", "Yes [1].", 0),
        ("Yes [1][1].", "Yes [1].", 0),
        ("Yes [1] [2].", "Yes [1][2].", 0),
        ("Yes [1, 2].", "Yes [1][2].", 0),
        ("Yes [1,1].", "Yes [1].", 0),
        ("Yes [1-3].", "Yes [1][2][3].", 0),
        ("Yes [1–2, 3].", "Yes [1][2][3].", 0),
        ("是的【1】。", "是的[1]。", 0),
        ("是的［１］。", "是的[1]。", 0),
        ("是的[１，３]。", "是的[1][3]。", 0),
        ("Yes [[2]].", "Yes [2].", 0),
        ("Yes [Passage 2].", "Yes [2].", 0),
        ("是的[来源：2]。", "是的[2]。", 0),
        ("Yes [^1].", "Yes [1].", 0),
        ("Yes [0].", "Yes.", 1),
        ("Yes [99].", "Yes.", 1),
        ("Yes [2][99].", "Yes [2].", 1),
        ("Yes [0, 2, 7].", "Yes [2].", 2),
        ("Yes [2-9].", "Yes [2][3].", 1),
        ("Yes [3-1].", "Yes.", 1),
        ("Yes [1-99999999999].", "Yes [1][2][3].", 1),
        (f"Yes [{'9' * 5000}].", "Yes.", 1),
        ("Yes [[9]1].", "Yes [1].", 1),
        ("In [2024] it rose [1].", "In it rose [1].", 1),
        ("No marks here.", "No marks here.", 0),
        ("See [appendix] and [a1].", "See [appendix] and [a1].", 0),
        ("", "", 0),
    ],
)
def test_a_mark_is_read_however_it_is_written(written: str, clean: str, dropped: int) -> None:
    assert resolved(written, 3) == (clean, dropped)


def test_without_passages_every_mark_is_dropped() -> None:
    assert resolved("One [1]. Two [2].", 0) == ("One. Two.", 2)


def test_a_mark_belongs_to_the_sentence_before_it() -> None:
    text = "The limit is 30 days. [1] Ask your manager [2]. It is paid.[1][2]Note the form."

    assert cited_sentences(text) == [
        Cited(text="The limit is 30 days.", marks=(1,)),
        Cited(text="Ask your manager.", marks=(2,)),
        Cited(text="It is paid.", marks=(1, 2)),
        Cited(text="Note the form.", marks=()),
    ]


def test_a_chinese_mark_belongs_to_the_sentence_before_it() -> None:
    assert cited_sentences("年假为十五天。[1]请提前申请[2]。") == [
        Cited(text="年假为十五天。", marks=(1,)),
        Cited(text="请提前申请。", marks=(2,)),
    ]


def test_a_mark_at_the_start_of_a_line_belongs_to_the_sentence_after_it() -> None:
    assert cited_sentences("[1] First thing.\n[2] Second thing.") == [
        Cited(text="First thing.", marks=(1,)),
        Cited(text="Second thing.", marks=(2,)),
    ]


def test_marks_alone_make_no_sentence() -> None:
    assert cited_sentences("[1][2]") == []


def test_what_looks_like_a_mark_in_a_source_is_not_one() -> None:
    assert defused("Five million[3] in [2024]; 国发［2021］1号") == (
        "Five million(3) in (2024); 国发(2021)1号"
    )
