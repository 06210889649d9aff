"""Who may see which document, as arrays: a filter over a million rows costs milliseconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexes.model import Scope

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kind = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Access:
    """Documents by what a scope asks of them: `kind_of[number]` is a place in `kinds`, or -1."""

    kinds: tuple[Kind, ...]
    kind_of: "NDArray[np.int32]"

    def allowed(self, scope: Scope) -> "NDArray[np.bool_] | None":
        """Return by document number whether the scope may see it; None when it may see all."""
        import numpy as np

        passes = [
            scope.allows(collection=collection, readers=readers)
            for collection, readers in self.kinds
        ]
        if all(passes):
            return None
        # The last place answers for -1: a document that we do not know is nobody's.
        found: NDArray[np.bool_] = np.array([*passes, False])[self.kind_of]
        return found


def access() -> Access:
    """Return the access to no documents at all."""
    import numpy as np

    return Access(kinds=(), kind_of=np.full(0, -1, dtype=np.int32))


def changed(before: Access, documents: Iterable[tuple[int, Kind]]) -> Access:
    """Return what it becomes when these documents have these collections and readers."""
    import numpy as np

    given = list(documents)
    if not given:
        return before
    places = {kind: place for place, kind in enumerate(before.kinds)}
    for _, kind in given:
        places.setdefault(kind, len(places))
    size = max(len(before.kind_of), 1 + max(number for number, _ in given))
    kind_of = np.full(size, -1, dtype=np.int32)
    kind_of[: len(before.kind_of)] = before.kind_of
    kind_of[[number for number, _ in given]] = [places[kind] for _, kind in given]
    return Access(kinds=tuple(places), kind_of=kind_of)
