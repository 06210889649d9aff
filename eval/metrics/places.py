"""Are the right places shown: cited documents, pages and boxes against the gold ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.model import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How much of what was shown is right, how much of what is right was shown; 0 to 1."""

    precision: float
    recall: float


def set_overlap(cited: Sequence[str], gold: Collection[str]) -> Overlap:
    """Compare cited ids, repetitions included, with gold ids; citing nothing has precision 0."""
    right = [one for one in cited if one in gold]
    return Overlap(
        precision=len(right) / len(cited) if cited else 0.0,
        recall=len(set(right)) / len(gold) if gold else 0.0,
    )


def box_overlap(cited: Sequence[Box], gold: Sequence[Box]) -> Overlap:
    """Compare areas: how much of the cited one is evidence, how much of the evidence is cited."""
    pages = sorted({box.page for box in (*cited, *gold)})
    common = sum(_common_area(_on(cited, page), _on(gold, page)) for page in pages)
    cited_area = sum(_area(_on(cited, page)) for page in pages)
    gold_area = sum(_area(_on(gold, page)) for page in pages)
    return Overlap(
        precision=common / cited_area if cited_area else 0.0,
        recall=common / gold_area if gold_area else 0.0,
    )


def _on(boxes: Sequence[Box], page: int) -> list[Box]:
    return [box for box in boxes if box.page == page]


def _area(boxes: Sequence[Box]) -> float:
    """Return the area of the union: boxes may overlap."""
    return _common_area(boxes, boxes)


def _common_area(first: Sequence[Box], second: Sequence[Box]) -> float:
    # Cut the page along every edge; within a cell each box either covers all of it or none.
    both = (*first, *second)
    xs = sorted({x for box in both for x in (box.x0, box.x1)})
    ys = sorted({y for box in both for y in (box.y0, box.y1)})
    return sum(
        (x1 - x0) * (y1 - y0)
        for x0, x1 in zip(xs, xs[1:], strict=False)
        for y0, y1 in zip(ys, ys[1:], strict=False)
        if _covers(first, x0, y0, x1, y1) and _covers(second, x0, y0, x1, y1)
    )


def _covers(boxes: Sequence[Box], x0: float, y0: float, x1: float, y1: float) -> bool:
    return any(b.x0 <= x0 and b.y0 <= y0 and b.x1 >= x1 and b.y1 >= y1 for b in boxes)
