"""The sentences and table rows of the passages, each with what speaks for it as an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexes.model import Passage
from ingest.sentences import sentences
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.guard import orders_a_model
from kb_assistant.answer.marks import defused
from kb_assistant.answer.words import content_terms

CELLS = " | "
"""What stands between the cells of a table row."""
ASKING = frozenset({"question", "questions", "q", "问题", "提问", "问"})
ANSWERS = frozenset({"answer", "answers", "a", "答案", "回答", "解答", "答"})
"""What the columns of a table that asks and answers are called."""
_REMEMBERED = 512
"""Chunks whose sentences are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence or table row of a passage.

    `mark` is the passage's 1-based position, `place` the sentence's position in it. `text` is how
    an answer shows it, `words` are its content terms; `around` are those of its neighbours and
    `context` those of the headings and the document's title.
    """

    mark: int
    place: int
    text: str
    words: frozenset[str]
    around: frozenset[str]
    context: frozenset[str]
    row: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A sentence or row: what an answer shows of it, and all that it says."""

    shown: str
    whole: str
    row: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A sentence of a chunk, whichever passage that is; see `Sentence`."""

    place: int
    shown: str
    words: frozenset[str]
    around: frozenset[str]
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
    above = "\n".join((passage.document.title, *passage.chunk.heading_path))
    context = _content(above, terms)
    return [
        Sentence(
            mark=mark,
            place=each.place,
            text=each.shown,
            words=each.words,
            around=each.around,
            context=context,
            row=each.row,
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
            header = None
            plain = " ".join(line.split())
            said.append(_Said(shown=defused(plain), whole=plain, row=False))
        elif header is None:
            header = line.split(CELLS)
        else:
            whole = labelled(header, line.split(CELLS))
            shown = _answer(header, line.split(CELLS)) or whole
            said.append(_Said(shown=defused(shown), whole=whole, row=True))
    return said


def labelled(header: Sequence[str], cells: Sequence[str]) -> str:
    """Return a table row in words: "Item: Widget; Price: 30"; empty cells are left out."""
    pairs = zip([*header, *[""] * len(cells)], cells, strict=False)
    return "; ".join(
        f"{name.strip()}: {cell.strip()}" if name.strip() else cell.strip()
        for name, cell in pairs
        if cell.strip()
    )


def _answer(header: Sequence[str], cells: Sequence[str]) -> str:
    """Return the answer of a row that asks a question and answers it; "" of any other row."""
    names = [name.strip().lower() for name in header]
    if not ASKING.intersection(names):
        return ""
    pairs = zip(names, cells, strict=False)
    return next((cell.strip() for name, cell in pairs if name in ANSWERS), "")
