"""Reads files in a process of its own, so that no file can hurt or hold up what reads it."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from time import monotonic

from ingest.errors import CrashedReader, OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Reading
from ingest.options import ReadingOptions
from ingest.read import read

_WATCH_SECONDS = 0.1
_TICK_SECONDS = 1.0
_HEADROOM = 2
"""Address space that may be written, as a multiple of the memory that may really be used."""

_ALIVE = "alive"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    """An error on its way between processes; its class takes more than pickle would hand it."""

    kind: type[UnreadableDocument]
    path: str
    reason: str


class _OutOfMemory(OverLimit):
    """Reading the file takes more memory than is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Child:
    """The process that reads; `ours` is our end of the pipe to it."""

    process: BaseProcess
    ours: Connection

    @property
    def pid(self) -> int:
        return self.process.pid or 0


class Worker:
    """Reads files one at a time; its process starts with the first and serves for many."""

    def __init__(self, limits: Limits, options: ReadingOptions) -> None:
        self._limits = limits
        self._options = options
        self._lock = Lock()
        self._child: _Child | None = None

    def read(self, path: Path) -> Reading:
        """Read `path` as `ingest.read.read` does, within the time and the memory that is allowed.

        Raises what that raises, OverLimit where one of these is exceeded, or CrashedReader.
        """
        with self._lock:
            used = self._child is not None
            try:
                return self._attempt(path)
            except (CrashedReader, _OutOfMemory):
                if not used:
                    raise
            # What earlier files left behind may have been the cause.
            return self._attempt(path)

    @property
    def process_id(self) -> int | None:
        """The process that reads, while there is one."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the process, if it was started."""
        self._stop()

    def _attempt(self, path: Path) -> Reading:
        child = self._running()
        answered = False
        try:
            child.ours.send(path)
            reply = self._reply(child, path)
            answered = True
        except (EOFError, OSError) as error:
            child.process.join(timeout=1)
            raise CrashedReader(path, _death(child.process.exitcode)) from error
        finally:
            # What was not waited for, as after an interrupt, must not be taken for the next answer.
            if not answered or _memory(child.pid) > self._limits.memory_bytes * 3 // 4:
                self._stop()
        if isinstance(reply, _Refusal):
            raise reply.kind(path, reply.reason)
        return reply

    def _reply(self, child: _Child, path: Path) -> Reading | _Refusal:
        last = monotonic()
        while True:
            if child.ours.poll(_WATCH_SECONDS):
                reply: Reading | _Refusal | str = child.ours.recv()
                if not isinstance(reply, str):
                    return reply
                last = monotonic()
            self._check(child, path, waited=monotonic() - last)

    def _check(self, child: _Child, path: Path, *, waited: float) -> None:
        if waited > self._limits.seconds:
            raise OverLimit(
                path,
                f"no page was finished in {self._limits.seconds:g} s: split it, or raise the "
                "setting limits.seconds",
            )
        if _memory(child.pid) > self._limits.memory_bytes:
            raise _OutOfMemory(
                path,
                f"reading it takes more than {self._limits.memory_bytes / 1024**2:,.0f} MiB of "
                "memory: split it, or raise the setting limits.memory_bytes",
            )

    def _running(self) -> _Child:
        if self._child is None or not self._child.process.is_alive():
            self._stop()
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_serve, args=(theirs, self._limits, self._options), daemon=True
            )
            process.start()
            # Only when the child alone holds its end does either side notice the other's death.
            theirs.close()
            self._child = _Child(process=process, ours=ours)
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


def _serve(connection: Connection, limits: Limits, options: ReadingOptions) -> None:
    os.setsid()
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = limits.memory_bytes * _HEADROOM
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    tick = _ticker(connection)
    while True:
        try:
            path: Path = connection.recv()
        except (EOFError, OSError):
            return
        # Starting up is over: the time that counts begins.
        connection.send(_ALIVE)
        try:
            reply: Reading | _Refusal = read(path, limits, options, on_page=tick)
        except UnreadableDocument as error:
            reply = _Refusal(kind=type(error), path=error.path, reason=error.reason)
        connection.send(reply)


def _ticker(connection: Connection) -> Callable[[], None]:
    """Return what to call after each page: it tells the other side now and then."""
    told = monotonic()

    def tick() -> None:
        nonlocal told
        if monotonic() - told > _TICK_SECONDS:
            told = monotonic()
            connection.send(_ALIVE)

    return tick


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
    """Say how the process ended, and what to do."""
    how = f"with exit code {exit_code}"
    if exit_code is not None and exit_code < 0:
        how = f"by {signal.Signals(-exit_code).name}"
    return f"reading it ended {how}: save it again from its program, or export it as PDF"
