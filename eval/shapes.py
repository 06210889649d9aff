"""What `--json` prints of a run."""

from pydantic import BaseModel, ConfigDict

from eval.runs import Run
from eval.score import decisions, latency, summary, tokens


class Interval(BaseModel):
    """A metric as `--json` prints it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    low: float
    high: float


class Cost(BaseModel):
    """What the tokens of a run cost, by the prices in its settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: float
    currency: str


class Printed(BaseModel):
    """What `kb eval … --json` prints; such a file, kept with the code, can be a baseline.

    `latency` is stage → percentile → seconds, "total" first. `cost` is None where no tokens were
    used or no price is set.
    `dataset_sha256` is the hash of the questions that were asked and of what they were asked of.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str
    dataset: str
    metrics: dict[str, Interval]
    counts: dict[str, int]
    latency: dict[str, dict[str, float]] = {}
    cost: Cost | None = None
    dataset_sha256: str = ""


def printed(run: Run) -> Printed:
    """Return what a run comes to, in the shape that `--json` prints."""
    metrics = summary(run.done)
    prompt, completion = tokens(run.done)
    counts = {
        "questions": run.head.questions,
        "done": len(run.done),
        "failed": len(run.failed),
    }
    if run.head.synthetic:
        counts["synthetic"] = run.head.synthetic
    if prompt or completion:
        counts |= {"prompt tokens": prompt, "completion tokens": completion}
    return Printed(
        run=run.head.run,
        dataset=run.head.dataset,
        dataset_sha256=run.head.dataset_sha256,
        metrics={
            name: Interval(value=one.value, low=one.low, high=one.high)
            for name, one in metrics.items()
        },
        counts=counts | {str(name): count for name, count in decisions(run.done).items()},
        latency=latency(run.done),
        cost=cost(run),
    )


def cost(run: Run) -> Cost | None:
    """Return what the tokens of a run cost; None where that is nothing or not known."""
    if not run.cost:
        return None
    return Cost(amount=run.cost, currency=run.head.settings.get("llm.currency", ""))
