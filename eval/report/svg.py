"""Small charts as SVG text: no library, no script, the same in every browser and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 640
_LABEL = 190
_ROW = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A value between 0 and 1 with its interval."""

    label: str
    value: float
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change with its interval; `tone` names a colour class of the style sheet."""

    label: str
    change: float
    low: float
    high: float
    tone: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line through points; `tone` names a colour class of the style sheet."""

    label: str
    points: tuple[tuple[float, float], ...]
    tone: str = "main"


def interval_bars(bars: Sequence[Bar], *, title: str) -> str:
    """Draw horizontal bars from 0 to 1 with whiskers."""
    height = _ROW * len(bars) + 24
    scale = WIDTH - _LABEL - 70
    parts = [_grid(scale, height)]
    for number, bar in enumerate(bars):
        parts.append(_interval_bar(bar, y=number * _ROW + 6, scale=scale))
    return _svg(height, "".join(parts), title)


def change_bars(changes: Sequence[Change], *, title: str) -> str:
    """Draw each change as a point with its interval, left and right of a line at no change."""
    widest = max([abs(end) for one in changes for end in (one.low, one.high)] + [0.01])
    half = (WIDTH - _LABEL - 70) / 2
    middle, height = _LABEL + half, _ROW * len(changes) + 24
    parts = [f'<line class="axis" x1="{middle}" y1="0" x2="{middle}" y2="{height - 20}"/>']
    for step in (-1, 0, 1):
        label = f"{step * widest:+.2g}" if step else "0"
        parts.append(_text(middle + step * half, height - 4, label, "middle", "soft"))
    for number, one in enumerate(changes):
        y = number * _ROW + 15
        low, x, high = (middle + half * each / widest for each in (one.low, one.change, one.high))
        tip = f"{one.label}: {one.change:+.4f} ({one.low:+.4f} – {one.high:+.4f}), {one.note}"
        parts.append(
            f"<g><title>{escape(tip)}</title>{_text(_LABEL - 10, y + 4, one.label, 'end')}"
            f'<path class="whisker" d="M{low:.1f} {y - 5}v10M{low:.1f} {y}H{high:.1f}'
            f'M{high:.1f} {y - 5}v10"/><circle class="{one.tone}" cx="{x:.1f}" cy="{y}" r="6"/>'
            f"{_text(WIDTH - 58, y + 4, f'{one.change:+.3f}', 'start', 'figure')}</g>"
        )
    return _svg(height, "".join(parts), title)


def columns(labels: Sequence[str], counts: Sequence[int], *, title: str, bad: int = 0) -> str:
    """Draw a column for each count; the last `bad` columns are marked as trouble."""
    height, floor, top = 240, 200, 24
    total, highest = sum(counts) or 1, max([*counts, 1])
    width = WIDTH / max(1, len(counts))
    parts = [f'<line class="axis" x1="0" y1="{floor}" x2="{WIDTH}" y2="{floor}"/>']
    for number, (label, count) in enumerate(zip(labels, counts, strict=True)):
        tall = (floor - top) * count / highest
        x = number * width
        tone = "bad" if number >= len(counts) - bad else "main"
        share = f"{100 * count / total:.0f} %"
        parts.append(
            f'<rect class="{tone}" x="{x + width * 0.12:.1f}" y="{floor - tall:.1f}" '
            f'width="{width * 0.76:.1f}" height="{tall:.1f}" rx="2">'
            f"<title>{escape(label)}: {count} questions, {share}</title></rect>"
            f"{_text(x + width / 2, floor - tall - 6, share if count else '', 'middle')}"
            f"{_text(x + width / 2, floor + 18, label, 'middle', 'soft')}"
        )
    return _svg(height, "".join(parts), title)


def lines(
    series: Sequence[Series],
    *,
    title: str,
    ticks: Sequence[tuple[float, str]],
    across: str,
    top: float = 1.0,
) -> str:
    """Draw lines over 0…1 (x is given scaled) and 0…`top` (y), with a name at each line's end."""
    height, left, right, floor, roof = 260, 46, WIDTH - 150, 210, 14
    parts: list[str] = []
    for step in range(5):
        y = floor - (floor - roof) * step / 4
        parts.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
        parts.append(_text(left - 8, y + 4, f"{top * step / 4:.2g}", "end", "soft"))
    for place, label in ticks:
        parts.append(_text(left + (right - left) * place, floor + 18, label, "middle", "soft"))
    parts.append(_text((left + right) / 2, floor + 38, across, "middle", "soft"))
    taken: list[float] = []
    for one in series:
        placed = [
            (left + (right - left) * x, floor - (floor - roof) * min(y, top) / top)
            for x, y in one.points
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline class="line {one.tone}" points="{path}"/>')
        if len(placed) <= 20:
            parts += [
                f'<circle class="{one.tone}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in placed
            ]
        if placed:
            # Below the floor it would cover the ticks.
            label_y = _free(min(placed[-1][1], floor - 10), taken)
            parts.append(_text(right + 8, label_y + 4, one.label, "start"))
    return _svg(height, "".join(parts), title)


def stacked(parts: Sequence[tuple[str, int, str]], *, title: str) -> str:
    """Draw one bar of parts, each (label, count, tone), with a legend below."""
    total = sum(count for _, count, _ in parts) or 1
    shapes: list[str] = []
    x = 0.0
    for number, (label, count, tone) in enumerate(parts):
        width = WIDTH * count / total
        shapes.append(
            f'<rect class="{tone}" x="{x:.1f}" y="0" width="{width:.1f}" height="34">'
            f"<title>{escape(label)}: {count}</title></rect>"
        )
        if width > 44:
            shapes.append(_text(x + width / 2, 22, f"{100 * count / total:.0f} %", "middle", "on"))
        place = number * WIDTH / max(1, len(parts))
        shapes.append(
            f'<rect class="{tone}" x="{place:.1f}" y="50" width="12" height="12" rx="2"/>'
        )
        shapes.append(_text(place + 18, 61, f"{label} ({count})", "start", "soft"))
        x += width
    return _svg(70, "".join(shapes), title)


def _dot(x: float, y: float, tone: str) -> str:
    return f'<circle class="{tone}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'


def _interval_bar(bar: Bar, *, y: float, scale: float) -> str:
    middle = y + 9
    low, high = _LABEL + scale * bar.low, _LABEL + scale * bar.high
    whisker = f"M{low:.1f} {middle - 5}v10M{low:.1f} {middle}H{high:.1f}M{high:.1f} {middle - 5}v10"
    tip = f"{bar.label}: {bar.value:.4f} ({bar.low:.4f} – {bar.high:.4f}) {bar.note}".strip()
    return (
        f"<g><title>{escape(tip)}</title>"
        f"{_text(_LABEL - 10, middle + 4, bar.label, 'end')}"
        f'<rect class="main" x="{_LABEL}" y="{y}" width="{scale * bar.value:.1f}" '
        'height="18" rx="2"/>'
        f'<path class="halo" d="{whisker}"/><path class="whisker" d="{whisker}"/>'
        f"{_text(_LABEL + scale + 12, middle + 4, f'{bar.value:.3f}', 'start', 'figure')}</g>"
    )


def _grid(scale: float, height: float) -> str:
    parts = []
    for step in range(5):
        x = _LABEL + scale * step / 4
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="0" x2="{x:.1f}" y2="{height - 20}"/>')
        parts.append(_text(x, height - 4, f"{step / 4:g}", "middle", "soft"))
    return "".join(parts)


def _free(y: float, taken: list[float], gap: float = 15) -> float:
    """Return the place nearest to `y` where a label covers no other, and take it."""
    steps = (sign * gap * step / 2 for step in range(40) for sign in (1, -1))
    place = next((y + s for s in steps if all(abs(y + s - t) >= gap for t in taken)), y)
    taken.append(place)
    return place


def _text(x: float, y: float, text: str, anchor: str, tone: str = "ink") -> str:
    return (
        f'<text class="{tone}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _svg(height: float, inside: str, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    )
