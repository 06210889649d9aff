import pytest

from ingest.dates import iso_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023-04-01T08:00:00Z", "2023-04-01"),
        (" 2023/4/1 ", "2023-04-01"),
        ("2023年4月1日", "2023-04-01"),
        ("2023.12", "2023-12-01"),
        ("20230401", ""),
        ("2023-13-01", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_date_comes_in_one_form_whatever_way_it_is_written(text: str, date: str) -> None:
    assert iso_date(text) == date
