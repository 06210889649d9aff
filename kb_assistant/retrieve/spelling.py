"""Corrects a word that no document has to the one that they do have, where only one comes near."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from indexes.model import Scope

_WORD = re.compile(r"[a-z]{5,}", re.IGNORECASE)
_SAME_BEGINNING = 2
_LEAST = 2


class Vocabulary(Protocol):
    """The words of the documents: the lexical index."""

    def terms(self, text: str) -> Sequence[str]:
        """Return the search terms of a text."""

    def beginning(self, prefixes: Iterable[str], *, scope: Scope) -> Mapping[str, int]:
        """Return the terms that begin with any of these, and how many chunks in scope hold each."""


def corrected(text: str, vocabulary: Vocabulary, *, scope: Scope) -> tuple[str, tuple[str, ...]]:
    """Return the question with its misspelt words mended, and what was mended.

    A word is mended only when no chunk in scope has it and exactly one term there lies one letter
    (left out, put in, exchanged or swapped) from it, past an equal beginning. The term is put in
    as the index has it, which is what it searches for.
    """
    terms = {word: vocabulary.terms(word) for word in dict.fromkeys(_WORD.findall(text))}
    single = {word: found[0] for word, found in terms.items() if len(found) == 1}
    # Known or not, it is so to the asker: what others may read must not show in either way.
    known = vocabulary.beginning(single.values(), scope=scope) if single else {}
    notes = []
    for word, term in single.items():
        near = [] if term in known else _near(term, vocabulary, scope)
        if len(near) == 1:
            text = re.sub(rf"\b{re.escape(word)}\b", near[0], text)
            notes.append(f"spelling: {word!r} is in no document, searched for {near[0]!r}")
    return text, tuple(notes)


def _near(term: str, vocabulary: Vocabulary, scope: Scope) -> list[str]:
    from rapidfuzz.distance import OSA

    # Within the scope: a word of documents that the asker may not read must not show.
    known = vocabulary.beginning([term[:_SAME_BEGINNING]], scope=scope)
    return [
        one
        for one, held in known.items()
        if held >= _LEAST and OSA.distance(term, one, score_cutoff=1) == 1
    ]
