"""Fills a catalog with made documents: chunks, what filters narrow by, and vectors."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.scale.vectors import DIMENSION, Space
from eval.scale.words import Words
from indexes import embed_text, text_hash
from indexes.catalog import Catalog, document_id
from ingest.model import Box, Chunk, Document, Kind, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PER_DOCUMENT = 25
AT_ONCE = 200
"""Documents in one transaction."""
LINES = 8
LENGTHS = {"en": (4.5, 0.5), "zh": (4.0, 0.5)}
"""Words of a chunk: mean and deviation of their logarithm, 90 and 55 in the middle."""
COLLECTIONS = 10
GROUPS = ("finance", "legal", "sales")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """A document with its chunks and their vectors."""

    document: Document
    chunks: tuple[Chunk, ...]
    vectors: "NDArray[np.float32]"

    def by_hash(self) -> "dict[str, NDArray[np.float32]]":
        """Return the vectors under the keys by which the catalog keeps them."""
        texts = [embed_text(self.document.title, chunk) for chunk in self.chunks]
        return dict(zip(map(text_hash, texts), self.vectors, strict=True))


class Maker:
    """Makes documents, always the same one for the same number."""

    def __init__(self, words: dict[str, Words], *, chunks: int) -> None:
        self.words = words
        self.space = Space(chunks=chunks)
        self.documents = max(1, chunks // PER_DOCUMENT)

    def document(self, number: int, *, edition: int = 0) -> Made:
        """Return the document of that number; other editions have other words and vectors."""
        import numpy as np

        draw = np.random.default_rng([number, edition])
        language = "en" if number % 2 else "zh"
        words = self.words[language]
        document = _described(number, language, title=words.text(draw, 4))
        chunks = tuple(_chunks(document, words, draw))
        vectors = self.space.document(draw, len(chunks))
        return Made(document=document, chunks=chunks, vectors=vectors)


def fill(
    catalog: Catalog, maker: Maker, fingerprint: str, progress: Callable[[int, int], None]
) -> None:
    """Write every document that the catalog lacks."""
    done = len(catalog.traits())
    for start in range(done, maker.documents, AT_ONCE):
        made = [
            maker.document(each) for each in range(start, min(start + AT_ONCE, maker.documents))
        ]
        vectors = {key: vector for one in made for key, vector in one.by_hash().items()}
        catalog.store_vectors(fingerprint, vectors)
        catalog.publish_all([(one.document, (), one.chunks) for one in made])
        progress(start + len(made), maker.documents)


class MadeEmbedder:
    """Gives made vectors in place of a model: those of questions it is told beforehand."""

    def __init__(self) -> None:
        self.name = "made"
        self.fingerprint = "made"
        self.dimension = DIMENSION
        self.languages: frozenset[str] | None = None
        self.max_tokens = 512
        self.known: dict[str, NDArray[np.float32]] = {}

    def count_tokens(self, text: str) -> int:
        """Count as a model would, more or less."""
        return len(text) // 4

    def embed_passages(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return what was told."""
        import numpy as np

        return np.stack([self.known[text] for text in texts])

    def embed_query(self, text: str) -> "NDArray[np.float32]":
        """Return what was told."""
        return self.known[text]


def _described(number: int, language: str, *, title: str) -> Document:
    """Give the document of a number its traits: a tenth, a hundredth, a thousandth has a tag."""
    tags = {"tenth": 10, "hundredth": 100, "thousandth": 1000}
    return Document(
        id=document_id(f"c{number % COLLECTIONS}", f"{number}.pdf"),
        collection=f"c{number % COLLECTIONS}",
        uri=f"{number}.pdf",
        title=title,
        media_type="application/pdf",
        sha256=f"{number:064d}",
        pages=PER_DOCUMENT,
        readers=frozenset() if number % 3 else frozenset({GROUPS[number % 9 // 3]}),
        language=language,
        dated=f"{2015 + number % 10}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        tags=frozenset(tag for tag, each in tags.items() if number % each == 0),
    )


def _chunks(document: Document, words: Words, draw: "np.random.Generator") -> Iterator[Chunk]:
    mean, deviation = LENGTHS[document.language]
    for place in range(PER_DOCUMENT):
        text = words.text(draw, max(5, int(draw.lognormal(mean, deviation))))
        yield Chunk(
            id=f"{document.id}-{place}",
            document_id=document.id,
            text=text,
            heading_path=(words.text(draw, 3), words.text(draw, 3)),
            spans=_spans(len(text), page=place + 1),
            parent=f"{document.id}-{place // 3}",
            kind=Kind.PARAGRAPH,
            token_count=len(text) // 4,
            language=document.language,
        )


def _spans(length: int, *, page: int) -> tuple[Span, ...]:
    edges = [length * line // LINES for line in range(LINES + 1)]
    return tuple(
        Span(
            start=start,
            end=end,
            box=Box(page=page, x0=72.0, y0=72.5 + 14 * line, x1=523.25, y1=84.5 + 14 * line),
        )
        for line, (start, end) in enumerate(zip(edges, edges[1:], strict=False))
    )
