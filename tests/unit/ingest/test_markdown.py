from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.markdown import read_markdown
from ingest.model import Kind

SOURCE = """---
title: "Expense policy"
owner: finance
---
# Travel

Book *early*, see the [portal](http://example.com).
A second line.

## Limits

| City | Limit |
|------|------:|
| Oslo | 200 |

1. Ask
2. Book
   - by rail

```python
print("hi")
```

公司实行
标准工时制。
"""


def test_markdown_is_read_by_its_structure(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(SOURCE, encoding="utf-8")

    reading = read_markdown(path, Limits())

    assert reading.title == "Expense policy"
    assert [(element.kind, element.level, element.text) for element in reading.elements] == [
        (Kind.HEADING, 1, "Travel"),
        (Kind.PARAGRAPH, 0, "Book early, see the portal. A second line."),
        (Kind.HEADING, 2, "Limits"),
        (Kind.TABLE, 0, "City | Limit\nOslo | 200"),
        (Kind.LIST_ITEM, 0, "1. Ask"),
        (Kind.LIST_ITEM, 0, "2. Book"),
        (Kind.LIST_ITEM, 0, "by rail"),
        (Kind.CODE, 0, 'print("hi")'),
        (Kind.PARAGRAPH, 0, "公司实行标准工时制。"),
    ]


def test_script_in_markdown_is_not_content(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Text\n\n<script>alert(1)</script>\n\n&lt;b&gt; stays", encoding="utf-8")

    assert [e.text for e in read_markdown(path, Limits()).elements] == ["Text", "<b> stays"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(Path(__file__).parents[2].joinpath("data/office/encrypted.xlsx").read_bytes())

    with pytest.raises(UnreadableDocument, match="not text"):
        read_markdown(path, Limits())


def test_notes_names_of_headings_and_fences_of_boxes_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "+++\ntitle = 'Leave'\ndate = 2023-02-01\n+++\n\n## Days {#days}\n\n25 days[^1].\n\n"
        "::: tip\nAsk early.\n:::\n\n[^1]: In full\n    time.\n\n```\n[^2]: code\n:::\n```\n",
        encoding="utf-8",
    )

    found = read_markdown(path, Limits())

    assert (found.title, found.metadata.created) == ("Leave", "2023-02-01")
    assert [(element.kind, element.text) for element in found.elements] == [
        (Kind.HEADING, "Days"),
        (Kind.PARAGRAPH, "25 days[^1]."),
        (Kind.PARAGRAPH, "Ask early."),
        (Kind.FOOTNOTE, "1 In full time."),
        (Kind.CODE, "[^2]: code\n:::"),
    ]
