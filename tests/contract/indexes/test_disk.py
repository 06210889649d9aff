"""A disk that is full, or may only be read: a clear error, and the old state serves."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexes.catalog import Catalog
from indexes.errors import CatalogError, IndexUnwritable
from indexes.model import Leg
from indexes.verify import verify

WORDS = frozenset({Leg.LEXICAL})


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a disk, and only where the system lets it")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Write until nothing fits any more."""
    filler = folder / "filler"
    handle = os.open(filler, os.O_CREAT | os.O_WRONLY)
    with pytest.raises(OSError, match="No space"):
        while True:
            os.write(handle, bytes(4096))
    os.close(handle)
    return filler


def add_until_full(kb: Any) -> int:
    """Add documents until the catalog takes no more; return how many it took."""
    for number in range(1000):
        try:
            kb.add(f"{number}.txt", *(f"pear {number} {place}" for place in range(10)))
        except CatalogError as error:
            assert "full" in str(error)
            return number
    raise AssertionError("the disk was never full")


def test_on_a_full_disk_the_old_state_serves_until_there_is_room(
    disk: Path, open_base: Callable
) -> None:
    kb = open_base(Catalog.open(str(disk / "kb.db")), disk / "index")
    kb.add("a.txt", "apple one", "苹果")
    kb.index.save()
    assert kb.texts("apple")[0] == "apple one"
    filler = fill(disk)

    with pytest.raises(CatalogError, match="full"):
        kb.add("b.txt", "apple two")
    assert kb.texts("apple") == ["apple one"]

    # Room for the catalog alone: the indexes cannot follow it.
    os.truncate(filler, filler.stat().st_size - 100_000)
    added = add_until_full(kb)
    with pytest.raises(IndexUnwritable, match="No space left"):
        kb.index.save()
    assert kb.texts("apple", legs=WORDS) == ["apple one"]

    filler.unlink()
    kb.index.save()
    assert verify(kb.index) == []
    assert len(kb.search("pear", k=1000)) >= 10 * added > 0
    kb.index.close()
    kb.catalog.close()


def test_from_a_disk_that_may_only_be_read_what_is_there_is_served(
    disk: Path, open_base: Callable
) -> None:
    first = open_base(Catalog.open(str(disk / "kb.db")), disk / "index")
    first.add("a.txt", "apple one", "苹果")
    first.index.save()
    first.index.close()
    first.catalog.close()
    del first
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)

    kb = open_base(Catalog.open(str(disk / "kb.db")), disk / "index")

    assert kb.texts("apple") == ["apple one"]
    assert kb.texts("苹果", legs=WORDS) == ["苹果"]
    with pytest.raises(CatalogError, match="readonly"):
        kb.add("b.txt", "apple two")
    with pytest.raises(IndexUnwritable, match="Read-only"):
        kb.index.save()
    assert kb.texts("apple") == ["apple one"]
    kb.index.close()
    kb.catalog.close()
