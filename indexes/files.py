"""Copies of the source files by their content, so that a cited page can always be shown."""

import hashlib
import os
import tempfile
from collections.abc import Set as AbstractSet
from pathlib import Path

from indexes.errors import UnknownDocument


class FileStore:
    """A folder of files named by their SHA-256; equal files are kept once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, path: Path) -> str:
        """Keep a copy of a file, once, and return its SHA-256."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=".incoming-", dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as copy, path.open("rb") as source:
                digest = hashlib.sha256()
                while block := source.read(1 << 20):
                    digest.update(block)
                    copy.write(block)
                copy.flush()
                os.fsync(copy.fileno())
            kept = self._place(digest.hexdigest())
            if not kept.exists():
                kept.parent.mkdir(exist_ok=True)
                Path(beside).replace(kept)
            return digest.hexdigest()
        finally:
            Path(beside).unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where the copy lies; raise `UnknownDocument` when there is none."""
        kept = self._place(sha256)
        if not kept.is_file():
            raise UnknownDocument(f"no copy of the file {sha256[:12]} is kept: add the file again")
        return kept

    def drop_unused(self, used: AbstractSet[str]) -> int:
        """Delete the copies that are not in use; return how many there were."""
        dropped = [kept for kept in self._folder.glob("??/*") if kept.name not in used]
        for kept in dropped:
            kept.unlink(missing_ok=True)
        return len(dropped)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256
