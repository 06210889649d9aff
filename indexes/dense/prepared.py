"""Keeps searches of the same scope from working out again what it allows."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from indexes.dense import view
from indexes.dense.probe import Probe
from indexes.dense.view import View
from indexes.model import Scope

KEPT = 64
"""Scopes; each takes a bit per chunk."""


class PreparedScopes:
    """What the last scopes may see of a view; forgotten as soon as there is a new view."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._view: View | None = None
        self._ready: OrderedDict[tuple[Scope, int], tuple[Probe, ...]] = OrderedDict()

    def of(
        self, now: View, scope: Scope, k: int, *, named: Callable[[Scope], set[int] | None]
    ) -> tuple[Probe, ...]:
        """Return the view ready for searches of `scope`; `named` gives its documents' numbers."""
        with self._lock:
            if self._view is not now:
                self._view = now
                self._ready.clear()
            found = self._ready.get((scope, k))
            if found is not None:
                self._ready.move_to_end((scope, k))
                return found
        found = view.probes(now, now.access.allowed(scope, named(scope)), k)
        with self._lock:
            if self._view is now:
                self._ready[scope, k] = found
                if len(self._ready) > KEPT:
                    self._ready.popitem(last=False)
        return found
