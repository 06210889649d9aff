"""Settings: where each value comes from, and what is refused."""

from pathlib import Path

import pytest

from ingest.options import Engine
from kb_assistant.errors import SettingsError
from kb_assistant.reading import options
from kb_assistant.settings import environment_name, known_keys
from kb_assistant.settings_sources import load


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KB_HOME", "KB_CONFIG", *map(environment_name, known_keys())):
        monkeypatch.delenv(name, raising=False)


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kb.toml").write_text('[llm]\nmodel = "a"\nbase_url = "b"\nmax_tokens = 99\n')
    monkeypatch.setenv("KB_LLM_MODEL", "from-environment")
    monkeypatch.setenv("KB_LLM_BASE_URL", "http://environment/v1")

    found = load(home=tmp_path, overrides={"llm.model": "typed"})

    llm = found.settings.llm
    assert (llm.model, llm.base_url, llm.max_tokens) == ("typed", "http://environment/v1", 99)
    assert found.origins == {
        "home": "command line",
        "llm.model": "command line",
        "llm.base_url": "environment",
        "llm.max_tokens": str(tmp_path / "kb.toml"),
    }


def test_the_environment_names_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_HOME", str(tmp_path / "here"))

    assert load().settings.home == tmp_path / "here"


def test_every_setting_can_be_set_by_its_environment_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = load(home=tmp_path).settings.model_dump()
    for key in known_keys():
        section, _, name = key.partition(".")
        value = defaults[section][name]
        monkeypatch.setenv(environment_name(key), value if isinstance(value, str) else "1")
    monkeypatch.setenv("KB_CHUNK_MAX_TOKENS", "99")
    monkeypatch.setenv("KB_LLM_MAX_TOKENS", "99")
    monkeypatch.setenv("KB_LLM_CONTEXT_TOKENS", "999")
    monkeypatch.setenv("KB_LIMITS_UNPACKED_RATIO", "9")
    monkeypatch.setenv("KB_READING_ENGINES", "manuals=docling")
    monkeypatch.setenv("KB_RETRIEVAL_DENSE_WEIGHTS", "manuals=0.5")
    monkeypatch.setenv("KB_INDEX_GRAPH_FROM", "1000")

    assert set(load(home=tmp_path).origins) == {"home", *known_keys()}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[llm]\nmodle = 'x'\n", "llm.modle .* did you mean llm.model"),
        ("[rerank]\nk = 5\n", "rerank.k .* is no setting; rerank has: .*top_n"),
        ("[retrival]\npassages = 3\n", "retrival.passages .* did you mean retrieval.passages"),
        ("home = '/tmp'\n", "home .* is no setting"),
    ],
)
def test_an_unknown_key_is_refused_and_the_nearest_named(
    tmp_path: Path, text: str, named: str
) -> None:
    (tmp_path / "kb.toml").write_text(text)

    with pytest.raises(SettingsError, match=named):
        load(home=tmp_path)


def test_an_unknown_variable_is_refused_and_the_nearest_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_LM_BASE_URL", "http://x")

    with pytest.raises(SettingsError, match="did you mean KB_LLM_BASE_URL"):
        load(home=tmp_path)


def test_an_impossible_value_is_refused_with_its_source(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"web.port \(command line\) cannot be 'many'"):
        load(home=tmp_path, overrides={"web.port": "many"})


def test_a_key_without_a_section_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="port .* is no setting"):
        load(home=tmp_path, overrides={"port": "1"})


def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text("llm = [")

    with pytest.raises(SettingsError, match="kb.toml: cannot be read as TOML"):
        load(home=tmp_path)


def test_a_settings_file_that_was_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such settings file"):
        load(home=tmp_path, config=tmp_path / "other.toml")


def test_single_collections_have_engines_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('[reading.engines]\nmanuals = "docling"\n')

    settings = load(home=tmp_path).settings
    typed = load(home=tmp_path, overrides={"reading.engines": "a=unstructured, b=layout"}).settings

    assert options(settings, "manuals").engine is Engine.DOCLING
    assert options(settings, "letters").engine is options(settings).engine is Engine.LAYOUT
    assert typed.reading.engines == {"a": Engine.UNSTRUCTURED, "b": Engine.LAYOUT}


def test_an_engine_that_is_none_is_refused_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('[reading.engines]\nmanuals = "tesseract"\n')

    with pytest.raises(SettingsError, match=r"reading\.engines\.manuals \(.*kb\.toml\).*'docling'"):
        load(home=tmp_path)
