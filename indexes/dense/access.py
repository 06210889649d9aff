"""Who may find which document, as arrays: a filter over a million rows costs milliseconds."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from indexes.catalog.feed import Traits
from indexes.model import Scope

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column(Generic[Value]):
    """One trait of all documents: `codes[number]` is a place in `values`, or -1."""

    values: tuple[Value, ...]
    codes: "NDArray[np.int32]"

    def passing(self, test: Callable[[Value], bool]) -> "NDArray[np.bool_] | None":
        """Return by document number whether its value passes the test; None when all do."""
        import numpy as np

        passes = [test(value) for value in self.values]
        if all(passes):
            return None
        # The last place answers for -1: a document that we do not know is nobody's.
        found: NDArray[np.bool_] = np.array([*passes, False])[self.codes]
        return found

    def value(self, number: int) -> Value:
        """Return the value of a document that it knows."""
        return self.values[int(self.codes[number])]

    def changed(self, numbers: Sequence[int], values: Sequence[Value]) -> "Column[Value]":
        """Return what it becomes when the documents of these numbers have these values."""
        import numpy as np

        places = {value: place for place, value in enumerate(self.values)}
        for value in values:
            places.setdefault(value, len(places))
        codes = np.full(max(len(self.codes), 1 + max(numbers)), -1, dtype=np.int32)
        codes[: len(self.codes)] = self.codes
        codes[list(numbers)] = [places[value] for value in values]
        return Column(values=tuple(places), codes=codes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Access:
    """The documents by what a scope asks of them."""

    collections: Column[str]
    readers: Column[frozenset[str]]
    languages: Column[str]
    dates: Column[str]
    tags: Column[frozenset[str]]

    def allowed(self, scope: Scope, documents: Set[int] | None) -> "NDArray[np.bool_] | None":
        """Return by document number whether the scope may find it; None when it may find all.

        `documents` are the numbers of `scope.documents`.
        """
        allowed: NDArray[np.bool_] | None = None
        for mask in (*self._masks(scope), self._named(documents)):
            if mask is not None:
                allowed = mask if allowed is None else allowed & mask
        return allowed

    def traits(self, number: int) -> Traits | None:
        """Return what it knows of a document; None when it does not know it."""
        codes = self.collections.codes
        if number >= len(codes) or codes[number] < 0:
            return None
        return Traits(
            collection=self.collections.value(number),
            readers=self.readers.value(number),
            language=self.languages.value(number),
            dated=self.dates.value(number),
            tags=self.tags.value(number),
        )

    def _masks(self, scope: Scope) -> "Iterator[NDArray[np.bool_] | None]":
        collections, languages, tags = scope.collections, scope.languages, scope.tags
        if collections is not None:
            yield self.collections.passing(collections.__contains__)
        if scope.groups is not None:
            yield self.readers.passing(scope.sees)
        if languages is not None:
            yield self.languages.passing(languages.__contains__)
        if tags is not None:
            yield self.tags.passing(lambda found: not tags.isdisjoint(found))
        if scope.dated_from or scope.dated_to:
            yield self.dates.passing(scope.spans)

    def _named(self, documents: Set[int] | None) -> "NDArray[np.bool_] | None":
        import numpy as np

        if documents is None:
            return None
        size = len(self.collections.codes)
        mask = np.zeros(size, dtype=bool)
        mask[[number for number in documents if number < size]] = True
        return mask


def access() -> Access:
    """Return the access to no documents at all."""
    return Access(
        collections=_no_values(),
        readers=_no_values(),
        languages=_no_values(),
        dates=_no_values(),
        tags=_no_values(),
    )


def changed(before: Access, documents: Iterable[tuple[int, Traits]]) -> Access:
    """Return what it becomes when these documents have these traits."""
    given = list(documents)
    if not given:
        return before
    numbers = [number for number, _ in given]
    traits = [each for _, each in given]
    return Access(
        collections=before.collections.changed(numbers, [each.collection for each in traits]),
        readers=before.readers.changed(numbers, [each.readers for each in traits]),
        languages=before.languages.changed(numbers, [each.language for each in traits]),
        dates=before.dates.changed(numbers, [each.dated for each in traits]),
        tags=before.tags.changed(numbers, [each.tags for each in traits]),
    )


def _no_values() -> Column[Value]:
    import numpy as np

    return Column(values=(), codes=np.full(0, -1, dtype=np.int32))
