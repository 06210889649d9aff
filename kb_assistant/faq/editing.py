"""What people do with FAQ entries: write, approve, retire and remove them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from indexes.catalog.faq import Faq, FaqState, faq_id
from indexes.errors import UnknownFaq
from indexes.search import Index
from ingest.language import language
from kb_assistant.errors import InvalidEntry
from kb_assistant.faq.document import document_id_of, document_of
from kb_assistant.faq.states import check_step
from kb_assistant.faq.vectors import phrasing_vectors

LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 20_000


class Written(StrEnum):
    """What became of an entry that was written."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An entry as it is now, and what writing it changed."""

    faq: Faq
    written: Written


class FaqEditor:
    """Keeps FAQ entries; approved ones are shown to searches as documents of their collection."""

    def __init__(self, index: Index, *, max_tokens: int) -> None:
        self._index = index
        self._curation = index.catalog.curation
        self._max_tokens = max_tokens

    def write(self, faq: Faq) -> Kept:
        """Keep an entry, as a draft; the same question in a collection is the same entry.

        An entry whose words change stops answering until it is approved again. Raises
        `InvalidEntry` where the question or the answer is blank or too long.
        """
        faq = checked(faq)
        known = self._known(faq.id)
        if known is not None and replace(faq, state=known.state) == known:
            return Kept(faq=known, written=Written.UNCHANGED)
        self._withdraw(faq)
        return Kept(faq=faq, written=Written.UPDATED if known else Written.ADDED)

    def submit(self, faq_id: str) -> Faq:
        """Ask for an entry to be reviewed; raise `UnknownFaq` or `InvalidEntry`."""
        return self._step(faq_id, FaqState.IN_REVIEW)

    def retire(self, faq_id: str) -> Faq:
        """Let an entry answer no more, and keep it; raise `UnknownFaq` or `InvalidEntry`."""
        return self._step(faq_id, FaqState.RETIRED)

    def approve(self, faq_id: str) -> Faq:
        """Make an entry official: it answers at once. Raise `UnknownFaq` or `InvalidEntry`."""
        known = self._curation.faq(faq_id)
        check_step(known, FaqState.APPROVED)
        approved = replace(known, state=FaqState.APPROVED)
        count_tokens = self._index.embedder.count_tokens
        shown = document_of(approved, count_tokens=count_tokens, max_tokens=self._max_tokens)
        self._index.embed(shown.document, shown.chunks, lambda done: None)
        phrasing_vectors(self._index, [approved])
        self._curation.publish_faq(approved, shown.document, shown.elements, shown.chunks)
        return approved

    def remove(self, faq_id: str) -> Faq:
        """Delete an entry; raise `UnknownFaq`."""
        known = self._curation.faq(faq_id)
        self._curation.remove_faq(known.id, document_id_of(known))
        return known

    def _step(self, faq_id: str, state: FaqState) -> Faq:
        known = self._curation.faq(faq_id)
        check_step(known, state)
        return self._withdraw(replace(known, state=state))

    def _withdraw(self, faq: Faq) -> Faq:
        self._curation.withdraw_faq(faq, document_id_of(faq))
        return faq

    def _known(self, faq_id: str) -> Faq | None:
        try:
            return self._curation.faq(faq_id)
        except UnknownFaq:
            return None


def checked(faq: Faq) -> Faq:
    """Return an entry as it is kept: trimmed, with its id and language; raise `InvalidEntry`."""
    question, answer = faq.question.strip(), faq.answer.strip()
    for what, text, longest in (
        ("question", question, LONGEST_QUESTION),
        ("answer", answer, LONGEST_ANSWER),
    ):
        if not text:
            raise InvalidEntry(f"the {what} of a FAQ entry is blank: write one")
        if len(text) > longest:
            raise InvalidEntry(
                f"the {what} of a FAQ entry has {len(text):,} characters, the limit is "
                f"{longest:,}: shorten it"
            )
    return replace(
        faq,
        id=faq_id(faq.collection, question),
        question=question,
        answer=answer,
        variants=_others(faq.variants, question),
        negatives=_others(faq.negatives, question),
        language=language(f"{question}\n{answer}"),
    )


def _others(texts: Iterable[str], question: str) -> tuple[str, ...]:
    stripped = dict.fromkeys(text.strip() for text in texts)
    return tuple(text for text in stripped if text and text != question)
