"""A catalog on each database, and a knowledge base small enough to see through."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexes.catalog import Catalog, document_id
from indexes.model import EVERYTHING, Passage
from indexes.search import Index
from ingest.language import language
from ingest.model import Box, Chunk, Document, Element, Kind, Span
from tests.missing import refuse


def _doubles() -> Any:
    file = Path(__file__).with_name("doubles.py")
    spec = importlib.util.spec_from_file_location("index_doubles", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules["index_doubles"] = module
    spec.loader.exec_module(module)
    return module


BagEmbedder = _doubles().BagEmbedder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a throw-away PostgreSQL server, up to the name of the database."""
    programs = _postgresql_programs()
    if programs is None:
        refuse("PostgreSQL's server programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="kb-postgres-"))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    server = _start_postgresql(programs, folder, user)
    try:
        yield f"postgresql://postgres@/{{}}?host={folder}"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _postgresql_programs() -> Path | None:
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).resolve().parent if found else installed[-1].parent if installed else None


def _start_postgresql(programs: Path, folder: Path, user: str | None) -> subprocess.Popen:
    data = folder / "data"
    make = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(make, check=True, user=user, env=environment, cwd=folder, capture_output=True)
    options = ["-h", "", "-k", folder, "-F", "-c", "max_connections=60"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            user=user,
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    for _ in range(300):
        ready = subprocess.run(
            [programs / "pg_isready", "-h", folder, "-q"], env=environment, check=False
        )
        if ready.returncode == 0:
            return server
        time.sleep(0.1)
    server.kill()
    raise RuntimeError((folder / "log").read_text())


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that nobody has used."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalog.db'}"
    from sqlalchemy import create_engine, text

    server = request.getfixturevalue("postgresql").replace("postgresql:", "postgresql+psycopg:")
    name = f"t{uuid.uuid4().hex[:12]}"
    engine = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.format(name)


@pytest.fixture
def catalog(url: str) -> Iterator[Catalog]:
    opened = Catalog.open(url)
    yield opened
    opened.close()


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Catalog]:
    """A catalog on SQLite, for what does not depend on the database."""
    opened = Catalog.open(str(tmp_path / "local.db"))
    yield opened
    opened.close()


class Base:
    """A knowledge base: documents are given as their paragraphs."""

    def __init__(self, catalog: Catalog, folder: Path, embedder: Any = None) -> None:
        self.catalog = catalog
        self.folder = folder
        self.embedder = embedder or BagEmbedder()
        self.index = Index.open(folder, catalog, self.embedder)

    def add(
        self,
        uri: str,
        *texts: str,
        collection: str = "c",
        readers: frozenset[str] = frozenset(),
        title: str = "",
        **described: Any,
    ) -> str:
        document, elements, chunks = document_of(
            uri, *texts, collection=collection, readers=readers, title=title
        )
        document = replace(document, **described)
        self.index.embed(document, chunks, lambda done: None)
        self.catalog.publish(document, elements, chunks)
        return document.id

    def texts(self, question: str, **options: Any) -> list[str]:
        return [found.chunk.text for found in self.search(question, **options)]

    def search(self, question: str, **options: Any) -> list[Passage]:
        return self.index.search(question, **{"scope": EVERYTHING, "k": 10, **options})

    def reopened(self) -> "Base":
        self.index.close()
        return Base(self.catalog, self.folder, self.embedder)


def document_of(
    uri: str,
    *texts: str,
    collection: str = "c",
    readers: frozenset[str] = frozenset(),
    title: str = "",
) -> tuple[Document, list[Element], list[Chunk]]:
    document = Document(
        id=document_id(collection, uri),
        collection=collection,
        uri=uri,
        title=title,
        media_type="text/plain",
        sha256="0" * 64,
        readers=frozenset(readers),
        pages=1,
    )
    boxes = [
        Box(page=1, x0=10.25, y0=20.0 * row, x1=300.5, y1=20.0 * row + 12) for row in range(99)
    ]
    elements = [
        Element(
            kind=Kind.PARAGRAPH,
            text=text,
            spans=(Span(start=0, end=len(text), box=boxes[row % 99]),),
        )
        for row, text in enumerate(texts)
    ]
    chunks = [
        Chunk(
            id=f"{document.id}-{row}",
            document_id=document.id,
            text=text,
            heading_path=("Part one",),
            spans=elements[row].spans,
            parent=f"{document.id}-part",
            token_count=len(text.split()),
            language=language(text),
        )
        for row, text in enumerate(texts)
    ]
    return document, elements, chunks


@pytest.fixture
def make_document() -> Callable:
    return document_of


@pytest.fixture
def kb(local: Catalog, tmp_path: Path) -> Iterator[Base]:
    base = Base(local, tmp_path / "index")
    yield base
    base.index.close()


@pytest.fixture
def open_base() -> Callable[..., Base]:
    return Base


@pytest.fixture
def bag() -> type:
    return BagEmbedder
