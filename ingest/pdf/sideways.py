"""What is printed sideways on a page: set apart, and turned so that it is read as a page itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.pdf.aligned import aligned_table
from ingest.pdf.page import Anchor, Area, Line, Page, hull, turned
from ingest.pdf.rulings import lattices
from ingest.pdf.strips import is_long

_TURNS = (90, 270)
_FEWEST, _MOST = 4, 1500
"""Fewer lines are a stamp in the margin or the name of an axis; more are those of a map."""

_BESIDE, _BELOW = 10.0, 2.5
"""Texts of one row stand at most the first many sizes of their type apart, rows the second."""

_SLACK = 2.0
_EDGE = 6.0
"""The rules above and below a table stand at most so many points from its text."""

_FEW = 0.2
"""Text that runs otherwise is at most this share of what stands there."""

_FEWEST_LONG = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A part of a page, where it stands there, and the page that it is once turned upright.

    `turn` is the clockwise angle in which its text runs.
    """

    area: Area
    turn: int
    page: Page


def set_apart(page: Page) -> tuple[Page, list[Apart]]:
    """Return `page` without the tables and the running text printed sideways on it, and these."""
    found: list[Apart] = []
    for turn in _TURNS:
        own = [line for line in page.aslant if line.turn == turn]
        if not _FEWEST <= len(own) <= _MOST:
            continue
        sheet = turned_page(page, turn)
        for area in _groups(sheet):
            inside = _filtered(sheet, _with_edges(area).holds)
            # What stands between two of them is in the first alone.
            sheet = _outside(sheet, _with_edges(area))
            back = turned_back(area, turn, sheet)
            found.append(Apart(area=back, turn=turn, page=replace(inside, pictures=())))
            page = _outside(page, _with_edges(back))
    return page, found


def turned_page(page: Page, turn: int) -> Page:
    """Return `page` as the text sees it that runs there at the clockwise angle `turn`."""
    lines = [_turned_line(line, turn, page) for line in (*page.lines, *page.aslant)]
    swapped = turn % 180 != 0
    return replace(
        page,
        width=page.height if swapped else page.width,
        height=page.width if swapped else page.height,
        turn=(page.turn + turn) % 360,
        lines=tuple(line for line in lines if not line.turn),
        aslant=tuple(line for line in lines if line.turn),
        hidden=(),
        rulings=_turned(page.rulings, turn, page),
        dots=_turned(page.dots, turn, page),
        shades=_turned(page.shades, turn, page),
        frames=_turned(page.frames, turn, page),
        shapes=_turned(page.shapes, turn, page),
        pictures=_turned(page.pictures, turn, page),
        doubtful=(),
        marks=(),
        anchors=tuple(_turned_anchor(anchor, turn, page) for anchor in page.anchors),
    )


def _turned_line(line: Line, turn: int, page: Page) -> Line:
    x0, y0, x1, y1 = _corners(line, -turn, page)
    own = line.turn if line.turn < 0 else (line.turn - turn) % 360
    return replace(line, x0=x0, y0=y0, x1=x1, y1=y1, turn=own)


def _turned_anchor(anchor: Anchor, turn: int, page: Page) -> Anchor:
    x0, y0, x1, y1 = _corners(anchor, -turn, page)
    return Anchor(x0=x0, y0=y0, x1=x1, y1=y1, target=anchor.target)


def _turned(areas: Iterable[Area], turn: int, page: Page) -> tuple[Area, ...]:
    return tuple(turned_back(area, -turn, page) for area in areas)


def turned_back(area: Area, turn: int, page: Page) -> Area:
    """Return where `area` of a page that was turned by `turn` stands on the page as it was."""
    x0, y0, x1, y1 = _corners(area, turn, page)
    return Area(x0=x0, y0=y0, x1=x1, y1=y1)


def _corners(area: Area, turn: int, page: Page) -> tuple[float, float, float, float]:
    return turned((area.x0, area.y0, area.x1, area.y1), turn, page.width, page.height)


def _groups(sheet: Page) -> list[Area]:
    """Return where tables or running text stand among the lines of `sheet`."""
    grids = [lattice.area for lattice in lattices(sheet.rulings)]
    own = [grid for grid in grids if _is_own(grid, sheet)]
    others = [grid for grid in grids if grid not in own]
    free = [line for line in sheet.lines if not any(grid.holds(line, _SLACK) for grid in others)]
    groups = [(hull(group), any(one in own for one in group)) for group in _near([*free, *own])]
    return [
        area
        for area, has_grid in groups
        if _is_own(area, sheet) and (has_grid or _is_text(area, sheet))
    ]


def _is_own(area: Area, sheet: Page) -> bool:
    """Tell whether nearly all the text within `area` are lines of `sheet`, and several."""
    inside = [line for line in sheet.lines if area.holds(line, _SLACK)]
    across = sum(len(line.text) for line in sheet.aslant if area.holds(line))
    return len(inside) >= _FEWEST and across <= _FEW * sum(len(line.text) for line in inside)


def _near(areas: Sequence[Area]) -> list[list[Area]]:
    """Return lines and grids in groups that stand close to each other."""
    groups: list[tuple[Area, list[Area]]] = []
    for area in sorted(areas, key=lambda area: area.y0):
        near = [group for group in groups if _are_near(group[0], area)]
        apart = [group for group in groups if not _are_near(group[0], area)]
        members = [area, *(one for _, group in near for one in group)]
        groups = [*apart, (hull([area, *(around for around, _ in near)]), members)]
    return [members for _, members in groups]


def _are_near(group: Area, area: Area) -> bool:
    size = area.size if isinstance(area, Line) else 10.0
    beside = max(group.x0 - area.x1, area.x0 - group.x1)
    below = max(group.y0 - area.y1, area.y0 - group.y1)
    return beside <= (_BESIDE * size if below <= 0 else 0) and below <= _BELOW * size


def _is_text(area: Area, sheet: Page) -> bool:
    """Tell whether the lines within `area` are a table without a grid, or running text.

    The names and numbers beside a drawing are neither.
    """
    lines = [line for line in sheet.lines if area.holds(line, _SLACK)]
    long = [line for line in lines if is_long(line)]
    if len(long) >= _FEWEST_LONG and 2 * len(long) >= len(lines):
        return True
    drawn = any(area.holds(shape) for shape in (*sheet.shapes, *sheet.pictures))
    return not drawn and aligned_table(lines) is not None


def _with_edges(area: Area) -> Area:
    x0, y0, x1, y1 = area.x0 - _EDGE, area.y0 - _EDGE, area.x1 + _EDGE, area.y1 + _EDGE
    return Area(x0=x0, y0=y0, x1=x1, y1=y1)


def _outside(page: Page, area: Area) -> Page:
    return _filtered(page, lambda one: not area.holds(one))


def _filtered(page: Page, keeps: Callable[[Area], bool]) -> Page:
    """Return `page` with only that of its text and its drawings which `keeps` says yes to."""
    return replace(
        page,
        lines=tuple(filter(keeps, page.lines)),
        aslant=tuple(filter(keeps, page.aslant)),
        rulings=tuple(filter(keeps, page.rulings)),
        dots=tuple(filter(keeps, page.dots)),
        shades=tuple(filter(keeps, page.shades)),
        frames=tuple(filter(keeps, page.frames)),
        shapes=tuple(filter(keeps, page.shapes)),
    )
