"""Keeps the questions that were asked, so that a document team sees what is missing."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from kb_assistant.model import Answer


class AskedQuestions:
    """A file with one JSON line for each question: when, what, verdict, the documents cited."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, answer: Answer) -> None:
        """Append one answered question."""
        row = {
            "asked": datetime.now(UTC).isoformat(timespec="seconds"),
            "question": answer.question,
            "verdict": answer.verdict.value,
            "engine": answer.engine,
            "documents": [citation.passage.document.uri for citation in answer.citations],
            "nearest": [document.uri for document in answer.nearest],
        }
        line = json.dumps(row, ensure_ascii=False) + "\n"
        # One write to a file opened for appending stays whole beside other processes' writes.
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode("utf-8", errors="replace"))
        finally:
            os.close(descriptor)
