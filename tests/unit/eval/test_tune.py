import random
from pathlib import Path

import pytest

from eval.change import changed, value_of
from eval.choosing import Column, Dimension, Trial, Tuned, chosen
from eval.datasets.registry import register
from eval.datasets.split import Split
from eval.errors import RunError
from eval.measure import Kind, Plan
from eval.publish import edited, fragment, publish, undo
from eval.tune import dimensions_for, tune
from kb_assistant.errors import SettingsError
from kb_assistant.settings_sources import load

IDS = [f"q{number}" for number in range(40)]
WEIGHT = "retrieval.dense_weight"
TOP = "retrieval.candidates"


def trial(weight: float, top: int = 100) -> Trial:
    return ((WEIGHT, weight), (TOP, top))


def flat(value: float) -> dict[str, float]:
    return dict.fromkeys(IDS, value)


def tuned(pool: dict[Trial, Column], *, weights: tuple[float, ...]) -> Tuned:
    """Tune on combinations whose columns are known; 0.7 is in use."""
    dimensions = (Dimension(setting=WEIGHT, values=weights),)
    return chosen(trial(0.7), dimensions, lambda one: pool[one], metric="nDCG@10")


def test_a_combination_that_is_better_for_every_question_is_worthwhile() -> None:
    found = tuned({trial(0.7): flat(0.3), trial(0.5): flat(0.4)}, weights=(0.5, 0.7))

    assert found.changes == {WEIGHT: 0.5}
    assert (found.before, found.validated) == (pytest.approx(0.3), pytest.approx(0.4))
    assert found.worthwhile
    assert [one.p < 0.05 for one in found.tried] == [True, False]


def test_what_may_be_chance_is_not_worthwhile_and_its_interval_says_so() -> None:
    noise = {one: float(number % 2) for number, one in enumerate(IDS)}
    other = {one: 1 - value for one, value in noise.items()}

    found = tuned({trial(0.7): noise, trial(0.5): other}, weights=(0.5,))

    assert not found.worthwhile
    difference = next(one for one in found.tried if one.settings[WEIGHT] == 0.5)
    assert difference.low < 0 < difference.high
    assert difference.p > 0.05


def test_each_setting_is_varied_around_the_best_of_those_before() -> None:
    dimensions = (
        Dimension(setting=WEIGHT, values=(0.5, 0.7, 0.9)),
        Dimension(setting=TOP, values=(50, 100)),
    )
    measured: list[Trial] = []

    def column(one: Trial) -> Column:
        measured.append(one)
        return flat(1 - abs(float(one[0][1]) - 0.5))

    chosen(trial(0.7), dimensions, column, metric="x")

    assert measured == [trial(0.7), trial(0.5), trial(0.9), trial(0.5, 50)]


def test_the_search_is_judged_on_questions_that_had_no_say_in_it() -> None:
    # Each question likes one weight of ten by chance; over all of them none is better than 0.7.
    def column(one: Trial) -> Column:
        lucky = random.Random(str(one))
        return {each: float(lucky.random() < 0.5) for each in IDS}

    dimensions = (
        Dimension(setting=WEIGHT, values=tuple(n / 10 for n in range(10))),
        Dimension(setting=TOP, values=tuple(range(50, 60))),
    )

    found = chosen(trial(0.7), dimensions, column, metric="x")

    best = found.tried[0].mean
    assert best - 0.5 > 0.1
    assert abs(found.validated - 0.5) < 0.1
    assert not found.worthwhile


def test_at_a_tie_what_is_in_use_stays() -> None:
    pool = {trial(0.5): flat(0.4), trial(0.7): flat(0.4), trial(0.9): flat(0.4)}

    assert tuned(pool, weights=(0.5, 0.9)).changes == {}


def test_what_is_kept_for_judging_is_not_tuned_on_and_the_advice_fits(tmp_path: Path) -> None:
    table = tmp_path / "ours.csv"
    rows = "".join(f"Question {n}?,d{n}.md\n" for n in range(40))
    table.write_text(f"question,document\n{rows}", encoding="utf-8")
    register(tmp_path, "ours", table, split=Split.JUDGING)
    plan = Plan(Kind.RETRIEVAL, "ours", split=Split.TUNING)

    with pytest.raises(RunError, match="kept for judging and cannot be tuned on") as caught:
        tune(load(home=tmp_path).settings, plan, "nDCG@10", lambda stage, done, of: None)

    assert "--split" not in str(caught.value)


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
        tuned({trial(0.7): {"a": 1, "b": 1, "c": 1}}, weights=())


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


def test_edits_made_by_hand_after_applying_are_kept_when_it_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "kb.toml"
    path.write_text(FILE, encoding="utf-8")
    publish(tmp_path, {WEIGHT: 0.5})
    publish(tmp_path, {WEIGHT: 0.4})
    mine = path.read_text(encoding="utf-8") + '\n[llm]\nmodel = "ours"\n'
    path.write_text(mine, encoding="utf-8")

    last, first = undo(tmp_path), undo(tmp_path)

    assert (last.by_hand, first.by_hand) == (True, False)
    assert last.replaced.read_text(encoding="utf-8") == mine
    publish(tmp_path, {WEIGHT: 0.3})
    assert last.replaced.read_text(encoding="utf-8") == mine


def test_settings_that_cannot_be_are_never_put_into_force(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text(FILE, encoding="utf-8")

    with pytest.raises(SettingsError):
        publish(tmp_path, {WEIGHT: 9.0})

    assert (tmp_path / "kb.toml").read_text(encoding="utf-8") == FILE
    assert not (tmp_path / "config").exists()
