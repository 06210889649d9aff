"""The root of all our errors, and those of reading a file.

KnowledgeBaseError
└── UnreadableDocument        the file cannot be read; says why and what to do
    ├── EmptyDocument         there is nothing in it to read
    ├── EncryptedDocument     it asks for a password
    ├── UnknownFormat         the bytes are of no kind that we read
    ├── MadeQuestions         a table of questions that were made for evaluation
    ├── OverLimit             larger than a limit that the settings give
    ├── CrashedReader         reading it ended the process that did so
    └── MissingEngine         the engine that was chosen for it is not installed
"""

from pathlib import Path


class KnowledgeBaseError(Exception):
    """Root of every error that we raise on purpose; its text says what happened and what to do."""


class UnreadableDocument(KnowledgeBaseError):
    """The file cannot be read.

    `reason` names the cause and the remedy without the path, as a list of documents shows it.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason


class EmptyDocument(UnreadableDocument):
    """The file holds nothing to read."""


class EncryptedDocument(UnreadableDocument):
    """The file asks for a password."""


class UnknownFormat(UnreadableDocument):
    """The bytes are of no kind that we read."""


class MadeQuestions(UnreadableDocument):
    """The file holds questions that were made for evaluation: nobody may be answered from it."""


class OverLimit(UnreadableDocument):
    """The file is larger than a limit that the settings give."""


class CrashedReader(UnreadableDocument):
    """The process that read the file died of it."""


class MissingEngine(UnreadableDocument):
    """The engine that the settings choose is not installed, or not made for this kind of file."""
