"""Cuts texts into batches that waste no work on padding."""

from collections.abc import Iterator, Sequence


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield places in `lengths`, longest first, so that a padded batch has at most `budget` tokens.

    A text that is longer than the budget makes a batch of its own. Equal lengths keep their order.
    """
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    start = 0
    while start < len(order):
        longest = max(1, lengths[order[start]])
        count = max(1, budget // longest)
        yield order[start : start + count]
        start += count
