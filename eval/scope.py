"""Where a case may look."""

from eval.datasets.model import Case
from indexes.model import EVERYTHING, Scope


def own_collection(case: Case) -> str:
    """Return the collection that holds the documents of a case that names its own."""
    return f"case {case.id}"


def scope_of(case: Case) -> Scope:
    """Return where a case may look: everywhere, or in the collection of its own documents."""
    if not case.sources:
        return EVERYTHING
    return Scope(collections=frozenset({own_collection(case)}), groups=case.groups)
