"""What is drawn on a page: from MuPDF's shapes to lines, dots and rectangles."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.pdf.page import Area
from ingest.pdf.raw import RawBlock, Turner

_WHITE = 0xFFFFFF
_THIN = 3.0
"""Up to this many points a filled rectangle is a drawn line."""

_THINNEST_STRIP = 1.5
"""What is thinner is a line, even in the colour of the ground beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is drawn on a page: thin lines, small dots, rectangles filled or framed, all else."""

    rulings: list[Area]
    dots: list[Area]
    shades: list[Area]
    frames: list[Area]
    shapes: list[Area]


def drawn_on(blocks: Sequence[RawBlock], page: Turner) -> Drawn:
    """Return the drawings of a page; the sides of a rectangle drawn with a pen are lines.

    White and see-through shapes are left out, since nobody sees them. A thin rectangle that goes on
    from a wider one of its colour is a strip of the same ground, no line.
    """
    drawn = Drawn(rulings=[], dots=[], shades=[], frames=[], shapes=[])
    painted = _painted(blocks)
    colours = {block["color"] for block in painted if _may_be_strip(block)}
    grounds = frozenset(_ends([block for block in painted if block["color"] in colours]))
    for block in painted:
        x0, y0, x1, y1 = block["bbox"]
        width, height = x1 - x0, y1 - y0
        if width <= 2 * _THIN and height <= 2 * _THIN:
            if width > 1.5 and abs(width - height) < 1:
                drawn.dots.append(page.area(block["bbox"]))
        elif width <= _THIN or height <= _THIN:
            strip = bool(grounds) and _may_be_strip(block) and _goes_on(block, grounds)
            (drawn.shades if strip else drawn.rulings).append(page.area(block["bbox"]))
        elif not block["isrect"]:
            drawn.shapes.append(page.area(block["bbox"]))
        elif block["stroked"]:
            area = page.area(block["bbox"])
            drawn.rulings.extend(_sides(area))
            drawn.frames.append(area)
        elif block["color"] != _WHITE:
            drawn.shades.append(page.area(block["bbox"]))
    return drawn


def _painted(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    return [block for block in blocks if block["type"] == 3 and block["alpha"]]


_Side = tuple[int, int, int, int, bool]
"""A colour, then where a side lies, begins and ends, and whether it is upright."""


def _ends(blocks: Iterable[RawBlock]) -> Iterator[_Side]:
    """Yield the right and the lower side of each rectangle that is filled with a colour."""
    for block in blocks:
        x0, y0, x1, y1 = block["bbox"]
        filled = block["isrect"] and not block["stroked"] and block["color"] != _WHITE
        if filled and x1 - x0 > _THIN and y1 - y0 > _THIN:
            yield _side(block["color"], x1, y0, y1, upright=True)
            yield _side(block["color"], y1, x0, x1, upright=False)


def _may_be_strip(block: RawBlock) -> bool:
    x0, y0, x1, y1 = block["bbox"]
    width, height = x1 - x0, y1 - y0
    return (
        _THINNEST_STRIP <= (width if width < height else height) <= _THIN and not block["stroked"]
    )


def _goes_on(block: RawBlock, grounds: Collection[_Side]) -> bool:
    """Tell whether a rectangle begins where a ground of its colour ends, and is as long."""
    x0, y0, x1, y1 = block["bbox"]
    beside = _side(block["color"], x0, y0, y1, upright=True)
    return beside in grounds or _side(block["color"], y0, x0, x1, upright=False) in grounds


def _side(colour: int, place: float, start: float, end: float, *, upright: bool) -> _Side:
    return colour, round(4 * place), round(4 * start), round(4 * end), upright


def _sides(area: Area) -> tuple[Area, ...]:
    x0, y0, x1, y1 = area.x0, area.y0, area.x1, area.y1
    return (
        Area(x0=x0, y0=y0, x1=x1, y1=y0),
        Area(x0=x0, y0=y1, x1=x1, y1=y1),
        Area(x0=x0, y0=y0, x1=x0, y1=y1),
        Area(x0=x1, y0=y0, x1=x1, y1=y1),
    )
