import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.compare import compare
from eval.datasets.model import Case
from eval.errors import RunError
from eval.evaluate import answers, evaluate, retrieval
from eval.judge.judging import judge
from eval.judge.verdict import Measure
from eval.report import page
from eval.runs import Run, record

from .doubles import CASES, FOUND, Scripted, Shelf, dataset, head, passage

VOID = {"meta", "br", "hr", "img", "rect", "line", "circle", "path", "polyline"}


class Nesting(HTMLParser):
    """Finds tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


def checked(html: str) -> str:
    nesting = Nesting()
    nesting.feed(html)
    assert (nesting.wrong, nesting.open) == ([], [])
    assert not re.search(r"<script|<link|<img|\ssrc=|\shref=|url\(|@import", html)
    return html


def test_a_report_is_one_page_that_needs_nothing_else(tmp_path: Path) -> None:
    run = evaluate(dataset(*CASES), retrieval(Shelf(FOUND)), record(tmp_path, head()))

    html = checked(page(run, run))

    for title in ("Metrics", "Rank of the first right document", "Recall by k", "Waiting time"):
        assert f"<h2>{title}</h2>" in html
    assert "Worst questions by nDCG@10" in html
    assert "66.7\u00a0%" in html


def test_a_report_on_answers_shows_decisions_and_risk(tmp_path: Path) -> None:
    cases = [
        Case(id="1", question="one", answerable=True, answers=(("words",),), relevant={"a": 1}),
        Case(id="2", question="two", answerable=False),
        Case(id="3", question="nothing", answerable=False),
    ]
    run = evaluate(dataset(*cases), answers(Shelf(FOUND)), record(tmp_path, head(kind="refusal")))

    html = checked(page(run))

    assert "<h2>Answered and refused</h2>" in html
    assert "<h2>Risk by coverage</h2>" in html
    assert "a refusal: the documents do not tell" in html


def test_what_documents_and_questions_say_is_shown_not_run(tmp_path: Path) -> None:
    evil = "</title><script>alert(1)</script>"
    case = Case(id=evil, question=evil, relevant={evil: 1}, place=evil, slices={evil: evil})
    shelf = Shelf({evil: [passage("x", text=evil)]})

    html = page(evaluate(dataset(case), retrieval(shelf), record(tmp_path, head(dataset=evil))))

    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 3


def test_failed_and_missing_questions_are_said_at_the_top(tmp_path: Path) -> None:
    shelf = Shelf(FOUND)
    shelf.down = True
    run = evaluate(dataset(*CASES), retrieval(shelf), record(tmp_path, head(questions=5)))

    html = checked(page(run))

    alarms = re.findall(r'<p class="alarm">(.*?)</p>', html)
    assert alarms[0].startswith("3 of 5 questions failed and count in no number below.")
    assert alarms[1] == "The run was stopped: 2 questions were not asked."


def test_what_a_model_judged_is_shown_as_an_opinion(tmp_path: Path) -> None:
    case = Case(id="1", question="one", answers=(("words",),))
    run = evaluate(dataset(case), answers(Shelf(FOUND)), record(tmp_path, head(kind="answers")))
    judge(run, [Measure.CORRECTNESS], Scripted('{"verdict": "yes"}'))

    html = checked(page(run))

    assert "<h2>Judged by a model</h2>" in html
    assert "correctness (judged by scripted)" in html


def many(folder: Path, name: str, found: list[str]) -> Run:
    """Make a run over 40 questions, the n-th of which finds the n-th document first."""
    cases = [
        Case(id=str(n), question=f"question {n}", relevant={"a": 1}, slices={"team": f"T{n % 2}"})
        for n in range(40)
    ]
    shelf = Shelf({f"question {n}": [passage(one)] for n, one in enumerate(found)})
    return evaluate(
        dataset(*cases), retrieval(shelf), record(folder, head(name, questions=len(cases)))
    )


def test_a_change_is_coloured_only_when_it_is_more_than_chance(tmp_path: Path) -> None:
    before = many(tmp_path, "retrieval-tiny-1", ["x"] + ["a"] * 39)
    little = many(tmp_path, "retrieval-tiny-2", ["a"] * 40)
    much = many(tmp_path, "retrieval-tiny-3", ["x"] * 40)

    said = [re.findall(r'<i class="(\w+)">([^<]+)<', page(run, before)) for run in (little, much)]

    assert said[0][0] == ("same", "+2.5, may be chance")
    assert said[1][0] == ("down", "−97.5, significant")


def test_what_the_report_says_changed_is_what_a_comparison_says(tmp_path: Path) -> None:
    before = many(tmp_path, "retrieval-tiny-1", ["a"] * 20 + ["x"] * 20)
    now = many(tmp_path, "retrieval-tiny-2", ["x"] * 30 + ["a"] * 10)

    html = checked(page(now, before))

    found = compare(before, now)
    assert (found.better, found.worse) == (10, 20)
    assert "10 of 40 questions are better, 20 worse than in retrieval-tiny-1." in html
    assert "The 20 largest changes of 30." in html
    group = found.slices[0].groups[0].difference
    assert f"<td>{group.change:+.3f}</td>".replace("-", "−") in html.replace(' class="same"', "")


def test_runs_over_other_questions_make_no_report(tmp_path: Path) -> None:
    run = many(tmp_path, "retrieval-tiny-1", ["a"] * 40)
    other = evaluate(
        dataset(*CASES), retrieval(Shelf(FOUND)), record(tmp_path, head("r-2", dataset="other"))
    )

    with pytest.raises(RunError, match="the runs differ in dataset"):
        page(run, other)


def test_groups_are_tables_and_synthetic_questions_are_said_at_the_top(tmp_path: Path) -> None:
    cases = [replace(case, synthetic=True) for case in CASES]
    more = [
        Case(id=str(n), question="one", relevant={"a": 1}, slices={"language": "en"})
        for n in range(5)
    ]
    run = evaluate(
        dataset(*cases, *more), retrieval(Shelf(FOUND)), record(tmp_path, head(questions=8))
    )

    html = checked(page(run))

    assert "3 of 8 questions are synthetic" in html
    assert "<h2>By language</h2>" in html
    assert "<td>en</td><td>7</td>" in html
    assert "and 1 rarer value<" in html


def test_the_report_says_how_many_bad_questions_it_does_not_show(tmp_path: Path) -> None:
    html = page(many(tmp_path, "retrieval-tiny-1", ["x"] * 40))

    assert "These are 25 of the 40 below 1." in html
    assert html.count("<details><summary><span") == 25
