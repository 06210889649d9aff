"""The data behind an office chart, of any type, as a table."""

from collections.abc import Iterator

from ingest.table import Grid
from ingest.xml import Node

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

_MOST_POINTS = 10_000


def chart_title(root: Node) -> str:
    """Return the title that the chart shows, or ""."""
    title = root.find(f"{C}chart/{C}title")
    texts = [] if title is None else [node.text or "" for node in title.iter(f"{A}t")]
    return " ".join("".join(texts).split())


def chart_grids(root: Node) -> Iterator[Grid]:
    """Yield a table for each plot: a row per category, a column per series."""
    for plot in root.iterfind(f"{C}chart/{C}plotArea/*"):
        series = list(plot.iterchildren(f"{C}ser"))
        if not series:
            continue
        columns = [_points(one, "val") or _points(one, "yVal") for one in series]
        names = next((found for one in series if (found := _categories(one))), {})
        indexes = sorted({index for column in (names, *columns) for index in column})
        rows = [
            [names.get(index, ""), *(_short(column.get(index, "")) for column in columns)]
            for index in indexes[:_MOST_POINTS]
        ]
        if rows:
            header = ["", *(_name(one) for one in series)]
            yield Grid(rows=[header, *rows], header_rows=1)


def _categories(series: Node) -> dict[int, str]:
    return _points(series, "cat") or _points(series, "xVal")


def _points(series: Node, name: str) -> dict[int, str]:
    """Return the last shown values by their index; of nested categories the innermost."""
    holder = series.find(f"{C}{name}")
    if holder is None:
        return {}
    level = holder.find(f".//{C}lvl")
    points = (holder if level is None else level).iter(f"{C}pt")
    return {
        int(point.get("idx", "0")): (point.findtext(f"{C}v") or "").strip()
        for point in points
        if point.get("idx", "0").isdigit()
    }


def _name(series: Node) -> str:
    return " ".join((series.findtext(f"{C}tx//{C}v") or "").split())


def _short(value: str) -> str:
    """Numbers are stored with all their binary digits: 0.30000000000000004."""
    try:
        return f"{float(value):.10g}"
    except ValueError:
        return value
