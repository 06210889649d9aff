from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.read import read


def test_the_paragraphs_of_rich_text_are_read_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(
        rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 Arial;}}\f0 The \b limit\b0  is 200.\par "
        rb"\u20844?\u21496?\'b9\'e6\'b6\'a8\par}"
    )

    reading = read(path)

    assert [element.text for element in reading.elements] == ["The limit is 200.", "公司规定"]
    assert "without its headings" in reading.notes[0].text


@pytest.mark.parametrize("content", [b"{\\rtf1", b"{\\rtf1\\u-99999999999 x"])
def test_broken_rich_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(content)

    with pytest.raises(UnreadableDocument):
        read(path)
