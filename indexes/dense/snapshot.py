"""The dense index on disk: segments that are written once, and a manifest that is renamed in."""

import json
import uuid
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from indexes import atomic
from indexes.dense import segment as segments
from indexes.dense.segment import Segment
from indexes.dense.view import Part

FORMAT = 2
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a snapshot belongs to: the catalog, the model, and the last change that it holds."""

    catalog: str
    fingerprint: str
    storage: str
    change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A segment in the manifest: its name, the checksums of its files, the rows that are dead."""

    name: str
    vectors: int
    rows: int
    dead: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What lies on disk: the manifest, and the parts in its order."""

    header: Header
    entries: tuple[Entry, ...]
    parts: tuple[Part, ...] = ()


def manifest(folder: Path) -> Snapshot | None:
    """Read the manifest alone; None when there is none, or when it is not as it was written."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        content, crc = text.rsplit("\n", 1)
        if int(crc) != zlib.crc32(content.encode()):
            return None
        told = json.loads(content)
        if told["format"] != FORMAT:
            return None
        entries = tuple(Entry(**{**one, "dead": tuple(one["dead"])}) for one in told["segments"])
        return Snapshot(header=Header(**told["header"]), entries=entries)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def load(folder: Path) -> Snapshot | None:
    """Read the snapshot; None when there is none, or when any byte is not as it was written."""
    for _ in range(3):
        found = manifest(folder)
        if found is None:
            return None
        try:
            parts = tuple(_read(folder, entry) for entry in found.entries)
            return Snapshot(header=found.header, entries=found.entries, parts=parts)
        except (OSError, ValueError):
            # Another process may just have published the next snapshot and dropped these files.
            if manifest(folder) == found:
                return None
    return None


def save(folder: Path, header: Header, parts: Iterable[tuple[Part, Entry | None]]) -> Snapshot:
    """Publish a snapshot; a part whose entry is given lies on disk already and is not written.

    The caller holds the writer's lock.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = list(parts)
    entries = tuple(_entry(folder, part, entry) for part, entry in given)
    content = json.dumps(
        {
            "format": FORMAT,
            "header": asdict(header),
            "segments": [asdict(entry) for entry in entries],
        }
    )
    atomic.sync_folder(folder)
    atomic.write(folder / MANIFEST, f"{content}\n{zlib.crc32(content.encode())}".encode())
    _drop_others(folder, entries)
    return Snapshot(header=header, entries=entries, parts=tuple(part for part, _ in given))


def _entry(folder: Path, part: Part, entry: Entry | None) -> Entry:
    import numpy as np

    kept = entry if entry is not None and _vectors(folder, entry.name).exists() else None
    written = kept or _write(folder, part.segment)
    dead = () if part.alive is None else tuple(np.flatnonzero(~part.alive).tolist())
    return Entry(name=written.name, vectors=written.vectors, rows=written.rows, dead=dead)


def _write(folder: Path, part: Segment) -> Entry:
    import numpy as np

    name = f"segment-{uuid.uuid4().hex[:12]}"
    segments.write(part, _vectors(folder, name))
    np.save(_rows(folder, name), np.stack([part.chunks, part.documents]), allow_pickle=False)
    for file in (_vectors(folder, name), _rows(folder, name)):
        atomic.sync(file)
    return Entry(
        name=name,
        vectors=atomic.checksum(_vectors(folder, name)),
        rows=atomic.checksum(_rows(folder, name)),
    )


def _read(folder: Path, entry: Entry) -> Part:
    import numpy as np

    vectors, rows = _vectors(folder, entry.name), _rows(folder, entry.name)
    if (atomic.checksum(vectors), atomic.checksum(rows)) != (entry.vectors, entry.rows):
        raise ValueError(f"{vectors} was changed after it was written")
    chunks, documents = np.load(rows, allow_pickle=False)
    part = segments.read(vectors, chunks=chunks, documents=documents)
    if not entry.dead:
        return Part(segment=part)
    alive = np.ones(len(part), dtype=bool)
    alive[list(entry.dead)] = False
    return Part(segment=part, alive=alive)


def _drop_others(folder: Path, entries: Sequence[Entry]) -> None:
    kept = {entry.name for entry in entries}
    for file in folder.glob("segment-*"):
        if file.stem not in kept:
            try:
                file.unlink(missing_ok=True)
            except PermissionError:
                # Windows keeps a file that somebody has mapped; the next save drops it.
                continue


def _vectors(folder: Path, name: str) -> Path:
    return folder / f"{name}.faiss"


def _rows(folder: Path, name: str) -> Path:
    return folder / f"{name}.npy"
