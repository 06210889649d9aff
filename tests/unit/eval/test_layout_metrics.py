from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from eval.metrics.layout import heading_tree, reading_order, teds, word_agreement
from eval.metrics.tables import Table, matches

TABLE = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"


def test_the_same_table_scores_one_however_it_is_wrapped() -> None:
    head = "<thead><tr><th>a</th><th>b</th></tr></thead>"
    other = f"<table>{head}<tbody><tr><td> c</td><td>d</td></tr></tbody></table>"

    assert teds(TABLE, TABLE) == 1.0
    assert teds(other, TABLE) == 1.0


def test_a_changed_cell_costs_its_share_of_the_nodes() -> None:
    changed = TABLE.replace(">d<", ">x<")

    # Two rows and four cells are six nodes; one cell is altogether different.
    assert teds(changed, TABLE) == pytest.approx(1 - 1 / 6)
    assert teds(changed, TABLE, structure_only=True) == 1.0


def test_a_missing_row_costs_the_row_and_its_cells() -> None:
    shorter = "<table><tr><td>a</td><td>b</td></tr></table>"

    assert teds(shorter, TABLE) == pytest.approx(1 - 3 / 6)


def test_a_lost_span_costs_a_node() -> None:
    spanned = '<table><tr><td colspan="2">a</td></tr></table>'

    assert teds("<table><tr><td>a</td></tr></table>", spanned) == pytest.approx(1 - 1 / 2)


Forest = tuple[tuple[object, "Forest"], ...]
"""Trees side by side: each its label and the trees below it."""
CELLS = st.tuples(st.sampled_from(["", "a", "ab", "年假"]), st.integers(1, 2), st.integers(1, 2))
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=3)
Rows = list[list[tuple[str, int, int]]]


def as_html(rows: Rows) -> str:
    body = "".join(
        "<tr>"
        + "".join(f'<td colspan="{c}" rowspan="{r}">{text}</td>' for text, c, r in row)
        + "</tr>"
        for row in rows
    )
    return f"<table>{body}</table>"


@cache
def edits(first: Forest, second: Forest) -> float:
    """The textbook recursion for the edit distance of ordered forests (Zhang and Shasha 1989)."""
    if not first or not second:
        return float(sum(1 + edits(below, ()) for _, below in first or second))
    (label, below), (other, beneath) = first[-1], second[-1]
    return min(
        1 + edits(first[:-1] + below, second),
        1 + edits(first, second[:-1] + beneath),
        edits(first[:-1], second[:-1]) + edits(below, beneath) + renaming(label, other),
    )


def renaming(label: object, other: object) -> float:
    if not (isinstance(label, tuple) and isinstance(other, tuple)) or label[1:] != other[1:]:
        return float(label != other)
    return Levenshtein.normalized_distance(label[0], other[0])


@settings(deadline=None, max_examples=60)
@given(first=ROWS, second=ROWS)
def test_the_similarity_of_tables_is_what_the_definition_says(first: Rows, second: Rows) -> None:
    # Zhong et al. 2020: 1 - edits / the larger number of nodes, the table itself not counted.
    trees = [
        tuple(("tr", tuple((cell, ()) for cell in row)) for row in rows) for rows in (first, second)
    ]
    size = max(sum(1 + len(row) for row in rows) for rows in (first, second))

    expected = max(0.0, 1 - edits(*trees) / size)
    assert teds(as_html(first), as_html(second)) == pytest.approx(expected, abs=1e-6)


def test_text_without_a_table_scores_zero() -> None:
    assert teds("", TABLE) == 0.0
    assert teds("<p>no table</p>", TABLE) == 0.0


def test_a_table_inside_a_cell_and_a_second_table_do_not_disturb() -> None:
    nested = TABLE.replace(">d<", "><table><tr><td>d</td></tr></table><") + TABLE

    assert teds(nested, TABLE) > 0.8


def test_two_columns_read_across_score_less_than_read_down() -> None:
    gold = "the left column goes on to its end and only then the right column begins"
    across = "the left the right column goes column begins on to its end and only then"

    assert reading_order(gold.replace(" ", "\n"), gold) == 1.0
    assert reading_order(across, gold) < 0.8


def test_an_outline_with_a_wrong_level_is_nearly_right() -> None:
    gold = [(1, "Leave"), (2, "Annual"), (2, "Parental"), (1, "Travel")]
    flat = [(1, "Leave"), (2, "Annual"), (1, "Parental"), (1, "Travel")]

    assert heading_tree(gold, gold) == 1.0
    assert 0.4 < heading_tree(flat, gold) < 1.0
    assert heading_tree([], gold) == 0.0
    assert heading_tree([], []) == 1.0


def test_furniture_is_compared_word_by_word_however_it_is_cut_into_lines() -> None:
    found = word_agreement(["ACME", "Page 1", "stray"], ["ACME Page 1", "内部"])

    assert found.precision == pytest.approx(3 / 4)
    assert found.recall == pytest.approx(3 / 5)
    assert found.f1 == pytest.approx(2 * 3 / 4 * 3 / 5 / (3 / 4 + 3 / 5))


def test_no_furniture_where_there_is_none_agrees() -> None:
    assert word_agreement([], []).f1 == 1.0
    assert word_agreement([], ["ACME"]).f1 == 0.0
    assert word_agreement(["ACME"], []).f1 == 0.0


def test_each_table_has_one_partner_and_the_others_are_false() -> None:
    gold = [Table(html=TABLE, pages=(1,)), Table(html=TABLE.replace(">a<", ">x<"), pages=(2,))]
    twice = [Table(html=TABLE, pages=(1,)), Table(html=TABLE, pages=(1,))]

    found = matches(twice, gold)

    assert found.teds == (1.0, 0.0)
    assert (found.precision, found.false) == (0.5, 1)


def test_a_table_on_another_page_is_not_the_one_and_one_without_pages_may_be() -> None:
    gold = [Table(html=TABLE, pages=(1, 2))]

    assert matches([Table(html=TABLE, pages=(3,))], gold).teds == (0.0,)
    assert matches([Table(html=TABLE, pages=(2,))], gold).teds == (1.0,)
    assert matches([Table(html=TABLE)], gold).teds == (1.0,)


def test_where_no_table_was_found_there_is_no_precision() -> None:
    assert matches([], [Table(html=TABLE)]).precision is None
