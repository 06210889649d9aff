"""What `kb faq` and `kb collections` refuse, in one line that says what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb_assistant.cli.main import main

Kb = Callable[..., tuple[int, str]]


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kb:
    """Runs a command on an empty data folder; returns its exit code and what it said."""
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))

    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(words)
        return int(ended.value.code or 0), capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("no.jsonl", '{"question": "Q"}\n', "no.jsonl:1: answer: field required"),
        ("key.jsonl", '{"question": "Q", "answer": "A", "x": 1}', "key.jsonl:1: x: extra"),
        ("json.jsonl", "\n{", "json.jsonl:2: it is not JSON"),
        ("list.jsonl", "[1]", "list.jsonl:1: the line"),
        ("blank.jsonl", "\n\n", "no questions and answers were found"),
        ("long.jsonl", '{"question": "Q", "answer": "%s"}' % ("x" * 20_001), "the limit is 20,000"),
        ("plain.csv", "a,b\n1,2\n", "no questions and answers were found"),
        ("text.txt", "hello", "save it as one"),
        ("latin.jsonl", b"\xe9", "save it as UTF-8"),
    ],
)
def test_a_file_without_sound_entries_is_refused(
    kb: Kb, tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())

    code, told = kb("faq", "import", str(file))

    assert (code, said in told) == (1, True), told


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("import", "/nowhere/faq.jsonl"), 1, "cannot be opened"),
        (("add", " ", "A"), 1, "the question of a FAQ entry is blank"),
        (("add", "Q", "A", "--collection", " "), 1, "the name of a collection is blank"),
        (("show", "nothing"), 1, "kb faq list"),
        (("list", "--state", "done"), 2, "draft, in review, approved, retired"),
        (("approve",), 2, "name entries, or --all"),
        (("approve", "x", "--all"), 2, "name entries, or --all"),
        (("export", "-o", "/nowhere/faq.jsonl"), 1, "cannot be written"),
    ],
)
def test_wrong_commands_on_entries_are_refused(
    kb: Kb, words: tuple[str, ...], code: int, said: str
) -> None:
    ended, told = kb("faq", *words)

    assert (ended, said in told) == (code, True), told


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("words", "nowhere", "--add", "x"), 1, "there is no collection nowhere"),
        (("words", "hr", "--add", " "), 1, "a word is blank"),
        (("words", "hr", "--add", "x" * 61), 1, "the limit is 60"),
        (("words", "hr", "--add", "a\x00b"), 1, "control character"),
        (("words", "hr", "--remove", "x"), 1, "'x' is not there to be removed"),
        (("words", "hr", "--from", "/nowhere/words.txt"), 1, "cannot be opened"),
        (("synonyms", "hr", "--add", "alone"), 1, "with = between them"),
        (("synonyms", "hr", "--add", "a=a"), 1, "with = between them"),
        (("synonyms", "hr", "--add", "a="), 1, "a synonym is blank"),
        (("readers", "hr", "staff", "--everyone"), 2, "not both"),
        (("readers", "nowhere"), 1, "kb collections list"),
        (("readers", "hr", " "), 1, "the name of a group is blank"),
        (("add", " "), 1, "the name of a collection is blank"),
        (("add", "hr", "staff"), 1, "there is a collection hr already"),
    ],
)
def test_wrong_commands_on_collections_are_refused(
    kb: Kb, words: tuple[str, ...], code: int, said: str
) -> None:
    assert kb("collections", "add", "hr") == (0, "")

    ended, told = kb("collections", *words)

    assert (ended, said in told) == (code, True), told
