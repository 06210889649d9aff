"""Whether a sentence stands on the text it cites, judged by its words and numbers."""

import re
from collections.abc import Sequence

from ingest.language import language
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.numbers import figures, stated
from kb_assistant.answer.words import content_terms

_NUMERAL = re.compile(r"\d|^[零〇一二两三四五六七八九十百千万亿]+$")

ENOUGH = 0.5
"""The share of a sentence's content words that its sources must hold."""


def support(sentence: str, evidence: Sequence[str], *, terms: Terms) -> float:
    """Return the share, 0 to 1, of the sentence's content words that stand in the evidence.

    0 when the sentence gives a number that the evidence does not. 1 for a sentence without content
    of its own, and for one in another language than all its evidence: words cannot be compared.
    """
    text = "\n".join(evidence)
    if not numbers_agree(sentence, text):
        return 0.0
    content = {word for word in content_terms(sentence, terms) if not _NUMERAL.search(word)}
    if not content or (evidence and _languages_differ(sentence, evidence)):
        return 1.0
    return len(content & set(terms(text))) / len(content)


def supported(sentence: str, evidence: Sequence[str], *, terms: Terms) -> bool:
    """Tell whether the evidence carries the sentence."""
    return support(sentence, evidence, terms=terms) >= ENOUGH


def numbers_agree(sentence: str, evidence: str) -> bool:
    """Tell whether the evidence states every number that the sentence gives in digits."""
    known = stated(evidence)
    return all(readings & known for readings in figures(sentence))


def _languages_differ(sentence: str, evidence: Sequence[str]) -> bool:
    spoken = language(sentence)
    return bool(spoken) and all(language(text) not in ("", spoken) for text in evidence)
