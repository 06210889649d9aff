"""Does one thing in a process of its own, as small and as short as the limits say."""

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.errors import CrashedReader, OverLimit, UnreadableDocument
from ingest.limits import Limits

_HEADROOM = 2
"""Address space that may be written, as a multiple of the memory that may really be used."""

Task = Callable[[Path, str, Path, Limits], None]


def apart(task: Task, path: Path, name: str, target: Path, limits: Limits) -> None:
    """Call `task` with the other arguments where no damaged file can hurt us.

    Raises what it raises of UnreadableDocument, OverLimit where it takes too long, CrashedReader
    where its process dies.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_serve, args=(theirs, task, path, name, target, limits), daemon=True
    )
    process.start()
    theirs.close()
    try:
        if not ours.poll(limits.seconds):
            reason = f"it takes longer than {limits.seconds:g} s: raise the setting limits.seconds"
            raise OverLimit(path, reason)
        refusal: tuple[type[UnreadableDocument], str] | None = ours.recv()
    except EOFError as error:
        reason = f"taking {name} out of it failed: save the file again from its program"
        raise CrashedReader(path, reason) from error
    finally:
        ours.close()
        process.kill()
        process.join()
    if refusal is not None:
        kind, reason = refusal
        raise kind(path, reason)


def _serve(
    connection: Connection, task: Task, path: Path, name: str, target: Path, limits: Limits
) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = limits.memory_bytes * _HEADROOM
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    try:
        task(path, name, target, limits)
    except UnreadableDocument as error:
        connection.send((type(error), error.reason))
    else:
        connection.send(None)
