"""The sentences and table rows of the passages, each with what speaks for it as an answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexes.model import Passage
from indexes.title import full_title
from ingest.sentences import sentences
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.guard import orders_a_model
from kb_assistant.answer.marks import defused
from kb_assistant.answer.rows import CELLS, cells_of, header_with, labelled
from kb_assistant.answer.words import content_terms
from kb_assistant.retrieve.named import name_words

ASKING = frozenset({"question", "questions", "q", "问题", "提问", "问"})
ANSWERS = frozenset({"answer", "answers", "a", "答案", "回答", "解答", "答"})
"""What the columns of a table that asks and answers are called."""
_DATES = re.compile(
    r"(?:[\W\d_]|年|月|日|(?:jan|febr)uary|march|april|may|june|july|august|(?:septem|novem|decem)ber"
    r"|october)+",
    re.IGNORECASE,
)
_CLOSED = tuple('.!?;:)。！？；：）…"”')
_REMEMBERED = 512
"""Chunks whose sentences are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence or table row of a passage.

    `mark` is the passage's 1-based position, `place` the sentence's position in it. `text` is how
    an answer shows it, `words` are its content terms; `around` are those of its neighbours and
    `context` those of the headings and the document's title; `names` are the words of its file's
    name, `label` those of the first cell of a row. `closed` tells whether it ends as sentences do.
    """

    mark: int
    place: int
    text: str
    words: frozenset[str]
    around: frozenset[str]
    context: frozenset[str]
    names: frozenset[str]
    label: frozenset[str]
    row: bool
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A sentence or row: what an answer shows of it, all that it says, what a row is of."""

    shown: str
    whole: str
    label: str
    row: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A sentence of a chunk, whichever passage that is; see `Sentence`."""

    place: int
    shown: str
    words: frozenset[str]
    around: frozenset[str]
    label: frozenset[str]
    row: bool


def evidence(passages: Sequence[Passage], terms: Terms) -> list[Sentence]:
    """Return every sentence and table row of the passages, in their order.

    What gives orders to a language model is no evidence of anything.
    """
    return [
        sentence
        for mark, passage in enumerate(passages, start=1)
        for sentence in _sentences(mark, passage, terms)
    ]


def _sentences(mark: int, passage: Passage, terms: Terms) -> list[Sentence]:
    document = passage.document
    above = "\n".join((full_title(document.title, document.uri), *passage.chunk.heading_path))
    context, names = _content(above, terms), name_words(document.uri)
    return [
        Sentence(
            mark=mark,
            place=each.place,
            text=each.shown,
            words=each.words,
            around=each.around,
            context=context,
            names=names,
            label=each.label,
            row=each.row,
            closed=each.shown.endswith(_CLOSED),
        )
        for each in _read(passage.chunk.text, terms)
    ]


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str, terms: Terms) -> tuple[_Read, ...]:
    """Return what a chunk says; remembered, for an answer and its citations both ask for it."""
    said = _said(text)
    words = [_content(each.whole, terms) for each in said]
    return tuple(
        _Read(
            place=place,
            shown=each.shown,
            words=words[place],
            # The rows of a table stand beside each other without speaking of each other.
            around=frozenset() if each.row else _around(words, place),
            label=_content(each.label, terms),
            row=each.row,
        )
        for place, each in enumerate(said)
        if words[place] and not orders_a_model(each.whole)
    )


def _content(text: str, terms: Terms) -> frozenset[str]:
    return frozenset(content_terms(text, terms))


def _around(words: Sequence[frozenset[str]], place: int) -> frozenset[str]:
    return frozenset().union(*words[max(0, place - 1) : place], *words[place + 1 : place + 2])


def _said(text: str) -> list[_Said]:
    """Return each sentence and each row of a chunk; the headers of tables are left out."""
    said: list[_Said] = []
    header: list[str] | None = None
    for start, end in sentences(text):
        line = text[start:end]
        if CELLS not in line:
            # "Current assets" stands between the rows of a table, or its dates above them.
            if not line.endswith(_CLOSED) and (CELLS in text or _DATES.fullmatch(line)):
                continue
            header = None
            plain = " ".join(line.split())
            said.append(_Said(shown=defused(plain), whole=plain, label="", row=False))
            continue
        cells = cells_of(text, start, end)
        begins = not (said and said[-1].row)
        names = header_with(header, cells) if begins or header is None else None
        if names:
            header = names
            continue
        # A table that goes on from another chunk begins with a row, not with names of columns.
        header = header or []
        whole = labelled(header, cells)
        shown = defused(_answer(header, cells) or whole)
        said.append(_Said(shown=shown, whole=whole, label=cells[0], row=True))
    return said


def _answer(header: Sequence[str], cells: Sequence[str]) -> str:
    """Return the answer of a row that asks a question and answers it; "" of any other row."""
    names = [name.strip().lower() for name in header]
    if not ASKING.intersection(names):
        return ""
    pairs = zip(names, cells, strict=False)
    return next((cell.strip() for name, cell in pairs if name in ANSWERS), "")
