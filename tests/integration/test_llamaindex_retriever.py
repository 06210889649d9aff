"""A LlamaIndex query engine runs over the knowledge base, and its nodes carry the citations."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from indexes.model import Passage, Scope, Scores
from ingest.model import Box, Chunk, Document, Span
from kb_assistant.errors import InvalidQuestion
from kb_assistant.llamaindex import KnowledgeBaseRetriever
from kb_assistant.model import Question

BOX = Box(page=4, x0=50, y0=60, x1=300, y1=75)
HANDBOOK = Document(id="d1", collection="hr", uri="hr/handbook.pdf", title="Staff handbook")
FOUND = [
    Passage(
        chunk=Chunk(
            id="c1",
            document_id="d1",
            text="Leave is 25 days.",
            heading_path=("Time", "Leave"),
            spans=(Span(start=0, end=17, box=BOX),),
        ),
        document=HANDBOOK,
        scores=Scores(lexical=7.5, fused=0.9),
    ),
    Passage(
        chunk=Chunk(id="c2", document_id="d1", text="年假为二十五天。"),
        document=HANDBOOK,
        scores=Scores(lexical=3.0),
    ),
]


@dataclass
class Shelf:
    """A searcher that finds the same passages for every question and remembers the questions."""

    asked: list[Question] = field(default_factory=list)

    def search(self, question: Question, k: int = 10) -> Sequence[Passage]:
        if not question.text.strip():
            raise InvalidQuestion("the question is blank; write what you want to know")
        self.asked.append(question)
        return FOUND[:k]


def test_nodes_carry_text_score_and_place_under_the_chunks_own_id() -> None:
    first, second = KnowledgeBaseRetriever(Shelf()).retrieve("How much leave?")

    assert (first.node_id, first.text, first.score) == ("c1", "Leave is 25 days.", 0.9)
    assert first.metadata == {
        "title": "Staff handbook",
        "page": 4,
        "heading_path": "Time › Leave",
        "document": "hr/handbook.pdf",
        "collection": "hr",
        "pages": [4],
        "boxes": [{"page": 4, "x0": 50, "y0": 60, "x1": 300, "y1": 75}],
    }
    assert first.node.ref_doc_id == "d1"
    assert (second.node_id, second.text, second.score) == ("c2", "年假为二十五天。", 3.0)
    assert (second.metadata["page"], second.metadata["boxes"]) == (None, [])


def test_a_model_is_shown_title_and_heading_but_no_coordinates() -> None:
    from llama_index.core.schema import MetadataMode

    node = KnowledgeBaseRetriever(Shelf()).retrieve("How much leave?")[0]

    shown = node.node.get_content(MetadataMode.LLM)
    assert "Staff handbook" in shown
    assert "Time › Leave" in shown
    assert "x0" not in shown


def test_the_question_and_the_askers_scope_reach_the_search() -> None:
    shelf = Shelf()
    scope = Scope(collections=frozenset({"hr"}), groups=frozenset({"staff"}))

    found = KnowledgeBaseRetriever(shelf, k=1, scope=scope).retrieve("How much leave?")

    assert len(found) == 1
    assert shelf.asked == [Question(text="How much leave?", scope=scope)]


def test_a_blank_question_is_our_named_error() -> None:
    with pytest.raises(InvalidQuestion):
        KnowledgeBaseRetriever(Shelf()).retrieve(" ")


def test_a_query_engine_of_theirs_answers_from_our_passages() -> None:
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    engine = RetrieverQueryEngine.from_args(KnowledgeBaseRetriever(Shelf()), llm=MockLLM())

    response = engine.query("How much leave?")

    # Their mock model replies with its prompt.
    assert "Leave is 25 days." in str(response)
    assert [node.node_id for node in response.source_nodes] == ["c1", "c2"]
    assert response.source_nodes[0].metadata["page"] == 4
