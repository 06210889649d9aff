"""Finds the official answer to a question, if there is one that the asker may read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexes.catalog import Catalog
from indexes.catalog.faq import Faq, FaqState
from indexes.embed import Embedder
from indexes.embed.text import text_hash
from indexes.errors import UnknownDocument, UnknownFaq
from indexes.lexical.analysis import Analyzer
from indexes.model import Scope
from indexes.search import serves
from ingest.language import language
from ingest.model import Document
from kb_assistant.faq.deck import Deck, Match, phrasings
from kb_assistant.model import Official, Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class FaqMatcher:
    """Holds the approved entries ready; reads them anew when anybody changed one."""

    def __init__(self, catalog: Catalog, embedder: Embedder, analyzer: Analyzer) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._analyzer = analyzer
        self._deck: tuple[int, Deck | None] = (-1, None)

    def match(self, question: Question) -> Official | None:
        """Return the approved entry that answers, among those that the asker may read.

        A filter on documents, tags or dates asks for those documents' own words: nothing matches.
        """
        scope, deck = question.scope, self._current()
        if deck is None or _is_filtered(scope):
            return None
        found = self._found(deck, question.text, self._catalog.curation.narrowed(scope))
        if found is None:
            return None
        try:
            # Somebody may have changed it since it was read.
            now = self._catalog.curation.faq(found.faq.id, scope)
        except UnknownFaq:
            return None
        return self._official(found, scope) if now == found.faq else None

    def _found(self, deck: Deck, text: str, scope: Scope) -> Match | None:
        def allowed(faq: Faq) -> bool:
            here = scope.collections is None or faq.collection in scope.collections
            spoken = scope.languages is None or faq.language in scope.languages
            return here and spoken and scope.sees(faq.readers)

        embed = None
        if serves(self._embedder, language(text)):
            embed = lambda: self._embedder.embed_query(text)  # noqa: E731 (a name for what may not run)
        return deck.match(text, allowed, embed)

    def _official(self, found: Match, scope: Scope) -> Official:
        documents, words = [], []
        for source in found.faq.sources:
            known = self._catalog.find(found.faq.collection, source)
            if known is None:
                words.append(source)
            elif self._may_read(known, scope):
                documents.append(known)
        return Official(
            id=found.faq.id,
            question=found.faq.question,
            answer=found.faq.answer,
            exact=found.exact,
            sources=tuple(words),
            documents=tuple(documents),
        )

    def _may_read(self, document: Document, scope: Scope) -> bool:
        try:
            self._catalog.document(document.id, scope)
        except UnknownDocument:
            return False
        return True

    def _current(self) -> Deck | None:
        stamp, deck = self._deck
        now = self._catalog.curation.stamp()
        if now != stamp:
            entries = self._catalog.curation.faqs(states={FaqState.APPROVED})
            deck = Deck(entries, self._vectors(entries), self._analyzer) if entries else None
            self._deck = (now, deck)
        return deck

    def _vectors(self, entries: Sequence[Faq]) -> "NDArray[np.float32]":
        """Return the vectors of all phrasings; what was embedded once is read from the catalog."""
        import numpy as np

        texts = [each.text for each in phrasings(entries)]
        hashes = [text_hash(text) for text in texts]
        served = {
            key: text
            for key, text in zip(hashes, texts, strict=True)
            if serves(self._embedder, language(text))
        }
        fingerprint = self._embedder.fingerprint
        known = self._catalog.vectors(fingerprint, list(served))
        missing = [key for key in served if key not in known]
        if missing:
            new = self._embedder.embed_passages([served[key] for key in missing])
            self._catalog.store_vectors(fingerprint, dict(zip(missing, new, strict=True)))
            known |= dict(zip(missing, new, strict=True))
        nothing = np.zeros(self._embedder.dimension, dtype=np.float32)
        return np.stack([known.get(key, nothing) for key in hashes])


def _is_filtered(scope: Scope) -> bool:
    return bool(
        scope.documents is not None or scope.tags is not None or scope.dated_from or scope.dated_to
    )
