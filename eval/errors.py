"""Errors of evaluating.

KnowledgeBaseError
├── DatasetError              a row, a file or a whole dataset is wrong; names file and line
├── RunError                  a run cannot be found, resumed or compared
└── ReplyError                a language model's reply is not in the shape that was asked for
"""

from pathlib import Path

from ingest.errors import KnowledgeBaseError


class DatasetError(KnowledgeBaseError):
    """A dataset cannot be used; `line` is 1-based, 0 when the whole file is meant."""

    def __init__(self, path: Path | str, line: int, reason: str) -> None:
        # What it was made from, so that it passes from one process to another.
        super().__init__(path, line, reason)
        self.path = str(path)
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.reason}"


class RunError(KnowledgeBaseError):
    """A run cannot be found, resumed or compared."""


class ReplyError(KnowledgeBaseError):
    """A language model's reply is not in the shape that was asked for."""
