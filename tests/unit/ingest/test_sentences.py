import pytest

from ingest.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One thing. Another thing!  A third?", ["One thing.", "Another thing!", "A third?"]),
        ("Dr. Smith paid 3.5 million to J. Doe. He left.", None),
        ("See Fig. 3 and, e.g. Item No. 5, the U.S. market. It grew.", None),
        ("He said “no.” She said no. He left.", ["He said “no.”", "She said no.", "He left."]),
        ("It moved to Acme Inc. The plan failed.", ["It moved to Acme Inc.", "The plan failed."]),
        ("1. Open the lid. 2. Close it.", ["1. Open the lid.", "2. Close it."]),
        ("Wait... what is it? Nothing.", ["Wait... what is it?", "Nothing."]),
        ("Visit www.example.com today. Done", ["Visit www.example.com today.", "Done"]),
    ],
)
def test_english_sentences_end_at_full_stops_but_not_at_abbreviations(
    text: str, expected: list[str] | None
) -> None:
    if expected is None:
        expected = [part + "." for part in text.rstrip(".").rsplit(". ", 1)]

    assert split(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天下雨。我们不去！好吗？", ["今天下雨。", "我们不去！", "好吗？"]),
        ("他说：“你好。”然后走了。", ["他说：“你好。”", "然后走了。"]),
        ("（详见附件。）年假为15天；病假另计。", ["（详见附件。）", "年假为15天；", "病假另计。"]),
        ("增长率为3.5%。版本2.0已发布。", ["增长率为3.5%。", "版本2.0已发布。"]),
        ("真的吗？！是的……好吧。", ["真的吗？！", "是的……", "好吧。"]),
    ],
)
def test_chinese_sentences_end_at_their_marks_with_the_closing_quotes(
    text: str, expected: list[str]
) -> None:
    assert split(text) == expected


def test_each_line_of_a_table_is_a_sentence() -> None:
    assert split("Item | Price\nBolt | 0.5\nNut | 0.3") == [
        "Item | Price",
        "Bolt | 0.5",
        "Nut | 0.3",
    ]


def test_blank_text_has_no_sentences() -> None:
    assert sentences(" \n\t ") == []
    assert sentences("") == []


def test_sentences_cover_every_character_but_blanks() -> None:
    text = "A b. C d!  第一句。Second (e.g. this) one... end\n\nlast"

    covered = "".join(text[start:end] for start, end in sentences(text))

    assert covered.replace(" ", "") == "".join(text.split())


def test_a_row_of_a_table_is_one_sentence_whatever_its_cells_hold() -> None:
    rows = "Question | Answer\nWho pays? | The company. Always.\n谁付？ | 公司。"

    assert [rows[start:end] for start, end in sentences(rows)] == rows.split("\n")
