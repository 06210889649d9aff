"""What is drawn on a page: from MuPDF's shapes to lines, dots and rectangles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.pdf.page import Area
from ingest.pdf.raw import RawBlock, Turner

_WHITE = 0xFFFFFF
_THIN = 3.0
"""Up to this many points a filled rectangle is a drawn line."""


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

    White and see-through shapes are left out, since nobody sees them. A thin rectangle between
    others of its colour is a strip of the same ground, no line.
    """
    drawn = Drawn(rulings=[], dots=[], shades=[], frames=[], shapes=[])
    painted = _painted(blocks)
    sides = {side for block in painted if _is_ground(block) for side in _sides_of(block)}
    for block in painted:
        x0, y0, x1, y1 = block["bbox"]
        width, height = x1 - x0, y1 - y0
        if width <= 2 * _THIN and height <= 2 * _THIN:
            if width > 1.5 and abs(width - height) < 1:
                drawn.dots.append(page.area(block["bbox"]))
        elif width <= _THIN or height <= _THIN:
            strip = not block["stroked"] and not sides.isdisjoint(_sides_of(block))
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


def _is_ground(block: RawBlock) -> bool:
    """Tell whether a shape is a rectangle that is filled with a colour, and no line."""
    x0, y0, x1, y1 = block["bbox"]
    filled = block["isrect"] and not block["stroked"] and block["color"] != _WHITE
    return filled and x1 - x0 > _THIN and y1 - y0 > _THIN


def _sides_of(block: RawBlock) -> Iterator[tuple[int, ...]]:
    """Yield the four sides of a rectangle with its colour; those that touch are equal."""
    x0, y0, x1, y1 = map(round, block["bbox"])
    colour = block["color"]
    yield colour, x0, x0, y0, y1
    yield colour, x1, x1, y0, y1
    yield colour, x0, x1, y0, y0
    yield colour, x0, x1, y1, y1


def _sides(area: Area) -> tuple[Area, ...]:
    x0, y0, x1, y1 = area.x0, area.y0, area.x1, area.y1
    return (
        Area(x0=x0, y0=y0, x1=x1, y1=y0),
        Area(x0=x0, y0=y1, x1=x1, y1=y1),
        Area(x0=x0, y0=y0, x1=x0, y1=y1),
        Area(x0=x1, y0=y0, x1=x1, y1=y1),
    )
