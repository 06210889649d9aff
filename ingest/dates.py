"""Dates as files write them, in one form."""

import re
from datetime import date

_DATE = re.compile(
    r"(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})(?:\s?[-/.月]\s?(?P<day>\d{1,2}))?"
)


def iso_date(text: str) -> str:
    """Return the date that `text` begins with ("2023/4/1", "2023年4月1日") as "2023-04-01".

    A month without a day counts as its first; "" where there is no date.
    """
    found = _DATE.match(text.strip())
    if found is None:
        return ""
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"] or 1)).isoformat()
    except ValueError:
        return ""
