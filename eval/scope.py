"""Where a case may look."""

from eval.datasets.model import Case
from indexes.model import EVERYTHING, Scope


def own_collection(case: Case) -> str:
    """Return the collection that holds the documents of a case that names its own."""
    return f"case {case.id}"


def scope_of(case: Case) -> Scope:
    """Return where a case may look: everywhere, in its collection, or in its own documents."""
    if case.collection:
        return Scope(collections=frozenset({case.collection}))
    if not case.sources:
        return EVERYTHING
    return Scope(collections=frozenset({own_collection(case)}), groups=case.groups)
