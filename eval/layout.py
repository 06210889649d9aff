"""Reading measured against ground truth: each file is read by the product, then compared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from eval import result as kept
from eval.content import Content, content, outline, plain, printed
from eval.datasets.layout import Truth
from eval.datasets.model import Case
from eval.evaluate import Try
from eval.metrics.layout import heading_tree, reading_order, word_agreement
from eval.metrics.tables import Matches, matches
from eval.result import Result
from ingest.limits import Limits
from ingest.read import read

Reader = Callable[[Path], Content]


def layout(truths: Mapping[str, Truth], limits: Limits) -> Try:
    """Return what reads the file of a case and scores what was read; each file is read once."""
    return compared(truths, lambda path: content(read(path, limits)))


def compared(truths: Mapping[str, Truth], reader: Reader) -> Try:
    """Return what lets `reader` read the file of a case, and scores what it made of it."""
    last: dict[Path, _Judged] = {}

    def attempt(case: Case) -> Result:
        truth = truths[case.id]
        if truth.file not in last:
            last.clear()
            last[truth.file] = _judged(reader, truth)
        judged = last[truth.file]
        return kept.asked(case).model_copy(
            update={"seconds": judged.seconds, "scores": scores(judged.found, judged.tables, truth)}
        )

    return attempt


def scores(found: Content, tables: Matches, truth: Truth) -> dict[str, float]:
    """Return each measure that the truth allows: of one table, or of the whole file."""
    if truth.table is not None:
        return {
            "TEDS": tables.teds[truth.table],
            "TEDS structure": tables.structure[truth.table],
        }
    values: dict[str, float] = {}
    gold = truth.text if truth.markdown is None else printed(truth.markdown)
    if gold is not None:
        values["reading order"] = reading_order(found.text, plain(gold))
    headings = truth.headings if truth.markdown is None else outline(truth.markdown)
    if headings:
        values["outline"] = heading_tree(found.headings, headings)
    if truth.furniture is not None and found.furniture is not None:
        agreement = word_agreement(found.furniture, truth.furniture)
        values["furniture precision"] = agreement.precision
        values["furniture recall"] = agreement.recall
        values["furniture F1"] = agreement.f1
    if truth.tables is not None and tables.precision is not None:
        values["table precision"] = tables.precision
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A file that was read: what was found, its tables beside the true ones, the seconds."""

    found: Content
    tables: Matches
    seconds: float


def _judged(reader: Reader, truth: Truth) -> _Judged:
    started = perf_counter()
    found = reader(truth.file)
    seconds = perf_counter() - started
    return _Judged(found=found, tables=matches(found.tables, truth.tables or ()), seconds=seconds)
