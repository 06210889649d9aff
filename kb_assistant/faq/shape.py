"""The JSON of a FAQ entry, the same from the command and the HTTP interface."""

from pydantic import Field

from indexes.catalog.faq import Faq
from kb_assistant.shapes import Shape


class FaqShape(Shape):
    """An official question with its answer."""

    id: str
    collection: str
    question: str
    answer: str
    variants: list[str] = Field(description="other ways of asking it")
    negatives: list[str] = Field(description="questions that look like it and are not")
    owner: str
    state: str = Field(description="draft, in review, approved or retired")
    sources: list[str] = Field(description="what the answer rests on")
    readers: list[str] = Field(description="groups that may see it; empty means everyone")
    language: str


def faq_shape(faq: Faq) -> FaqShape:
    """Turn an entry into its JSON shape."""
    return FaqShape(
        id=faq.id,
        collection=faq.collection,
        question=faq.question,
        answer=faq.answer,
        variants=list(faq.variants),
        negatives=list(faq.negatives),
        owner=faq.owner,
        state=faq.state.value,
        sources=list(faq.sources),
        readers=sorted(faq.readers),
        language=faq.language,
    )
