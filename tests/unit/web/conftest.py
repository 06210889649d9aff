"""A small knowledge base: real catalog, files and viewer; only the assistant is scripted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexes.catalog import Catalog, document_id
from indexes.files import FileStore
from indexes.model import Passage, Scores
from ingest.errors import KnowledgeBaseError
from ingest.limits import Limits
from ingest.model import Box, Chunk, Document, Kind, Span
from ingest.options import ReadingOptions
from ingest.worker import Worker
from kb_assistant.errors import InvalidQuestion, QuestionTooLong
from kb_assistant.faq.editing import FaqEditor
from kb_assistant.model import Answer, Citation, Question, Verdict
from kb_assistant.outcome import Outcome, Result, Summary
from kb_assistant.progress import Progress
from kb_assistant.settings import Settings
from kb_assistant.web.app import create_app
from kb_assistant.wiring import KnowledgeBase

LEAVE = "Annual leave is twenty days."
SICKNESS = "Tell your manager on the first day."
SHEET = "Item | Price\nPump <P1> | 20 EUR\nHose | 5 EUR"
LEAVE_BOX = Box(page=2, x0=72, y0=90, x1=260, y1=104)
SICKNESS_BOX = Box(page=2, x0=72, y0=110, x1=260, y1=124)

Step = str | Answer | KnowledgeBaseError


@dataclass
class ScriptedAssistant:
    """Plays a script for every question; blank and long ones are refused as the real one does."""

    passages: list[Passage]
    script: list[Step] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    ended: int = 0

    def search(self, question: Question, k: int = 10) -> list[Passage]:
        self._check(question)
        return self.passages[:k]

    def ask(self, question: Question) -> Iterator[str | Answer]:
        self._check(question)
        try:
            for step in self.script:
                if isinstance(step, KnowledgeBaseError):
                    raise step
                yield step
        finally:
            self.ended += 1

    def _check(self, question: Question) -> None:
        self.asked.append(question)
        if not question.text.strip():
            raise InvalidQuestion("the question is blank")
        if len(question.text) > 4_000:
            raise QuestionTooLong("the question is too long; shorten it")


class FailingTwice:
    """A library that takes every file but those named bad."""

    def add(self, paths: Sequence[Path], *, on_progress) -> Summary:
        outcomes = []
        for done, path in enumerate(paths):
            on_progress(
                Progress(
                    files_done=done, files_total=len(paths), pages=0, chunks=0, current=path.name
                )
            )
            bad = path.name.startswith("bad")
            outcomes.append(
                Outcome(
                    uri=path.name,
                    result=Result.FAILED if bad else Result.ADDED,
                    reason="the file is <empty>" if bad else "",
                )
            )
        return Summary(outcomes=tuple(outcomes))


@dataclass(frozen=True)
class CatalogAlone:
    """As much of an index as editing FAQ entries takes."""

    catalog: Catalog


@dataclass(frozen=True)
class World:
    """The knowledge base with what stands in it."""

    kb: KnowledgeBase
    assistant: ScriptedAssistant
    handbook: Document
    prices: Document
    secret: Document
    leave: Passage
    price: Passage

    def answers(self, text: str, *citations: Citation, **fields: object) -> None:
        """Let the assistant give this answer, its text in one piece before."""
        answer = Answer(
            question="How?", text=text, verdict=Verdict.ANSWERED, citations=citations, engine="test"
        )
        self.assistant.script[:] = [text, replace(answer, **fields)]

    def citation(self) -> Citation:
        """Return a citation of the handbook's sentence on leave."""
        return Citation(mark=1, passage=self.leave, quote=LEAVE, page=2, boxes=(LEAVE_BOX,))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")
    files = FileStore(tmp_path / "files")
    handbook = _handbook(catalog, files, tmp_path)
    prices = _prices(catalog)
    secret = _secret(catalog)
    leave, price = (
        Passage(
            chunk=catalog.chunks(document.id)[0],
            document=document,
            scores=Scores(lexical=2.0, fused=0.5),
        )
        for document in (handbook, prices)
    )
    assistant = ScriptedAssistant(passages=[leave, price])
    kb = KnowledgeBase(
        settings=Settings(home=tmp_path / "home"),
        catalog=catalog,
        index=None,
        files=files,
        reader=Worker(Limits(), ReadingOptions()),
        library=FailingTwice(),
        faq=FaqEditor(CatalogAlone(catalog), max_tokens=64),
        assistant=assistant,
    )
    yield World(kb, assistant, handbook, prices, secret, leave, price)
    catalog.close()


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with TestClient(create_app(world.kb), raise_server_exceptions=False) as client:
        yield client


def _handbook(catalog: Catalog, files: FileStore, folder: Path) -> Document:
    path = folder / "handbook.pdf"
    _write_pdf(path)
    sha256 = files.put(path)
    document = Document(
        id=document_id("default", "handbook.pdf"),
        collection="default",
        uri="handbook.pdf",
        title="Handbook <b>",
        media_type="application/pdf",
        sha256=sha256,
        pages=2,
    )
    chunk = Chunk(
        id="leave",
        document_id=document.id,
        text=f"{LEAVE}\n{SICKNESS}",
        heading_path=("Leave",),
        spans=(
            Span(start=0, end=len(LEAVE), box=LEAVE_BOX),
            Span(start=len(LEAVE) + 1, end=len(LEAVE) + 1 + len(SICKNESS), box=SICKNESS_BOX),
        ),
        parent="leave",
    )
    return catalog.publish(document, [], [chunk])


def _write_pdf(path: Path) -> None:
    import pymupdf

    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 100), "Handbook")
        page = pdf.new_page()
        page.insert_text((72, 100), LEAVE)
        page.insert_text((72, 120), SICKNESS)
        pdf.save(path)


def _prices(catalog: Catalog) -> Document:
    document = Document(
        id=document_id("default", "prices.xlsx"),
        collection="default",
        uri="prices.xlsx",
        title="Prices",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        sha256="0" * 64,
    )
    sheet = Chunk(
        id="sheet",
        document_id=document.id,
        text=SHEET,
        heading_path=("Spare parts in stock",),
        place="sheet Prices",
        parent="sheet",
        kind=Kind.TABLE,
    )
    after = Chunk(id="after", document_id=document.id, text="All <net>.", parent="sheet")
    other = Chunk(id="other", document_id=document.id, text="Elsewhere.", parent="other")
    return catalog.publish(document, [], [sheet, after, other])


def _secret(catalog: Catalog) -> Document:
    document = Document(
        id=document_id("default", "salaries.md"),
        collection="default",
        uri="salaries.md",
        title="Salaries",
        media_type="text/markdown",
        sha256="1" * 64,
        readers=frozenset({"board"}),
    )
    chunk = Chunk(id="bands", document_id=document.id, text="Band A", parent="bands")
    return catalog.publish(document, [], [chunk])
