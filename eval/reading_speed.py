"""How fast a PDF is read, beside bare text extraction; how time and memory grow with its pages."""

# PyMuPDF has no annotations of its own.
# mypy: disable-error-code="no-untyped-call"

import gc
import multiprocessing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from ingest.limits import Limits
from ingest.mupdf import start_mupdf
from ingest.pdf import read_pdf

_ROUNDS = 5
_PART = 100
_LIMITS = Limits(pages=1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Pages and processor seconds: ours for the whole reading without OCR, `bare` for MuPDF alone.

    Each is the best of several rounds that take turns, on one core.
    """

    name: str
    pages: int
    seconds: float
    bare_seconds: float

    @property
    def ratio(self) -> float:
        """How fast we are as a share of bare extraction."""
        return self.bare_seconds / self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Processor seconds for 100 and 1,000 pages; bytes of memory at pages 200 and 2,000, and after.

    All of them are the first pages of one file, over and over, each read in a process of its own.
    `after` is the memory with the whole reading of 2,000 pages in it.
    """

    seconds_100: float
    seconds_1000: float
    memory_200: int
    memory_2000: int
    after: int

    @property
    def time(self) -> float:
        """Time for 1,000 pages as a multiple of ten times that for 100: 1 is linear."""
        return self.seconds_1000 / (10 * self.seconds_100)

    @property
    def memory(self) -> float:
        """Memory at page 2,000 as a multiple of that at page 200: 1 is flat."""
        return self.memory_2000 / self.memory_200


def speeds(paths: Iterable[Path]) -> list[Speed]:
    """Measure each PDF, in this process. Raises UnreadableDocument."""
    return [_speed(path) for path in paths]


def growth(path: Path) -> Growth:
    """Measure how reading `path` grows with its pages."""
    with TemporaryDirectory(prefix="kb-speed-") as folder:
        files = {times: _repeated(path, times, Path(folder)) for times in (1, 10, 20)}
        seconds = {times: min(_alone(files[times])[0] for _ in range(2)) for times in (1, 10)}
        _, memory = _alone(files[20])
    return Growth(
        seconds_100=seconds[1],
        seconds_1000=seconds[10],
        memory_200=memory[200],
        memory_2000=memory[2000],
        after=memory[0],
    )


def _speed(path: Path) -> Speed:
    ours, bare = [], []
    pages = 0
    for _ in range(_ROUNDS):
        # Ours first: it tells what is wrong with a file that cannot be read.
        pages, seconds = _timed(lambda: read_pdf(path, _LIMITS, ocr=False).pages)
        ours.append(seconds)
        bare.append(_timed(lambda: _bare(path))[1])
    return Speed(name=path.name, pages=pages, seconds=min(ours), bare_seconds=min(bare))


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    gc.collect()
    start = process_time()
    pages = work()
    return pages, process_time() - start


def _bare(path: Path) -> int:
    start_mupdf()
    import pymupdf

    with pymupdf.open(path) as document:
        for page in document:
            page.get_text("dict")
        count: int = document.page_count
    return count


def _repeated(path: Path, times: int, folder: Path) -> Path:
    """Write the first 100 pages of `path` so many times over; those of a short one more often."""
    start_mupdf()
    import pymupdf

    target = folder / f"{times}.pdf"
    with pymupdf.open(path) as source, pymupdf.open() as document:
        while missing := times * _PART - document.page_count:
            last = min(_PART, missing) - 1
            document.insert_pdf(source, to_page=last, links=False, annots=False)
        document.save(target)
    return target


def _alone(path: Path) -> tuple[float, dict[int, int]]:
    """Return the processor seconds, and the memory by page, of reading `path` by itself."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measure, args=(path, theirs))
    process.start()
    measured: tuple[float, dict[int, int]] = ours.recv()
    process.join()
    return measured


def _measure(path: Path, connection: Connection) -> None:
    memory: dict[int, int] = {}

    def on_page(number: int) -> None:
        if number in (200, 2000):
            memory[number] = _resident()

    _bare(path)
    start = process_time()
    reading = read_pdf(path, _LIMITS, ocr=False, on_page=on_page)
    seconds = process_time() - start
    memory[0] = _resident() if reading.pages else 0
    connection.send((seconds, memory))


def _resident() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))
