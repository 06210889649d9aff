"""Small PDFs drawn for a test, and what was read of them."""

from collections.abc import Callable
from pathlib import Path

import pymupdf

from ingest.model import Element, Kind, Reading

A4 = (595, 842)
ENGLISH = (
    "The committee meets on the first Monday of every month and publishes its minutes within ten "
    "working days. Members who cannot attend send a deputy, who has the same rights as the member "
    "but may not chair the meeting. "
)
CHINESE = (
    "公司实行标准工时制，员工每日工作时间不超过八小时，平均每周工作时间不超过四十小时。"
    "因工作需要安排加班的，应当事先征得员工同意，并按照国家规定支付加班工资。"
)
Draw = Callable[[pymupdf.Page], None]


def made(path: Path, *pages: Draw, title: str = "") -> Path:
    """Save a PDF of upright A4 pages, each as its function draws it."""
    document = pymupdf.open()
    for draw in pages:
        draw(document.new_page(width=A4[0], height=A4[1]))
    if title:
        document.set_metadata({"title": title})
    document.save(path)
    document.close()
    return path


def html(page: pymupdf.Page, box: tuple[float, float, float, float], text: str) -> None:
    """Set HTML into a box."""
    page.insert_htmlbox(pymupdf.Rect(box), text)


def prose(page: pymupdf.Page, box: tuple[float, float, float, float], text: str) -> None:
    """Set running text of 10 points into a box."""
    html(page, box, f"<p style='font-size:10px'>{text}</p>")


def write(
    page: pymupdf.Page, x: float, y: float, text: str, *, size: float = 10, font: str = "helv"
) -> None:
    """Write one line, its baseline at `y`."""
    page.insert_text((x, y), text, fontsize=size, fontname=font)


def grid(page: pymupdf.Page, xs: list[float], ys: list[float], rows: list[list[str]]) -> None:
    """Draw a full grid, with texts in its cells."""
    for x in xs:
        page.draw_line((x, ys[0]), (x, ys[-1]))
    for y in ys:
        page.draw_line((xs[0], y), (xs[-1], y))
    for y, row in zip(ys, rows, strict=False):
        for x, cell in zip(xs, row, strict=False):
            write(page, x + 4, y + 14, cell)


def texts(reading: Reading, *kinds: Kind) -> list[str]:
    """Return the texts of the elements of some kinds."""
    return [element.text for element in reading.elements if element.kind in kinds]


def tables(reading: Reading) -> list[list[str]]:
    """Return the rows of the tables."""
    return [text.split("\n") for text in texts(reading, Kind.TABLE)]


def kinds(reading: Reading) -> list[Kind]:
    """Return the kinds of all elements in order."""
    return [element.kind for element in reading.elements]


def body(reading: Reading) -> list[Element]:
    """Return the elements without running heads and feet."""
    return [e for e in reading.elements if e.kind not in (Kind.HEADER, Kind.FOOTER)]
