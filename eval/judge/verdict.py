"""What a judge says of one answer, and the chat that asks for it."""

from collections.abc import Iterator
from enum import StrEnum
from html import escape
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.result import Result
from kb_assistant.answer.prompt import Message

VERSION = "v1"
"""Counted up with every change of a prompt: judgements by different prompts do not compare."""
_LONGEST = 48_000
"""Characters of passages that a judge gets; what is beyond is left out passage by passage."""


class Measure(StrEnum):
    """What is judged."""

    FAITHFULNESS = "faithfulness"
    CORRECTNESS = "correctness"


Word = Literal["yes", "partly", "no"]
SCORES: dict[Word, float] = {"yes": 1.0, "partly": 0.5, "no": 0.0}


class Verdict(BaseModel):
    """The reply of a judge."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Word
    reason: str = ""


class Judgement(BaseModel):
    """One line of `judgements.jsonl`: who judged what how; `error` says why nobody could."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    measure: Measure
    prompt: str
    model: str
    verdict: Word | None = None
    reason: str = ""
    error: str = ""


def applies(measure: Measure, result: Result) -> bool:
    """Tell whether there is something to judge: an answer, and passages or a reference."""
    if result.reply is None or result.reply.verdict == "not_found":
        return False
    return bool(result.found if measure is Measure.FAITHFULNESS else reference(result))


def reference(result: Result) -> str:
    """Return what people said is right: every part, in its first variant."""
    return "; ".join(part[0] for part in result.answers if part)


def chat(measure: Measure, result: Result) -> list[Message]:
    """Return the chat that asks a model for its verdict."""
    prompt = files("eval.judge") / "prompts" / f"{measure}.{VERSION}.txt"
    if measure is Measure.FAITHFULNESS:
        shown = "\n".join(_tag("passage", text) for text in _fitting(result))
    else:
        shown = _tag("reference", reference(result))
    answer = result.reply.text if result.reply else ""
    asked = "\n".join(
        (
            shown,
            _tag("question", result.question),
            _tag("answer", answer),
        )
    )
    return [
        Message(role="system", content=prompt.read_text(encoding="utf-8")),
        Message(role="user", content=asked),
    ]


def _fitting(result: Result) -> Iterator[str]:
    left = _LONGEST
    for one in result.found:
        left -= len(one.text)
        if left >= 0:
            yield one.text


def _tag(name: str, text: str) -> str:
    # Escaped, so that no text can close its tag.
    return f"<{name}>{escape(text, quote=False)}</{name}>"
