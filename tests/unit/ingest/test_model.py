"""The nouns: how boxes of lines become regions."""

from ingest.model import Box, Chunk, Span, merged


def line(row: int, x0: float = 10, x1: float = 100, page: int = 1) -> Box:
    return Box(page=page, x0=x0, y0=20 * row, x1=x1, y1=20 * row + 12)


def test_lines_that_follow_each_other_are_one_region() -> None:
    assert merged([line(1), line(2), line(3)]) == (Box(page=1, x0=10, y0=20, x1=100, y1=72),)


def test_another_column_and_another_page_are_regions_of_their_own() -> None:
    boxes = [line(1), line(2), line(1, x0=120, x1=200), line(2, page=2)]

    assert merged(boxes) == (Box(page=1, x0=10, y0=20, x1=100, y1=52), boxes[2], boxes[3])


def test_words_beside_the_first_and_the_last_line_of_a_cutting_stay_out() -> None:
    first, last = line(1, x0=60), line(3, x1=30)

    assert merged([first, line(2), last], cut=True) == (first, line(2), last)
    assert merged([first, line(2), last]) == (Box(page=1, x0=10, y0=20, x1=100, y1=72),)


def test_a_quotation_has_the_boxes_of_its_own_lines_only() -> None:
    spans = tuple(Span(start=10 * n, end=10 * n + 9, box=line(n)) for n in range(4))
    chunk = Chunk(id="c", document_id="d", text="x" * 39, spans=spans)

    assert chunk.boxes_of(12, 15) == (line(1),)
    assert chunk.boxes_of(19, 20) == ()
    assert chunk.pages == (1,)


def test_a_column_below_lines_that_reach_over_it_is_a_region_of_its_own() -> None:
    over = [Box(page=1, x0=50, y0=10.0 * n, x1=460, y1=10.0 * n + 9) for n in range(2)]
    column = [Box(page=1, x0=50, y0=10.0 * n, x1=280, y1=10.0 * n + 9) for n in range(2, 6)]

    found = merged([*over, *column], cut=True)

    assert [(box.x1, box.y0, box.y1) for box in found] == [(460, 0, 19), (280, 20, 59)]
