"""Displayed formulas: short lines of symbols that stand apart from the text."""

import re
from collections.abc import Sequence

from ingest.model import Kind
from ingest.pdf.blocks import Block
from ingest.pdf.cells import Row, rows_of
from ingest.pdf.page import Line, hull
from ingest.pdf.style import Style

_WORD = re.compile(r"[A-Za-z]{4,}|[\u3400-\u9fff]")
_RELATION = re.compile(r"[=≈≠≤≥<>∝≡→∈]")
_NUMBER = re.compile(r"[(（]\s?[A-Z]?\d{1,3}(?:[.\-–]\d{1,3})*[a-z]?\s?[)）]$")
_MOST_WORDS = 3
_LONGEST = 160
_FRAGMENT = 14


def formulas(lines: Sequence[Line], style: Style) -> tuple[list[Block], list[Line]]:
    """Return the displayed formulas among the lines of a column, and the other lines.

    A formula stands further in than the text and has hardly any words; it is in the type of
    formulas, or ends with a number in brackets. Its numerators, limits and indices go with it.
    """
    if not any(line.math or _RELATION.search(line.text) for line in lines):
        return [], list(lines)
    rows = rows_of(lines)
    left = min(line.x0 for line in lines)
    core = [_is_formula(row, left, style) for row in rows]
    taken = _with_fragments(rows, core)
    blocks: list[Block] = []
    rest: list[Line] = []
    run: list[Line] = []
    for row, inside in zip(rows, taken, strict=True):
        if inside:
            run.extend(row)
            continue
        blocks.extend(_block(run))
        run = []
        rest.extend(row)
    blocks.extend(_block(run))
    return blocks, rest


def _is_formula(row: Row, left: float, style: Style) -> bool:
    text = " ".join(line.text for line in row)
    if len(text) > _LONGEST or row[0].x0 < left + 1.5 * style.size:
        return False
    if len(_WORD.findall(text)) > _MOST_WORDS or not _RELATION.search(text):
        return False
    symbols = any(line.math for line in row)
    return symbols or bool(_NUMBER.search(text) and len(_WORD.findall(text)) < 2)


def _with_fragments(rows: Sequence[Row], core: Sequence[bool]) -> list[bool]:
    """Return which rows belong to formulas: the `core`, and scraps of symbols close to it."""
    taken = list(core)
    for step in (1, -1):
        order = range(len(rows)) if step > 0 else range(len(rows) - 1, -1, -1)
        for index in order:
            beside = index - step
            if taken[index] or not 0 <= beside < len(rows) or not taken[beside]:
                continue
            taken[index] = _is_fragment(rows[index], rows[beside])
    return taken


def _is_fragment(row: Row, formula: Row) -> bool:
    text = "".join(line.text for line in row)
    area, other = hull(row), hull(formula)
    gap = max(area.y0, other.y0) - min(area.y1, other.y1)
    beside = area.x0 < other.x1 + 40 and other.x0 < area.x1 + 40
    short = len(text) <= _FRAGMENT or all(line.math for line in row)
    return short and beside and gap < 0.6 * formula[0].size and not _WORD.search(text)


def _block(run: Sequence[Line]) -> list[Block]:
    if not run:
        return []
    return [Block(kind=Kind.FORMULA, area=hull(run), page=run[0].page, lines=tuple(run))]
