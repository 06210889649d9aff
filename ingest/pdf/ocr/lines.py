"""What OCR saw, as lines of a page: in points, with the size and weight of their type."""

from typing import TYPE_CHECKING

from ingest.pdf.page import Line, Page

if TYPE_CHECKING:
    from ingest.pdf.ocr.rapid import Pixels, Sight


def lines_of_sight(pixels: "Pixels", sight: "Sight", page: Page) -> tuple[Line, ...]:
    """Return the lines in points, as high as the layout expects of type of their size."""
    import numpy as np

    from ingest.pdf.ocr.type_size import heavy, measured, settled

    upright = np.rot90(pixels, sight.turn // 90)
    scale = page.width / upright.shape[1]
    types = [measured(upright, line) for line in sight.lines]
    texts = [line.text for line in sight.lines]
    sizes = settled([each.size * scale for each in types], [len(text) for text in texts])
    bold = heavy([each.stroke for each in types], texts)
    return tuple(
        Line(
            page=page.number,
            text=line.text,
            x0=line.x0 * scale,
            y0=each.baseline * scale - 0.95 * size,
            x1=line.x1 * scale,
            y1=each.baseline * scale + 0.25 * size,
            size=size,
            bold=is_bold,
        )
        for line, each, size, is_bold in zip(sight.lines, types, sizes, bold, strict=True)
    )
