"""The questions that went worst, with what each stage saw."""

from html import escape

from eval.metrics.retrieval import first_hit
from eval.result import Found, Result
from eval.runs import Run
from eval.score import values

_MOST = 25
_PASSAGES = 5
_STAGES = ("dense", "lexical", "fused", "reranked")


def worst_questions(run: Run, metric: str) -> str:
    """Return the questions with the lowest value of a metric, failed ones first."""
    table = values(run.done)
    column = table.get(metric, [])
    scored = (
        [
            (value, number, result)
            for number, (result, value) in enumerate(zip(run.done, column, strict=True))
            if value is not None and value < 1
        ]
        if column
        else []
    )
    worst = [(result, f"{value:.2f}") for value, _, result in sorted(scored, key=lambda s: s[:2])]
    shown = [(result, "failed") for result in run.failed] + worst
    if not shown:
        return ""
    items = "".join(_question(result, value, metric) for result, value in shown[:_MOST])
    rest = f"These are {_MOST} of the {len(shown)} below 1." if len(shown) > _MOST else ""
    return (
        f'<section class="worst"><h2>Worst questions by {escape(metric)}</h2>'
        f"<p>Open one to see what each stage found. {rest}</p>{items}</section>"
    )


def _question(result: Result, value: str, metric: str) -> str:
    hit = first_hit(result.ranking, result.relevant)
    gold = any(grade > 0 for grade in result.relevant.values())
    where = f"first right document at rank {hit}" if hit else "no right document found"
    synthetic = '<em class="tag">synthetic</em> ' if result.synthetic else ""
    parts = [
        f"<p>{escape(result.place)} · {escape(metric)} {value}{f' · {where}' if gold else ''}</p>",
        _error(result),
        _expected(result),
        _reply(result),
        _stages(result),
        _passages(result),
        _scores(result),
    ]
    return (
        f'<details><summary><span class="value">{value}</span>{synthetic}'
        f"{escape(result.question)}</summary>{''.join(parts)}</details>"
    )


def _error(result: Result) -> str:
    return f'<p class="alarm">{escape(result.error)}</p>' if result.error else ""


def _expected(result: Result) -> str:
    gold = [uri for uri, grade in result.relevant.items() if grade > 0]
    places = ", ".join(gold[:8]) + (" …" if len(gold) > 8 else "")
    if result.pages:
        places += f", page {', '.join(map(str, result.pages))}"
    answers = "; ".join(" / ".join(part) for part in result.answers)
    rows = {"expected in": places, "expected answer": answers[:600]}
    if result.answerable is False:
        rows["expected"] = "a refusal: the documents do not tell"
    return "".join(f"<p><b>{name}</b> {escape(text)}</p>" for name, text in rows.items() if text)


def _reply(result: Result) -> str:
    if result.reply is None:
        return ""
    cited = "; ".join(
        f"[{one.mark}] {one.document}{f', page {one.page}' if one.page else ''}"
        for one in result.reply.citations
    )
    unsupported = (
        f"<p>{result.reply.unsupported} sentences without support</p>"
        if result.reply.unsupported
        else ""
    )
    return (
        f"<p><b>answer</b> ({escape(result.reply.verdict)}) {escape(result.reply.text[:1_000])}</p>"
        f"{f'<p><b>cited</b> {escape(cited)}</p>' if cited else ''}{unsupported}"
    )


def _stages(result: Result) -> str:
    if not result.stages or not result.relevant:
        return ""
    steps = (
        f"<span>{escape(name)} <b>{rank or 'not there'}</b></span>"
        for name, rank in result.stages.items()
    )
    return f'<p class="stages">rank of the first right document: {" → ".join(steps)}</p>'


def _passages(result: Result) -> str:
    if not result.found:
        return ""
    stages = [s for s in _STAGES if any(_score(one, s) is not None for one in result.found)]
    head = "".join(f"<th>{name}</th>" for name in ("", "document", *stages, "passage"))
    rows = "".join(
        f'<tr class="{"hit" if result.relevant.get(one.document, 0) > 0 else ""}"><td>{rank}</td>'
        f"<td>{escape(_place(one))}</td>"
        + "".join(f"<td>{_figure(_score(one, stage))}</td>" for stage in stages)
        + f"<td>{escape(one.text[:200])}</td></tr>"
        for rank, one in enumerate(result.found[:_PASSAGES], start=1)
    )
    return f'<table class="small"><tr>{head}</tr>{rows}</table>'


def _scores(result: Result) -> str:
    text = ", ".join(f"{name} {value:.3f}" for name, value in result.scores.items())
    return f"<p>{escape(text)}</p>" if text else ""


def _score(found: Found, stage: str) -> float | None:
    scores = {
        "dense": found.dense,
        "lexical": found.lexical,
        "fused": found.fused,
        "reranked": found.reranked,
    }
    return scores[stage]


def _figure(score: float | None) -> str:
    return "–" if score is None else f"{score:.3f}"


def _place(found: Found) -> str:
    return (
        f"{found.document}, p. {', '.join(map(str, found.pages))}"
        if found.pages
        else found.document
    )
