"""The search as a whole: what is found, in which order, what is corrected, narrowed and traced."""

from typing import Any

import pytest

from indexes.errors import UnknownDocument
from indexes.model import EVERYTHING, Scope
from kb_assistant.model import Question
from kb_assistant.retrieve.context import widened
from kb_assistant.retrieve.explain import Explainer
from kb_assistant.retrieve.key_figures import items_of
from kb_assistant.retrieve.trace import StageName

SALES = Scope(groups=frozenset({"sales"}))


def explained(
    base: Any, question: str, named: str, *, scope: Scope = EVERYTHING, k: int = 10
) -> Any:
    explainer = Explainer(searcher=base.retriever(), index=base.index, shelf=base.catalog)
    return explainer.explain(Question(text=question, scope=scope), named, k)


def test_every_stage_of_a_search_is_kept(base: Any) -> None:
    base.add("a.txt", "The notice period is three months.", "Lunch is at noon.")

    trace = base.trace("How long is the notice period?")

    assert [stage.name for stage in trace.stages] == list(StageName)
    assert trace.passages[0].chunk.id == "a.txt-0"
    assert trace.passages[0].scores.reranked is not None
    assert "words alone count" in trace.understood.notes[0]


def test_a_misspelt_word_is_corrected_to_the_only_one_that_comes_near(base: Any) -> None:
    base.add("a.txt", "The benefit begins in June.", "Each benefit ends in May.")

    trace = base.trace("When does the benifit begin?")

    assert trace.passages[0].chunk.id == "a.txt-0"
    assert any("'benifit' is in no document" in note for note in trace.understood.notes)


def test_a_word_is_not_corrected_to_one_that_the_asker_may_not_read(base: Any) -> None:
    base.add("secret.txt", "Project Zephyrus.", "Zephyrus starts.", readers=frozenset({"board"}))

    trace = base.trace("What is zephyrvs?", scope=SALES)

    assert trace.understood.text == "What is zephyrvs?"
    assert trace.passages == ()


def test_a_word_that_documents_have_is_left_as_it_is(base: Any) -> None:
    base.add("a.txt", "The affect is measured.", "Effect and effect.", "An effect.")

    assert base.trace("What is affect?").understood.text == "What is affect?"


@pytest.mark.parametrize(
    "question",
    ["What is the limit in the 2023 travel policy?", "《Travel Policy 2023》 limit?"],
)
def test_a_document_that_the_question_names_is_searched_alone(base: Any, question: str) -> None:
    base.add("old.pdf", "The limit is 80 euros.", title="Travel Policy 2022")
    base.add("new.pdf", "The limit is 90 euros.", title="Travel Policy 2023")

    trace = base.trace(question)

    assert [passage.document.uri for passage in trace.passages] == ["new.pdf"]
    assert any(note.startswith("filter:") for note in trace.understood.notes)


@pytest.mark.parametrize(
    "question", ["What is the limit in the travel policy?", "What is the limit in the report?"]
)
def test_a_name_that_may_mean_several_documents_narrows_nothing(base: Any, question: str) -> None:
    base.add("old.pdf", "The limit is 80 euros.", title="Travel Policy 2022")
    base.add("new.pdf", "The limit is 90 euros.", title="Travel Policy 2023")

    assert base.trace(question).understood.scope == EVERYTHING


def test_naming_a_document_never_widens_what_the_asker_may_see(base: Any) -> None:
    base.add("board.pdf", "The limit is 80.", title="Board Policy 2023", readers=frozenset({"b"}))
    base.add("all.pdf", "The limit is 90.", title="Handbook")

    trace = base.trace("What is the limit in the 2023 board policy?", scope=SALES)

    assert trace.understood.scope == SALES
    assert [passage.document.uri for passage in trace.passages] == ["all.pdf"]


def test_what_two_documents_say_is_shown_once_and_both_are_named(base: Any) -> None:
    said = "Employees may carry over five days of annual leave into the next year."
    base.add("old.txt", said, dated="2022-01-01")
    base.add("new.txt", said, dated="2023-01-01")

    trace = base.trace("How many days of annual leave may be carried over?")

    (passage,) = trace.passages
    assert passage.document.uri == "new.txt"
    assert [document.uri for document in passage.also_in] == ["old.txt"]


def test_a_passage_is_read_with_what_stands_around_it(base: Any) -> None:
    base.add("a.txt", "Before that.", "The notice period is three months.", "It ends in June.")
    passages = base.trace("notice period").passages

    wide = widened(passages, base.catalog, EVERYTHING, around=1)

    assert [each.chunk.id for each in wide] == ["a.txt-1", "a.txt-0", "a.txt-2"]
    assert widened(passages, base.catalog, EVERYTHING, around=0) == list(passages)
    closed = base.add("a.txt", "Before that.", "The notice period is three months.", "June.")
    base.catalog.set_readers(closed.id, frozenset({"board"}))
    assert widened(passages, base.catalog, SALES, around=1) == list(passages)


def test_explaining_tells_at_which_rank_a_document_was_shown(base: Any) -> None:
    base.add("a.txt", "The notice period is three months.")

    found = explained(base, "notice period", "a.txt")

    assert (found.lost, found.reason) == ("", "shown at rank 1")
    assert [step.rank for step in found.steps] == [1] * len(StageName)


def test_explaining_tells_that_the_asker_may_not_read_it(base: Any) -> None:
    base.add("a.txt", "The notice period is three months.", readers=frozenset({"board"}))

    found = explained(base, "notice period", "a.txt", scope=SALES)

    assert found.lost == "permission"
    assert "its readers are board" in found.reason


def test_explaining_to_someone_who_may_not_see_the_document_knows_none(base: Any) -> None:
    base.add("a.txt", "The notice period is three months.", readers=frozenset({"board"}))
    explainer = Explainer(searcher=base.retriever(), index=base.index, shelf=base.catalog)

    with pytest.raises(UnknownDocument, match="there is no document"):
        explainer.explain(Question(text="notice", scope=SALES), "a.txt", 10, told_to=SALES)


def test_explaining_tells_that_its_words_are_not_those_of_the_question(base: Any) -> None:
    base.add("a.txt", "Lunch is at noon.")
    base.add("b.txt", "The notice period is three months.")

    found = explained(base, "notice period", "a.txt")

    assert found.lost == "found"
    assert "the lexical leg does not find it" in found.reason
    assert "the dense leg was not asked" in found.reason


def test_explaining_tells_that_it_came_behind_those_that_are_shown(base: Any) -> None:
    base.add("best.txt", "The notice period is three months.")
    base.add("less.txt", "A notice hangs at the door of the canteen, and nobody reads it.")

    found = explained(base, "notice period", "less.txt", k=1)

    assert found.lost == "shown"
    assert "had rank 2, 1 are shown" in found.reason


def test_explaining_tells_that_it_says_the_same_as_another(base: Any) -> None:
    said = "Employees may carry over five days of annual leave into the next year."
    base.add("old.txt", said, dated="2022-01-01")
    base.add("new.txt", said, dated="2023-01-01")

    found = explained(base, "annual leave carry over", "old.txt")

    assert (found.lost, found.reason) == ("distinct", "says the same as a passage of new.txt")


def test_explaining_tells_that_the_question_names_another_document(base: Any) -> None:
    base.add("old.pdf", "The limit is 80 euros.", title="Travel Policy 2022")
    base.add("new.pdf", "The limit is 90 euros.", title="Travel Policy 2023")

    found = explained(base, "What is the limit in the 2023 travel policy?", "old.pdf")

    assert found.lost == "filter"


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("Has Acme's quick ratio improved?", "total current liabilities"),
        ("What is the FY2018 capex of Acme?", "purchases of property, plant and equipment"),
        ("公司的毛利率是多少？", "营业成本"),
    ],
)
def test_the_items_behind_a_key_figure_are_searched_for_too(question: str, item: str) -> None:
    assert item in items_of(question)


def test_a_question_without_a_key_figure_is_searched_as_it_stands() -> None:
    assert items_of("How many days of annual leave are there?") == ""


def test_the_accounts_are_found_that_a_ratio_is_computed_from(base: Any) -> None:
    base.add("a.pdf", "Total current assets 90. Total current liabilities 60. Balance sheet.")
    base.add("b.pdf", "A quick guide to the canteen.")

    trace = base.trace("Has the quick ratio improved?")

    assert trace.passages[0].document.uri == "a.pdf"
    assert any(note.startswith("key figures:") for note in trace.understood.notes)
