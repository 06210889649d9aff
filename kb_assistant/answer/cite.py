"""From an engine's text to an answer whose every mark opens the words that carry it."""

from collections import defaultdict
from collections.abc import Sequence

from indexes.model import Passage
from kb_assistant.answer.confidence import confidence
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.marks import Cited, cited_sentences, resolved
from kb_assistant.answer.quote import best_stretches, united
from kb_assistant.answer.support import supported
from kb_assistant.model import Answer, Citation, Verdict

BETWEEN_QUOTES = " … "
"""What stands between two quoted places of one passage."""


def cited(question: str, text: str, passages: Sequence[Passage], *, terms: Terms) -> Answer:
    """Resolve the marks of an engine's whole text against the passages that it was given.

    The answer's text keeps only marks that have a citation; one citation per passage, in the order
    of the first marks. Blank text means that nothing was found.
    """
    clean, dropped = resolved(text.strip(), len(passages))
    said = cited_sentences(clean)
    # Marks without a word beside them answer nothing.
    clean = clean if said else ""
    citations = _citations(question, said, passages, terms)
    return Answer(
        question=question,
        text=clean,
        verdict=Verdict.ANSWERED if clean else Verdict.NOT_FOUND,
        citations=citations,
        passages=tuple(passages),
        unsupported=_unsupported(said, citations, terms),
        dropped_marks=dropped,
        confidence=confidence(question, passages, terms=terms),
    )


def _citations(
    question: str, said: Sequence[Cited], passages: Sequence[Passage], terms: Terms
) -> tuple[Citation, ...]:
    claims: dict[int, list[str]] = defaultdict(list)
    for sentence in said:
        for mark in sentence.marks:
            claims[mark].append(sentence.text)
    return tuple(
        _citation(mark, passages[mark - 1], claims=texts, question=question, terms=terms)
        for mark, texts in claims.items()
    )


def _citation(
    mark: int, passage: Passage, *, claims: Sequence[str], question: str, terms: Terms
) -> Citation:
    chunk = passage.chunk
    found = [place for claim in claims for place in best_stretches(claim, chunk, terms=terms)]
    # Where no claim shares a word with the passage (other language, bare "yes"), the question may.
    found = found or best_stretches(question, chunk, terms=terms) or [(0, len(chunk.text))]
    places = united(found, chunk.text)
    boxes = tuple(box for start, end in places for box in chunk.boxes_of(start, end))
    return Citation(
        mark=mark,
        passage=passage,
        quote=BETWEEN_QUOTES.join(chunk.text[start:end] for start, end in places),
        page=boxes[0].page if boxes else None,
        boxes=boxes,
    )


def _unsupported(
    said: Sequence[Cited], citations: Sequence[Citation], terms: Terms
) -> tuple[str, ...]:
    """Return the sentences that their passages do not carry; one without marks may lean on any."""
    evidence = {citation.mark: _evidence(citation.passage) for citation in citations}
    return tuple(
        sentence.text
        for sentence in said
        if not supported(
            sentence.text,
            [evidence[mark] for mark in sentence.marks or evidence],
            terms=terms,
        )
    )


def _evidence(passage: Passage) -> str:
    """Return all that a passage may be cited for: title, headings and text."""
    return "\n".join((passage.document.title, *passage.chunk.heading_path, passage.chunk.text))
