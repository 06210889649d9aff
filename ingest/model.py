"""What reading a file yields: documents, elements with their place on the page, chunks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of a page is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE = "table"
    CAPTION = "caption"
    FIGURE = "figure"
    FORMULA = "formula"
    CODE = "code"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    ANNOTATION = "annotation"
    FORM_FIELD = "form field"


FURNITURE = frozenset({Kind.HEADER, Kind.FOOTER})
"""Kinds that repeat from page to page and never become part of a chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a 1-based page, in page points, origin top-left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: "Box") -> "Box":
        """Return the smallest box around both; both must lie on the same page."""
        return Box(
            page=self.page,
            x0=min(self.x0, other.x0),
            y0=min(self.y0, other.y0),
            x1=max(self.x1, other.x1),
            y1=max(self.y1, other.y1),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """`text[start:end]` of its owner stands in `box`: one printed line, or one row of a table."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`text[start:end]` of its owner points to `target`: an address, or "page 7" of the file."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One piece of a page as the layout shows it.

    `text` is plain text; a table has one line per row, cells joined by " | ", the header first.
    `level` is the depth of a heading (1 is the highest; 0 for all else).
    `spans` say where each part of the text stands, in text order; none where there are no pages.
    `place` names the place in words where the format has one: "sheet Prices", "slide 3".
    `picture` names the part of an office file that holds a figure's picture
    ("word/media/image1.png"); a figure with boxes is cut out of its page instead.
    """

    kind: Kind
    text: str
    level: int = 0
    spans: tuple[Span, ...] = ()
    html: str = ""
    place: str = ""
    picture: str = ""
    links: tuple[Link, ...] = ()

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The regions that the element covers; several when it runs over a column or a page."""
        return merged(span.box for span in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to know of how a file was read; page 0 means the whole file.

    `attached` names the file in this one that it tells of, which is a document of its own.
    """

    page: int
    text: str
    attached: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """An entry of a file's own outline: a heading, its depth from 1, its 1-based page (0: none)."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a file says of itself, beside its title; empty where it says nothing.

    `created` and `changed` are ISO dates ("2023-04-01"). `language` is that of most of the text
    ("zh", "en"). `attachments` are the names of the files inside of it.
    """

    authors: tuple[str, ...] = ()
    created: str = ""
    changed: str = ""
    language: str = ""
    outline: tuple[Bookmark, ...] = ()
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file that was read: its elements in reading order, and what was noticed on the way.

    `pages` counts the pages (slides, sheets); 0 where the format has none.
    """

    media_type: str
    title: str
    elements: tuple[Element, ...]
    pages: int = 0
    notes: tuple[Note, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What is embedded, found and cited.

    `text` is quoted to people as it is; `heading_path` and the document's title give its context.
    `spans` say where each part of the text stands; a table header that was repeated has none.
    `parent` is the id of the section that the chunk came from: chunks of one section share it.
    """

    id: str
    document_id: str
    text: str
    heading_path: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    place: str = ""
    parent: str = ""
    kind: Kind = Kind.PARAGRAPH
    token_count: int = 0
    language: str = ""

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The regions that the text covers, in text order."""
        return merged((span.box for span in self.spans), cut=True)

    @property
    def pages(self) -> tuple[int, ...]:
        """The 1-based pages that the text stands on, in order."""
        return tuple(dict.fromkeys(span.box.page for span in self.spans))

    def boxes_of(self, start: int, end: int) -> tuple[Box, ...]:
        """Return the regions of `text[start:end]`: what to highlight for a quotation."""
        inside = (span.box for span in self.spans if span.start < end and start < span.end)
        return merged(inside, cut=True)


class Status(StrEnum):
    """What became of a document the last time its file was read."""

    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One source file in one collection.

    `uri` is its path relative to `root`, the folder that was added, with forward slashes.
    `readers` are the groups that may see it; empty means everyone.
    `version` counts the contents that became visible, from 1; 0 when none ever did.
    A document that `FAILED` keeps its last good version, if it had one, and says why in `reason`.
    `size` (bytes) and `modified` (nanoseconds since 1970) let an unchanged file be skipped unread.
    `language`, `dated` (an ISO date: when it was last changed, by its own word) and `tags` narrow
    a search. `reader` tells how it was read; when that changes, it is read again.
    """

    id: str
    collection: str
    uri: str
    root: str = ""
    title: str = ""
    media_type: str = ""
    sha256: str = ""
    version: int = 0
    readers: frozenset[str] = frozenset()
    status: Status = Status.READY
    reason: str = ""
    pages: int = 0
    size: int = 0
    modified: int = 0
    notes: tuple[Note, ...] = ()
    language: str = ""
    dated: str = ""
    authors: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    reader: str = ""


_COLUMN = 3
"""Lines that make a column; fewer may be the end of a paragraph."""


def merged(boxes: Iterable[Box], *, cut: bool = False) -> tuple[Box, ...]:
    """Join boxes that follow each other down one column into regions; keep their order.

    Two boxes join when they overlap sideways, lie on one page and the gap between them is at most
    one and a half times the lower one's height. Of lines that are `cut` out of a longer text, a
    first one that begins further in and a last one that ends further in stay by themselves, and a
    column of text and what reaches over it are two regions: what stands beside them is not meant.
    """
    lines = tuple(boxes)
    regions: list[Box] = []
    for place, box in enumerate(lines):
        inset = (box.y1 - box.y0) / 2
        indented = place == 1 and box.x0 < lines[0].x0 - inset
        short = place == len(lines) - 1 and bool(regions) and box.x1 < regions[-1].x1 - inset
        apart = cut and (indented or short or _narrows(regions, lines[place:]))
        if regions and not apart and _continues(regions[-1], box):
            regions[-1] = regions[-1].union(box)
        else:
            regions.append(box)
    return tuple(regions)


def _narrows(regions: Sequence[Box], below: Sequence[Box]) -> bool:
    """Tell whether the lines from here on are a narrower column than the last region."""
    column: list[Box] = []
    for box in below:
        if column and not _continues(column[-1], box):
            break
        column.append(box)
    if not regions or len(column) < _COLUMN:
        return False
    region = regions[-1]
    return max(box.x1 for box in column) < region.x1 - (region.x1 - region.x0) / 5


def _continues(region: Box, box: Box) -> bool:
    sideways = min(region.x1, box.x1) - max(region.x0, box.x0)
    gap = box.y0 - region.y1
    near = -(region.y1 - region.y0) <= gap <= 1.5 * (box.y1 - box.y0)
    return region.page == box.page and sideways > 0 and near
