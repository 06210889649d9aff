"""Tells which documents a question names by their file's name: "Costco" is COSTCO_2021_10K.pdf."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from indexes.lexical.stop_words import STOP_WORDS
from indexes.model import Passage
from ingest.model import Document
from kb_assistant.retrieve.filters import KINDS
from kb_assistant.retrieve.matches import folded

_WORD = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
_KIND = re.compile(KINDS)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_JOINED = 3
"""How many words of a question may be one in a file's name: "Best Buy" and BESTBUY."""
_BEGINNING = 3
"""Letters from which a capitalised word may be the beginning of one: "MGM" and MGMRESORTS."""
_AT_HOME = 0.8
"""The share of the passages with a word, found, from which it is the name of their documents."""
_ENDING = r"[^\W\d_]{0,3}"
"""What a word may end on and be the same: pay, pays."""


def named(question: str, found: Sequence[Passage]) -> list[Document]:
    """Return those of the documents found that the question names; none where it names them all.

    A document is named by a word of its file's name that is at home there: the others found hardly
    use it. So "Nike" names a report, "leave" no policy. Of documents that share words, those count
    that have most of them; a year in question and names chooses among those that are named alike.
    """
    documents = {passage.document.id: passage.document for passage in found}
    names = {each: name_words(document.uri) for each, document in documents.items()}
    said: dict[str, frozenset[str]] = dict.fromkeys(names, frozenset())
    for word, written in said_names(question, set().union(*names.values())):
        bearers = {each for each, name in names.items() if word in name}
        if _is_at_home(written, bearers, found):
            said |= {each: said[each] | {word} for each in bearers}
    best = [each for each, words in said.items() if words and not _is_less(words, said.values())]
    years = set(_YEAR.findall(question))
    dated = {said[each] for each in best if names[each] & years}
    chosen = [each for each in best if names[each] & years or said[each] not in dated]
    return [documents[each] for each in chosen] if len(chosen) < len(documents) else []


def _is_less(words: frozenset[str], others: Iterable[frozenset[str]]) -> bool:
    return any(words < other for other in others)


def name_words(uri: str) -> frozenset[str]:
    """Return the words of a file's name, folded; none of an identifier without a suffix."""
    path = PurePosixPath(uri)
    # A name without a suffix is an identifier, as in `indexes.title`.
    return frozenset(_WORD.findall(folded(path.stem))) if path.suffix else frozenset()


def said_names(question: str, names: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each word of `names` that the question says, with the question's words for it.

    "Best Buy" says bestbuy, and "MGM" says mgmresorts.
    """
    words = _WORD.findall(question)
    runs = {
        "".join(run).lower(): run
        for count in range(_JOINED, 0, -1)
        for at in range(len(words) - count + 1)
        for run in [tuple(words[at : at + count])]
    }
    for name in sorted(names):
        if not _may_name(name):
            continue
        begun = (run for run in runs.values() if len(run) == 1 and _begins(run[0], name))
        written = runs.get(name) or next(begun, None)
        if written:
            yield name, written


def _may_name(word: str) -> bool:
    telling = len(word) > 1 and _LETTER.search(word) and not _KIND.fullmatch(word)
    return bool(telling) and word not in STOP_WORDS


def _begins(word: str, name: str) -> bool:
    return len(word) >= _BEGINNING and word[0].isupper() and name.startswith(word.lower())


def _is_at_home(written: Sequence[str], bearers: set[str], found: Sequence[Passage]) -> bool:
    joined = r"\W*".join(map(re.escape, written))
    pattern = re.compile(rf"\b{joined}{_ENDING}\b", re.IGNORECASE)
    using = [
        passage.document.id in bearers
        for passage in found
        if pattern.search("\n".join((*passage.chunk.heading_path, passage.chunk.text)))
    ]
    return bool(using) and sum(using) >= _AT_HOME * len(using)
