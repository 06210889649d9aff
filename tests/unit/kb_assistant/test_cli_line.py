"""The command line itself: where options may stand, what goes where, how it ends."""

from pathlib import Path

import pytest

from kb_assistant.cli.main import hoisted, main


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        (["ask", "Who?", "--home", "x"], ["--home", "x", "ask", "Who?"]),
        (["ask", "--home=x", "Who?"], ["--home=x", "ask", "Who?"]),
        (["--set", "a.b=c", "ask", "q"], ["--set", "a.b=c", "ask", "q"]),
        (["ask", "--", "--home"], ["ask", "--", "--home"]),
        (["ask", "q", "--home"], ["--home", "ask", "q"]),
    ],
)
def test_global_options_may_stand_anywhere(typed: list[str], understood: list[str]) -> None:
    assert hoisted(typed) == understood


def run(capfd: pytest.CaptureFixture[str], *typed: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(typed)
    out, err = capfd.readouterr()
    return int(ended.value.code or 0), out, err


def test_help_names_every_command(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "--help")

    assert code == 0
    for command in ("add", "remove", "list", "status", "search", "ask", "read", "serve", "eval"):
        assert f"  {command} " in out


@pytest.mark.parametrize("words", [("eval", "retrieval"), ("eval", "gate"), ("tune",)])
def test_the_help_of_measuring_names_the_options_that_try_settings_out(
    capfd: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    code, out, _ = run(capfd, *words, "--help")

    assert code == 0
    assert "--set KEY=VALUE" in out
    assert "--config FILE" in out


def test_an_error_that_the_user_can_mend_is_one_line_and_exit_code_1(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capfd, "settings", "--home", str(tmp_path), "--set", "llm.modle=x")

    assert (code, out) == (1, "")
    assert err == "kb: llm.modle (command line) is no setting; did you mean llm.model?\n"


def test_wrong_usage_is_exit_code_2(capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capfd, "frobnicate")

    assert code == 2
    assert "frobnicate" in err


def test_a_setting_without_a_value_is_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capfd, "settings", "--set", "llm.model")

    assert code == 2
    assert "KEY=VALUE" in err


def test_secrets_are_masked(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_LLM_API_KEY", "very-secret")

    code, out, err = run(capfd, "settings", "--home", str(tmp_path), "--json")

    assert code == 0
    assert "very-secret" not in out + err
    assert "********" in out


def test_reading_a_file_that_is_not_there_names_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capfd, "read", str(tmp_path / "nowhere.pdf"), "--home", str(tmp_path))

    assert code == 1
    assert "nowhere.pdf" in err
