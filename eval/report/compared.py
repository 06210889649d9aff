"""What changed against another run: the same paired comparison that `kb eval compare` prints."""

from html import escape

from eval.compare import Breakdown, Comparison, Difference
from eval.report.svg import Change, change_bars
from eval.score import Slices


def tile_change(difference: Difference | None) -> str:
    """Return the change below a figure in points of a hundred; coloured only when significant."""
    if difference is None:
        return ""
    return (
        f'<i class="{_tone(difference)}">{_points(difference.change)}, {difference.verdict}</i>'
        f"<span>95\u00a0%: {_points(difference.low)} to {_points(difference.high)}, over "
        f"the {difference.count} questions of both</span>"
    )


def change_chart(comparison: Comparison) -> str:
    """Draw by how much each metric changed, with its interval."""
    changes = [
        Change(
            label=one.metric,
            change=one.change,
            low=one.low,
            high=one.high,
            tone=_tone(one),
            note=f"{one.verdict}, over {one.count} questions",
        )
        for one in comparison.differences
    ]
    return change_bars(changes, title="Change of each metric with its 95 % interval")


def group_table(groups: Slices, metric: str, changes: Breakdown | None) -> str:
    """Return the metric for each value of a property, and how it changed where that is known."""
    known = {one.value: one.difference for one in changes.groups} if changes else {}
    head = [groups.name, "questions", metric, "95 % interval"]
    head += ["change", "95 % interval", ""] if changes else []
    rows = "".join(
        f"<tr><td>{escape(one.value)}</td><td>{one.count}</td>"
        f"<td>{one.metrics[metric].value:.3f}</td>"
        f"<td>{one.metrics[metric].low:.3f} – {one.metrics[metric].high:.3f}</td>"
        f"{_cells(known.get(one.value)) if changes else ''}</tr>"
        for one in groups.groups
        if metric in one.metrics
    )
    rarer = f"and {groups.more} rarer value{'s' if groups.more > 1 else ''}"
    more = f"<p>{rarer}</p>" if groups.more else ""
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    return f'<table class="figures"><tr>{names}</tr>{rows}</table>{more}' if rows else ""


def changed_questions(comparison: Comparison) -> str:
    """Return the questions whose leading metric changed most; blank where none did."""
    if not comparison.changed:
        return ""
    changed = comparison.better + comparison.worse
    shown = len(comparison.changed)
    which = f"The {shown} largest changes of {changed}." if shown < changed else ""
    rows = "".join(
        f"<tr><td>{one.first:.2f}</td><td>{one.second:.2f}</td><td>{escape(one.question)}</td></tr>"
        for one in comparison.changed
    )
    return (
        f'<section class="changed"><h2>Questions that changed most in {escape(comparison.leading)}'
        f"</h2><p>{comparison.better} of {comparison.paired} questions are better, "
        f"{comparison.worse} worse than in {escape(comparison.first)}. {which}</p>"
        f'<table class="figures"><tr><th>before</th><th>now</th><th>question</th></tr>{rows}'
        "</table></section>"
    )


def _cells(difference: Difference | None) -> str:
    if difference is None:
        return "<td></td><td></td><td></td>"
    return (
        f'<td class="{_tone(difference)}">{_signed(difference.change)}</td>'
        f"<td>{_signed(difference.low)} – {_signed(difference.high)}</td>"
        f"<td>{difference.verdict}</td>"
    )


def _tone(difference: Difference) -> str:
    if not difference.significant:
        return "same"
    return "up" if difference.change > 0 else "down"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")
