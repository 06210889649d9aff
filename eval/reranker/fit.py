"""Fits the light reranker's network to ranked lists with known answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_assistant.retrieve.rerank import Network

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

_STEPS_AT_ONCE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One question: a row of features for each passage in fused order, and which ones answer it."""

    features: "NDArray[np.float32]"
    relevant: "NDArray[np.bool_]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train. `decay` is the L2 penalty; each of `seeds` gives a network, they are averaged.

    One alone may be lucky or unlucky by .008 nDCG@10 on a set; see docs/benchmarks/retrieval.md.
    """

    units: int = 12
    decay: float = 0.02
    rounds: int = 30
    rate: float = 0.02
    seeds: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lists:
    """All questions as tensors, padded to the longest list."""

    x: "torch.Tensor"
    relevant: "torch.Tensor"
    present: "torch.Tensor"
    weight: "torch.Tensor"


def fit(sets: Sequence[Sequence[Ranked]], recipe: Recipe) -> Network:
    """Return the network that gives relevant passages the most probability in their lists.

    The loss is the listwise cross-entropy (ListNet's top-one, Cao et al. 2007): half for the most
    likely relevant passage, half for all. A set counts by the square root of its questions, so that
    a large one does not drown the others. The same input gives the same network.
    """
    import numpy as np

    usable = [[one for one in questions if _tells(one)] for questions in sets]
    rows = np.concatenate([one.features for questions in usable for one in questions])
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    lists = _lists(usable, mean, deviation)
    parts = [_trained(lists, recipe, seed) for seed in range(recipe.seeds)]
    line, inner, bias, outer = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
    return Network(
        mean=mean.astype(np.float32),
        deviation=deviation.astype(np.float32),
        line=line.reshape(recipe.seeds, -1).mean(axis=0).astype(np.float32),
        inner=inner.astype(np.float32),
        bias=bias.astype(np.float32),
        outer=(outer / recipe.seeds).astype(np.float32),
    )


def _tells(ranked: Ranked) -> bool:
    return len(ranked.relevant) > 1 and bool(ranked.relevant.any())


def _lists(
    sets: Sequence[Sequence[Ranked]],
    mean: "NDArray[np.float32]",
    deviation: "NDArray[np.float32]",
) -> _Lists:
    import numpy as np
    import torch

    weighed = [(one, len(each) ** -0.5) for each in sets for one in each]
    longest = max(len(one.relevant) for one, _ in weighed)
    shape = (len(weighed), longest)
    x = np.zeros((*shape, len(mean)), dtype=np.float32)
    relevant, present = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for place, (one, _) in enumerate(weighed):
        count = len(one.relevant)
        x[place, :count] = (one.features - mean) / deviation
        relevant[place, :count], present[place, :count] = one.relevant, True
    weight = torch.tensor([each for _, each in weighed], dtype=torch.float32)
    return _Lists(
        x=torch.from_numpy(x),
        relevant=torch.from_numpy(relevant),
        present=torch.from_numpy(present),
        weight=weight / weight.mean(),
    )


def _trained(lists: _Lists, recipe: Recipe, seed: int) -> "tuple[NDArray[np.float32], ...]":
    import torch

    random = torch.Generator().manual_seed(seed)
    width = lists.x.shape[2]
    line = torch.zeros(width, requires_grad=True)
    inner = (torch.randn(width, recipe.units, generator=random) / width**0.5).requires_grad_()
    bias = torch.zeros(recipe.units, requires_grad=True)
    outer = (torch.randn(recipe.units, generator=random) * 0.1).requires_grad_()
    parameters = [line, inner, bias, outer]
    optimizer = torch.optim.Adam(parameters, lr=recipe.rate)
    for _ in range(recipe.rounds):
        order = torch.randperm(len(lists.weight), generator=random)
        for start in range(0, len(order), _STEPS_AT_ONCE):
            some = order[start : start + _STEPS_AT_ONCE]
            x = lists.x[some]
            loss = _loss(x @ line + torch.tanh(x @ inner + bias) @ outer, lists, some)
            penalty = sum((each**2).sum() for each in parameters)
            optimizer.zero_grad()
            (loss + recipe.decay * penalty).backward()
            optimizer.step()
    return tuple(each.detach().numpy() for each in parameters)


def _loss(scores: "torch.Tensor", lists: _Lists, some: "torch.Tensor") -> "torch.Tensor":
    import torch

    nowhere = -1e9
    likely = torch.log_softmax(scores.masked_fill(~lists.present[some], nowhere), dim=1)
    relevant = lists.relevant[some]
    best = torch.logsumexp(likely.masked_fill(~relevant, nowhere), dim=1)
    every = (likely * relevant).sum(dim=1) / relevant.sum(dim=1)
    return -(lists.weight[some] * (best + every) / 2).mean()
