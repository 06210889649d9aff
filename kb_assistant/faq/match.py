"""Finds the official answer to a question, if there is one that the asker may read."""

from functools import partial

from indexes.catalog.faq import Faq, FaqState
from indexes.errors import UnknownDocument, UnknownFaq
from indexes.lexical.analysis import Analyzer
from indexes.model import Scope
from indexes.search import Index, serves
from ingest.language import language
from ingest.model import Document
from kb_assistant.faq.deck import Deck, Match
from kb_assistant.faq.vectors import phrasing_vectors
from kb_assistant.model import Official, Question


class FaqMatcher:
    """Holds the approved entries ready; reads them anew when anybody changed one."""

    def __init__(self, index: Index, analyzer: Analyzer) -> None:
        self._index = index
        self._catalog = index.catalog
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

        served = serves(self._index.embedder, language(text))
        return deck.match(text, allowed, partial(self._index.vector, text) if served else None)

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
            deck = None
            if entries:
                deck = Deck(entries, phrasing_vectors(self._index, entries), self._analyzer)
            self._deck = (now, deck)
        return deck


def _is_filtered(scope: Scope) -> bool:
    return bool(
        scope.documents is not None or scope.tags is not None or scope.dated_from or scope.dated_to
    )
