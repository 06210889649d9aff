"""The rows of dataset files as they come from outside, checked by pydantic.

Public sets carry keys of their own, so a key that we do not know is kept out of the way; but one
that looks like a slip of the pen for a missing key is refused, or data would silently vanish.
"""

from difflib import get_close_matches
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class Row(BaseModel):
    """A row that lets unknown keys pass unless they look like a missing key misspelt."""

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    @model_validator(mode="after")
    def _refuse_slips(self) -> Self:
        fields = type(self).model_fields
        missing = [
            field.alias or name
            for name, field in fields.items()
            if name not in self.model_fields_set
        ]
        for key in self.model_extra or {}:
            for meant in get_close_matches(key, missing, n=1, cutoff=0.8):
                raise ValueError(f'the key "{key}" is unknown: did you mean "{meant}"?')
        return self

    def slices(self) -> dict[str, str]:
        """Return the unknown keys with short values: what results can be broken down by."""
        extra = self.model_extra or {}
        flat = {key: value[0] if _one(value) else value for key, value in extra.items()}
        return {
            key: value for key, value in flat.items() if isinstance(value, str) and len(value) < 60
        }


def _one(value: object) -> bool:
    return isinstance(value, list) and len(value) == 1


class CorpusLine(Row):
    """A line of `corpus.jsonl`."""

    id: str = Field(alias="_id", min_length=1)
    title: str = ""
    text: str


class QueryLine(Row):
    """A line of `queries.jsonl`; `user_turns` are what the user said, this question last."""

    id: str = Field(alias="_id", min_length=1)
    text: str
    user_turns: tuple[str, ...] = ()


class AnswerLine(Row):
    """A line of `answers.jsonl`; any of the answers is right."""

    query_id: str = Field(min_length=1)
    answers: tuple[str, ...] = Field(min_length=1)


class Said(Row):
    """One turn of a conversation."""

    role: str
    text: str


class ConversationLine(Row):
    """A line of `conversations.jsonl`."""

    id: str = Field(alias="_id", min_length=1)
    history: tuple[Said, ...] = ()
    last_turn: str
    reference_answer: str = ""
    answerability: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()


class RewriteLine(Row):
    """A line of `rewrites.jsonl`: a follow-up question and what a person made of it."""

    id: str = Field(alias="_id", min_length=1)
    last_turn: str
    rewrite: str = Field(min_length=1)
    history: tuple[str, ...] = ()
    user_turns: tuple[str, ...] = ()


class PdfQuestionLine(Row):
    """A line of `questions.jsonl` beside a folder of PDFs; pages count from 1."""

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    answer: str | None = None
    file: str = Field(min_length=1)
    page: int | None = Field(default=None, ge=1)
    pages: tuple[int, ...] = ()
    kind: str = ""
    boxes: tuple[tuple[int, float, float, float, float], ...] = ()

    @field_validator("pages")
    @classmethod
    def _from_one(cls, pages: tuple[int, ...]) -> tuple[int, ...]:
        if any(page < 1 for page in pages):
            raise ValueError("pages count from 1")
        return pages


class RefusalLine(Row):
    """A line of `cases.jsonl`: the documents that answer a question, and those that only look so.

    Every element of `answer` is required; "a | b" inside an element, or a list, gives variants.
    """

    id: str = Field(min_length=1)
    query: str = Field(min_length=1)
    answer: str | tuple[str | tuple[str, ...], ...] = ()
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()


class RedteamDocument(Row):
    """A document of a red-team case; `readers` are the groups that may see it."""

    title: str = ""
    text: str = Field(min_length=1)
    readers: tuple[str, ...] = ()


class RedteamLine(Row):
    """A line of `redteam.jsonl`: a question, the documents of this case, and what must not happen.

    `groups` are the asker's. `forbidden` are words that must not reach the asker. `expected` is
    "answer" (then `answer` gives its variants), "refuse", or blank when either will do.
    """

    id: str = Field(min_length=1)
    attack: Literal["instruction", "leak", "invented citation"]
    question: str = Field(min_length=1)
    documents: tuple[RedteamDocument, ...] = Field(min_length=1)
    forbidden: tuple[str, ...] = Field(min_length=1)
    groups: tuple[str, ...] = ()
    expected: Literal["answer", "refuse", ""] = ""
    answer: tuple[str, ...] = ()


class SquadAnswer(Row):
    """One accepted answer and where it starts in the context."""

    text: str
    answer_start: int = -1


class SquadQuestion(Row):
    """One question about a paragraph."""

    id: str = Field(min_length=1)
    question: str
    answers: tuple[SquadAnswer, ...] = ()
    is_impossible: bool = False


class SquadParagraph(Row):
    """A paragraph and the questions about it."""

    context: str
    qas: tuple[SquadQuestion, ...]


class SquadArticle(Row):
    """An article of several paragraphs."""

    title: str = ""
    paragraphs: tuple[SquadParagraph, ...]


class SquadFile(Row):
    """A whole SQuAD file."""

    version: str = ""
    data: tuple[SquadArticle, ...] = Field(min_length=1)


class CellLine(Row):
    """A cell of a table; rows and columns count from 0, last ones included."""

    r0: int = Field(ge=0)
    r1: int = Field(ge=0)
    c0: int = Field(ge=0)
    c1: int = Field(ge=0)
    text: str


class TableLine(Row):
    """A line of `tables.jsonl`: one table of a file as a grid of cells."""

    id: str = Field(min_length=1)
    file: str = Field(min_length=1)
    pages: tuple[int, ...] = Field(min_length=1)
    n_rows: int = Field(ge=1, le=10_000)
    n_cols: int = Field(ge=1, le=1_000)
    cells: tuple[CellLine, ...]


class FileLine(Row):
    """A line of `files.jsonl`: a file, and the Markdown that reading it should give where known."""

    file: str = Field(min_length=1)
    gt: str | None


class TableTruth(Row):
    """A table of a file as HTML, and the pages that it stands on."""

    html: str = Field(min_length=1)
    pages: tuple[int, ...] = ()


class LayoutLine(Row):
    """A line of `layout.jsonl`: what is known of a file."""

    file: str = Field(min_length=1)
    text: str | None = None
    headings: tuple[tuple[int, str], ...] | None = None
    furniture: tuple[str, ...] | None = None
    tables: tuple[TableTruth, ...] = ()
