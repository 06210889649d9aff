import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.model import Box
from kb_assistant.picture import PageRequest, PageUnavailable, Painter

PNG = b"\x89PNG"


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    import pymupdf

    path = tmp_path / "turned.pdf"
    with pymupdf.open() as document:
        document.new_page(width=600, height=800).set_rotation(90)
        document.save(path)
    return path


@pytest.fixture
def painter() -> Iterator[Painter]:
    painter = Painter()
    yield painter
    painter.close()


def test_a_turned_page_is_as_wide_as_asked_for(painter, pdf) -> None:
    picture = painter.draw(PageRequest(path=pdf, page=1, width=400))

    assert picture.startswith(PNG)
    assert int.from_bytes(picture[16:20], "big") == 400
    assert int.from_bytes(picture[20:24], "big") == 300


def test_a_box_beyond_the_page_does_no_harm(painter, pdf) -> None:
    beyond = Box(page=1, x0=-50, y0=-50, x1=9_000, y1=9_000)

    assert painter.draw(PageRequest(path=pdf, page=1, boxes=(beyond,))).startswith(PNG)


@pytest.mark.parametrize("page", [0, 2, -1])
def test_a_page_that_is_not_there_is_named(painter, pdf, page) -> None:
    with pytest.raises(PageUnavailable, match=f"no page {page}; the document has 1"):
        painter.draw(PageRequest(path=pdf, page=page))


def test_a_file_that_is_gone_is_named(painter, tmp_path) -> None:
    with pytest.raises(PageUnavailable, match="cannot be drawn"):
        painter.draw(PageRequest(path=tmp_path / "gone.pdf", page=1))


def test_a_page_that_takes_too_long_is_given_up(pdf) -> None:
    painter = Painter(patience=0)

    with pytest.raises(PageUnavailable, match="takes longer than 0 s"):
        painter.draw(PageRequest(path=pdf, page=1))
    painter.close()


def test_after_a_crash_the_next_page_is_drawn(painter, pdf) -> None:
    painter.draw(PageRequest(path=pdf, page=1))
    os.kill(painter.process_id, signal.SIGKILL)

    drawn = []
    for _ in range(2):
        # The first call may still reach the dead process, the next one starts another.
        try:
            drawn.append(painter.draw(PageRequest(path=pdf, page=1)))
        except PageUnavailable:
            continue

    assert drawn and drawn[-1].startswith(PNG)
