"""The sentences and table rows of the passages, each with what speaks for it as an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexes.model import Passage
from ingest.sentences import sentences
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.marks import defused
from kb_assistant.answer.words import content_terms

CELLS = " | "
"""What stands between the cells of a table row."""
_ASKING = frozenset({"question", "questions", "q", "问题", "提问", "问"})
_ANSWERS = frozenset({"answer", "answers", "a", "答案", "回答", "解答", "答"})


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


def evidence(passages: Sequence[Passage], terms: Terms) -> list[Sentence]:
    """Return every sentence and table row of the passages, in their order."""
    return [
        sentence
        for mark, passage in enumerate(passages, start=1)
        for sentence in _sentences(mark, passage, terms)
    ]


def _sentences(mark: int, passage: Passage, terms: Terms) -> list[Sentence]:
    shown = _shown(passage.chunk.text)
    words = [frozenset(content_terms(text, terms)) for text, _ in shown]
    above = "\n".join((passage.document.title, *passage.chunk.heading_path))
    context = frozenset(content_terms(above, terms))
    return [
        Sentence(
            mark=mark,
            place=place,
            text=text,
            words=words[place],
            # The rows of a table stand beside each other without speaking of each other.
            around=frozenset() if row else _around(words, place),
            context=context,
            row=row,
        )
        for place, (text, row) in enumerate(shown)
        if words[place]
    ]


def _around(words: Sequence[frozenset[str]], place: int) -> frozenset[str]:
    return frozenset().union(*words[max(0, place - 1) : place], *words[place + 1 : place + 2])


def _shown(text: str) -> list[tuple[str, bool]]:
    """Return each sentence as an answer shows it and whether it is a row; headers are left out."""
    shown: list[tuple[str, bool]] = []
    header: list[str] | None = None
    for start, end in sentences(text):
        line = text[start:end]
        if CELLS not in line:
            header = None
            shown.append((defused(" ".join(line.split())), False))
        elif header is None:
            header = line.split(CELLS)
        else:
            shown.append((defused(labelled(header, line.split(CELLS))), True))
    return shown


def labelled(header: Sequence[str], cells: Sequence[str]) -> str:
    """Return a table row in words: "Item: Widget; Price: 30"; empty cells are left out.

    Of a row that asks a question and answers it, only the answer.
    """
    names = [name.strip().lower() for name in header]
    for column, cell in enumerate(cells[: len(names)]):
        if names[column] in _ANSWERS and _ASKING.intersection(names) and cell.strip():
            return cell.strip()
    pairs = zip([*header, *[""] * len(cells)], cells, strict=False)
    return "; ".join(
        f"{name.strip()}: {cell.strip()}" if name.strip() else cell.strip()
        for name, cell in pairs
        if cell.strip()
    )
