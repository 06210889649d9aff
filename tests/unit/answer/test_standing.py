"""Whether a quoted answer is given depends on how well the reranker likes what was found."""

from collections.abc import Callable, Sequence

import pytest

from indexes.model import Passage, Scores
from kb_assistant.answer.confidence import confidence
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.extract import ExtractiveEngine
from kb_assistant.answer.standing import standing
from kb_assistant.model import Question
from kb_assistant.retrieve.cross_encoder import CrossEncoding, cross_encoded

MakePassage = Callable[..., Passage]

BACKUP = "Open the board menu and choose Export. The file holds all cards of the board."
QUESTION = "How can I save the cards of my board, in case the service goes away?"
BACKUP_ZH = "打开看板菜单，选择导出。导出的文件包含看板的全部卡片。"
QUESTION_ZH = "担心服务停掉，怎样把看板卡片保存到本地？"


def said(terms: Terms, question: str, *passages: Passage) -> str:
    pieces = ExtractiveEngine(terms, 0.5).stream(Question(text=question), passages)
    return "".join(map(str, pieces))


def english(light: float | None) -> Scores:
    return Scores(dense=0.6, lexical=9.0, light=light)


def chinese(light: float | None) -> Scores:
    return Scores(lexical=9.0, light=light)


@pytest.mark.parametrize(
    ("question", "text", "sure", "unsure"),
    [
        (QUESTION, BACKUP, english(9.4), english(5.2)),
        (QUESTION_ZH, BACKUP_ZH, chinese(6.6), chinese(4.2)),
    ],
)
def test_a_passage_that_the_reranker_likes_is_quoted_and_one_that_it_does_not_is_not(
    question: str, text: str, sure: Scores, unsure: Scores, terms: Terms, passage: MakePassage
) -> None:
    assert said(terms, question, passage(text, scores=sure))
    assert not said(terms, question, passage(text, scores=unsure))


def test_the_same_words_in_a_passage_further_up_go_first(
    terms: Terms, passage: MakePassage
) -> None:
    text = "The export holds all cards of the board."
    passages = [
        passage(text, title="Old manual", scores=english(7.0)),
        passage(text, title="Manual", scores=english(9.0)),
    ]

    assert said(terms, "What does the export of a board hold?", *passages) == f"{text} [2]"


class Unsure:
    """A cross-encoder whose scores lie between 0 and 1."""

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        return [0.1 for _ in texts]


def test_the_scores_of_a_cross_encoder_lie_on_another_scale_and_do_not_count(
    passage: MakePassage,
) -> None:
    found = [passage(BACKUP, scores=english(9.0))]
    how = CrossEncoding(scorer=Unsure(), top_n=30, seconds=1.0)

    ordered, _ = cross_encoded(QUESTION, found, how)

    assert ordered[0].scores.reranked == 0.1
    assert standing(ordered) == standing(found)


def test_without_the_reranker_words_alone_decide(terms: Terms, passage: MakePassage) -> None:
    bare, middling = (
        confidence(QUESTION, [passage(BACKUP, scores=english(light))], terms=terms)
        for light in (None, 7.3)
    )

    assert bare == middling


def test_how_far_a_passage_lies_behind_is_told_for_each_in_order(passage: MakePassage) -> None:
    passages = [passage(BACKUP, scores=english(light)) for light in (7.3, 8.7, None)]

    found = standing(passages)

    assert found.best == pytest.approx(1.0)
    assert found.behind == pytest.approx((1.0, 0.0, 1.0))


def test_no_score_however_high_lifts_a_passage_without_bound(passage: MakePassage) -> None:
    scores = [english(light) for light in (99.0, -99.0)]

    assert [standing([passage(BACKUP, scores=each)]).best for each in scores] == [1.5, -1.5]
