import collections
import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.answers import exact, f1, held, rouge_l, token_f1, tokens
from eval.metrics.numbers import is_quantity, numeric_match, quantities

ASCII = st.text(st.sampled_from("ab the an A.,!-'$ 019"), max_size=30)


def squad_normalised(text: str) -> str:
    """The normalisation of the official SQuAD 1.1 evaluation script."""
    text = "".join(char for char in text.lower() if char not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def squad_f1(prediction: str, truth: str) -> float:
    given, gold = squad_normalised(prediction).split(), squad_normalised(truth).split()
    common = sum((collections.Counter(given) & collections.Counter(gold)).values())
    if not given or not gold:
        return float(given == gold)
    if common == 0:
        return 0.0
    precision, recall = common / len(given), common / len(gold)
    return 2 * precision * recall / (precision + recall)


def longest_common_subsequence(a: list[str], b: list[str]) -> int:
    if not a or not b:
        return 0
    if a[-1] == b[-1]:
        return 1 + longest_common_subsequence(a[:-1], b[:-1])
    return max(longest_common_subsequence(a[:-1], b), longest_common_subsequence(a, b[:-1]))


@settings(deadline=None)
@given(ASCII, ASCII)
def test_english_f1_and_exact_match_equal_the_squad_script(answer: str, gold: str) -> None:
    assert token_f1(answer, gold) == pytest.approx(squad_f1(answer, gold), abs=1e-6)
    assert exact(answer, ((gold,),)) == float(squad_normalised(answer) == squad_normalised(gold))


@settings(deadline=None)
@given(st.text("abc ", max_size=12), st.text("abc ", max_size=12))
def test_rouge_l_is_the_f1_of_the_longest_common_subsequence(answer: str, gold: str) -> None:
    a, b = tokens(answer), tokens(gold)
    expected = float(a == b)
    if a and b:
        expected = 2 * longest_common_subsequence(a, b) / (len(a) + len(b))

    assert rouge_l(answer, ((gold,),)) == pytest.approx(expected)


def test_chinese_is_compared_by_character_and_words_inside_stay_whole() -> None:
    assert tokens("光荣和ω-force，2009年。") == ["光", "荣", "和", "ωforce", "2009", "年"]
    assert token_f1("光荣公司", "光荣") == pytest.approx(2 * 2 / (4 + 2))


def test_full_width_forms_punctuation_and_citation_marks_make_no_difference() -> None:
    assert exact("答案是“ＡＢＣ１２”[1]。", (("答案是ABC12",),)) == 1.0


def test_the_best_of_several_accepted_answers_counts() -> None:
    assert f1("Denver Broncos", (("The Broncos", "Denver Broncos"),)) == 1.0


def test_an_answer_that_lacks_a_required_part_holds_half() -> None:
    parts = (("长津湖之水门桥",), ("流浪地球2", "The Wandering Earth 2"))

    assert held("首日票房冠军是长津湖之水门桥。", parts) == 0.5
    assert held("2022年是长津湖之水门桥，2023年是流浪地球2", parts) == 1.0
    assert f1("长津湖之水门桥 流浪地球2", parts) == 1.0


def test_a_gold_answer_of_blanks_is_held_by_nothing() -> None:
    assert held("something", (("?!",),)) == 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1,577.00", [(1577.0, "USD")]),
        ("$1.5 billion, $2m", [(1.5e9, "USD"), (2e6, "USD")]),
        ("3.2亿元", [(3.2e8, "CNY")]),
        ("三亿元，五百元", [(3e8, "CNY"), (500.0, "CNY")]),
        ("２５％，百分之五", [(25.0, "%"), (5.0, "%")]),
        ("(54,979)", [(-54979.0, "")]),
        ("-3.5 percent", [(-3.5, "%")]),
        ("from 2019-2020, 2021年", [(2019.0, ""), (2020.0, ""), (2021.0, "")]),
        ("twenty-five days, a 2-day trip", [(2160000.0, "second"), (172800.0, "second")]),
        ("五年, 5 years", [(60.0, "month"), (60.0, "month")]),
        ("2 kg 和三公里", [(2000.0, "gram"), (3000.0, "metre")]),
        ("one of them, 一般, 第三条", []),
        ("no number", []),
    ],
)
def test_quantities_are_read_with_scale_unit_and_sign(
    text: str, expected: list[tuple[float, str]]
) -> None:
    assert [(one.value, one.unit) for one in quantities(text)] == expected


def test_a_number_matches_within_the_tolerance_and_not_beyond() -> None:
    gold = (("$1577.00",),)

    assert numeric_match("Capital expenditure was 1,580 million... no, $1,577 [2].", gold) == 1.0
    assert numeric_match("It was $1,560.", gold) == 0.0
    assert numeric_match("It was $1,560.", gold, tolerance=0.02) == 1.0


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        ("12%", "$12"),
        ("5", "5%"),
        ("30 hours", "30 days"),
        ("15年", "15天"),
        ("5 kg", "5 km"),
        ("from $5 to $500, in 12 cases", "$12"),
    ],
)
def test_the_same_number_in_another_unit_is_wrong(answer: str, gold: str) -> None:
    assert numeric_match(answer, ((gold,),)) == 0.0


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        ("12", "$12"),
        ("住宿标准为五百元", "500元"),
        ("十五天", "15 days"),
        ("five", "5"),
        ("两小时", "120分钟"),
        ("one year", "12 months"),
        ("1,577.4", "1577"),
    ],
)
def test_a_quantity_counts_however_it_is_written(answer: str, gold: str) -> None:
    assert numeric_match(answer, ((gold,),)) == 1.0


def test_years_and_counts_match_exactly_or_not_at_all() -> None:
    assert numeric_match("It was founded in 2019.", (("2023",),)) == 0.0
    assert numeric_match("29 days", (("30 days",),)) == 0.0
    assert numeric_match("2019", (("2019年",),)) == 1.0


def test_a_gold_answer_in_words_has_no_numeric_match() -> None:
    assert numeric_match("12", (("Las Vegas resorts gave ~90% of it in 2022.",),)) is None
    assert not is_quantity("between 3 and 4")
    assert is_quantity("about 90%")
