"""Datasets by name, with every version that they had: `eval/datasets.toml` in the data folder."""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.datasets.conversation import is_conversation_set
from eval.datasets.layout import read_layout_set
from eval.datasets.lines import explained
from eval.datasets.load import load
from eval.datasets.refusal import is_refusal_set
from eval.datasets.split import Split
from eval.errors import DatasetError

FILE = "datasets.toml"
LAYOUT_FILES = ("tables.jsonl", "files.jsonl", "layout.jsonl")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Version(_Row):
    """One content that a dataset had, and when it was registered (ISO time)."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    added: str


class Entry(_Row):
    """A registered dataset; the last version counts. `split` is the only part that may be asked."""

    path: Path
    split: Split = Split.ALL
    versions: tuple[Version, ...] = Field(min_length=1)


class State(StrEnum):
    """How a registered dataset compares with what lies on disk."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One registered dataset that was looked at; `problem` says what is wrong and what to do."""

    name: str
    entry: Entry
    state: State
    problem: str = ""


def registered(home: Path) -> dict[str, Entry]:
    """Return the registered datasets by name.

    Raises:
        DatasetError: the file is broken; names it.
    """
    path = home / "eval" / FILE
    if not path.exists():
        return {}
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: Entry.model_validate(entry) for name, entry in tree.items()}
    except tomllib.TOMLDecodeError as error:
        raise DatasetError(path, 0, f"cannot be read as TOML: {error}") from error
    except ValidationError as error:
        raise DatasetError(path, 0, explained(error)) from error


def register(home: Path, name: str, path: Path, *, split: Split = Split.ALL) -> Entry:
    """Keep a dataset under a name; changed content becomes a new version. Returns the entry.

    Raises:
        DatasetError: the dataset is broken, or the name cannot be one.
    """
    if name in {"", ".."} or name != Path(name).name:
        raise DatasetError(name, 0, "is no name: use letters, digits, - and _")
    known = registered(home)
    sha256 = fingerprint(path)
    old = known.get(name)
    versions = old.versions if old else ()
    if not versions or versions[-1].sha256 != sha256:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        versions = (*versions, Version(sha256=sha256, added=now))
    entry = Entry(path=path.absolute(), split=split, versions=versions)
    _write(home / "eval" / FILE, known | {name: entry})
    return entry


def verified(home: Path) -> list[Checked]:
    """Say of every registered dataset whether it is what it was when it was registered."""
    return [_checked(name, entry) for name, entry in sorted(registered(home).items())]


def resolved(home: Path, text: str, split: Split) -> Path | None:
    """Return the path of a registered dataset, given by name or path; None of any other.

    Raises:
        DatasetError: its content changed, or the part is kept for something else; says the remedy.
    """
    known = registered(home)
    names = [
        name for name, one in known.items() if text == name or Path(text).absolute() == one.path
    ]
    if not names:
        return None
    entry = known[names[0]]
    if entry.split not in (Split.ALL, split):
        reason = f"is registered for {entry.split} only: give --split {entry.split}"
        raise DatasetError(names[0], 0, reason)
    found = _checked(names[0], entry)
    if found.problem:
        raise DatasetError(names[0], 0, found.problem)
    return entry.path


def fingerprint(path: Path) -> str:
    """Return the hash of a dataset, whatever its layout; that it can be read is checked with it.

    Raises:
        DatasetError: it is broken, or in no layout that we read.
    """
    digest = hashlib.sha256()
    for sha256 in sorted(_hashes(path)):
        digest.update(sha256.encode())
    return digest.hexdigest()


def _hashes(path: Path) -> set[str]:
    """Return the hash of the dataset in every layout that its folder is in."""
    if any((path / name).exists() for name in LAYOUT_FILES):
        return {read_layout_set(path)[0].sha256}
    found = {load(path).sha256}
    for prefer, fits in (("refusal", is_refusal_set), ("conversation", is_conversation_set)):
        if fits(path):
            found.add(load(path, prefer=prefer).sha256)
    return found


def _checked(name: str, entry: Entry) -> Checked:
    number = len(entry.versions)
    try:
        same = fingerprint(entry.path) == entry.versions[-1].sha256
    except DatasetError as error:
        return Checked(name=name, entry=entry, state=State.BROKEN, problem=str(error))
    if same:
        return Checked(name=name, entry=entry, state=State.UNCHANGED)
    problem = (
        f"{entry.path} is not what version {number} was: restore it, or make it version "
        f"{number + 1} with `kb eval datasets add {name} {entry.path}`"
    )
    return Checked(name=name, entry=entry, state=State.CHANGED, problem=problem)


def _write(path: Path, entries: dict[str, Entry]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text("\n".join(_toml(n, entries[n]) for n in sorted(entries)), encoding="utf-8")
    beside.replace(path)


def _toml(name: str, entry: Entry) -> str:
    quoted = json.dumps(name, ensure_ascii=False)
    lines = [f"[{quoted}]", f"path = {json.dumps(str(entry.path), ensure_ascii=False)}"]
    lines += [f'split = "{entry.split}"', "versions = [", *_versions(entry.versions), "]", ""]
    return "\n".join(lines)


def _versions(versions: Sequence[Version]) -> list[str]:
    return [f'  {{sha256 = "{one.sha256}", added = "{one.added}"}},' for one in versions]
