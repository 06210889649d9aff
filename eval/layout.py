"""Reading measured against ground truth: each file is read by the product, then compared."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

from eval import result as kept
from eval.datasets.layout import Truth
from eval.datasets.model import Case
from eval.evaluate import Try
from eval.metrics.layout import furniture_f1, heading_tree, reading_order, teds
from eval.result import Result
from ingest.limits import Limits
from ingest.model import FURNITURE, Element, Kind, Reading
from ingest.read import read

_MARKUP = re.compile(r"<!--.*?-->|</?[A-Za-z][^>]*>|[|#*_`\\]|^\s*[-+]\s|:?-{3,}:?", re.M | re.S)
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$", re.M)


def layout(truths: Mapping[str, Truth], limits: Limits) -> Try:
    """Return what reads the file of a case and scores what was read; each file is read once."""
    readings: dict[Path, tuple[Reading, float]] = {}

    def attempt(case: Case) -> Result:
        truth = truths[case.id]
        if truth.file not in readings:
            readings.clear()
            started = perf_counter()
            readings[truth.file] = (read(truth.file, limits), perf_counter() - started)
        reading, seconds = readings[truth.file]
        return kept.asked(case).model_copy(
            update={"seconds": seconds, "scores": scores(reading, truth)}
        )

    return attempt


def scores(reading: Reading, truth: Truth) -> dict[str, float]:
    """Return each measure that the truth allows."""
    found: dict[str, float] = {}
    if truth.table is not None:
        tables = _tables(reading.elements, truth.pages)
        found["TEDS"] = max((teds(html, truth.table) for html in tables), default=0.0)
        found["TEDS structure"] = max(
            (teds(html, truth.table, structure_only=True) for html in tables), default=0.0
        )
    gold = truth.text if truth.markdown is None else plain(truth.markdown)
    if gold is not None:
        words = plain("\n".join(one.text for one in _body(reading.elements)))
        found["reading order"] = reading_order(words, plain(gold))
    headings = truth.headings if truth.markdown is None else outline(truth.markdown)
    if headings:
        found["outline"] = heading_tree(_headings(reading.elements), headings)
    if truth.furniture is not None:
        furniture = [one.text for one in reading.elements if one.kind in FURNITURE]
        found["furniture F1"] = furniture_f1(furniture, truth.furniture)
    return found


def plain(markdown: str) -> str:
    """Return the words of a Markdown text without its marks."""
    return " ".join(_MARKUP.sub(" ", markdown).split())


def outline(markdown: str) -> tuple[tuple[int, str], ...]:
    """Return the headings of a Markdown text as (level, words)."""
    return tuple((len(mark), plain(words)) for mark, words in _HEADING.findall(markdown))


def _body(elements: Sequence[Element]) -> list[Element]:
    return [element for element in elements if element.kind not in FURNITURE]


def _headings(elements: Sequence[Element]) -> list[tuple[int, str]]:
    return [
        (max(1, element.level), plain(element.text))
        for element in elements
        if element.kind in {Kind.TITLE, Kind.HEADING}
    ]


def _tables(elements: Sequence[Element], pages: Sequence[int]) -> list[str]:
    return [
        element.html
        for element in elements
        if element.kind is Kind.TABLE
        and (not pages or not element.boxes or {box.page for box in element.boxes} & set(pages))
    ]
