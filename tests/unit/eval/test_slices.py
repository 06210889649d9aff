from eval.slices import properties


def test_of_many_values_the_twelve_most_frequent_are_shown_and_the_rest_counted() -> None:
    slices = [{"document": f"d{n:02}"} for n in range(20) for _ in range(5 + n)]

    (found,) = properties(slices)

    assert [value for value, _ in found.groups] == [f"d{n:02}" for n in range(19, 7, -1)]
    assert found.more == 8


def test_a_property_with_one_value_tells_nothing() -> None:
    assert properties([{"language": "en"}] * 30 + [{}] * 30) == []


def test_a_value_of_few_questions_is_counted_but_not_shown() -> None:
    slices = [{"team": "HR"}] * 6 + [{"team": "IT"}] * 2 + [{}] * 9

    (found,) = properties(slices)

    assert found.groups == (("HR", (0, 1, 2, 3, 4, 5)),)
    assert found.more == 1


def test_values_that_hardly_any_question_has_make_no_property() -> None:
    assert properties([{"id": str(n)} for n in range(50)]) == []
