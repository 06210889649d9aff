from dataclasses import replace
from types import MappingProxyType

import pytest
from pydantic import ValidationError

from indexes.model import Passage, Scores
from ingest.model import Box, Chunk, Document, Note, Span
from kb_assistant.model import Answer, Citation, Verdict
from kb_assistant.shapes import ScoresShape, ask_result, document_shape, search_results

LINE = Box(page=3, x0=72, y0=100, x1=300, y1=112)
NEXT = Box(page=4, x0=72, y0=90, x1=300, y1=102)
HANDBOOK = Document(
    id="d1", collection="hr", uri="policies/handbook.pdf", title="Handbook", readers=frozenset("ba")
)
CHUNK = Chunk(
    id="c1",
    document_id="d1",
    text="Twenty days.\nApply early.",
    heading_path=("Leave", "Annual"),
    spans=(Span(start=0, end=12, box=LINE), Span(start=13, end=25, box=NEXT)),
    place="slide 3",
)
PASSAGE = Passage(
    chunk=CHUNK, document=HANDBOOK, scores=Scores(dense=0.5, lexical=7.0, fused=0.031)
)


def test_a_search_result_names_file_pages_boxes_and_every_score() -> None:
    (found,) = search_results([PASSAGE])

    assert found.model_dump() == {
        "rank": 1,
        "score": 0.031,
        "scores": {"dense": 0.5, "lexical": 7.0, "fused": 0.031},
        "document": "policies/handbook.pdf",
        "title": "Handbook",
        "collection": "hr",
        "pages": [3, 4],
        "boxes": [
            {"page": 3, "x0": 72, "y0": 100, "x1": 300, "y1": 112},
            {"page": 4, "x0": 72, "y0": 90, "x1": 300, "y1": 102},
        ],
        "place": "slide 3",
        "heading_path": ["Leave", "Annual"],
        "text": "Twenty days.\nApply early.",
    }


def test_results_are_ranked_from_one_and_scored_by_the_last_stage() -> None:
    reranked = Passage(
        chunk=CHUNK, document=HANDBOOK, scores=Scores(lexical=7.0, fused=0.03, reranked=0.9)
    )

    found = search_results([reranked, PASSAGE])

    assert [(result.rank, result.score) for result in found] == [(1, 0.9), (2, 0.031)]


def test_an_answer_keeps_marks_quotes_and_the_boxes_of_the_quote_alone() -> None:
    citation = Citation(mark=1, passage=PASSAGE, quote="Twenty days.", page=3, boxes=(LINE,))
    answer = Answer(
        question="How much leave?",
        text="Twenty days. [1]",
        verdict=Verdict.ANSWERED,
        citations=(citation,),
        passages=(PASSAGE,),
        engine="extractive",
        timings=MappingProxyType({"search": 0.02}),
    )

    shape = ask_result(answer).model_dump()

    passages = shape.pop("passages")
    assert shape == {
        "question": "How much leave?",
        "answer": "Twenty days. [1]",
        "verdict": "answered",
        "citations": [
            {
                "mark": 1,
                "document": "policies/handbook.pdf",
                "title": "Handbook",
                "page": 3,
                "boxes": [{"page": 3, "x0": 72, "y0": 100, "x1": 300, "y1": 112}],
                "place": "slide 3",
                "quote": "Twenty days.",
            }
        ],
        "official": None,
        "timings": {"search": 0.02},
        "engine": "extractive",
    }
    assert passages == [result.model_dump() for result in search_results([PASSAGE])]


def test_a_document_lists_its_readers_in_order() -> None:
    assert document_shape(HANDBOOK).readers == ["a", "b"]


def test_a_document_tells_what_its_file_says_and_what_was_noticed() -> None:
    scan = replace(
        HANDBOOK,
        language="zh",
        dated="2024-05-02",
        authors=("王芳",),
        notes=(Note(page=7, text="scanned, read by OCR"),),
    )

    shape = document_shape(scan).model_dump()

    assert (shape["language"], shape["dated"], shape["authors"]) == ("zh", "2024-05-02", ["王芳"])
    assert shape["notes"] == [{"page": 7, "text": "scanned, read by OCR"}]


def test_a_shape_refuses_a_key_that_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        ScoresShape.model_validate({"dense": 1, "lexical": 1, "fused": 1, "bm25": 1})
