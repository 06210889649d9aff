"""A sentence stands on its source when words and numbers agree."""

from decimal import Decimal

import pytest

from kb_assistant.answer.engine import Terms
from kb_assistant.answer.numbers import figures, stated
from kb_assistant.answer.support import support, supported


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The fee is 1,000 euros.", "A fee of 1000 euros is due."),
        ("The fee is 1000 euros.", "A fee of 1,000 euros is due."),
        ("There are 4 sites.", "There are four sites."),
        ("共有15天假期。", "假期共有十五天。"),
        ("共有１５天假期。", "假期共有15天。"),
        ("Revenue was 1,200,000 dollars.", "Revenue was 1.2 million dollars."),
        ("销量为131万辆。", "销量达1310000辆。"),
        ("It began on 3 May 2021.", "It began on 2021-05-03."),
        ("It began on 2021-05-03.", "It began on May 3, 2021."),
        ("会议于2021年3月5日召开。", "会议召开日期：2021/03/05。"),
    ],
)
def test_numbers_agree_however_they_are_written(sentence: str, source: str, terms: Terms) -> None:
    assert supported(sentence, [source], terms=terms)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The fee is 1,500 euros.", "A fee of 1000 euros is due."),
        ("The limit is 3.5 percent.", "The limit is 35 percent."),
        ("假期共有20天。", "假期共有十五天。"),
        ("It began in 2022.", "It began in 2021."),
    ],
)
def test_another_number_is_no_support(sentence: str, source: str, terms: Terms) -> None:
    assert support(sentence, [source], terms=terms) == 0


def test_support_is_the_share_of_content_words_found(terms: Terms) -> None:
    half = support("Cats chase purple mice.", ["Cats sometimes chase birds."], terms=terms)

    assert half == pytest.approx(0.5)


def test_a_sentence_without_content_needs_no_support(terms: Terms) -> None:
    assert support("It is.", ["Cats chase birds."], terms=terms) == 1


def test_words_of_another_language_cannot_be_compared_but_numbers_can(terms: Terms) -> None:
    source = "Employees have 25 days of paid leave."

    assert supported("员工有25天年假。", [source], terms=terms)
    assert not supported("员工有28天年假。", [source], terms=terms)


def test_without_evidence_nothing_is_supported(terms: Terms) -> None:
    assert not supported("Employees have paid leave.", [], terms=terms)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("二〇二六年", {2026}),
        ("三百零五", {305}),
        ("一万二千", {12000}),
        ("两亿", {200000000}),
        ("十", {10}),
        ("twenty-five people", {20, 25}),
        ("three thousand", {3, 3000}),
        ("1.2 million", {Decimal("1.2"), 1200000}),
        ("no number", set()),
    ],
)
def test_numbers_are_read_in_words_and_in_chinese(text: str, numbers: set[int]) -> None:
    assert stated(text) == {Decimal(number) for number in numbers}


def test_figures_are_the_numbers_in_digits_in_order() -> None:
    assert figures("two of 10 or 3.50") == [frozenset({Decimal(10)}), frozenset({Decimal("3.5")})]
