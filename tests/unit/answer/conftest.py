"""Passages to answer from, and the analysis that the product uses."""

from collections.abc import Callable

import pytest

from indexes.lexical.analysis import Analyzer
from indexes.model import Passage, Scores
from ingest.model import Box, Chunk, Document, Kind, Span
from kb_assistant.answer.engine import Terms

MakePassage = Callable[..., Passage]
BY_WORDS = Scores(lexical=1.0)


@pytest.fixture(scope="session")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Terms:
    return Analyzer(tmp_path_factory.mktemp("jieba")).terms


@pytest.fixture
def passage() -> MakePassage:
    def make(
        text: str,
        *,
        title: str = "Handbook",
        headings: tuple[str, ...] = (),
        kind: Kind = Kind.PARAGRAPH,
        page: int | None = 1,
        scores: Scores = BY_WORDS,
    ) -> Passage:
        chunk = Chunk(
            id=f"{title}#{hash(text)}",
            document_id=title,
            text=text,
            heading_path=headings,
            kind=kind,
            spans=() if page is None else _spans(text, page),
        )
        document = Document(id=title, collection="default", uri=f"{title}.pdf", title=title)
        return Passage(chunk=chunk, document=document, scores=scores)

    return make


def _spans(text: str, page: int) -> tuple[Span, ...]:
    """Print each sentence-like piece on its own line, lines 40 points apart: no regions join."""
    spans = []
    start = 0
    for number, piece in enumerate(text.replace("。", "。\n").replace(". ", ".\n").split("\n")):
        end = start + len(piece)
        y = 40.0 * number
        box = Box(page=page, x0=50, y0=y, x1=300, y1=y + 10)
        spans.append(Span(start=start, end=end, box=box))
        start = end if text[end : end + 1] not in (" ", "\n") else end + 1
    return tuple(spans)
