"""Makes of what was asked the question that is searched for; every step can be switched off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from indexes.model import Leg, Scope
from ingest.language import language
from ingest.model import Document
from kb_assistant.model import Question
from kb_assistant.retrieve.filters import filtered
from kb_assistant.retrieve.fuse import legs_for
from kb_assistant.retrieve.key_figures import items_of
from kb_assistant.retrieve.rewrite import Rewriter
from kb_assistant.retrieve.spelling import Vocabulary, corrected
from kb_assistant.retrieve.trace import Understood

Step = Callable[[Understood], Understood]


class Shelf(Protocol):
    """Knows which documents there are."""

    def documents(self, scope: Scope) -> Sequence[Document]:
        """Return the documents that a scope may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """The steps that are on: None switches one off.

    `languages` are those that the embedding model serves, None means all.
    """

    legs: frozenset[Leg]
    languages: frozenset[str] | None
    rewriter: Rewriter | None = None
    vocabulary: Vocabulary | None = None
    shelf: Shelf | None = None
    key_figures: bool = False


def understood(question: Question, how: Understanding) -> Understood:
    """Return the question as it is searched for: self-contained, spelt as the documents do."""
    first = Understood(text=question.text, scope=question.scope, language="")
    told = _standalone(first, question, how.rewriter)
    spelt = _spelt(told, how.vocabulary)
    narrowed = _narrowed(spelt, how.shelf)
    detailed = _with_items(narrowed) if how.key_figures else narrowed
    return _with_legs(detailed, how)


def _standalone(now: Understood, question: Question, rewriter: Rewriter | None) -> Understood:
    if rewriter is None or not question.history:
        return now
    rewritten = rewriter.standalone(now.text, question.history)
    return replace(now, text=rewritten.text, notes=(*now.notes, *rewritten.notes))


def _spelt(now: Understood, vocabulary: Vocabulary | None) -> Understood:
    if vocabulary is None:
        return now
    text, notes = corrected(now.text, vocabulary, scope=now.scope)
    return replace(now, text=text, notes=(*now.notes, *notes))


def _narrowed(now: Understood, shelf: Shelf | None) -> Understood:
    if shelf is None:
        return now
    scope, notes = filtered(now.text, now.scope, shelf.documents)
    return replace(now, scope=scope, notes=(*now.notes, *notes))


def _with_items(now: Understood) -> Understood:
    items = items_of(now.text)
    if not items:
        return now
    note = f"key figures: searched for the items behind them too: {items}"
    return replace(now, text=f"{now.text} {items}", notes=(*now.notes, note))


def _with_legs(now: Understood, how: Understanding) -> Understood:
    spoken = language(now.text)
    legs = how.legs & legs_for(now.text, how.languages)
    notes = now.notes
    if legs != how.legs:
        notes = (*notes, f"the embedding model was not made for {spoken}: words alone count")
    return replace(now, language=spoken, legs=legs, notes=notes)
