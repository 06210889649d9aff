"""Changes a knowledge base at random, for ever; the test that starts it kills it."""

import contextlib
import random
import sys
from pathlib import Path

from doubles import BagEmbedder

from indexes.catalog import Catalog, document_id
from indexes.errors import UnknownDocument
from indexes.search import Index
from ingest.language import language
from ingest.model import Chunk, Document

WORDS = ["apple", "pear", "plum", "cherry", "年假", "员工", "制度", "RTX-4090D", "2023"]


def work(database: str, folder: Path, seed: int) -> None:
    """Add, replace, remove, regroup and save until the end of the process."""
    draw = random.Random(seed)
    catalog = Catalog.open(database)
    index = Index.open(folder, catalog, BagEmbedder())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        # Another worker may remove a document between our look and our step.
        with contextlib.suppress(UnknownDocument):
            step(draw, catalog, index)


def step(draw: random.Random, catalog: Catalog, index: Index) -> None:
    uri = f"{draw.randrange(12)}.txt"
    stored = catalog.find("c", uri)
    action = draw.random()
    if stored and action < 0.15:
        catalog.remove(stored.id)
    elif stored and action < 0.3:
        catalog.set_readers(stored.id, frozenset(draw.sample(["hr", "it"], draw.randrange(3))))
    else:
        document, chunks = text(draw, uri)
        index.embed(document, chunks, lambda done: None)
        catalog.publish(document, [], chunks)
    if draw.random() < 0.7:
        index.refresh()
    if draw.random() < 0.3:
        index.save()


def text(draw: random.Random, uri: str) -> tuple[Document, list[Chunk]]:
    document = Document(id=document_id("c", uri), collection="c", uri=uri, title=uri)
    chunks = [
        Chunk(
            id=f"{document.id}-{place}", document_id=document.id, text=said, language=language(said)
        )
        for place in range(draw.randrange(1, 12))
        for said in [" ".join(draw.choices(WORDS, k=draw.randrange(1, 9)))]
    ]
    return document, chunks


if __name__ == "__main__":
    work(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
