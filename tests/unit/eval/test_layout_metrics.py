import pytest

from eval.metrics.layout import furniture_f1, heading_tree, reading_order, teds

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


def test_furniture_is_compared_line_by_line() -> None:
    assert furniture_f1(["Page 1", "ACME"], ["ACME"]) == pytest.approx(2 / 3)
    assert furniture_f1([], []) == 1.0
    assert furniture_f1([], ["ACME"]) == 0.0
