"""Words turned on their side in the cells of a table: they name narrow columns or some rows."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.pdf.cells import cell_text
from ingest.pdf.page import Area, Line, Page, hull
from ingest.pdf.rulings import lattices
from ingest.pdf.sideways import turned_back, turned_page

_TURNS = (90, 270)
_SLACK = 2.0
_MOST = 400
_BELOW = 0.9
"""The lines of one label stand at most this many sizes of their type apart."""


def turned_labels(page: Page) -> dict[Line, list[Line]]:
    """Return what is turned within the grids of `page`: each label whole, and the lines of it.

    A label stands where it is printed, as high as it is long.
    """
    grids = [lattice.area for lattice in lattices(page.rulings)] if page.aslant else []
    inside = [line for line in page.aslant if any(grid.holds(line, _SLACK) for grid in grids)]
    labels: dict[Line, list[Line]] = {}
    for turn in _TURNS:
        own = [line for line in inside if line.turn == turn]
        if 0 < len(own) <= _MOST:
            sheet = turned_page(replace(page, lines=(), aslant=tuple(own)), turn)
            # Turned with their page, lines keep their order.
            before = dict(zip(map(id, sheet.lines), own, strict=True))
            for group in _groups(sheet.lines, sheet.rulings):
                label = _label(group, turn, sheet)
                labels[label] = [before[id(line)] for line in group]
    return labels


def _groups(lines: Sequence[Line], rulings: Sequence[Area]) -> list[list[Line]]:
    """Return lines close below each other in groups; a ruling between two parts them."""
    across = [ruling for ruling in rulings if ruling.width > ruling.height]
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        group = next((one for one in groups if _goes_on(one[-1], line, across)), None)
        if group is None:
            groups.append([line])
        else:
            group.append(line)
    return groups


def _goes_on(above: Line, line: Line, across: Sequence[Area]) -> bool:
    left, right = max(above.x0, line.x0), min(above.x1, line.x1)
    if left >= right or line.y0 - above.y1 > _BELOW * line.size:
        return False
    return not any(
        above.middle < ruling.y0 < line.middle and ruling.x0 < right and left < ruling.x1
        for ruling in across
    )


def _label(group: Sequence[Line], turn: int, sheet: Page) -> Line:
    back = turned_back(hull(group), turn, sheet)
    text = cell_text(group)
    return replace(group[0], text=text, x0=back.x0, y0=back.y0, x1=back.x1, y1=back.y1, turn=0)
