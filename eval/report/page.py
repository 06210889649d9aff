"""The page: the result at one look, the charts, the questions to look at, how it was done."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from eval.judge.judging import judged, kept_judgements
from eval.report import charts
from eval.report.questions import worst_questions
from eval.result import Result
from eval.runs import Run
from eval.score import by_slice, latency, leading_metric, summary, tokens, values
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
    """Return the report of a run as one HTML page, compared with another run where there is one."""
    style = files("eval.report").joinpath("page.css").read_text(encoding="utf-8")
    before = other.done if other else ()
    metrics = summary(run.done)
    leading = leading_metric(values(run.done))
    body = "".join(
        [
            _header(run, other),
            _tiles(metrics, run, summary(before)),
            _figures(run, before, metrics, leading),
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


def _header(run: Run, other: Run | None) -> str:
    head = run.head
    part = "" if head.split == "all" else f", the half for {head.split}"
    against = f" The thin mark shows {escape(other.head.run)}." if other else ""
    failed = ""
    if run.failed:
        failed = (
            f'<p class="alarm">{len(run.failed)} of {head.questions} questions failed and count '
            f"in no number below. The first: {escape(run.failed[0].error)}</p>"
        )
    missing = head.questions - len(run.results)
    if missing:
        failed += f'<p class="alarm">The run was stopped: {missing} questions were not asked.</p>'
    return (
        f'<header><p class="over">{escape(head.kind)} · {escape(head.dataset)}{escape(part)}</p>'
        f"<h1>{escape(_KINDS.get(head.kind, head.kind))}</h1>"
        f"<p>{len(run.done):,} questions with known answers. Bars carry 95 % intervals: what "
        f"another sample of such questions could have given.{against}</p>{failed}</header>"
    )


def _tiles(metrics: dict[str, Estimate], run: Run, before: dict[str, Estimate]) -> str:
    tiles = [
        _tile(f"{100 * metrics[name].value:.1f} %", label, _change(metrics[name], before.get(name)))
        for name, label in _TILES.items()
        if name in metrics
    ][:4]
    total = latency(run.done)["total"]
    if total and run.head.kind != "layout":
        tiles.append(_tile(_seconds(total["p50"]), f"typical wait; p95 {_seconds(total['p95'])}"))
    return f'<section class="tiles">{"".join(tiles)}</section>'


def _tile(figure: str, label: str, change: str = "") -> str:
    return f"<div><b>{escape(figure)}</b>{change}<span>{escape(label)}</span></div>"


def _change(now: Estimate, before: Estimate | None) -> str:
    if before is None:
        return ""
    points = 100 * (now.value - before.value)
    tone = "up" if points > 0 else "down" if points < 0 else "same"
    return f'<i class="{tone}">{points:+.1f}</i>'


def _figures(run: Run, before: Sequence[Result], metrics: dict[str, Estimate], leading: str) -> str:
    groups = [
        (f"{each.name}: {each.value}", each.metrics[leading])
        for each in by_slice(run.done)
        if leading in each.metrics
    ]
    drawn = [
        ("Metrics", charts.metric_bars(metrics, summary(before)), "Higher is better."),
        (
            "Judged by a model",
            charts.metric_bars(judged(kept_judgements(run.folder)), {}),
            "An opinion: see `kb eval judge --labels` for how far people agree with it.",
        ),
        ("Answered and refused", charts.decision_bar(run.done), ""),
        (
            "Rank of the first right document",
            charts.first_hits(run.done),
            "How far down people would have to read.",
        ),
        ("Recall by k", charts.recall_by_k(run.done, before), "Right documents among the best k."),
        (
            "Risk by coverage",
            charts.risk_coverage(run.done, before),
            "The share of wrong answers if only the surest were given. Lower is better.",
        ),
        (
            f"By group: {leading}",
            charts.slice_bars(leading, groups),
            "Small groups have wide intervals: do not read much into them.",
        ),
        ("Waiting time", charts.times(run.done) + _latency_table(run), "Time per question."),
    ]
    cards = [_card(*each) for each in drawn if each[1]]
    return f'<section class="cards">{"".join(cards)}</section>'


def _card(title: str, chart: str, note: str) -> str:
    return (
        f"<figure><figcaption><h2>{escape(title)}</h2>{escape(note)}</figcaption>{chart}</figure>"
    )


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
        "best passage. Intervals: percentile bootstrap over the questions, 2,000 samples.</p>"
        f"<details><summary>All settings</summary><table>{settings}</table></details></section>"
    )


def _spent(run: Run) -> dict[str, str]:
    prompt, completion = tokens(run.done)
    if not (prompt or completion):
        return {}
    cost = f", cost {run.cost:.4f}" if run.cost else ""
    return {"tokens": f"{prompt:,} in prompts, {completion:,} in answers{cost}"}


def _seconds(value: float) -> str:
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"
