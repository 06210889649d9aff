"""Chinese is cut into the words that jieba finds in search mode, one for one."""

import re
from pathlib import Path

import jieba
import pytest

from indexes.lexical.cut import Cutter, cutter

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture(scope="module")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> Cutter:
    return cutter(tmp_path_factory.getbasetemp() / "words")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("中国科学院", ["中国", "科学", "学院", "科学院", "中国科学院"]),
        ("年", ["年"]),
        ("", []),
        ("〇〇", ["〇", "〇"]),
        ("𠀀是一个字", ["𠀀", "是", "一个", "字"]),
    ],
)
def test_words_come_with_their_parts(cuts: Cutter, text: str, words: list[str]) -> None:
    assert cuts.cut(text) == words


def test_all_sentences_of_the_samples_are_cut_as_jieba_does(cuts: Cutter, tmp_path: Path) -> None:
    plain = jieba.Tokenizer()
    plain.tmp_dir = str(tmp_path)
    files = [file for file in SAMPLES.rglob("*") if file.suffix in {".md", ".html", ".txt", ".py"}]
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    runs = {run for text in texts for run in re.findall("[\u4e00-\u9fff]+", text)}

    assert len(runs) > 300
    assert {run: cuts.cut(run) for run in runs} == {
        run: list(plain.cut_for_search(run)) for run in runs
    }
