"""Datasets by name, with every version that they had: `eval/datasets.toml` in the data folder."""

import filecmp
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
    """A registered dataset; the last version counts.

    `split` is what all of it is kept for: tuning, judging, or either (`ALL`).
    """

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


def register(home: Path, name: str, path: Path, *, split: Split | None = None) -> Entry:
    """Keep a dataset under a name; changed content becomes a new version. Returns the entry.

    `split` is what it is kept for; None leaves that as it is.

    Raises:
        DatasetError: the dataset is broken, the name cannot be one, or the same content is kept
            for something else under another name.
    """
    if name in {"", ".."} or name != Path(name).name:
        raise DatasetError(name, 0, "is no name: use letters, digits, - and _")
    known = registered(home)
    sha256 = fingerprint(path)
    old = known.get(name)
    versions = old.versions if old else ()
    kept_for = split or (old.split if old else Split.ALL)
    _check_purpose({other: one for other, one in known.items() if other != name}, path, kept_for)
    if not versions or versions[-1].sha256 != sha256:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        versions = (*versions, Version(sha256=sha256, added=now))
    entry = Entry(path=path.absolute(), split=kept_for, versions=versions)
    _write(home / "eval" / FILE, known | {name: entry})
    return entry


def verified(home: Path) -> list[Checked]:
    """Say of every registered dataset whether it is what it was when it was registered."""
    return [_checked(name, entry) for name, entry in sorted(registered(home).items())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Where a registered dataset lies, and what all of it is kept for."""

    path: Path
    split: Split


def resolved(home: Path, text: str, split: Split) -> Resolved | None:
    """Return a registered dataset, given by name, path or a copy of it; None of any other.

    Raises:
        DatasetError: its content changed, or it is kept for something else than `split`.
    """
    known = registered(home)
    names = [text] if text in known else _names_of(known, Path(text))
    if not names:
        return None
    entry = known[names[0]]
    if entry.split is not Split.ALL and split not in (Split.ALL, entry.split):
        reason = f"is kept for {entry.split}: take another dataset for {split}"
        raise DatasetError(names[0], 0, reason)
    found = _checked(names[0], entry)
    if found.problem:
        raise DatasetError(names[0], 0, found.problem)
    return Resolved(path=entry.path, split=entry.split)


def _names_of(known: dict[str, Entry], path: Path) -> list[str]:
    """Return the names of what lies at a path; a copy of what is kept for one thing is that too."""
    if not path.exists():
        return []
    names = [name for name, one in known.items() if one.path.resolve() == path.resolve()]
    if not names and any(one.split is not Split.ALL for one in known.values()):
        names = [name for name, one in known.items() if _copied(path, one)]
    # What is kept for one thing counts before what may be used for any.
    return sorted(names, key=lambda name: known[name].split is Split.ALL)


def _copied(path: Path, entry: Entry) -> bool:
    if path.is_file() and entry.path.is_file():
        # The hash of a single file holds its name.
        return filecmp.cmp(path, entry.path, shallow=False)
    return path.is_dir() and fingerprint(path) == entry.versions[-1].sha256


def _check_purpose(others: dict[str, Entry], path: Path, split: Split) -> None:
    for name, entry in others.items():
        if entry.split is not split and _copied(path, entry):
            kept_for = "anything" if entry.split is Split.ALL else entry.split
            reason = (
                f"the same content is kept for {kept_for} under this name; change that with "
                f"`kb eval datasets add {name} {entry.path} --for {split}`"
            )
            raise DatasetError(name, 0, reason)


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
