"""What is drawn that may part the rows of a table: rules between them, shades behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.pdf.page import Area
from ingest.pdf.separators import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Guides:
    """What is drawn that may part the rows of a table: horizontal rules, and shades behind them.

    `stacks` are the same and the upright lines between them as far as they draw parts of tables,
    those of one width together. `pitch` is the step from line to line in running text, as a share
    of the size of its type.
    """

    rules: tuple[Area, ...] = ()
    shades: tuple[Area, ...] = ()
    stacks: tuple[Stack, ...] = ()
    pitch: float = 1.3


def are_drawn(around: Area, guides: Guides) -> bool:
    """Tell whether rules run over, under or through the stretch, or its rows are shaded."""
    rules = sum(
        around.y0 - 12 < rule.y0 < around.y1 + 12
        and rule.width > 0.6 * around.width
        and around.x0 - 12 < rule.x0 < around.x1
        for rule in guides.rules
    )
    shades = {
        round(shade.y0)
        for shade in guides.shades
        if around.y0 - 12 < shade.y0 < around.y1 and around.x0 - 12 < shade.x0 < around.x1
    }
    return rules > 1 or bool(shades)


def partings_in(around: Area, guides: Guides) -> list[tuple[float, float]]:
    """Return the rules and edges of shades that part rows of a stretch: their height, and slack."""
    rules = [
        (rule.y0, 2.0)
        for rule in guides.rules
        if around.y0 - 2.0 <= rule.y0 <= around.y1 + 2.0 and rule.width > 0.6 * around.width
    ]
    edges = {
        (edge, 1.0)
        for shade in guides.shades
        if shade.y0 <= around.y1 + 1.0 and around.y0 - 1.0 <= shade.y1
        if shade.x0 < around.x1 and around.x0 < shade.x1
        for edge in (shade.y0, shade.y1)
        if around.y0 - 1.0 <= edge <= around.y1 + 1.0
    }
    return [*rules, *sorted(edges)]


def is_parted(
    above: Sequence[Area], below: Sequence[Area], partings: Sequence[tuple[float, float]]
) -> bool:
    """Tell whether a rule or the edge of a shade lies between two bands."""
    if not partings:
        return False
    top, bottom = max([line.y1 for line in above]), min([line.y0 for line in below])
    return any(top - slack <= height <= bottom + slack for height, slack in partings)


def is_shaded(above: Sequence[Area], below: Sequence[Area], guides: Guides) -> bool:
    """Tell whether one shade lies behind two bands."""
    bottom, top = max(line.y1 for line in above), min(line.y0 for line in below)
    return any(shade.y0 < bottom and shade.y1 > top for shade in guides.shades)
