"""What a stretch of the change feed comes to."""

from collections.abc import Iterable

from indexes.model import Change, Operation


def net(changes: Iterable[Change]) -> tuple[set[int], set[int]]:
    """Return the chunks to add (or replace) and those to remove once all changes are applied."""
    last = {change.chunk_number: change.operation for change in changes}
    added = {number for number, operation in last.items() if operation is Operation.ADD}
    return added, set(last) - added
