"""Keeps the questions that were asked and how people rated the answers, for a document team."""

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from indexes.model import Passage
from kb_assistant.model import Answer

Rating = Literal["like", "dislike"]
_FOUND = 5
"""How many of the passages that were found are kept with a question."""


def answer_id(question: str, text: str) -> str:
    """Return what a rating names an answer by: the same question and text have the same id."""
    return hashlib.sha256(f"{question}\0{text}".encode("utf-8", "replace")).hexdigest()[:16]


class AskedQuestions:
    """A file with one JSON line for each question, and one for each rating.

    A question's line says when and what, the verdict, the documents cited and what was found.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, answer: Answer) -> None:
        """Append one answered question."""
        self._append(
            {
                "id": answer_id(answer.question, answer.text),
                "asked": _now(),
                "question": answer.question,
                "verdict": answer.verdict.value,
                "confidence": round(answer.confidence, 3),
                "engine": answer.engine,
                "documents": [citation.passage.document.uri for citation in answer.citations],
                "nearest": [document.uri for document in answer.nearest],
                "found": [_found(passage) for passage in answer.passages[:_FOUND]],
                "seconds": round(sum(answer.timings.values()), 3),
            }
        )

    def rate(self, question: str, answer: str, *, rating: Rating, comment: str = "") -> None:
        """Append what somebody thinks of the text that answered a question."""
        rated = answer_id(question, answer)
        self._append({"rated": rated, "at": _now(), "rating": rating, "comment": comment})

    def _append(self, row: Mapping[str, object]) -> None:
        line = json.dumps(row, ensure_ascii=False) + "\n"
        # One write to a file opened for appending stays whole beside other processes' writes.
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode("utf-8", errors="replace"))
        finally:
            os.close(descriptor)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _found(passage: Passage) -> dict[str, object]:
    pages = passage.chunk.pages
    return {"document": passage.document.uri, "page": pages[0] if pages else None}
