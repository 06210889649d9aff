"""Training the light reranker: what it learns, that it is repeatable, and how it is judged."""

import json
from pathlib import Path

import numpy as np

from eval.reranker.collect import Asked, Collected, datasets
from eval.reranker.fit import Ranked, Recipe, fit
from eval.reranker.train import left_out, save, trained
from kb_assistant.retrieve.features import NAMES

TELLING = 3
"""The feature that says in these lists which passage answers."""


def collected(name: str, questions: int = 40) -> Collected:
    random = np.random.default_rng(len(name))
    asked = []
    for _ in range(questions):
        table = random.standard_normal((8, len(NAMES))).astype(np.float32)
        best = int(table[:, TELLING].argmax())
        asked.append(
            Asked(
                ranked=Ranked(features=table, relevant=np.arange(8) == best),
                documents=tuple(f"d{place}" for place in range(8)),
                relevant={f"d{best}": 1},
            )
        )
    return Collected(name=name, asked=tuple(asked))


def test_it_learns_what_tells_and_is_measured_on_sets_that_it_did_not_see() -> None:
    sets = [collected("one_en"), collected("two_en"), collected("three_zh")]

    found = left_out(sets, [*sets, collected("never_learnt")], Recipe(rounds=60))

    assert [each.name for each in found] == ["one_en", "two_en", "three_zh", "never_learnt"]
    assert all(each.reranked > 0.85 > each.fused for each in found)
    assert all(each.p < 0.01 and each.change.low > 0 for each in found)


def test_the_same_lists_give_the_same_weights(tmp_path: Path) -> None:
    sets = [collected("one"), collected("two")]
    save(trained(sets, Recipe(rounds=2)), tmp_path / "a.npz")
    save(trained(sets, Recipe(rounds=2)), tmp_path / "b.npz")

    first, second = (np.load(tmp_path / name) for name in ("a.npz", "b.npz"))

    assert tuple(first["names"]) == NAMES
    assert all(np.array_equal(first[name], second[name]) for name in first.files)


def test_a_question_without_an_answer_in_its_list_teaches_nothing() -> None:
    nothing = Ranked(
        features=np.ones((2, len(NAMES)), dtype=np.float32), relevant=np.zeros(2, dtype=bool)
    )
    sets = [[each.ranked for each in collected("one").asked]]

    plain = fit(sets, Recipe(rounds=1))
    with_nothing = fit([[*sets[0], nothing]], Recipe(rounds=1))

    assert np.array_equal(plain.line, with_nothing.line)


def test_a_file_of_pairs_is_a_dataset_for_each_kind(tmp_path: Path) -> None:
    pairs = [
        {"q": "How?", "p": "So.", "kind": "faq", "src": "x"},
        {"q": "How?", "p": "Or so.", "kind": "faq", "src": "x"},
        {"q": "Title", "p": "Text.", "kind": "heading", "src": "x"},
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(map(json.dumps, pairs)), encoding="utf-8")

    faq, heading = datasets(path)

    assert (faq.name, heading.name) == ("pairs_faq", "pairs_heading")
    (case,) = faq.cases
    texts = {row.id: row.text for row in faq.corpus}
    assert sorted(texts[each] for each in case.relevant) == ["Or so.", "So."]
