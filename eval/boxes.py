"""Box truth over real files: each is read and cut as the product does it, then compared."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.metrics.boxes import ENOUGH, box_truth
from eval.printed import Glyphs, glyphs
from ingest.chunk import chunk
from ingest.errors import KnowledgeBaseError
from ingest.limits import Limits
from ingest.model import Chunk, Kind
from ingest.read import read
from ingest.sniff import PDF

_TOKENS = 300
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedChunk:
    """A chunk with boxes: its place in the file from 0, its pages, and how true the boxes are."""

    number: int
    pages: tuple[int, ...]
    truth: float
    said: str
    under: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedFile:
    """The chunks of one file; `error` when it could not be read.

    `unjudged` counts chunks on pages whose text was read from a picture, or that have no boxes.
    """

    path: Path
    chunks: tuple[BoxedChunk, ...] = ()
    unjudged: int = 0
    error: str = ""

    @property
    def wrong(self) -> tuple[BoxedChunk, ...]:
        """The chunks whose boxes are not true enough."""
        return tuple(one for one in self.chunks if one.truth < ENOUGH)

    @property
    def share(self) -> float:
        """The share of chunks whose boxes are true; 1 when there is none."""
        return 1 - len(self.wrong) / len(self.chunks) if self.chunks else 1.0

    @property
    def characters(self) -> float:
        """The share of characters that are right, over all chunks; 1 when there is none."""
        return characters([self])


def boxed_files(
    paths: Sequence[Path], limits: Limits, on_progress: Callable[[int, int], None]
) -> Iterator[BoxedFile]:
    """Judge the boxes of every chunk of every file."""
    for done, path in enumerate(paths):
        on_progress(done, len(paths))
        yield boxed_file(path, limits)


def characters(files: Iterable[BoxedFile]) -> float:
    """Return the share of characters that are right over all chunks of several files."""
    chunks = [one for file in files for one in file.chunks]
    total = sum(len(one.said) for one in chunks)
    return sum(one.truth * len(one.said) for one in chunks) / total if total else 1.0


def boxed_file(path: Path, limits: Limits) -> BoxedFile:
    """Read one PDF, cut it into chunks and judge their boxes."""
    try:
        reading = read(path, limits)
    except KnowledgeBaseError as error:
        return BoxedFile(path=path, error=str(error))
    if reading.media_type != PDF:
        return BoxedFile(path=path, error=f"{path} is no PDF, but {reading.media_type}")
    chunks = chunk(reading, document_id=path.name, count_tokens=count_tokens, max_tokens=_TOKENS)
    printed = glyphs(path)
    pictures = {note.page for note in reading.notes if "OCR" in note.text}
    judged = [
        (number, one)
        for number, one in enumerate(chunks)
        if one.spans and pictures.isdisjoint(one.pages)
    ]
    return BoxedFile(
        path=path,
        chunks=tuple(_boxed(number, one, printed) for number, one in judged),
        unjudged=len(chunks) - len(judged),
    )


def count_tokens(text: str) -> int:
    """Count words, and each Han character as one: near enough to a model to cut as it would."""
    return len(_TOKEN.findall(text))


def _boxed(number: int, one: Chunk, printed: dict[int, Glyphs]) -> BoxedChunk:
    # A table's header that was repeated for a later chunk has no place of its own.
    lines = [one.text[span.start : span.end] for span in one.spans]
    under = "".join(
        printed[page].within(box for box in one.boxes if box.page == page) for page in one.pages
    )
    once = _once(lines) if one.kind is Kind.TABLE else lines
    truth = box_truth("\n".join(lines), under, once="\n".join(once))
    return BoxedChunk(
        number=number, pages=one.pages, truth=truth, said="\n".join(lines), under=under
    )


def _once(rows: Sequence[str]) -> list[str]:
    """Leave out the words that rows repeat because one printed cell reaches over several."""
    above: list[str] = []
    kept: list[str] = []
    for row in rows:
        cells = row.split(" | ")
        left = ["", *cells]
        over = above if len(above) == len(cells) else [""] * len(cells)
        known = zip(cells, left, over, strict=False)
        kept.append(" ".join(cell for cell, *others in known if cell not in others))
        above = cells
    return kept
