"""The pure parts of embedding: what is embedded, how it is batched, which languages are served."""

from pathlib import Path

import pytest

from indexes import embed_text, text_hash
from indexes.embed.batches import batches
from indexes.embed.languages import COMMON_HAN, declared, reads_han, served
from ingest.model import Chunk


def chunk(text: str, *headings: str) -> Chunk:
    return Chunk(id="1", document_id="d", text=text, heading_path=headings)


def test_a_chunk_is_embedded_with_its_title_and_headings_before_it() -> None:
    assert embed_text("Handbook", chunk("Thirty days.", "Leave", "Annual")) == (
        "Handbook › Leave › Annual\nThirty days."
    )
    assert embed_text("", chunk("Thirty days.")) == "Thirty days."
    assert embed_text("", chunk("Thirty days.", "", "Leave")) == "Leave\nThirty days."


def test_equal_texts_have_one_hash_and_others_another() -> None:
    assert text_hash("a") == text_hash("a")
    assert text_hash("a") != text_hash("b")
    assert len(text_hash("lone \ud800 surrogate")) == 32


def test_batches_hold_every_text_once_and_keep_to_the_budget() -> None:
    lengths = [3, 250, 7, 7, 1, 120, 90, 2000, 5]

    found = list(batches(lengths, 256))

    assert sorted(place for batch in found for place in batch) == list(range(len(lengths)))
    assert found[0] == [7]
    for batch in found[1:]:
        assert len(batch) * max(lengths[place] for place in batch) <= 256
    assert list(batches([], 256)) == []
    assert list(batches([0, 0], 256)) == [[0, 1]]


@pytest.mark.parametrize(
    ("card", "han", "expected"),
    [
        ((), True, None),
        ((), False, {"en"}),
        (("multilingual",), True, None),
        (("multilingual",), False, {"en"}),
        (("en",), False, {"en"}),
        (("en",), True, {"en"}),
        (("zh",), True, {"zh"}),
        (("zh-Hans", "English"), True, {"zh", "en"}),
        (("zh", "en"), False, {"en"}),
        (("fr", "de"), True, {"en"}),
    ],
)
def test_the_languages_come_from_the_card_and_the_tokenizer(
    card: tuple[str, ...], han: bool, expected: set[str] | None
) -> None:
    assert served(card, reads_han=han) == (None if expected is None else frozenset(expected))


def test_a_tokenizer_may_miss_one_han_character_in_ten_but_not_more() -> None:
    tenth = len(COMMON_HAN) // 10

    assert reads_han(lambda character: character in COMMON_HAN[:tenth])
    assert not reads_han(lambda character: character in COMMON_HAN[: tenth + 2])


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("---\nlanguage: en\nlicense: x\n---\n", ("en",)),
        ("---\nlanguage:\n- zh\n- 'en'\ntags:\n- a\n---\n", ("zh", "en")),
        ("---\nlanguage: [zh, en]\n---\n", ("zh", "en")),
        ("---\ntags:\n- language: no\n---\nlanguage: fr\n", ()),
        ("# A model\nlanguage: fr\n", ()),
        ("", ()),
    ],
)
def test_the_card_declares_its_languages(
    tmp_path: Path, head: str, expected: tuple[str, ...]
) -> None:
    (tmp_path / "README.md").write_text(head, encoding="utf-8")

    assert declared(tmp_path) == expected


def test_a_model_without_a_card_declares_nothing(tmp_path: Path) -> None:
    assert declared(tmp_path) == ()
