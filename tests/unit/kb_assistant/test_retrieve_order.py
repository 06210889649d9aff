"""How found passages are ordered: by their words, by a cross-encoder, each text once."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from indexes.model import Passage, Scores
from ingest.model import Chunk, Document
from kb_assistant.errors import ModelServerDown
from kb_assistant.retrieve.collapse import collapsed, spread
from kb_assistant.retrieve.cross_encoder import CrossEncoding, cross_encoded
from kb_assistant.retrieve.features import NAMES, features
from kb_assistant.retrieve.matches import asked, folded, matches
from kb_assistant.retrieve.rerank import Network, reranked, trained

LONG = "Employees may carry over five days of annual leave into the next calendar year."


def passage(
    name: str, text: str = "", *, document: str = "", fused: float = 0.5, **about: object
) -> Passage:
    owner = Document(id=document or name, collection="c", uri=f"{document or name}.txt", **about)
    chunk = Chunk(id=name, document_id=owner.id, text=text or f"the words of {name}")
    return Passage(chunk=chunk, document=owner, scores=Scores(lexical=fused * 10, fused=fused))


def names(passages: Sequence[Passage]) -> list[str]:
    return [each.chunk.id for each in passages]


def split(text: str) -> list[str]:
    return text.lower().split()


def question(text: str, terms: Sequence[str], **frequencies: int) -> object:
    return asked(text, terms, frequencies=frequencies, rows=1000)


def test_terms_are_found_in_whatever_form_their_stem_takes() -> None:
    stems = {"studies": ["studi"], "study": ["studi"], "using": ["use"], "used": ["use"]}
    meant = question("studies using", ["studi", "use"])

    (found,) = matches(
        meant, ["the study used a misused sturdy one"], lambda word: stems.get(word, [word])
    )

    assert [(match.start, match.end, match.term) for match in found] == [(4, 9, 0), (10, 14, 1)]


def test_chinese_terms_are_found_inside_a_text_without_spaces() -> None:
    meant = question("年假天数", ["年假", "天数"])

    (found,) = matches(meant, [folded("员工年假天数为十五天,ＡＢＣ")], split)

    assert [(match.start, match.term) for match in found] == [(2, 0), (4, 1)]


def test_a_term_that_most_chunks_hold_does_not_count_beside_rarer_ones() -> None:
    meant = question("the leave policy", ["the", "leave", "policy"], the=900, leave=3, policy=3)

    assert meant.terms == ("leave", "policy")
    assert sum(meant.shares) == pytest.approx(1.0)


def test_features_have_a_row_for_each_passage_and_are_numbers() -> None:
    meant = question("annual leave in 2023", ["annual", "leave", "2023"])
    found = [passage("a", LONG, title="Leave 2023"), passage("b", ""), passage("c", "？")]

    table = features(meant, found, split)

    assert table.shape == (3, len(NAMES))
    assert np.isfinite(table).all()
    column = table[:, NAMES.index("coverage")]
    assert column[0] > column[1]
    assert table[0, NAMES.index("coverage_title")] > 0
    assert table[0, NAMES.index("numbers")] == 1.0


def test_a_text_that_says_what_was_asked_comes_before_one_that_only_scores_as_well() -> None:
    meant = question("carry over annual leave", ["carry", "over", "annual", "leave"])
    found = [passage("other", "Lunch is at noon in the canteen."), passage("right", LONG)]

    assert names(reranked(meant, found, terms=split, network=trained())) == ["right", "other"]


def test_a_question_without_words_keeps_the_order() -> None:
    found = [passage("a"), passage("b")]

    assert reranked(question("？", []), found, terms=split, network=trained()) == found


def test_a_network_is_a_line_and_a_small_layer() -> None:
    network = Network(
        mean=np.array([1.0, 0.0]),
        deviation=np.array([2.0, 1.0]),
        line=np.array([3.0, 0.0]),
        inner=np.array([[0.0], [1.0]]),
        bias=np.array([0.5]),
        outer=np.array([2.0]),
    )

    (score,) = network.scores(np.array([[5.0, 1.0]]))

    assert score == pytest.approx(3.0 * 2.0 + 2.0 * np.tanh(1.5))


def test_copies_are_shown_once_and_the_latest_stands_for_all() -> None:
    old = passage("old", LONG, fused=0.9, dated="2021-05-01")
    new = passage("new", LONG.replace(" five", "  five"), fused=0.8, dated="2023-05-01")

    kept, dropped = collapsed([old, passage("between", fused=0.85), new])

    assert names(kept) == ["new", "between"]
    assert kept[0].scores.fused == 0.9
    assert [document.id for document in kept[0].also_in] == ["old"]
    assert [(each.passage.chunk.id, each.reason) for each in dropped] == [
        ("old", "says the same as a passage of new.txt")
    ]


def test_nearly_the_same_words_with_other_numbers_are_two_things() -> None:
    one = passage("one", LONG + " The limit is 20 euros.", title="Travel")
    other = passage("other", LONG + " The limit is 25 euros.", title="Meals")

    assert names(collapsed([one, other])[0]) == ["one", "other"]


def test_nearly_the_same_words_in_two_versions_of_a_document_are_one_thing() -> None:
    one = passage("one", LONG + " The limit is 20 euros.", title="Travel 2022", dated="2022")
    other = passage("other", LONG + " The limit is 25 euros.", title="Travel 2023", dated="2023")

    assert names(collapsed([one, other])[0]) == ["other"]


def test_one_document_fills_half_of_the_page_at_most_where_others_come_near() -> None:
    many = [passage(f"a{n}", document="a", fused=0.90 - n / 1000) for n in range(4)]
    near = [passage("far", fused=0.1)]

    shown, dropped = spread([*many, *near], 4)

    assert names(shown) == ["a0", "a1", "a2", "a3"]
    wide = [passage("top", document="a", fused=1.0), *many[1:], passage("b", fused=0.89)]
    shown, dropped = spread(wide, 4)
    assert names(shown) == ["top", "a1", "b", "a3"]
    assert "gave way to b.txt" in dropped[0].reason


def test_a_document_that_alone_holds_the_answer_keeps_the_page() -> None:
    many = [passage(f"a{n}", document="a", fused=0.9 - n / 100) for n in range(4)]

    assert names(spread([*many, passage("b", fused=0.2)], 4)[0]) == ["a0", "a1", "a2", "a3"]
    assert spread([], 4) == ([], [])


class Counts:
    """Scores a text by its length."""

    def __init__(self, fail_after: int = 1000) -> None:
        self.asked = 0
        self.fail_after = fail_after

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> Sequence[float]:
        self.asked += len(texts)
        if self.asked > self.fail_after:
            raise ModelServerDown("no reranker answers")
        return [float(len(text)) for text in texts]


FOUND = [replace(passage(f"p{n:02}", "x" * n)) for n in range(1, 21)]


def test_a_cross_encoder_orders_the_best_passages_anew() -> None:
    how = CrossEncoding(scorer=Counts(), top_n=3, seconds=60)

    found, notes = cross_encoded("?", FOUND, how)

    assert names(found)[:4] == ["p03", "p02", "p01", "p04"]
    assert (len(found), notes) == (20, ())


def test_what_time_does_not_suffice_for_keeps_its_order_behind() -> None:
    clock = iter(range(100)).__next__
    how = CrossEncoding(scorer=Counts(), top_n=20, seconds=2.0, clock=clock)

    found, notes = cross_encoded("?", FOUND, how)

    assert names(found)[:2] == ["p08", "p07"]
    assert names(found)[8:] == [f"p{n:02}" for n in range(9, 21)]
    assert notes == ("time was up: 8 of 20 were scored",)


def test_when_the_reranker_fails_the_search_goes_on_and_says_so() -> None:
    how = CrossEncoding(scorer=Counts(fail_after=0), top_n=20, seconds=60)

    found, notes = cross_encoded("?", FOUND, how)

    assert found == FOUND
    assert "no reranker answers" in notes[0]


def test_a_collection_that_is_left_out_is_not_reranked() -> None:
    scorer = Counts()
    how = CrossEncoding(
        scorer=scorer, top_n=20, seconds=60, left_out=frozenset({FOUND[0].document.collection})
    )

    assert cross_encoded("?", FOUND, how) == (FOUND, ())
    assert scorer.asked == 0
