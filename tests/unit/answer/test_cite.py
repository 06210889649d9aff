"""Every mark in an answer opens the words of a passage that carry it."""

import re
from collections.abc import Callable

from indexes.model import Passage
from ingest.model import Kind
from kb_assistant.answer.cite import cited
from kb_assistant.answer.engine import Terms
from kb_assistant.model import Verdict

MakePassage = Callable[..., Passage]

LEAVE = (
    "Employees have 25 days of paid leave a year. Unused days expire in March. "
    "Ask your manager two weeks ahead. The canteen opens at noon."
)
YEAR_END = "员工每年享有十五天带薪年假。未休完的年假可顺延至次年三月底。请假须提前两周向主管申请。"


def test_a_citation_quotes_the_sentence_that_carries_the_claim(
    passage: MakePassage, terms: Terms
) -> None:
    passages = [passage("Cars park behind the house."), passage(LEAVE, page=7)]

    answer = cited("How much leave?", "You get 25 paid leave days [2].", passages, terms=terms)

    (citation,) = answer.citations
    assert citation.mark == 2
    assert citation.passage == passages[1]
    assert citation.quote == "Employees have 25 days of paid leave a year."
    assert citation.page == 7
    assert citation.boxes == passages[1].chunk.boxes_of(0, len(citation.quote))
    assert len(citation.boxes) == 1
    assert answer.verdict is Verdict.ANSWERED
    assert answer.passages == tuple(passages)
    assert answer.unsupported == ()


def test_a_chinese_citation_quotes_the_sentence_that_carries_the_claim(
    passage: MakePassage, terms: Terms
) -> None:
    answer = cited(
        "年假能顺延吗？", "未休的年假可以顺延到次年三月底[1]。", [passage(YEAR_END)], terms=terms
    )

    assert answer.citations[0].quote == "未休完的年假可顺延至次年三月底。"
    assert answer.unsupported == ()


def test_several_claims_from_one_passage_make_one_citation_in_page_order(
    passage: MakePassage, terms: Terms
) -> None:
    text = "The canteen opens at noon [1]. There are 25 days of paid leave [1]."

    answer = cited("What about leave?", text, [passage(LEAVE)], terms=terms)

    (citation,) = answer.citations
    assert citation.quote == (
        "Employees have 25 days of paid leave a year. … The canteen opens at noon."
    )
    assert [box.y0 for box in citation.boxes] == [0, 120]


def test_neighbouring_sentences_are_quoted_as_one_stretch(
    passage: MakePassage, terms: Terms
) -> None:
    text = "You have 25 days of paid leave, and unused days expire in March [1]."

    answer = cited("Leave?", text, [passage(LEAVE)], terms=terms)

    assert answer.citations[0].quote == (
        "Employees have 25 days of paid leave a year. Unused days expire in March."
    )


def test_every_quote_stands_verbatim_in_its_passage(passage: MakePassage, terms: Terms) -> None:
    passages = [passage(LEAVE), passage(YEAR_END)]

    answer = cited("年假？", "25 days [1]. 十五天[2]。Ask the manager [1].", passages, terms=terms)

    for citation in answer.citations:
        for part in citation.quote.split(" … "):
            assert part in citation.passage.chunk.text


def test_marks_out_of_bounds_are_dropped_and_counted(passage: MakePassage, terms: Terms) -> None:
    answer = cited("Leave?", "25 days [0][1][99]. Also paid [5].", [passage(LEAVE)], terms=terms)

    assert answer.text == "25 days [1]. Also paid."
    assert answer.dropped_marks == 3
    assert [citation.mark for citation in answer.citations] == [1]


def test_no_mark_in_the_text_lacks_a_citation(passage: MakePassage, terms: Terms) -> None:
    wild = "[2] A [1, 7]. B 【2】 [[3]] C [1-9]. [Passage 2] [2024] [-1] [1"

    answer = cited("?", wild, [passage(LEAVE), passage(YEAR_END)], terms=terms)

    marks = {int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text)}
    assert marks == {citation.mark for citation in answer.citations} == {1, 2}


def test_citations_come_in_the_order_of_their_first_marks(
    passage: MakePassage, terms: Terms
) -> None:
    passages = [passage(LEAVE), passage(YEAR_END)]

    answer = cited("?", "十五天[2]。25 days [1]. Again [2].", passages, terms=terms)

    assert [citation.mark for citation in answer.citations] == [2, 1]


def test_blank_text_means_that_nothing_was_found(passage: MakePassage, terms: Terms) -> None:
    answer = cited("Who?", " \n", [passage(LEAVE)], terms=terms)

    assert (answer.verdict, answer.text, answer.citations) == (Verdict.NOT_FOUND, "", ())
    assert len(answer.passages) == 1


def test_marks_without_words_are_no_answer(passage: MakePassage, terms: Terms) -> None:
    answer = cited("Who?", "[1]", [passage(LEAVE)], terms=terms)

    assert (answer.verdict, answer.text, answer.citations) == (Verdict.NOT_FOUND, "", ())


def test_a_sentence_that_no_cited_passage_supports_is_listed(
    passage: MakePassage, terms: Terms
) -> None:
    text = "You have 25 days of paid leave [1]. Dogs may sleep under the desk [1]."

    answer = cited("Leave?", text, [passage(LEAVE)], terms=terms)

    assert answer.unsupported == ("Dogs may sleep under the desk.",)


def test_a_sentence_with_another_number_than_its_source_is_listed(
    passage: MakePassage, terms: Terms
) -> None:
    answer = cited(
        "Leave?", "Employees have 28 days of paid leave [1].", [passage(LEAVE)], terms=terms
    )

    assert answer.unsupported == ("Employees have 28 days of paid leave.",)


def test_a_sentence_without_marks_may_lean_on_any_cited_passage(
    passage: MakePassage, terms: Terms
) -> None:
    text = "Employees have paid leave. They must ask their manager [1]."

    answer = cited("Leave?", text, [passage(LEAVE)], terms=terms)

    assert answer.unsupported == ()


def test_an_answer_without_any_mark_is_unsupported_as_a_whole(
    passage: MakePassage, terms: Terms
) -> None:
    answer = cited("Leave?", "Employees have 25 days of leave.", [passage(LEAVE)], terms=terms)

    assert answer.unsupported == ("Employees have 25 days of leave.",)
    assert answer.citations == ()


def test_an_answer_in_another_language_cites_what_the_question_or_numbers_find(
    passage: MakePassage, terms: Terms
) -> None:
    answer = cited("How much leave?", "每年有25天假期[1]。", [passage(LEAVE)], terms=terms)

    assert answer.citations[0].quote == "Employees have 25 days of paid leave a year."
    assert answer.unsupported == ()


def test_a_passage_without_pages_is_cited_without_a_page(
    passage: MakePassage, terms: Terms
) -> None:
    answer = cited("Leave?", "25 days [1].", [passage(LEAVE, page=None)], terms=terms)

    assert (answer.citations[0].page, answer.citations[0].boxes) == (None, ())


def test_a_table_row_is_quoted_without_the_header(passage: MakePassage, terms: Terms) -> None:
    table = passage(
        "Item | Price\nWidget | 30 EUR\nGadget | 45 EUR\nGizmo | 30 EUR", kind=Kind.TABLE
    )

    answer = cited("Price of the Gizmo?", "Item: Gizmo; Price: 30 EUR [1]", [table], terms=terms)

    assert answer.citations[0].quote == "Gizmo | 30 EUR"
