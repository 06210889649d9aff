"""Changes knowledge bases at random; the tests that start it kill it.

Imports everything once, then forks a child for every line that it is told:
"change DATABASE FOLDER SEED" changes for ever, "add DATABASE FOLDER NUMBER" adds and ends.
"""

import itertools
import os
import random
import sys
from pathlib import Path

from doubles import BagEmbedder

from indexes.catalog import Catalog, document_id
from indexes.dense.storage import Policy
from indexes.reembed import reembed
from indexes.search import Index
from ingest.language import language
from ingest.model import Chunk, Document

WORDS = ["apple", "pear", "plum", "cherry", "年假", "员工", "制度", "RTX-4090D", "2023"]
POLICY = Policy(graph_from=25)
"""Small enough for graphs to come and go."""


class Base:
    """A knowledge base that is changed step by step; the same draws make the same steps."""

    def __init__(self, database: Path, folder: Path) -> None:
        self.folder = folder
        self.catalog = Catalog.open(str(database))
        self.index = self._opened(self.catalog.state().model or "bag")

    def _opened(self, model: str) -> Index:
        return Index.open(self.folder, self.catalog, BagEmbedder(model), POLICY)

    def step(self, draw: random.Random) -> None:
        action, uri = draw.random(), f"{draw.randrange(12)}.txt"
        readers = frozenset(draw.sample(["hr", "it"], draw.randrange(3)))
        made = text(draw, uri)
        stored = self.catalog.find("c", uri)
        if stored and action < 0.15:
            self.catalog.remove(stored.id)
        elif stored and action < 0.25:
            self.catalog.set_readers(stored.id, readers)
        elif action < 0.30:
            self.reembed()
        elif action < 0.45:
            self.index.save()
        else:
            self.publish(*made)
        if draw.random() < 0.7:
            self.index.refresh()

    def publish(self, document: Document, chunks: list[Chunk]) -> None:
        self.index.embed(document, chunks, lambda done: None)
        self.catalog.publish(document, [], chunks)

    def reembed(self) -> None:
        other = "bag" if self.index.embedder.name == "other" else "other"
        reembed(self.catalog, BagEmbedder(other), lambda done, total: None)
        self.index.close()
        self.index = self._opened(other)

    def close(self) -> None:
        self.index.close()
        self.catalog.close()


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


def change(database: str, folder: str, seed: str) -> None:
    """Change until the end of the process; a dot goes out for every step that is done."""
    base, draw = Base(Path(database), Path(folder)), random.Random(int(seed))
    os.write(1, b"ready\n")
    for _ in itertools.count():
        base.step(draw)
        os.write(1, b".")


def add(database: str, folder: str, number: str) -> None:
    """Add three documents of our own and two that the others add too."""
    base = Base(Path(database), Path(folder))
    for name in (*(f"own-{number}-{place}" for place in range(3)), "shared-0", "shared-1"):
        base.publish(*text(random.Random(name), f"{name}.txt"))
        base.index.refresh()
    base.index.save()
    base.close()
    os.write(1, b"done\n")


def serve() -> None:
    """Fork a child for every line, say its number, and wait for its end before the next."""
    for line in sys.stdin:
        command, *arguments = line.split()
        child = os.fork()
        if child == 0:
            {"change": change, "add": add}[command](*arguments)
            os._exit(0)
        os.write(1, f"{child}\n".encode())
        if command == "change":
            os.waitpid(child, 0)
            os.write(1, b"|")


if __name__ == "__main__":
    serve()
