"""Several readers on the same files in the same run: what they find, and how long they take."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from eval.content import Content
from eval.datasets.layout import Truth, read_layout_set
from eval.datasets.model import Dataset
from eval.layout import compared
from eval.peers.reading.protocol import ReadFile
from eval.peers.reading.readers import READERS
from eval.printed import page_count
from eval.score import summary
from eval.statistics import Estimate

_NOTHING = Content(text="", headings=())
_LAST_WORDS = 200

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderScore:
    """What one reader reached; `missing` tells why it could not be measured.

    `seconds` and `pages` are of the files that it read; `failed` counts those that it could not.
    """

    title: str
    version: str = ""
    metrics: dict[str, Estimate]
    seconds: float = 0.0
    pages: int = 0
    failed: int = 0
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The readers on one dataset, ours first."""

    dataset: str
    files: int
    pages: int
    readers: tuple[ReaderScore, ...]


def compare_readers(folder: Path, libraries: Path, on_progress: Progress) -> Comparison:
    """Measure every reader on a layout dataset, each in a process of its own with one thread.

    `libraries` is a folder with the packages of the peers (`make peers`).

    Raises:
        DatasetError: the dataset cannot be used.
    """
    dataset, truths = read_layout_set(folder)
    files = sorted({truth.file for truth in truths.values()})
    pages = {path: page_count(path) for path in files}
    scores: list[ReaderScore] = []
    for done, name in enumerate(READERS):
        on_progress(READERS[name].title, done, len(READERS))
        try:
            found = _read(name, files, libraries)
        except subprocess.CalledProcessError as error:
            words = " ".join(error.stderr.split())[-_LAST_WORDS:]
            scores.append(ReaderScore(title=READERS[name].title, metrics={}, missing=words))
            continue
        scores.append(_score(name, found, (dataset, truths), pages, libraries))
    total = sum(pages.values())
    return Comparison(dataset=dataset.name, files=len(files), pages=total, readers=tuple(scores))


def _read(name: str, files: Sequence[Path], libraries: Path) -> dict[Path, ReadFile]:
    """Let the process of a reader read the files."""
    quiet = {"OMP_NUM_THREADS": "1", "DO_NOT_TRACK": "1", "SCARF_NO_ANALYTICS": "true"}
    done = subprocess.run(
        [sys.executable, "-m", "eval.peers.reading.worker", name],
        input="\n".join(map(str, files)),
        env={**os.environ, **quiet, "PYTHONPATH": str(libraries)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [ReadFile.model_validate_json(line) for line in done.stdout.splitlines()]
    return {Path(line.file): line for line in lines}


def _score(
    name: str,
    found: dict[Path, ReadFile],
    known: tuple[Dataset, dict[str, Truth]],
    pages: dict[Path, int],
    libraries: Path,
) -> ReaderScore:
    dataset, truths = known
    contents = {path: one.content() if not one.error else _NOTHING for path, one in found.items()}
    attempt = compared(truths, contents.__getitem__)
    results = [attempt(case) for case in dataset.cases]
    read = [path for path, one in found.items() if not one.error]
    entry = READERS[name]
    reached = summary(results).items()
    return ReaderScore(
        title=entry.title,
        version=_version(entry.package, libraries),
        metrics={measure: value for measure, value in reached if measure not in entry.untold},
        seconds=sum(found[path].seconds for path in read),
        pages=sum(pages[path] for path in read),
        failed=len(found) - len(read),
    )


def _version(package: str, libraries: Path) -> str:
    places = [str(libraries), *sys.path]
    found = next(iter(metadata.distributions(name=package, path=places)), None) if package else None
    return found.version if found else ""
