"""Pages as they lie on disk while they wait: plain tuples are the fastest to write and read."""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter

from ingest.pdf.page import Line, Page
from ingest.pdf.parts import Parts

# The lines of a page run along with it, so how far they are turned need not be kept.
_LINE = tuple(each.name for each in fields(Line) if each.name != "turn")
_PAGE = tuple(each.name for each in fields(Page) if each.name != "lines")
_PARTS = tuple(each.name for each in fields(Parts) if each.name != "page")
_of_line, _of_page, _of_parts = attrgetter(*_LINE), attrgetter(*_PAGE), attrgetter(*_PARTS)

_Values = tuple[object, ...]
_OfLine = tuple[float, float, float, float, int, str, float, bool, bool, bool, int, bool, bool, str]
Packed = tuple[_Values, _Values, list[_OfLine]]
"""What a page taken apart is made of: its parts, its page without the lines, and these."""


def packed(parts: Parts) -> Packed:
    """Return what `parts` is made of."""
    lines = [_of_line(line) for line in parts.page.lines]
    return _of_parts(parts), _of_page(parts.page), lines


def unpacked(values: Packed) -> Parts:
    """Return the page that `packed` took apart."""
    parts, page, lines = values
    whole = Page(lines=_lines(lines), **dict(zip(_PAGE, page, strict=True)))  # type: ignore[arg-type]  # they were a page's
    return Parts(page=whole, **dict(zip(_PARTS, parts, strict=True)))  # type: ignore[arg-type]  # they were a page's


def _lines(values: Iterable[_OfLine]) -> tuple[Line, ...]:
    # By name and in one go: from a dictionary each, they would take three times as long.
    return tuple(
        [
            Line(
                x0=x0,
                y0=y0,
                x1=x1,
                y1=y1,
                page=page,
                text=text,
                size=size,
                bold=bold,
                mixed=mixed,
                mono=mono,
                colour=colour,
                math=math,
                marked=marked,
                font=font,
            )
            for (
                x0,
                y0,
                x1,
                y1,
                page,
                text,
                size,
                bold,
                mixed,
                mono,
                colour,
                math,
                marked,
                font,
            ) in values  # fmt: skip
        ]
    )
