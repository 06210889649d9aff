"""Everything that is wrong with a dataset, told at once rather than one fault after the other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from eval.errors import DatasetError

MOST = 20
"""How many faults are told one by one; the rest is counted."""

OnFault = Callable[[DatasetError], None]
"""Takes a fault of one row; the reader passes over that row and goes on."""


def raised(fault: DatasetError) -> None:
    """Take no fault: raise it."""
    raise fault


@contextmanager
def collected() -> Iterator[OnFault]:
    """Collect the faults of a dataset while it is read, and raise them together at the end.

    A fault that is raised ends the reading, and is told after those that were collected.

    Raises:
        DatasetError: there was a fault; its path and line are those of the first.
    """
    found: list[DatasetError] = []
    try:
        yield found.append
    except DatasetError as error:
        found.append(error)
    if found:
        raise _together(found)


def _together(faults: list[DatasetError]) -> DatasetError:
    first, *others = faults
    told = [first.reason, *(str(one) for one in others[: MOST - 1])]
    if len(faults) > MOST:
        told.append(f"and {len(faults) - MOST} more faults")
    return DatasetError(first.path, first.line, "\n".join(told))
