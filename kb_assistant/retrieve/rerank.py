"""Orders fused passages anew by what their words say, without any model to load or to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from indexes.model import Passage
from kb_assistant.retrieve.features import NAMES, features
from kb_assistant.retrieve.matches import Asked, Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "light_reranker.npz"
LOOKED_AT = 100
"""How many of the best fused passages are ordered anew; those behind keep their places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A line and a small layer on top of it: score = x·line + tanh(x·inner + bias)·outer.

    `x` are the features less `mean`, over `deviation`. Several trained from other beginnings
    are one: `line` is their mean, `inner` and `outer` hold their units side by side.
    """

    mean: "NDArray[np.float32]"
    deviation: "NDArray[np.float32]"
    line: "NDArray[np.float32]"
    inner: "NDArray[np.float32]"
    bias: "NDArray[np.float32]"
    outer: "NDArray[np.float32]"

    def scores(self, table: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Return one score for each row of features."""
        import numpy as np

        x = (table - self.mean) / self.deviation
        layer = np.tanh(x @ self.inner + self.bias)
        found: NDArray[np.float32] = (x @ self.line + layer @ self.outer).astype(np.float32)
        return found


def reranked(
    asked: Asked, passages: Sequence[Passage], *, terms: Terms, network: Network
) -> list[Passage]:
    """Return the passages, best first by the network's score; they must come in fused order.

    They are made to compare within one question. Those beyond `LOOKED_AT` follow in fused order.
    """
    head, tail = passages[:LOOKED_AT], passages[LOOKED_AT:]
    if not head or not asked.terms:
        return list(passages)
    scores = network.scores(features(asked, head, terms))
    scored = [
        passage.scored(fused=passage.scores.fused, reranked=float(score))
        for passage, score in zip(head, scores, strict=True)
    ]
    scored.sort(key=lambda passage: -(passage.scores.reranked or 0.0))
    return [*scored, *tail]


@cache
def trained() -> Network:
    """Return the network that comes with the product; see docs/reranker.md for its training."""
    import numpy as np

    with files(__package__).joinpath(WEIGHTS).open("rb") as file, np.load(file) as stored:
        if tuple(stored["names"].tolist()) != NAMES:
            raise RuntimeError("the reranker's weights are for other features: train it again")
        return Network(
            mean=stored["mean"],
            deviation=stored["deviation"],
            line=stored["line"],
            inner=stored["inner"],
            bias=stored["bias"],
            outer=stored["outer"],
        )
