"""What the analysis of words promises, for Chinese, English and both in one sentence."""

import pytest

from indexes.lexical.analysis import Analyzer
from indexes.lexical.forms import forms


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    return Analyzer(tmp_path_factory.getbasetemp() / "words")


def shared(analyzer: Analyzer, one: str, other: str) -> set[str]:
    return set(analyzer.indexed(one)) & set(analyzer.indexed(other))


@pytest.mark.parametrize(
    ("one", "other", "term"),
    [
        ("RTX-4090D", "rtx4090d", "rtx4090d"),
        ("RTX 4090D", "rtx4090d", "rtx4090d"),
        ("ＲＴＸ－４０９０Ｄ", "RTX 4090D", "rtx4090d"),
        ("RTX_4090D 显卡", "显卡rtx4090d", "rtx4090d"),
        ("iPhone 15", "iphone15", "iphone15"),
        ("GB/T 19001-2016", "GB/T19001", "19001"),
        ("2023-04-01", "2023年4月1日", "2023-04-01"),
        ("2023/4/1", "April 1, 2023", "2023-04-01"),
        ("2023.04.01", "1st of April 2023", "2023-04-01"),
        ("２０２３年４月１日", "Apr. 1 2023", "2023-04-01"),
        ("2023年4月", "April 2023", "2023-04"),
        ("2023年4月1日起", "4月1日", "--04-01"),
        ("10kg", "10 kg", "10kg"),
        ("10kg", "10公斤", "10kg"),
        ("10 千克", "10.0 kilograms", "10kg"),
        ("1,000 元", "1000元", "1000yuan"),
        ("30天", "30 days", "30day"),
        ("5%", "5 percent", "5%"),
        ("25℃", "25 °C", "25°c"),
        ("資料庫", "数据资料库", "资料库"),
        ("ＡＰＩ", "api", "api"),
        ("leaves", "leave", "leav"),
        ("policies", "policy", "polici"),
        ("the company's", "company", "compani"),
        ("café", "cafe", "cafe"),
        ("1,234,567", "1234567", "1234567"),
        ("3.5版", "3.5", "3.5"),
    ],
)
def test_two_ways_of_writing_one_thing_share_a_term(
    analyzer: Analyzer, one: str, other: str, term: str
) -> None:
    assert term in shared(analyzer, one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023-04-01", "2023-01-04"),
        ("10kg", "10km"),
        ("4月1日", "1月4日"),
        ("RTX 4090D", "RTX 4080"),
    ],
)
def test_different_things_share_only_their_common_parts(
    analyzer: Analyzer, one: str, other: str
) -> None:
    assert set(analyzer.indexed(one)) - set(analyzer.indexed(other))


@pytest.mark.parametrize(
    "text",
    ["2023年13月40日", "version 1.2.3", "10 kgfoo", "in 2023", "marches 3", "", "第三周", "a 12b"],
)
def test_what_is_no_date_quantity_or_model_gets_no_further_form(text: str) -> None:
    assert forms(text) == []


def test_chinese_and_english_in_one_sentence_are_both_cut(analyzer: Analyzer) -> None:
    assert analyzer.terms("员工请在OA系统提交annual leave申请") == [
        "员工",
        "请",
        "在",
        "oa",
        "系统",
        "提交",
        "annual",
        "leav",
        "申请",
    ]


def test_long_chinese_words_are_found_by_their_parts(analyzer: Analyzer) -> None:
    assert {"中国", "科学院", "中国科学院"} <= set(analyzer.terms("中国科学院"))


def test_phrases_are_neighbours_within_a_sentence(analyzer: Analyzer) -> None:
    assert analyzer.phrases("年休假 annual-leave days. Ask of the HR") == [
        "年休",
        "休假",
        "annual_leav",
        "leav_day",
        "ask_of",
        "the_hr",
    ]


def test_phrases_do_not_run_from_one_text_into_the_next(analyzer: Analyzer) -> None:
    assert analyzer.phrases("annual", "leave") == []
    assert analyzer.phrases("年", "假") == []


@pytest.mark.parametrize("text", ["", " \n", "?!。、《》", "🙂", "\x00", "–—"])
def test_text_without_words_yields_nothing(analyzer: Analyzer, text: str) -> None:
    assert analyzer.indexed(text) == []
    assert analyzer.phrases(text) == []
