"""The approved entries, ready to be compared with a question: no database, no user."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexes.catalog.faq import Faq
from indexes.lexical.analysis import Analyzer
from indexes.lexical.stop_words import STOP_WORDS
from kb_assistant.faq.likeness import Cosine, grams
from kb_assistant.faq.wording import compatible, plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Allowed = Callable[[Faq], bool]
Embed = Callable[[], "NDArray[np.float32]"]
RUNNER_UP = 0.5
"""Share of the next best entry's likeness that is taken off: where two entries fit, neither may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The entry that is most like a question.

    `lead` is how much liker it is than the runner-up; `clear` is its likeness less a share of the
    runner-up's. `denied` says that a negative question
    is liker still, or that numbers or a denial keep the two apart.
    """

    owner: int
    likeness: float
    lead: float
    clear: float
    denied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """How alike a question must be at least, by itself and beside the runner-up; see `Near`."""

    likeness: float
    clear: float
    lead: float = 0.1

    def reached(self, near: Near) -> bool:
        """Tell whether an entry is like enough to answer."""
        return (
            near.likeness >= self.likeness and near.clear >= self.clear and near.lead >= self.lead
        )


BY_MEANING = Threshold(likeness=0.6, clear=0.45)
BY_WORDS = Threshold(likeness=0.7, clear=0.5)
"""Calibrated for a precision of at least .95; see docs/benchmarks/faq.md."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The entry that answers; `exact` when it or a variant is the very question."""

    faq: Faq
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One way of asking for an entry (`owner` is its place); a negative one asks for another."""

    owner: int
    text: str
    negative: bool


class Deck:
    """Compares a question with every phrasing of every entry.

    `vectors` has one row for each of `phrasings(entries)`, of zeros where there is none.
    """

    def __init__(
        self, entries: Sequence[Faq], vectors: "NDArray[np.float32]", analyzer: Analyzer
    ) -> None:
        self._entries = entries
        self._analyzer = analyzer
        self._phrasings = phrasings(entries)
        self._owners = [each.owner for each in self._phrasings]
        self._plain = [self._plain_of(each.text) for each in self._phrasings]
        self._exact: defaultdict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._plain):
            self._exact[self._key(text, self._phrasings[number].text)].append(number)
        self._vectors = vectors
        self._words = Cosine(self._plain, self._terms)
        self._characters = Cosine(self._plain, grams)

    def match(self, question: str, allowed: Allowed, embed: Embed | None) -> Match | None:
        """Return the entry that answers, among those that are allowed.

        `embed` gives the question's vector when it is wanted; None compares words alone.
        """
        alike = self._exact.get(self._key(self._plain_of(question), question), ())
        same = [each for each in alike if allowed(self._entries[self._owners[each]])]
        if same:
            return self._exactly(same)
        mine = {owner for owner, entry in enumerate(self._entries) if allowed(entry)}
        found = self.nearest(question, mine, embed)
        threshold = BY_WORDS if embed is None else BY_MEANING
        if found is None or found.denied or not threshold.reached(found):
            return None
        return Match(faq=self._entries[found.owner], exact=False)

    def nearest(self, question: str, mine: Collection[int], embed: Embed | None) -> Near | None:
        """Return the entry that is most like a question, of those at these places."""
        asked = self._plain_of(question)
        if not mine or not asked:
            return None
        likeness = self._by_words(asked) if embed is None else (self._vectors @ embed()).tolist()
        return self._nearest(asked, likeness, mine)

    def _by_words(self, asked: str) -> list[float]:
        found: list[float] = ((self._words.of(asked) + self._characters.of(asked)) / 2).tolist()
        return found

    def _exactly(self, same: Sequence[int]) -> Match | None:
        denied = {self._owners[each] for each in same if self._phrasings[each].negative}
        meant = [self._owners[each] for each in same if self._owners[each] not in denied]
        return Match(faq=self._entries[meant[0]], exact=True) if meant else None

    def _nearest(self, asked: str, likeness: Sequence[float], mine: Collection[int]) -> Near:
        found = self._best(likeness, mine, negative=False)
        ranked = sorted(found, key=lambda owner: -likeness[found[owner]])
        owner, score = ranked[0], likeness[found[ranked[0]]]
        second = likeness[found[ranked[1]]] if len(ranked) > 1 else 0.0
        against = self._best(likeness, {owner}, negative=True).get(owner)
        opposed = against is not None and likeness[against] >= score
        return Near(
            owner=owner,
            likeness=score,
            lead=score - second,
            clear=score - RUNNER_UP * max(0.0, second),
            denied=opposed or not compatible(asked, self._plain[found[owner]]),
        )

    def _best(
        self, likeness: Sequence[float], owners: Collection[int], *, negative: bool
    ) -> dict[int, int]:
        """Return of each entry the phrasing that is most alike."""
        best: dict[int, int] = {}
        for number, phrasing in enumerate(self._phrasings):
            owner = phrasing.owner
            if phrasing.negative is not negative or owner not in owners:
                continue
            if owner not in best or likeness[number] > likeness[best[owner]]:
                best[owner] = number
        return best

    def _key(self, plain_text: str, text: str) -> str:
        # Of a greeting nothing is left: it is only ever the same as itself.
        greeting = "".join(filter(str.isalnum, self._analyzer.fold(text)))
        return plain_text.replace(" ", "") or f" {greeting}"

    def _plain_of(self, text: str) -> str:
        return plain(self._analyzer.fold(text))

    def _terms(self, text: str) -> list[str]:
        terms = self._analyzer.indexed(text)
        return [term for term in terms if term not in STOP_WORDS] or terms


def phrasings(entries: Sequence[Faq]) -> list[Phrasing]:
    """Return every way of asking for each entry, then what only looks like it, entry by entry."""
    return [
        Phrasing(owner=owner, text=text, negative=negative)
        for owner, entry in enumerate(entries)
        for negative, texts in (
            (False, (entry.question, *entry.variants)),
            (True, entry.negatives),
        )
        for text in texts
    ]
