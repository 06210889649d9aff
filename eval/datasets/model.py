"""What a dataset is: cases (a question, what is known of its answer) and what they are asked of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ingest.model import Box
from kb_assistant.model import Turn

_NOTHING: Mapping[str, int] = MappingProxyType({})
_NO_SLICES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusRow:
    """One document of a corpus that comes as text; without `readers` everyone may see it."""

    id: str
    title: str
    text: str
    readers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question with what is known of its answer; what is not known stays empty.

    `relevant` grades documents by id (or uri), above 0 is relevant. `pages` and `boxes` say where
    in the only relevant document the evidence stands.
    `answers` are the parts that a right answer holds, each with its accepted variants.
    `answerable` is None where the dataset does not tell. `rewrite` is the question that a person
    made independent of `history`. `sources` are the only documents to search, `collection` the only
    collection of the live knowledge base; empty means all.
    `groups` are those that the asker belongs to; None means somebody who may see everything.
    `forbidden` are words that must not reach the asker. `slices` are the values to break results
    down by. `place` is "file:line", for messages.
    """

    id: str
    question: str
    history: tuple[Turn, ...] = ()
    rewrite: str = ""
    relevant: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    pages: tuple[int, ...] = ()
    boxes: tuple[Box, ...] = ()
    answers: tuple[tuple[str, ...], ...] = ()
    answerable: bool | None = None
    sources: tuple[str, ...] = ()
    collection: str = ""
    groups: frozenset[str] | None = None
    forbidden: tuple[str, ...] = ()
    slices: Mapping[str, str] = field(default_factory=lambda: _NO_SLICES)
    synthetic: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Cases, and what they are asked of: corpus rows, files, or else the live knowledge base.

    `sha256` covers every file that was read and the split. `notes` tell what was left out, and why.
    """

    name: str
    path: Path
    cases: tuple[Case, ...]
    sha256: str
    corpus: tuple[CorpusRow, ...] = ()
    files: tuple[Path, ...] = ()
    split: str = "all"
    notes: tuple[str, ...] = ()
