"""Reads files in a process of its own, so that no file can hurt or hold up what reads it."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from ctypes import c_longlong
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from ingest.attempt import Attempt
from ingest.errors import CrashedReader, OverLimit, UnreadableDocument
from ingest.limits import Limits, too_much_memory
from ingest.model import Reading
from ingest.options import ReadingOptions
from ingest.read import read

if TYPE_CHECKING:
    from ctypes import Array

_WATCH_SECONDS = 0.1
_HEADROOM = 2
"""Address space that may be written, as a multiple of the memory that may really be used."""

_MOST_LEFT_OUT = 20
"""A file with more pages that fail is given up: each of them costs a process."""

_TICKS, _PAGE = 0, 1
"""What the process shares while it reads: a count that grows as it works, and the page, or 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    """An error on its way between processes; its class takes more than pickle would hand it."""

    kind: type[UnreadableDocument]
    path: str
    reason: str


class _Stopped(Exception):
    """An attempt that ended without an answer: `error` is the file's, `why` the page's."""

    def __init__(
        self, error: UnreadableDocument, page: int, why: str, *, slow: bool = False
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.page = page
        self.why = why
        self.slow = slow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Child:
    """The process that reads; `ours` is our end of the pipe to it, `shared` tells how far it is."""

    process: BaseProcess
    ours: Connection
    shared: "Array[c_longlong]"

    @property
    def pid(self) -> int:
        return self.process.pid or 0


class Worker:
    """Reads files one at a time; its process starts with the first and serves for many."""

    def __init__(
        self, limits: Limits, options: ReadingOptions, checkpoints: Path | None = None
    ) -> None:
        self._limits = limits
        self._options = options
        self._checkpoints = checkpoints
        self._lock = Lock()
        self._child: _Child | None = None

    def read(self, path: Path, on_page: Callable[[int], None] = lambda number: None) -> Reading:
        """Read `path` as `ingest.read.read` does, within the time and the memory that is allowed.

        A page that exceeds them, or ends the process, is left out, and a note says so. With a
        folder for checkpoints, a long file goes on where an earlier reading was stopped. `on_page`
        is called now and then with the number of the page that is being read.

        Raises what that raises, OverLimit where a limit is exceeded, or CrashedReader.
        """
        with self._lock:
            attempt = Attempt(checkpoints=self._checkpoints)
            while True:
                used = self._child is not None
                try:
                    return self._attempt(path, attempt, on_page)
                except _Stopped as stop:
                    attempt = _next(attempt, stop, used=used)

    @property
    def process_id(self) -> int | None:
        """The process that reads, while there is one."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the process, if it was started."""
        self._stop()

    def _attempt(self, path: Path, attempt: Attempt, on_page: Callable[[int], None]) -> Reading:
        child = self._running()
        answered = False
        try:
            child.ours.send((path, attempt))
            reply = self._reply(child, path, on_page)
            answered = True
        except (EOFError, OSError) as error:
            child.process.join(timeout=1)
            how = _death(child.process.exitcode)
            crash = CrashedReader(
                path,
                f"reading it ended {how}: save it again from its program, or export it as PDF",
            )
            raise _Stopped(crash, child.shared[_PAGE], f"reading it ended {how}") from error
        finally:
            # What was not waited for, as after an interrupt, must not be taken for the next answer.
            if not answered or _memory(child.pid) > self._limits.memory_bytes * 3 // 4:
                self._stop()
        if isinstance(reply, _Refusal):
            raise reply.kind(path, reply.reason)
        return reply

    def _reply(
        self, child: _Child, path: Path, on_page: Callable[[int], None]
    ) -> Reading | _Refusal:
        last, ticks = monotonic(), child.shared[_TICKS]
        while not child.ours.poll(_WATCH_SECONDS):
            # Before the first tick the process is only starting up.
            if child.shared[_TICKS] != ticks or not ticks:
                last, ticks = monotonic(), child.shared[_TICKS]
                on_page(child.shared[_PAGE])
            self._check(child, path, waited=monotonic() - last)
        reply: Reading | _Refusal = child.ours.recv()
        return reply

    def _check(self, child: _Child, path: Path, *, waited: float) -> None:
        page = child.shared[_PAGE]
        name = "page_seconds" if page else "seconds"
        seconds = self._limits.page_seconds if page else self._limits.seconds
        if waited > seconds:
            what = f"page {page} takes" if page else "reading it takes"
            long = f"longer than {seconds:g} s"
            reason = f"{what} {long}: split it, or raise the setting limits.{name}"
            why = f"it takes {long} (limits.{name})"
            raise _Stopped(OverLimit(path, reason), page, why, slow=True)
        most = self._limits.memory_bytes
        if _memory(child.pid) > most:
            why = f"it takes more than {most / 1024**2:,.0f} MiB of memory (limits.memory_bytes)"
            raise _Stopped(OverLimit(path, too_much_memory(self._limits)), page, why)

    def _running(self) -> _Child:
        if self._child is None or not self._child.process.is_alive():
            self._stop()
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            shared = context.RawArray(c_longlong, 2)
            process = context.Process(
                target=_serve, args=(theirs, shared, self._limits, self._options), daemon=True
            )
            process.start()
            # Only when the child alone holds its end does either side notice the other's death.
            theirs.close()
            self._child = _Child(process=process, ours=ours, shared=shared)
        return self._child

    def _stop(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        child.ours.close()
        # The whole group: LibreOffice may be running below it.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.process.kill()
        child.process.join()


def _next(attempt: Attempt, stop: _Stopped, *, used: bool) -> Attempt:
    """Return how to try again after `stop`, or raise its error where that is of no use.

    At first with a fresh process that reads one page after the other: what earlier files or other
    pages left in the memory may be the cause. Then without the page on which it ended again.
    """
    first = not attempt.careful
    if first and (stop.page or (used and not stop.slow)):
        return replace(attempt, careful=True)
    known = attempt.left_out
    if not stop.page or stop.page in known or len(known) >= _MOST_LEFT_OUT:
        raise stop.error from stop
    return replace(attempt, left_out={**known, stop.page: stop.why})


def _serve(
    connection: Connection, shared: "Array[c_longlong]", limits: Limits, options: ReadingOptions
) -> None:
    os.setsid()
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = limits.memory_bytes * _HEADROOM
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))

    parent = os.getppid()

    def begin(page: int) -> None:
        if os.getppid() != parent:
            # Nobody waits any more. What was kept of the file is left for the next reading.
            os._exit(1)
        shared[_PAGE] = page
        shared[_TICKS] += 1

    while True:
        try:
            path, attempt = connection.recv()
        except (EOFError, OSError):
            return
        # Starting up is over: the time that counts begins.
        begin(0)
        try:
            reply: Reading | _Refusal = read(path, limits, options, on_page=begin, attempt=attempt)
        except UnreadableDocument as error:
            reply = _Refusal(kind=type(error), path=error.path, reason=error.reason)
        begin(0)
        try:
            connection.send(reply)
        except MemoryError:
            # On its way a reading lies in memory twice.
            connection.send(
                _Refusal(kind=OverLimit, path=str(path), reason=too_much_memory(limits))
            )


def _memory(pid: int) -> int:
    """Return the bytes that a process uses and shares with no other; 0 where that is not told.

    The limit of the system alone would not do: it counts what is only reserved, such as the stacks
    of threads, and libraries reserve twice what they use.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("RssAnon:")]
    return int(found[0]) * 1024 if found else 0


def _death(exit_code: int | None) -> str:
    """Say how the process ended."""
    if exit_code is not None and exit_code < 0:
        return f"by {signal.Signals(-exit_code).name}"
    return f"with exit code {exit_code}"
