"""What became of each file that was added or removed."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.model import Document, Note


class Result(StrEnum):
    """What became of one file; every file ends as exactly one of these."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One file's result; `reason` says why it failed, `notes` what was noticed in reading it."""

    uri: str
    result: Result
    reason: str = ""
    document_id: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of each file, in the order in which they were taken."""

    outcomes: tuple[Outcome, ...] = ()

    def count(self, result: Result) -> int:
        """Return how many files ended so."""
        return sum(outcome.result is result for outcome in self.outcomes)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The files that failed."""
        return tuple(each for each in self.outcomes if each.result is Result.FAILED)


def outcome_of(document: Document, result: Result, reason: str = "") -> Outcome:
    """Return the outcome of the file of a document."""
    return Outcome(uri=document.uri, result=result, reason=reason, document_id=document.id)
