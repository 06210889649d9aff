import json
from pathlib import Path

from eval.datasets.load import load
from eval.synthetic import Source, to_csv
from eval.written import written
from ingest.model import Box, Chunk, Kind, Span
from kb_assistant.model import Turn

from .doubles import Scripted


def chunk(text: str, page: int, kind: Kind = Kind.PARAGRAPH) -> Chunk:
    box = Box(page=page, x0=0, y0=0, x1=1, y1=1)
    spans = (Span(start=0, end=len(text), box=box),)
    return Chunk(id=f"c{page}", document_id="d", text=text, spans=spans, kind=kind)


CHUNKS = (
    chunk("Annual leave is 25 days in the first year and 28 days from the second year on.", 1),
    chunk(
        "Hotel | 2024\nBerlin | 140 euros\nMunich | 160 euros\nHamburg | 150 euros, all per night",
        2,
        Kind.TABLE,
    ),
)


def reply(question: str, answer: str = "", before: str = "") -> str:
    return json.dumps({"question": question, "answer": answer, "before": before})


def test_a_model_writes_one_question_of_each_type_that_the_document_allows() -> None:
    model = Scripted(
        reply("How much leave is there?", "25 days"),
        reply("What may a hotel in Berlin cost?", "140 euros"),
        reply("Leave, and hotels in Munich?", "28 days, 160 euros"),
        reply("How much leave do contractors have?"),
        reply("And in the second year?", "28 days", "How much leave is there?"),
    )
    failures: list[str] = []

    found = list(written("a.pdf", CHUNKS, model, most=9, failures=failures))

    assert [(one.source, one.page, one.answerable) for one in found] == [
        (Source.FACT, 1, True),
        (Source.TABLE, 2, True),
        (Source.MULTI_HOP, 1, True),
        (Source.UNANSWERABLE, None, False),
        (Source.FOLLOW_UP, 1, True),
    ]
    assert found[-1].history == ("How much leave is there?",)
    assert failures == []


def test_replies_that_do_not_fit_are_passed_over_and_told() -> None:
    model = Scripted("no", "still no", reply("Which hotel?"), None)
    failures: list[str] = []

    found = list(written("a.pdf", CHUNKS, model, most=5, failures=failures))

    assert found == []
    assert [one.split(":")[0] for one in failures] == ["a.pdf", "a.pdf"]
    assert "it broke off" in failures[1]


def test_what_was_written_is_a_dataset_with_history_and_a_column_to_strike_out(
    tmp_path: Path,
) -> None:
    model = Scripted(
        reply("How much leave is there?", "25 days"),
        reply("Which hotel?", "Berlin"),
        reply("Both?", "25 days, Berlin"),
        reply("How much leave do contractors have?"),
        reply("And in the second year?", "28 days", "How much leave is there?"),
    )
    path = tmp_path / "made.csv"
    text = to_csv(written("a.pdf", CHUNKS, model, most=5, failures=[]))
    path.write_text(text.replace("yes,table,", "yes,table,no"), encoding="utf-8-sig")

    cases = {case.slices["type"]: case for case in load(path).cases}

    assert "table" not in cases
    assert all(case.synthetic for case in cases.values())
    assert cases["follow-up"].history == (Turn(question="How much leave is there?", answer=""),)
    assert cases["unanswerable"].answerable is False
    assert cases["unanswerable"].relevant == {}
    assert cases["fact"].relevant == {"a.pdf": 1}
