from pathlib import Path

import pytest

from eval.change import changed, value_of
from eval.errors import RunError
from eval.measure import Kind, Plan
from eval.publish import edited, fragment, publish, undo
from eval.tune import Dimension, Trial, chosen, dimensions_for, searched
from kb_assistant.errors import SettingsError
from kb_assistant.settings_sources import load

IDS = [f"q{number}" for number in range(40)]
WEIGHT = "retrieval.dense_weight"
TOP = "retrieval.candidates"


def trial(weight: float, top: int = 100) -> Trial:
    return ((WEIGHT, weight), (TOP, top))


def flat(value: float) -> dict[str, float]:
    return dict.fromkeys(IDS, value)


def test_a_combination_that_is_better_for_every_question_is_worthwhile() -> None:
    pool = {trial(0.7): flat(0.3), trial(0.5): flat(0.4)}

    found = chosen(pool, metric="nDCG@10", current=trial(0.7))

    assert found.changes == {WEIGHT: 0.5}
    assert (found.before, found.validated) == (pytest.approx(0.3), pytest.approx(0.4))
    assert found.worthwhile
    assert [one.p < 0.05 for one in found.tried] == [True, False]


def test_what_may_be_chance_is_not_worthwhile_and_its_interval_says_so() -> None:
    noise = {one: float(number % 2) for number, one in enumerate(IDS)}
    pool = {trial(0.7): noise, trial(0.5): {one: 1 - value for one, value in noise.items()}}

    found = chosen(pool, metric="nDCG@10", current=trial(0.7))

    assert not found.worthwhile
    other = next(one for one in found.tried if one.settings[WEIGHT] == 0.5)
    assert other.low < 0 < other.high
    assert other.p > 0.05


def test_each_setting_is_varied_around_the_best_of_those_before() -> None:
    dimensions = (
        Dimension(setting=WEIGHT, values=(0.5, 0.7, 0.9)),
        Dimension(setting=TOP, values=(50, 100)),
    )

    pool = searched(trial(0.7), dimensions, lambda one: flat(1 - abs(float(one[0][1]) - 0.5)))

    assert list(pool) == [trial(0.7), trial(0.5), trial(0.9), trial(0.5, 50)]


def test_at_a_tie_what_is_in_use_stays() -> None:
    pool = {trial(0.5): flat(0.4), trial(0.7): flat(0.4), trial(0.9): flat(0.4)}

    assert chosen(pool, metric="x", current=trial(0.7)).changes == {}


def test_for_a_collection_only_what_can_be_set_for_it_is_searched(tmp_path: Path) -> None:
    given = {"retrieval.dense_weights": "faq=0.9", "rerank.model": "m", "rerank.left_out": "faq"}
    settings = load(home=tmp_path, overrides=given).settings
    plan = Plan(Kind.RETRIEVAL, "ours.csv", collection="manuals")

    weights, reranker = dimensions_for(settings, plan, ())

    assert weights.values[:2] == ("faq=0.9,manuals=0.0", "faq=0.9,manuals=0.2")
    assert (reranker.setting, reranker.values) == ("rerank.left_out", ("faq", "faq,manuals"))


def test_without_a_cross_encoder_there_is_none_to_switch_off(tmp_path: Path) -> None:
    settings = load(home=tmp_path).settings

    plain = dimensions_for(settings, Plan(Kind.RETRIEVAL, "ours.csv"), ())
    served = settings.rerank.model_copy(update={"base_url": "http://127.0.0.1/v1", "model": "m"})
    named = dimensions_for(
        settings.model_copy(update={"rerank": served}), Plan(Kind.RETRIEVAL, "ours.csv"), ()
    )

    assert {one.setting for one in named} - {one.setting for one in plain} == {"rerank.top_n"}


def test_too_few_questions_to_tune_on_are_refused() -> None:
    with pytest.raises(RunError, match="3 questions are too few to tune on; 10 are needed"):
        chosen({trial(0.7): {"a": 1, "b": 1, "c": 1}}, metric="x", current=trial(0.7))


def test_settings_are_changed_by_key_and_checked(tmp_path: Path) -> None:
    settings = load(home=tmp_path).settings

    assert changed(settings, {WEIGHT: 0.25}).retrieval.dense_weight == 0.25
    assert value_of(settings, "retrieval.dense") is True
    with pytest.raises(RunError, match=r"retrieval\.depth is no setting"):
        changed(settings, {"retrieval.depth": 3})
    with pytest.raises(ValueError, match="less than or equal to 1"):
        changed(settings, {WEIGHT: 7.0})


FILE = """# ours
[retrieval]
dense_weight = 0.7  # as measured in May
passages = 6

[web]
port = 80
"""


def test_only_the_lines_of_the_changed_settings_are_touched() -> None:
    changes = {WEIGHT: 0.5, TOP: 300, "answer.engine": "extractive"}

    assert edited(FILE, changes) == (
        "# ours\n[retrieval]\ncandidates = 300\ndense_weight = 0.5\npassages = 6\n\n"
        '[web]\nport = 80\n\n[answer]\nengine = "extractive"\n'
    )
    assert fragment({"retrieval.dense": False}) == "[retrieval]\ndense = false\n"


def test_published_settings_are_in_force_and_can_be_taken_back_step_by_step(
    tmp_path: Path,
) -> None:
    (tmp_path / "kb.toml").write_text(FILE, encoding="utf-8")

    publish(tmp_path, {WEIGHT: 0.5})
    publish(tmp_path, {WEIGHT: 0.4})

    weights = [load(home=tmp_path).settings.retrieval.dense_weight]
    for _ in range(2):
        undo(tmp_path)
        weights.append(load(home=tmp_path).settings.retrieval.dense_weight)
    assert weights == [0.4, 0.5, 0.7]
    assert (tmp_path / "kb.toml").read_text(encoding="utf-8") == FILE
    with pytest.raises(RunError, match="no earlier version is kept"):
        undo(tmp_path)


def test_settings_that_cannot_be_are_never_put_into_force(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text(FILE, encoding="utf-8")

    with pytest.raises(SettingsError):
        publish(tmp_path, {WEIGHT: 9.0})

    assert (tmp_path / "kb.toml").read_text(encoding="utf-8") == FILE
    assert not (tmp_path / "config").exists()
