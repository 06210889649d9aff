"""What the events of the chat page do, without Gradio, so that a test can call them."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, get_args

from indexes.model import Scope
from ingest.errors import KnowledgeBaseError
from kb_assistant.asked import Rating
from kb_assistant.model import Answer, Question
from kb_assistant.outcome import Outcome, Result, Summary
from kb_assistant.progress import Progress
from kb_assistant.web.conversation import (
    FAILED,
    STOPPED,
    Exchange,
    exchange,
    history,
    kept,
    restored,
)
from kb_assistant.web.examples import example_questions
from kb_assistant.web.listing import documents_html, outcomes_html, progress_html
from kb_assistant.web.render import live_html, thread_html, welcome_html
from kb_assistant.web.strings import EN, ZH, Strings

if TYPE_CHECKING:
    from kb_assistant.wiring import KnowledgeBase

VISITOR = Scope()
REDRAW_SECONDS = 0.06
"""Shortest time between two drawings of a growing answer; a model may send 100 pieces a second."""


@dataclass(frozen=True, slots=True)
class Chat:
    """The events of the chat page over one knowledge base; `code` is the language, zh or en."""

    kb: "KnowledgeBase"

    def opened(self, stored: object, code: str) -> tuple[str, str]:
        """Return the conversation that the browser kept and the list of documents, as HTML."""
        return self._thread(restored(stored), _strings(code)), self._documents(_strings(code))

    def asked(
        self, question: str, stored: object, code: str
    ) -> Iterator[tuple[str, Exchange | None]]:
        """Yield the growing exchange as HTML and as a value, until the answer is finished."""
        if not question.strip():
            return
        strings = _strings(code)
        yield live_html(question, "", strings), _unfinished(question, "")
        text, drawn = "", monotonic()
        try:
            asking = Question(text=question, history=history(restored(stored)), scope=VISITOR)
            for piece in self.kb.assistant.ask(asking):
                if isinstance(piece, Answer):
                    yield live_html(question, piece.text, strings), exchange(piece)
                    return
                text += piece
                if monotonic() - drawn >= REDRAW_SECONDS:
                    drawn = monotonic()
                    yield live_html(question, text, strings), _unfinished(question, text)
        except KnowledgeBaseError as error:
            yield "", _failed(question, error)

    def finished(
        self, latest: Exchange | None, stored: object, code: str
    ) -> tuple[str, list[dict[str, object]]]:
        """Return the conversation with the latest exchange at its end: as HTML, and to be kept.

        Without a latest exchange it is the conversation as it was.
        """
        exchanges = (*restored(stored), *([latest] if latest else []))
        return self._thread(exchanges, _strings(code)), kept(exchanges)

    def rated(self, question: str, answer: str, rating: str) -> None:
        """Keep what the visitor thinks of an answer; nothing is kept where questions are not."""
        if self.kb.asked and rating in get_args(Rating):
            self.kb.asked.rate(question, answer, rating="like" if rating == "like" else "dislike")

    def cleared(self, code: str) -> tuple[str, list[dict[str, object]]]:
        """Return an empty conversation: as HTML, and to be kept."""
        return self._thread((), _strings(code)), []

    def uploaded(self, paths: Sequence[str] | None, code: str) -> Iterator[tuple[str, str]]:
        """Add files; yield progress, at last what became of each; with it the list of documents."""
        strings = _strings(code)
        summary = Summary()
        for step in self._adding([Path(path) for path in paths or ()]):
            if isinstance(step, Progress):
                yield progress_html(step, strings), self._documents(strings)
            else:
                summary = step
        yield outcomes_html(summary.outcomes, strings), self._documents(strings)

    def _adding(self, sources: Sequence[Path]) -> Iterator[Progress | Summary]:
        """Add files in a thread of its own, so that progress can be shown meanwhile."""
        steps: SimpleQueue[Progress | Summary] = SimpleQueue()
        Thread(target=lambda: steps.put(self._add(sources, steps)), daemon=True).start()
        while True:
            step = steps.get()
            yield step
            if isinstance(step, Summary):
                return

    def _add(self, sources: Sequence[Path], steps: "SimpleQueue[Progress | Summary]") -> Summary:
        try:
            stored = [_stored(source, self.kb.settings.home / "uploads") for source in sources]
            return self.kb.library.add(stored, on_progress=steps.put)
        except (KnowledgeBaseError, OSError) as error:
            return Summary(
                outcomes=tuple(
                    Outcome(uri=source.name, result=Result.FAILED, reason=str(error))
                    for source in sources
                )
            )

    def _thread(self, exchanges: Sequence[Exchange], strings: Strings) -> str:
        if exchanges:
            return thread_html(exchanges, strings)
        documents = self.kb.catalog.documents(VISITOR)
        examples = example_questions(self.kb.catalog, documents, code=strings.code)
        return welcome_html(examples, strings, empty=not documents)

    def _documents(self, strings: Strings) -> str:
        return documents_html(self.kb.catalog.documents(VISITOR), strings)


def _strings(code: str) -> Strings:
    return ZH if code == "zh" else EN


def _unfinished(question: str, text: str) -> Exchange:
    return Exchange(question=question, text=text, state=STOPPED)


def _failed(question: str, error: KnowledgeBaseError) -> Exchange:
    # A question that was refused for its length would fill the browser's storage.
    return Exchange(
        question=question[:2_000], text=str(error), state=FAILED, error=type(error).__name__
    )


def _stored(source: Path, folder: Path) -> Path:
    """Copy an upload to where it stays; the same name again is a new version of the document."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / source.name
    beside = folder / f".{source.name}.part"
    shutil.copyfile(source, beside)
    beside.replace(target)
    return target
