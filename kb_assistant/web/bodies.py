"""What requests may hold and what errors look like; unknown keys are refused."""

from pydantic import BaseModel, ConfigDict, Field

from indexes.model import Scope
from kb_assistant.asked import Rating
from kb_assistant.model import Question, Turn


class Body(BaseModel):
    """What all bodies share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TurnBody(Body):
    """One question of the conversation so far and the answer it got."""

    question: str
    answer: str


class AskBody(Body):
    """A question for the assistant."""

    question: str = Field(examples=["How many days of annual leave do I have?", "年假有几天？"])
    history: list[TurnBody] = Field(default=[], max_length=50, description="oldest turn first")
    collections: list[str] | None = Field(
        default=None, examples=[None], description="collections to look in; null means all"
    )

    def asked(self) -> Question:
        """Return the question as the assistant takes it."""
        turns = tuple(Turn(question=turn.question, answer=turn.answer) for turn in self.history)
        return Question(text=self.question, history=turns, scope=scope_of(self.collections))


class SearchBody(Body):
    """A search for passages."""

    question: str = Field(examples=["annual leave", "年假"])
    k: int = Field(default=10, ge=1, le=100, description="how many passages to return at most")
    collections: list[str] | None = Field(
        default=None, examples=[None], description="collections to look in; null means all"
    )

    def asked(self) -> Question:
        """Return the question as the assistant takes it."""
        return Question(text=self.question, scope=scope_of(self.collections))


class RatingBody(Body):
    """What somebody thinks of an answer."""

    question: str = Field(max_length=20_000, examples=["年假有几天？"])
    answer: str = Field(max_length=200_000, description="`answer` as /api/ask gave it")
    rating: Rating
    comment: str = Field(default="", max_length=2_000)


class ErrorBody(Body):
    """Why a request could not be served."""

    error: str = Field(description="name of the error", examples=["InvalidQuestion"])
    message: str = Field(description="what happened and what to do")


class Health(Body):
    """That the server is up, and how much it holds."""

    status: str = Field(examples=["ok"])
    version: str
    documents: int


def scope_of(collections: list[str] | None) -> Scope:
    """Return the scope of a visitor: all that everyone may read, in these collections."""
    return Scope(collections=None if collections is None else frozenset(collections))
