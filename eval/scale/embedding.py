"""How fast the embedding model runs, beside the plain library, over the same texts."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.scale.words import words_of
from indexes.embed import Embedder, load_embedder, sentence
from indexes.embed.onnx import OnnxEmbedder
from indexes.embed.source import locate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MEAN, DEVIATION, LONGEST = 4.2, 0.8, 400
"""Words of a text: mean and deviation of their logarithm (30 to 150 for two in three), and most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Seconds for all texts, by the clock and of the processor, of both ways, one after the other.

    `model` is the share of our time in which the model itself ran; `cosine` the lowest between the
    vectors of a text by both ways.
    """

    ours: float
    our_work: float
    plain: float
    plain_work: float
    model: float
    cosine: float


def rounds(text: Path, cache: Path, *, count: int, times: int) -> list[Round]:
    """Embed `count` made texts both ways, in turns, so that noise hits both alike."""
    ours = load_embedder("", cache=cache)
    plain = sentence.load(locate("").folder)
    texts = _texts(text, cache, count)
    ours.embed_passages(texts[:8])
    sentence.encode(plain, texts[:8], "")
    return [
        _round(ours, lambda given: sentence.encode(plain, given, ""), texts) for _ in range(times)
    ]


def to_markdown(measured: Sequence[Round], count: int) -> str:
    """Draw each round, and what both ways come to."""
    lines = [
        "| texts/s, ours | texts/s, plain | ratio | ratio of CPU time | model's share | cosine |",
        "|---" * 6 + "|",
    ]
    lines += [
        f"| {count / each.ours:.1f} | {count / each.plain:.1f} | {each.plain / each.ours:.2f} "
        f"| {each.plain_work / each.our_work:.2f} | {each.model:.3f} | {each.cosine:.6f} |"
        for each in measured
    ]
    return "\n".join([*lines, ""])


def _round(
    ours: Embedder,
    plain: "Callable[[Sequence[str]], NDArray[np.float32]]",
    texts: Sequence[str],
) -> Round:
    theirs, plain_seconds, plain_work = _timed(plain, texts)
    before = _model_seconds(ours)
    found, seconds, work = _timed(ours.embed_passages, texts)
    return Round(
        ours=seconds,
        our_work=work,
        plain=plain_seconds,
        plain_work=plain_work,
        model=(_model_seconds(ours) - before) / seconds,
        cosine=float((found * theirs).sum(axis=1).min()),
    )


def _timed(
    embed: "Callable[[Sequence[str]], NDArray[np.float32]]", texts: Sequence[str]
) -> "tuple[NDArray[np.float32], float, float]":
    clock, work = time.perf_counter(), time.process_time()
    found = embed(texts)
    return found, time.perf_counter() - clock, time.process_time() - work


def _model_seconds(embedder: Embedder) -> float:
    return embedder.model_seconds if isinstance(embedder, OnnxEmbedder) else 0.0


def _texts(folder: Path, cache: Path, count: int) -> list[str]:
    import numpy as np

    draw = np.random.default_rng(4)
    words = words_of(folder, cache)["en"]
    lengths = np.minimum(draw.lognormal(MEAN, DEVIATION, count), LONGEST).astype(int)
    return [words.text(draw, max(3, length)) for length in lengths.tolist()]
