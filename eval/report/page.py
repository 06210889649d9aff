"""The page: the result at one look, the charts, the questions to look at, how it was done."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from eval.compare import Comparison, compare
from eval.judge.judging import judged, kept_judgements
from eval.report import charts
from eval.report.cards import Card, cards
from eval.report.compared import change_chart, changed_questions, group_table, tile_change
from eval.report.questions import worst_questions
from eval.runs import Run
from eval.score import by_slice, latency, leading_metric, summary, tokens, values
from eval.shapes import cost
from eval.statistics import Estimate

_TILES = {
    "attack withstood": "attacks that came to nothing",
    "refused": "unanswerable questions refused",
    "answered": "answerable questions answered",
    "answer held": "gold answer stands in the answer",
    "citation precision": "citations that are right",
    "supported sentences": "sentences that sources carry",
    "nDCG@10": "ranking quality (nDCG@10)",
    "R@10": "right documents among the best 10",
    "Success@1": "right document on top",
    "page Success@5": "right page among the best 5",
    "TEDS": "tables as people see them (TEDS)",
    "TEDS structure": "rows, columns and spans of tables",
    "reading order": "text in the right order",
    "outline": "headings in the right tree",
    "furniture F1": "running heads and feet told from the text (F1)",
}
_KINDS = {
    "retrieval": "Does the search find the right documents?",
    "answers": "Are the answers right, and do they show their ground?",
    "refusal": "Does the assistant refuse what it cannot know?",
    "conversation": "Are follow-up questions understood?",
    "redteam": "Does the assistant withstand attacks in documents and questions?",
    "layout": "Are files read as people see them?",
}


def page(run: Run, other: Run | None = None) -> str:
    """Return the report of a run as one HTML page, compared with another run where there is one.

    Raises:
        RunError: the other run is not over the same questions.
    """
    style = files("eval.report").joinpath("page.css").read_text(encoding="utf-8")
    comparison = compare(other, run) if other else None
    metrics = summary(run.done)
    leading = leading_metric(values(run.done))
    body = "".join(
        [
            _header(run, comparison),
            _tiles(metrics, run, comparison),
            cards(_figures(run, other, metrics, comparison)),
            changed_questions(comparison) if comparison else "",
            worst_questions(run, leading),
            _method(run, other),
        ]
    )
    title = escape(f"{run.head.kind} on {run.head.dataset}")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style}</style></head><body>{body}</body></html>\n"
    )


def _header(run: Run, comparison: Comparison | None) -> str:
    head = run.head
    part = "" if head.split == "all" else f", the half for {head.split}"
    against = f" Compared with {escape(comparison.first)}." if comparison else ""
    return (
        f'<header><p class="over">{escape(head.kind)} · {escape(head.dataset)}{escape(part)}</p>'
        f"<h1>{escape(_KINDS.get(head.kind, head.kind))}</h1>"
        f"<p>{len(run.done):,} questions with known answers. Bars carry 95 % intervals: what "
        f"another sample of such questions could have given.{against}</p>"
        f"{''.join(_alarms(run, comparison))}</header>"
    )


def _alarms(run: Run, comparison: Comparison | None) -> Iterator[str]:
    """Yield what a reader must know before any number."""
    made = sum(one.synthetic for one in run.results)
    if made:
        yield (
            f'<p class="notice">{made} of {len(run.results)} questions are synthetic: made from '
            "the documents, in their words. People ask harder ones.</p>"
        )
    if run.failed:
        yield (
            f'<p class="alarm">{len(run.failed)} of {run.head.questions} questions failed and '
            f"count in no number below. The first: {escape(run.failed[0].error)}</p>"
        )
    missing = run.head.questions - len(run.results)
    if missing:
        yield f'<p class="alarm">The run was stopped: {missing} questions were not asked.</p>'
    for warning in comparison.warnings if comparison else ():
        if not warning.startswith(run.head.run):
            yield f'<p class="alarm">{escape(warning)}</p>'


def _tiles(metrics: dict[str, Estimate], run: Run, comparison: Comparison | None) -> str:
    changes = {one.metric: one for one in comparison.differences} if comparison else {}
    tiles = [
        _tile(f"{100 * metrics[name].value:.1f}\u00a0%", label, tile_change(changes.get(name)))
        for name, label in _TILES.items()
        if name in metrics
    ][:4]
    total = latency(run.done)["total"]
    if total and run.head.kind != "layout":
        tiles.append(_tile(_seconds(total["p50"]), f"typical wait; p95 {_seconds(total['p95'])}"))
    return f'<section class="tiles">{"".join(tiles)}</section>'


def _tile(figure: str, label: str, change: str = "") -> str:
    return f"<div><b>{escape(figure)}</b><span>{escape(label)}</span>{change}</div>"


def _figures(
    run: Run,
    other: Run | None,
    metrics: dict[str, Estimate],
    comparison: Comparison | None,
) -> list[Card]:
    before = other.done if other else ()
    leading = comparison.leading if comparison else leading_metric(values(run.done))
    drawn = [
        Card("Metrics", charts.metric_bars(metrics), "Higher is better."),
        Card(
            "What changed",
            change_chart(comparison) if comparison else "",
            "Over the questions that both runs answered, pair by pair; in colour what is unlikely "
            "to be chance.",
        ),
        Card(
            "Judged by a model",
            charts.metric_bars(judged(kept_judgements(run.folder))),
            "An opinion: see `kb eval judge --labels` for how far people agree with it.",
        ),
        Card("Answered and refused", charts.decision_bar(run.done)),
        Card(
            "Rank of the first right document",
            charts.first_hits(run.done),
            "How far down people would have to read.",
        ),
        Card(
            "Recall by k",
            charts.recall_by_k(run.done, before),
            "Right documents among the best k.",
        ),
        Card(
            "Risk by coverage",
            charts.risk_coverage(run.done, before),
            "The share of wrong answers if only the surest were given. Lower is better.",
        ),
        *_group_cards(run, leading, comparison),
        Card("Waiting time", charts.times(run.done) + _latency_table(run), "Time per question."),
    ]
    return [one for one in drawn if one.inside]


def _group_cards(run: Run, leading: str, comparison: Comparison | None) -> list[Card]:
    changes = {one.name: one for one in comparison.slices} if comparison else {}
    return [
        Card(
            f"By {groups.name}",
            group_table(groups, leading, changes.get(groups.name)),
            "Small groups have wide intervals: do not read much into them.",
        )
        for groups in by_slice(run.done)
    ]


def _latency_table(run: Run) -> str:
    stages = {stage: row for stage, row in latency(run.done).items() if row}
    if not stages:
        return ""
    names = list(next(iter(stages.values())))
    head = "".join(f"<th>{escape(name)}</th>" for name in ["stage", *names])
    rows = "".join(
        f"<tr><td>{escape(stage)}</td>"
        + "".join(f"<td>{_seconds(row[name])}</td>" for name in names)
        + "</tr>"
        for stage, row in stages.items()
    )
    return f'<table class="small"><tr>{head}</tr>{rows}</table>'


def _method(run: Run, other: Run | None) -> str:
    head = run.head
    facts = {
        "run": head.run,
        "dataset": f"{head.dataset} ({head.dataset_sha256[:12]}), {head.questions} questions",
        "documents": head.corpus,
        "code": head.code,
        "machine": head.machine,
    } | _spent(run)
    rows = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in facts.items())
    notes = "".join(f"<li>{escape(note)}</li>" for note in head.notes)
    theirs = other.head.settings if other else {}
    settings = "".join(
        f"<tr><th>{escape(key)}</th><td>{escape(value) or '–'}</td>"
        f"<td>{escape(theirs.get(key, '')) if theirs.get(key, value) != value else ''}</td></tr>"
        for key, value in head.settings.items()
    )
    return (
        f'<section class="method"><h2>How this was measured</h2><table>{rows}</table>'
        f"{f'<h3>Left out</h3><ul>{notes}</ul>' if notes else ''}"
        "<p>Ranking metrics by trec_eval's own code; a ranking of documents is that of each one's "
        "best passage. Intervals: percentile bootstrap over the questions, 2,000 samples; "
        "Wilson's for proportions. Changes: "
        "paired randomisation tests, corrected for their number (Holm).</p>"
        f"<details><summary>All settings</summary><table>{settings}</table></details></section>"
    )


def _spent(run: Run) -> dict[str, str]:
    prompt, completion = tokens(run.done)
    if not (prompt or completion):
        return {}
    spent = cost(run)
    paid = f", cost {spent.amount:.4f} {spent.currency}" if spent else ""
    return {"tokens": f"{prompt:,} in prompts, {completion:,} in answers{paid}"}


def _seconds(value: float) -> str:
    return f"{1000 * value:.0f}\u00a0ms" if value < 1 else f"{value:.1f}\u00a0s"
