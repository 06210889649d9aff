"""How well a text answers: exact match, token F1 (characters for Chinese), ROUGE-L, parts held."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from eval.metrics.distance import common_subsequence

Parts = tuple[tuple[str, ...], ...]
"""The parts that a right answer holds, each with its accepted variants."""

_MARK = re.compile(r"\[\d{1,3}\]")
_ARTICLE = re.compile(r"\b(a|an|the)\b")
_EACH = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_EACH}]|[^\s{_EACH}]+")
_ASCII_PUNCTUATION = frozenset(string.punctuation)


def tokens(text: str) -> list[str]:
    """Cut a text as SQuAD's evaluation does, and each Chinese character by itself.

    Lower case, no punctuation, no English articles, no citation marks; full-width forms are folded.
    """
    parted = "".join(" " if _parts(char) else char for char in _MARK.sub(" ", text))
    folded = unicodedata.normalize("NFKC", parted).lower()
    # SQuAD's script deletes ASCII punctuation without leaving a blank: "u.s." becomes "us".
    kept = "".join(char for char in folded if char not in _ASCII_PUNCTUATION)
    return _TOKEN.findall(_ARTICLE.sub(" ", kept))


def exact(answer: str, parts: Parts) -> float:
    """Return 1.0 when the answer is, in tokens, a variant of the only part, or all parts joined."""
    given = tokens(answer)
    if len(parts) == 1:
        return float(any(given == tokens(variant) for variant in parts[0]))
    return float(given == tokens(" ".join(_picked(answer, parts))))


def f1(answer: str, parts: Parts) -> float:
    """Return the F1 of the tokens against the best variant, or all parts' best variants joined.

    Rajpurkar et al. 2016, SQuAD; two empty texts agree.
    """
    if len(parts) == 1:
        return max(token_f1(answer, variant) for variant in parts[0])
    return token_f1(answer, " ".join(_picked(answer, parts)))


def rouge_l(answer: str, parts: Parts) -> float:
    """Return ROUGE-L (F1 of the longest common subsequence of tokens; Lin 2004), best variant."""
    if len(parts) == 1:
        return max(_rouge_l(answer, variant) for variant in parts[0])
    return _rouge_l(answer, " ".join(_picked(answer, parts)))


def held(answer: str, parts: Parts) -> float:
    """Return the share of parts of which a variant stands, token by token, in the answer."""
    given = tokens(answer)
    return sum(any(_within(tokens(v), given) for v in part) for part in parts) / len(parts)


def token_f1(first: str, second: str) -> float:
    """Return the F1 of two texts as bags of tokens; it does not matter which comes first."""
    return _f1(tokens(first), tokens(second), lambda a, b: (Counter(a) & Counter(b)).total())


def _rouge_l(first: str, second: str) -> float:
    return _f1(tokens(first), tokens(second), common_subsequence)


def _f1(a: list[str], b: list[str], common: Callable[[list[str], list[str]], int]) -> float:
    if not a or not b:
        return float(a == b)
    return 2 * common(a, b) / (len(a) + len(b))


def _picked(answer: str, parts: Parts) -> list[str]:
    def fit(variant: str) -> tuple[float, float]:
        return held(answer, ((variant,),)), token_f1(answer, variant)

    return [max(part, key=fit) for part in parts]


def _within(wanted: Sequence[str], given: Sequence[str]) -> bool:
    size = len(wanted)
    return size > 0 and any(given[i : i + size] == wanted for i in range(len(given) - size + 1))


def _parts(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char).startswith("P")
