"""Chinese set from top to bottom: MuPDF gives each character as a line; here they become lines."""

import re
from collections.abc import Iterator, Sequence

from ingest.pdf.raw import RawLine, RawSpan

_DOWN = (0.0, 1.0)
_WIDE = re.compile(r"[\u2014\u2026\u2e80-\u9fff\uf900-\ufaff\ufe10-\ufe4f\uff00-\uffef]")
_FEWEST = 12
_PAIR = 2
_LONG = 10
"""On a page of lines that run across, shorter stacks are the words of a narrow cell."""


def with_columns(lines: Sequence[RawLine]) -> Sequence[RawLine]:
    """Return `lines` with the characters that stand below each other joined into lines downwards.

    The lines of a page that has hardly any of one character come back as they are.
    """
    if not _has_stacks(lines):
        return lines
    runs = list(_runs(lines))
    if all(len(run) == 1 for run in runs):
        return lines
    least = _least(runs)
    columns = [_column(run) if len(run) >= least and _is_set_down(run[0]) else run for run in runs]
    return [line for column in columns for line in column]


def _has_stacks(lines: Sequence[RawLine]) -> bool:
    """Tell whether enough lines are one character each for some to stand below each other."""
    short = [line["spans"] for line in lines if len(line["spans"][0]["text"]) == 1]
    single = sum(len(spans) == 1 for spans in short)
    return single >= _FEWEST and 4 * single >= len(lines)


def _least(runs: Sequence[Sequence[RawLine]]) -> int:
    """Return how many lines below each other are one set downwards, given all runs of a page."""
    stacked = sum(len(run) for run in runs if len(run) > 1)
    letters = sum(len(span["text"]) for run in runs for line in run for span in line["spans"])
    long = sum(len(run) >= _LONG for run in runs)
    return 1 if 2 * stacked > letters or long > 1 else _LONG


def _runs(lines: Sequence[RawLine]) -> Iterator[list[RawLine]]:
    """Yield the lines in runs that stand below each other, each line in one."""
    run: list[RawLine] = []
    for line in lines:
        set_down = _is_set_down(line)
        if run and not (set_down and _is_below(run[-1], line)):
            yield run
            run = []
        run.append(line)
        if not set_down:
            yield run
            run = []
    if run:
        yield run


def _is_set_down(line: RawLine) -> bool:
    """Tell whether it is one wide character, two digits side by side, or a word turned to lie."""
    if line["dir"][1] > 0.9:
        return True
    spans = line["spans"]
    if len(spans[0]["text"].strip()) > _PAIR:
        return False
    text = "".join([span["text"] for span in spans]).strip()
    return len(text) == 1 and bool(_WIDE.match(text) or text.isalnum()) or _is_pair(text)


def _is_pair(text: str) -> bool:
    return len(text) == _PAIR and text.isdecimal()


def _is_below(above: RawLine, line: RawLine) -> bool:
    one, two = _box(above), _box(line)
    size = line["spans"][0]["size"]
    aside = abs((one[0] + one[2]) - (two[0] + two[2])) / 2
    return aside < 0.3 * size and -0.6 * size < two[1] - one[3] < 0.8 * size


def _box(line: RawLine) -> tuple[float, float, float, float]:
    first, last = line["spans"][0]["bbox"], line["spans"][-1]["bbox"]
    return (
        min(first[0], last[0]),
        min(first[1], last[1]),
        max(first[2], last[2]),
        max(first[3], last[3]),
    )


def _column(run: Sequence[RawLine]) -> list[RawLine]:
    """Return one line downwards of the characters in `run`."""
    boxes = [_box(line) for line in run]
    first = run[0]["spans"][0]
    whole: RawSpan = {
        **first,
        "text": "".join(span["text"] for line in run for span in line["spans"]),
        "bbox": (
            min(box[0] for box in boxes),
            boxes[0][1],
            max(box[2] for box in boxes),
            boxes[-1][3],
        ),
    }
    return [{"dir": _DOWN, "spans": [whole]}]
