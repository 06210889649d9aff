"""Which folder holds the lexical index, and whether its files are whole."""

import json
import shutil
import struct
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from indexes import atomic
from indexes.lexical.analysis import VERSION

LAYOUT = 2
META, SEAL = "meta.json", "meta.crc"
_MAGIC = 1337


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """The index that counts: its folder's name, and what it was built from and with."""

    name: str
    catalog: str
    analysis: int = VERSION
    layout: int = LAYOUT


def current(folder: Path) -> Generation | None:
    """Return the generation that counts; None when there is none that we can read."""
    try:
        return Generation(**json.loads((folder / "current.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def usable(folder: Path, generation: Generation | None, catalog: str) -> bool:
    """Tell whether the generation is of this catalog and this program, with all its files whole."""
    if generation is None:
        return False
    wanted = Generation(name=generation.name, catalog=catalog)
    return generation == wanted and whole(folder / generation.name)


def publish(folder: Path, generation: Generation) -> None:
    """Make a generation the one that counts, and drop the others."""
    text = json.dumps(asdict(generation), ensure_ascii=False)
    atomic.write(folder / "current.json", text.encode())
    for other in folder.iterdir():
        if other.is_dir() and other.name != generation.name:
            shutil.rmtree(other, ignore_errors=True)


def unseal(folder: Path) -> None:
    """Let Tantivy change its list of segments, `meta.json`, which it keeps without a checksum."""
    if (folder / SEAL).exists():
        (folder / SEAL).unlink()
        atomic.sync_folder(folder)


def seal(folder: Path) -> None:
    """Note the checksum of the list of segments; a process that dies before leaves it unsealed."""
    atomic.write(folder / SEAL, str(atomic.checksum(folder / META)).encode())


def whole(folder: Path) -> bool:
    """Tell whether every file that the last commit names is there and matches its checksum."""
    try:
        meta = json.loads(_meta(folder))
        stems = [segment["segment_id"].replace("-", "") for segment in meta["segments"]]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    files = [file for stem in stems for file in folder.glob(f"{stem}.*")]
    return {file.stem.split(".")[0] for file in files} == set(stems) and all(map(_intact, files))


def _meta(folder: Path) -> str:
    """Return the list of segments; raise `ValueError` when it is not as it was sealed."""
    told = _sealed(folder)
    text = (folder / META).read_bytes()
    while told not in {None, str(zlib.crc32(text))}:
        before, told = told, _sealed(folder)
        if told == before:
            raise ValueError(f"{folder / META} was changed after it was written")
        # Another process committed in between.
        text = (folder / META).read_bytes()
    return text.decode()


def _sealed(folder: Path) -> str | None:
    try:
        return (folder / SEAL).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None


def _intact(file: Path) -> bool:
    """Check the footer that Tantivy ends each file with: JSON, its length, a magic number."""
    try:
        size = file.stat().st_size
        with file.open("rb") as handle:
            handle.seek(max(0, size - 8))
            length, magic = struct.unpack("<II", handle.read(8))
            handle.seek(max(0, size - 8 - length))
            footer = json.loads(handle.read(length))
            return bool(magic == _MAGIC and footer["crc"] == _crc(file, size - 8 - length))
    except (OSError, ValueError, KeyError, struct.error):
        return False


def _crc(file: Path, size: int) -> int:
    crc = 0
    with file.open("rb") as handle:
        while size > 0:
            block = handle.read(min(size, 1 << 22))
            if not block:
                return -1
            crc = zlib.crc32(block, crc)
            size -= len(block)
    return crc
