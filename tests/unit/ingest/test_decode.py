import pytest

from ingest.decode import decode

CHINESE = (
    "公司实行标准工时制，员工每日工作时间不超过八小时。因工作需要安排加班的，应当事先征得员工同意。"
)
TRADITIONAL = (
    "公司實行標準工時制，員工每日工作時間不超過八小時。因工作需要安排加班的，應當事先徵得同意。"
)
FRENCH = "Le café était fermé à midi, mais l'hôtel a été ouvert dès l'été : « très agréable »."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Plain words.", "ascii"),
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (FRENCH, "utf-8"),
        (FRENCH, "cp1252"),
        ("请假", "gb18030"),
        ("Größe", "cp1252"),
        ("Sí, señor", "cp1252"),
        ("报告 2024\n", "utf-16-le"),
        ("本办法适用于全体员工。\n第一条 一个月内提出。\n", "utf-16-le"),
        ("本办法适用于全体员工", "utf-16-be"),
        ("Plain words, in two bytes each.", "utf-16-le"),
        ("Plain words, in two bytes each.", "utf-16-be"),
        ("Plain words, in four bytes each.", "utf-32"),
    ],
)
def test_a_text_is_decoded_without_being_told_its_encoding(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))

    assert decoded is not None
    assert (decoded.text, decoded.damaged) == (text, 0)


def test_the_declared_encoding_is_used_where_utf_8_does_not_fit() -> None:
    text = "Привет, это письмо из офиса."

    assert decode(text.encode("koi8-r"), "koi8-r").text == text
    assert decode(text.encode("utf-8"), "koi8-r").text == text
    assert decode(CHINESE.encode("gb18030"), "no-such-encoding").text == CHINESE


def test_a_declared_gb2312_is_read_as_the_larger_set() -> None:
    text = "朱镕基"

    assert decode(text.encode("gb18030"), "gb2312").text == text


def test_a_nul_among_letters_does_not_make_them_characters_of_two_bytes() -> None:
    rows = b"item,price\nbolt,1\n" * 100

    decoded = decode(rows + b"nut,\x002\n")

    assert decoded.encoding == "utf-8"
    assert decoded.text == rows.decode() + "nut,2\n"


def test_a_few_broken_bytes_are_marked_and_counted() -> None:
    data = CHINESE.encode() * 3 + b"\xff\xfe" + CHINESE.encode()

    decoded = decode(data)

    assert decoded.encoding == "utf-8"
    assert decoded.damaged == 2
    assert decoded.text.startswith(CHINESE)


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 100, b"\x7fELF" + b"\x02\x00\x9c" * 300]
)
def test_bytes_that_are_no_text_are_not_decoded(data: bytes) -> None:
    assert decode(data) is None


def test_line_ends_become_newlines() -> None:
    assert decode(b"a\r\nb\rc").text == "a\nb\nc"


def test_a_sample_may_end_within_a_character() -> None:
    text = "a" + CHINESE * 2000

    assert decode(text.encode()).text == text
    assert decode(text.encode("gb18030")).text == text
