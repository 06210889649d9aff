"""A run's answers in the rows that RAGAS takes, for people who judge with a model of their own."""

import json
from collections.abc import Iterable

from eval.result import Result


def ragas_lines(results: Iterable[Result]) -> Iterable[str]:
    """Yield a JSON line per answered question, with the keys of RAGAS's `SingleTurnSample`.

    The contexts are the whole passages that the answer was made from. Of a question that nobody
    asked, `synthetic` is true.
    """
    for result in results:
        if result.reply is None:
            continue
        row: dict[str, object] = {
            "user_input": result.question,
            "response": result.reply.text,
            "retrieved_contexts": [one.text for one in result.found],
            "reference": "; ".join(part[0] for part in result.answers if part),
        }
        if result.synthetic:
            row["synthetic"] = True
        yield json.dumps(row, ensure_ascii=False) + "\n"
