"""Packed rows are to their users what a list is."""

import pytest

from ingest.compact import Compact, Texts

ROWS = [(number, [f"cell {number}", "价格"]) for number in range(700)]


def test_packed_rows_are_read_as_those_of_a_list() -> None:
    packed = Compact(ROWS)

    assert len(packed) == 700
    assert list(packed) == ROWS
    assert list(reversed(packed)) == ROWS[::-1]
    assert [packed[0], packed[255], packed[256], packed[-1]] == [
        ROWS[0],
        ROWS[255],
        ROWS[256],
        ROWS[-1],
    ]


@pytest.mark.parametrize("part", [slice(0, 3), slice(250, 600), slice(None), slice(None, None, -1)])
def test_a_part_of_packed_rows_is_that_part_of_a_list(part: slice) -> None:
    assert list(Compact(ROWS)[part]) == ROWS[part]


def test_no_rows_are_packed_as_none() -> None:
    packed: Compact[list[str]] = Compact()

    assert not packed
    assert list(packed) == []
    with pytest.raises(IndexError):
        packed[0]


def test_texts_come_back_by_their_number() -> None:
    texts = Texts(["Bolt", "", "螺栓", "\ud800"])

    assert [texts[number] for number in range(len(texts))] == ["Bolt", "", "螺栓", "\ud800"]
