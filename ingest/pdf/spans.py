"""The only module that touches PyMuPDF: opens a PDF and gives its pages as our own values."""

# PyMuPDF has no annotations of its own.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ingest.errors import EmptyDocument, EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Bookmark, Metadata, Note
from ingest.mupdf import start_mupdf
from ingest.pdf.attachments import attached_names
from ingest.pdf.crossings import cut_at_rulings
from ingest.pdf.drawn import drawn_on
from ingest.pdf.glyphs import clean
from ingest.pdf.joints import parted
from ingest.pdf.justified import whole_lines
from ingest.pdf.marks import anchors_on, kinds_on, marks_on
from ingest.pdf.metadata import metadata_of
from ingest.pdf.page import Corners, Page, Seen
from ingest.pdf.pictures import Pictures
from ingest.pdf.raw import Letter, RawLine, Turner, facing_of, other_angles, raw_lines
from ingest.pdf.runs import lines_of
from ingest.pdf.signs import with_own_signs
from ingest.pdf.strokes import with_strokes
from ingest.pdf.vertical import with_columns

if TYPE_CHECKING:
    from pymupdf import Document, TextPage
    from pymupdf import Page as Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An open PDF: what it says of itself, and its pages one at a time from a number on."""

    title: str
    page_count: int
    metadata: Metadata
    pages_from: Callable[[int], Iterator[Seen]]


@contextmanager
def opened(
    path: Path, limits: Limits, left_out: Mapping[int, str] = MappingProxyType({})
) -> Iterator[Source]:
    """Open the PDF at `path`; its pages can be read until the block ends.

    Of those in `left_out` only the reason is told, as of a page that MuPDF cannot read.
    Raises EncryptedDocument, EmptyDocument, OverLimit or UnreadableDocument.
    """
    document = _document(path)
    try:
        _check(document, path, limits)
        yield Source(
            title=clean((document.metadata or {}).get("title") or "").strip(),
            page_count=document.page_count,
            metadata=metadata_of(
                document.metadata or {}, _outline(document), attached_names(document)
            ),
            pages_from=partial(_pages, document, left_out),
        )
    finally:
        document.close()


def _document(path: Path) -> "Document":
    start_mupdf()
    import pymupdf

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
        Bookmark(level=level, title=clean(text), page=max(page, 0))
        for level, text, page, *_ in entries
    )


def _pages(document: "Document", left_out: Mapping[int, str], first: int) -> Iterator[Seen]:
    pictures = Pictures(document)
    for number in range(first, document.page_count + 1):
        if number in left_out:
            yield _unread(number, f"left out, {left_out[number]}")
        else:
            yield _seen(document, number, pictures)


def _seen(document: "Document", number: int, pictures: Pictures) -> Seen:
    import pymupdf

    try:
        return Seen(number=number, page=_page(document[number - 1], number, pictures))
    except MemoryError:
        return _unread(number, "left out, it takes more memory than is allowed")
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        return _unread(number, f"damaged, could not be read ({error})")


_PAGES_LOOKED_BEYOND = 1
"""First pages of a file of which it is told that text stands outside of them: it takes as long as
reading their text."""


def _unread(number: int, reason: str) -> Seen:
    note = Note(page=number, text=reason)
    return Seen(number=number, page=None, notes=(note,))


def _page(sheet: "Sheet", number: int, pictures: Pictures) -> Page:
    import pymupdf

    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
    text = sheet.get_textpage(flags=flags | pymupdf.TEXT_COLLECT_VECTORS)
    blocks = text.extractDICT()["blocks"]
    written = with_columns(parted(raw_lines(blocks), partial(_letters, text)))
    frame = sheet.cropbox
    facing = facing_of(written)
    page = Turner(angle=-facing, width=frame.width, height=frame.height)
    strokes = with_strokes(blocks, sheet.get_cdrawings)
    drawn = drawn_on(strokes, page)
    written = cut_at_rulings(written, drawn.rulings, page, partial(_letters, text))
    for angle in other_angles(written, facing):
        across = replace(page, angle=-angle)
        rulings = drawn_on(strokes, across).rulings
        written = cut_at_rulings(written, rulings, across, partial(_letters, text))
    lines = lines_of(written, number, facing, page)
    kinds = kinds_on(sheet)
    pictured = pictures.on(sheet)
    return Page(
        number=number,
        width=frame.height if facing % 180 else frame.width,
        height=frame.width if facing % 180 else frame.height,
        turn=(sheet.rotation + facing) % 360,
        lines=tuple(whole_lines(with_own_signs(lines.straight))),
        aslant=tuple(lines.aslant),
        hidden=tuple(lines.hidden),
        outside=_outside(sheet, raw_lines(blocks)) if number <= _PAGES_LOOKED_BEYOND else 0,
        rulings=tuple(drawn.rulings),
        shades=tuple(drawn.shades),
        dots=tuple(drawn.dots),
        frames=tuple(drawn.frames),
        shapes=tuple(drawn.shapes),
        pictures=tuple(map(page.area, pictured.boxes)),
        doubtful=tuple(map(page.area, pictured.doubtful)),
        marks=tuple(marks_on(sheet, kinds, page)),
        anchors=tuple(anchors_on(sheet, kinds, page)),
    )


def _outside(sheet: "Sheet", inside: Sequence[RawLine]) -> int:
    """Return how many letters stand outside of a page; MuPDF must read it once more for that."""
    import pymupdf

    everywhere = sheet.get_textpage(clip=pymupdf.INFINITE_RECT(), flags=0).extractText()
    read = sum(len("".join(span["text"].split())) for line in inside for span in line["spans"])
    return max(len("".join(everywhere.split())) - read, 0)


def _letters(text: "TextPage", within: Corners) -> dict[Corners, list[Letter]]:
    """Return the characters of each run within a box, by the box of the run."""
    # Those of a whole page take longer to tell than all else. A letter at the edge is left out.
    window = text.this.m_internal.mediabox
    window.x0, window.y0 = within[0] - 1, within[1] - 1
    window.x1, window.y1 = within[2] + 1, within[3] + 1
    return {
        span["bbox"]: [Letter(text=char["c"], box=char["bbox"]) for char in span["chars"]]
        for block in text.extractRAWDICT()["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
    }
