"""Labels that end in a colon, their values level with them in a column of their own: tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.pdf.cells import Table, cell_text, level
from ingest.pdf.page import Area, Line, hull

_FEWEST = 3
"""So many labels with a value beside them are no accident."""

_LONGEST = 40
_APART = 2.0
"""Rows with more white between them, as a share of the size of the type, are of two tables."""

_FLUSH = 2.0
_INDENT = 2.0
"""Values may be set in by this many times the size of the type."""


@dataclass(slots=True)
class _Row:
    label: list[Line]
    value: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [*self.label, *self.value]

    @property
    def is_level(self) -> bool:
        return any(level(label, value) for label in self.label for value in self.value)

    @property
    def middle(self) -> float:
        return (self.label[0].y0 + self.label[-1].y1) / 2


def labelled_tables(
    lines: Sequence[Line], tables: Sequence[Area]
) -> tuple[list[Table], list[Line]]:
    """Return the tables of labels and values among `lines`, and the other lines.

    One of `tables`, found otherwise, that reaches beyond the labels is right about its rows.
    """
    if sum(map(_is_label, lines)) < _FEWEST:
        return [], list(lines)
    ordered = sorted(lines, key=lambda line: (line.y0, line.x0))
    start = _start_of_values(ordered)
    groups = _labelled_groups(ordered, start)
    if sum(row.is_level for group in groups for row in group) < _FEWEST:
        return [], list(lines)
    found = [(group, _table(group, start)) for group in groups]
    kept = [(group, one) for group, one in found if not _is_exceeded(one, tables)]
    taken = {id(line) for group, _ in kept for line in _all_of(group)}
    return [one for _, one in kept], [line for line in lines if id(line) not in taken]


def _labelled_groups(ordered: Sequence[Line], start: float) -> list[list[_Row]]:
    """Return the runs of rows most of which have a label with a colon."""
    return [
        group
        for stretch in _stretches(ordered, start)
        for group in _groups(stretch, start)
        if len(group) > 1 and _are_labelled(group)
    ]


def _is_label(line: Line) -> bool:
    return line.text[-1] in ":：" and len(line.text) <= _LONGEST


def _are_labelled(rows: Sequence[_Row]) -> bool:
    """Tell whether most rows have a label with a colon, and half of them a value."""
    colons = sum(_is_label(row.label[-1]) for row in rows)
    return 3 * colons >= 2 * len(rows) and 2 * sum(bool(row.value) for row in rows) >= len(rows)


def _start_of_values(ordered: Sequence[Line]) -> float:
    """Return where most of what stands right beside a label begins."""
    starts: Counter[int] = Counter()
    for index, label in enumerate(ordered):
        if _is_label(label):
            near = ordered[max(0, index - 3) : index + 4]
            beside = [line.x0 for line in near if line.x0 > label.x1 and level(label, line)]
            starts.update([round(min(beside))] if beside else ())
    return starts.most_common(1)[0][0] - _FLUSH if starts else 0.0


def _stretches(ordered: Sequence[Line], start: float) -> Iterator[list[Line]]:
    """Yield the lines left and right of `start` that follow each other closely."""
    stretch: list[Line] = []
    bottom = 0.0
    for line in ordered:
        fits = line.x1 <= start or start <= line.x0 <= start + _FLUSH + _INDENT * line.size
        if stretch and (not fits or line.y0 - bottom > _APART * line.size):
            yield stretch
            stretch = []
        if fits:
            stretch.append(line)
        bottom = max(bottom, line.y1)
    if stretch:
        yield stretch


def _groups(stretch: Sequence[Line], start: float) -> Iterator[list[_Row]]:
    """Yield runs of rows with nothing but labels on the left, their values put to them."""
    lefts = [line for line in stretch if line.x1 <= start]
    values = [line for line in stretch if line.x1 > start]
    groups = list(_labels(lefts, values))
    rows = [row for group in groups for row in group]
    row_of = {id(line): row for row in rows for line in row.label}
    for value in values:
        above = [line for line in lefts if line.y0 <= value.middle]
        if above and id(above[-1]) in row_of:
            row_of[id(above[-1])].value.append(value)
    for before, row in zip(rows, rows[1:], strict=False):
        _centre(before, row)
    yield from groups


def _labels(lefts: Sequence[Line], values: Sequence[Line]) -> Iterator[list[_Row]]:
    """Yield runs of labels, each of one line or more; what names no value parts them."""
    group: list[_Row] = []
    label: list[Line] = []
    has_value = [any(level(line, value) for value in values) for line in lefts]
    below_has = [*has_value, False][1:]
    for line, own, below in zip(lefts, has_value, below_has, strict=True):
        label.append(line)
        if _is_label(line) or (own and below):
            group.append(_Row(label))
            label = []
        elif below and not own:
            yield group
            group, label = [], []
    yield group


def _centre(before: _Row, row: _Row) -> None:
    """Give a label that stands beside the middle of its value what is above of this."""
    if row.is_level or not row.value:
        return
    reach = row.value[-1].y1 - row.middle + row.value[-1].height
    own = [
        line
        for line in before.value
        if row.middle - line.y0 <= reach and not any(level(line, label) for label in before.label)
    ]
    row.value[:0] = own
    before.value[:] = before.value[: len(before.value) - len(own)]


def _is_exceeded(table: Area, others: Iterable[Area]) -> bool:
    """Tell whether one of `others` has rows of `table`, and some above or below of it."""
    return any(
        other.y0 < table.y0 - 1 or other.y1 > table.y1 + 1
        for other in others
        if other.y0 < table.y1 and table.y0 < other.y1
    )


def _table(rows: Sequence[_Row], start: float) -> Table:
    around = hull(_all_of(rows))
    areas = [hull(row.lines) for row in rows]
    return Table(
        page=rows[0].label[0].page,
        x0=around.x0,
        y0=around.y0,
        x1=around.x1,
        y1=around.y1,
        rows=tuple((cell_text(row.label), cell_text(row.value)) for row in rows),
        row_areas=tuple(Area(x0=around.x0, y0=a.y0, x1=around.x1, y1=a.y1) for a in areas),
        columns=(around.x0, start, around.x1),
    )


def _all_of(rows: Iterable[_Row]) -> list[Line]:
    return [line for row in rows for line in row.lines]
