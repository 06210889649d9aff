"""How far adding files has come, told while it goes on."""

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far adding has come: files done of all, pages read and chunks embedded so far."""

    files_done: int
    files_total: int
    pages: int
    chunks: int
    current: str


Listener = Callable[[Progress], None]


class Run:
    """Counts what one call of `Library.add` has done, and tells the listener."""

    def __init__(self, *, total: int, listener: Listener) -> None:
        self._progress = Progress(files_done=-1, files_total=total, pages=0, chunks=0, current="")
        self._listener = listener
        self._read = 0

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        self.begin("")

    def more(self, count: int) -> None:
        """Count files that came to light while others were read."""
        self._tell(files_total=self._progress.files_total + count)

    def begin(self, uri: str) -> None:
        """Count the file before as done, and go on with this one."""
        self._tell(files_done=self._progress.files_done + 1, current=uri)

    def page(self, number: int) -> None:
        """Count the pages before this one, which is being read, but not for good."""
        if number:
            self._tell(pages=self._read + number - 1)

    def pages(self, count: int) -> None:
        """Count the pages of a file that was read."""
        self._read += count
        self._tell(pages=self._read)

    def chunks(self, count: int) -> None:
        """Count chunks that were embedded."""
        self._tell(chunks=self._progress.chunks + count)

    def _tell(self, **changed: int | str) -> None:
        self._progress = replace(self._progress, **changed)  # type: ignore[arg-type]  # names above
        self._listener(self._progress)
