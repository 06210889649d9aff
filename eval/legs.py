"""What each leg of the search, their fusion and the reranker are worth on every set of a folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from eval.change import Changes, changed
from eval.errors import DatasetError
from eval.measure import Kind, Plan, Progress, measure
from eval.runs import Run
from eval.score import summary, values
from eval.statistics import Estimate, randomisation_test
from kb_assistant.settings import Settings

ONE_LEG: Changes = MappingProxyType({"retrieval.light_reranker": False})
VARIANTS: Mapping[str, Changes] = MappingProxyType(
    {
        "words alone": {**ONE_LEG, "retrieval.dense": False},
        "meaning alone": {**ONE_LEG, "retrieval.lexical": False},
        "fused": ONE_LEG,
        "reranked": {"retrieval.light_reranker": True},
    }
)
"""What is measured, and the settings that make it so."""
MEASURES = (("nDCG@10", "R@10"), ("page nDCG@10", "page R@10"))
"""The measures of a set of documents, and of one whose evidence has pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One set: each variant's mean of each measure; `p` compares reranked with fused."""

    name: str
    questions: int
    measures: tuple[str, ...]
    found: Mapping[str, Mapping[str, Estimate]]
    p: float


def sets_of(folder: Path) -> list[Path]:
    """Return the folders below that hold questions and what answers them, by name."""
    marked = {path.parent.parent for path in folder.rglob("qrels/test.tsv")}
    paged = {path.parent for path in folder.rglob("questions.jsonl")}
    found = sorted(marked | {path for path in paged if (path / "pdfs").is_dir()})
    if not found:
        raise DatasetError(folder, 0, "there are no sets with qrels/test.tsv or questions.jsonl")
    return found


def legs(settings: Settings, path: Path, limit: int, on_progress: Progress) -> Row:
    """Measure the variants on one set, which may be made for documents or for pages.

    Raises:
        DatasetError: the set is broken or has no judgements.
    """
    plan = Plan(Kind.RETRIEVAL, str(path), limit=limit)
    runs = {
        name: measure(changed(settings, changes), plan, _named(f"{path.name}, {name}", on_progress))
        for name, changes in VARIANTS.items()
    }
    table = {name: summary(run.done) for name, run in runs.items()}
    measures = next((each for each in reversed(MEASURES) if each[0] in table["fused"]), MEASURES[0])
    return Row(
        name=path.name,
        questions=len(runs["fused"].done),
        measures=measures,
        found={
            name: {each: of[each] for each in measures if each in of} for name, of in table.items()
        },
        p=_p(runs["fused"], runs["reranked"], measures[0]),
    )


def to_markdown(rows: Sequence[Row]) -> str:
    """Return a table of the rows, each value with its 95 % bootstrap interval."""
    head = ["set", "questions", "measure", *VARIANTS, "p"]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for row in rows:
        for each in row.measures:
            cells = [_cell(row.found[name].get(each)) for name in VARIANTS]
            p = f"{row.p:.3f}" if each == row.measures[0] else ""
            lines.append(f"| {row.name} | {row.questions} | {each} | {' | '.join(cells)} | {p} |")
    return "\n".join(lines) + "\n"


def _named(what: str, on_progress: Progress) -> Progress:
    return lambda stage, done, of: on_progress(f"{what}, {stage}", done, of)


def _cell(found: Estimate | None) -> str:
    if found is None:
        return "–"
    return f"{found.value:.3f} ({found.low:.3f}–{found.high:.3f})"


def _p(before: Run, after: Run, metric: str) -> float:
    first = {r.id: v for r, v in zip(before.done, values(before.done)[metric], strict=True)}
    second = {r.id: v for r, v in zip(after.done, values(after.done)[metric], strict=True)}
    pairs = [
        (one, other)
        for key, one in first.items()
        if one is not None and (other := second.get(key)) is not None
    ]
    return randomisation_test([one for one, _ in pairs], [other for _, other in pairs])
