"""The only module that touches PyMuPDF: opens a PDF and turns its pages into our own values."""

# PyMuPDF has no annotations of its own.
# mypy: disable-error-code="no-untyped-call"

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

from ingest.errors import EmptyDocument, EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Note
from ingest.pdf.glyphs import MADE_BLANK, clean, tidy
from ingest.pdf.outline import Bookmark
from ingest.pdf.page import Area, Corners, Line, Page, turned

if TYPE_CHECKING:
    from pymupdf import Document
    from pymupdf import Page as Sheet

_RIGHT = (1.0, 0.0)
_THIN = 3.0
"""Up to this many points a filled rectangle is a drawn line."""

_BOLD_FLAG, _MONO_FLAG = 16, 8
_SYNTHETIC, _STROKED, _BOLD_CHAR = 512, 32, 8
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi", "simhei", "黑体")


class _RawSpan(TypedDict):
    text: str
    bbox: Corners
    origin: tuple[float, float]
    size: float
    font: str
    flags: int
    char_flags: int


class _RawLine(TypedDict):
    dir: tuple[float, float]
    spans: list[_RawSpan]


class _RawBlock(TypedDict):
    type: int
    bbox: Corners
    lines: NotRequired[list[_RawLine]]
    stroked: NotRequired[bool]
    isrect: NotRequired[bool]
    alpha: NotRequired[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An open PDF: what it says of itself, and its pages one at a time."""

    title: str
    page_count: int
    outline: tuple[Bookmark, ...]
    pages: Iterator[Page | Note]


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Source]:
    """Open the PDF at `path`; its pages can be read until the block ends.

    A page that MuPDF cannot read comes as a `Note` that says so.
    Raises EncryptedDocument, EmptyDocument, OverLimit or UnreadableDocument.
    """
    document = _document(path)
    try:
        _check(document, path, limits)
        yield Source(
            title=clean((document.metadata or {}).get("title") or "").strip(),
            page_count=document.page_count,
            outline=_outline(document),
            pages=_pages(document),
        )
    finally:
        document.close()


def _document(path: Path) -> "Document":
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    if path.stat().st_size == 0:
        raise EmptyDocument(path, "the file is empty (0 bytes): upload it again")
    try:
        return pymupdf.open(path, filetype="pdf")
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise UnreadableDocument(
            path, "the PDF is damaged or cut off and cannot be repaired: export it again"
        ) from error


def _check(document: "Document", path: Path, limits: Limits) -> None:
    if document.needs_pass:
        raise EncryptedDocument(
            path, "the PDF is encrypted and asks for a password: save a copy without one"
        )
    if document.page_count == 0:
        raise EmptyDocument(path, "the PDF has no pages: export it again")
    if document.page_count > limits.pages:
        raise OverLimit(
            path,
            f"the PDF has {document.page_count:,} pages, the limit is {limits.pages:,}: "
            "split it, or raise the setting limits.pages",
        )


def _outline(document: "Document") -> tuple[Bookmark, ...]:
    import pymupdf

    try:
        entries = document.get_toc(simple=True)
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):
        return ()
    return tuple(
        Bookmark(level=level, text=clean(text), page=page) for level, text, page, *_ in entries
    )


def _pages(document: "Document") -> Iterator[Page | Note]:
    import pymupdf

    for number in range(1, document.page_count + 1):
        try:
            yield _page(document[number - 1], number)
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
            yield Note(page=number, text=f"page {number}: damaged, could not be read ({error})")


def _page(sheet: "Sheet", number: int) -> Page:
    import pymupdf

    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
    raw = sheet.get_text("dict", flags=flags | pymupdf.TEXT_COLLECT_VECTORS)
    frame = sheet.cropbox
    facing = _facing(raw["blocks"])
    page = _Turner(angle=-facing, width=frame.width, height=frame.height)
    lines, aslant = _lines(raw["blocks"], number, facing, page)
    rulings, fills = _vectors(raw["blocks"], page)
    return Page(
        number=number,
        width=frame.height if facing % 180 else frame.width,
        height=frame.width if facing % 180 else frame.height,
        turn=(sheet.rotation + facing) % 360,
        lines=tuple(lines),
        aslant=tuple(aslant),
        rulings=tuple(rulings),
        fills=tuple(fills),
        pictures=tuple(page.area(box) for box in _pictures(sheet)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turner:
    """Turns what MuPDF says of a page into the upright frame."""

    angle: int
    width: float
    height: float

    def area(self, box: Corners) -> Area:
        x0, y0, x1, y1 = self.corners(box)
        return Area(x0=x0, y0=y0, x1=x1, y1=y1)

    def corners(self, box: Corners) -> Corners:
        return turned(box, self.angle, self.width, self.height) if self.angle else box


def _facing(blocks: Sequence[_RawBlock]) -> int:
    """Return the clockwise angle in which most of the page's text runs: 0, 90, 180 or 270."""
    lines = [line for block in blocks for line in block.get("lines", ())]
    if all(line["dir"] == _RIGHT for line in lines):
        return 0
    votes: Counter[int] = Counter()
    for line in lines:
        angle = _angle(line["dir"])
        if angle >= 0:
            votes[angle] += sum(len(span["text"]) for span in line["spans"])
    return votes.most_common(1)[0][0] if votes else 0


def _angle(direction: tuple[float, float]) -> int:
    if direction == _RIGHT:
        return 0
    x, y = direction
    if abs(y) < 0.05:
        return 0 if x > 0 else 180
    if abs(x) < 0.05:
        return 90 if y > 0 else 270
    return -1


def _lines(
    blocks: Sequence[_RawBlock], number: int, facing: int, page: _Turner
) -> tuple[list[Line], list[Line]]:
    straight: list[Line] = []
    aslant: list[Line] = []
    for block in blocks:
        for raw in block.get("lines", ()):
            line = _line(raw, number, page)
            if line is not None:
                (straight if _angle(raw["dir"]) == facing else aslant).append(line)
    return straight, aslant


def _line(raw: _RawLine, number: int, page: _Turner) -> Line | None:
    spans = [span for span in raw["spans"] if not span["text"].isspace()]
    text = clean("".join(MADE_BLANK if _made(span) else span["text"] for span in raw["spans"]))
    if not spans or not text.strip():
        return None
    main = _main(spans)
    x0, y0, x1, y1 = page.corners(_around(spans, main))
    return Line(
        page=number,
        text=tidy(text),
        x0=x0 + _indent(spans[0]),
        y0=y0,
        x1=x1,
        y1=y1,
        size=round(main["size"], 1),
        bold=_is_bold(main["font"], main["flags"], main["char_flags"]),
        mono=bool(main["flags"] & _MONO_FLAG),
    )


@cache
def _is_bold(font: str, flags: int, char_flags: int) -> bool:
    if flags & _BOLD_FLAG or char_flags & (_BOLD_CHAR | _STROKED):
        return True
    return any(name in font.lower() for name in _BOLD_NAMES)


def _main(spans: Sequence[_RawSpan]) -> _RawSpan:
    """Return the longest run of the size that most of the line is set in; small caps are a mix."""
    if len(spans) == 1:
        return spans[0]
    sizes: dict[float, int] = {}
    for span in spans:
        sizes[span["size"]] = sizes.get(span["size"], 0) + len(span["text"])
    size = max(sizes, key=lambda size: sizes[size])
    alike = [span for span in spans if span["size"] == size]
    return max(alike, key=lambda span: len(span["text"]))


def _made(span: _RawSpan) -> bool:
    """Tell whether MuPDF put this blank where the page only leaves a gap."""
    return bool(span["char_flags"] & _SYNTHETIC)


def _indent(span: _RawSpan) -> float:
    """Return how far blanks at the start of a run push it in; an ideographic one is a square."""
    text, size = span["text"], span["size"]
    if not text[0].isspace():
        return 0.0
    blanks = text[: len(text) - len(text.lstrip())]
    return sum(size if blank == "\u3000" else size / 4 for blank in blanks)


def _around(spans: Sequence[_RawSpan], main: _RawSpan) -> Corners:
    """Return the box of a line: as tall as its main run, whose type must not be out of proportion.

    Symbol fonts claim up to twice the height of what they print.
    """
    x0, y0, x1, y1 = main["bbox"]
    if len(spans) > 1:
        x0 = min(span["bbox"][0] for span in spans)
        x1 = max(span["bbox"][2] for span in spans)
    if y1 - y0 > 1.7 * main["size"] > 0:
        baseline = main["origin"][1]
        y0, y1 = max(y0, baseline - main["size"]), min(y1, baseline + 0.3 * main["size"])
    return x0, y0, x1, y1


def _vectors(blocks: Sequence[_RawBlock], page: _Turner) -> tuple[list[Area], list[Area]]:
    rulings: list[Area] = []
    fills: list[Area] = []
    for block in blocks:
        x0, y0, x1, y1 = block["bbox"]
        if block["type"] != 3 or not block["alpha"] or max(x1 - x0, y1 - y0) <= 2 * _THIN:
            continue
        area = page.area(block["bbox"])
        if area.width <= _THIN or area.height <= _THIN:
            rulings.append(area)
        elif block["isrect"]:
            fills.append(area)
            if block["stroked"]:
                rulings.extend(_sides(area))
    return rulings, fills


def _sides(area: Area) -> tuple[Area, ...]:
    x0, y0, x1, y1 = area.x0, area.y0, area.x1, area.y1
    return (
        Area(x0=x0, y0=y0, x1=x1, y1=y0),
        Area(x0=x0, y0=y1, x1=x1, y1=y1),
        Area(x0=x0, y0=y0, x1=x0, y1=y1),
        Area(x0=x1, y0=y0, x1=x1, y1=y1),
    )


def _pictures(sheet: "Sheet") -> list[Corners]:
    """Return where raster images stand; asking MuPDF is slow, so only where the page lists some."""
    if not sheet.get_images():
        return []
    return [tuple(info["bbox"]) for info in sheet.get_image_info()]
