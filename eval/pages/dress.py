"""Dressing a text for a design: numbers, captions, footnotes, side bars, merged cells."""

from collections.abc import Iterator
from dataclasses import replace

from eval.pages.design import Design, Side
from eval.pages.source import Block, BlockKind, Cell, Run, Source, words

_CAPTIONS = {"en": ("Figure {}. ", "Table {}. "), "zh": ("图{}　", "表{}　")}
_ASIDE_LENGTHS = range(100, 450)
_ASIDE_EVERY = 9
_FIGURE_EVERY = 3
_MOST_NOTES = 2
_LONGEST_NOTE = 160
_COVERED = (0, 0)


def dressed(text: Source, design: Design, language: str) -> tuple[Block, ...]:
    """Return the blocks as this design prints them, in reading order.

    Blocks of the kind ASIDE stand after the block that they go with; footnotes hang on the block
    that refers to them.
    """
    blocks = list(text.blocks)
    if design.numbered:
        blocks = list(_numbered(blocks))
    if design.merged:
        blocks = [_merged(block) for block in blocks]
    if design.figures:
        blocks = list(_captioned(blocks, language))
    else:
        blocks = [block for block in blocks if block.kind is not BlockKind.FIGURE]
    if design.notes:
        blocks = list(_noted(blocks, text.history))
    if design.side is not Side.NONE:
        blocks = list(_with_asides(blocks))
    return tuple(blocks)


def _numbered(blocks: list[Block]) -> Iterator[Block]:
    """Number the headings below the title; those of a statute that are numbered stay."""
    counts: list[int] = []
    levels: list[int] = []
    for place, block in enumerate(blocks):
        if block.kind is not BlockKind.HEADING or not place or block.text.startswith("第"):
            yield block
            continue
        while levels and levels[-1] > block.level:
            levels.pop()
            counts.pop()
        if not levels or levels[-1] < block.level:
            levels.append(block.level)
            counts.append(0)
        counts[-1] += 1
        number = ".".join(map(str, counts)) + ("." if len(counts) == 1 else "")
        yield replace(block, runs=(Run(text=f"{number} "), *block.runs))


def _merged(block: Block) -> Block:
    """Merge what means one thing: a row with words in its first cell alone, equal first cells."""
    if not block.rows:
        return block
    spans = [_spans_of(row, header=not at) for at, row in enumerate(block.rows)]
    _join_equal(spans, [words(row[0]) if row else "" for row in block.rows])
    rows = tuple(
        tuple(cell if span != _COVERED else () for cell, span in zip(row, line, strict=True))
        for row, line in zip(block.rows, spans, strict=True)
    )
    return replace(block, rows=rows, spans=tuple(map(tuple, spans)))


def _spans_of(row: tuple[Cell, ...], *, header: bool) -> list[tuple[int, int]]:
    """Return how many columns and rows each cell covers: the first all, if it alone has words."""
    alone = len(row) > 1 and bool(words(row[0])) and not any(words(cell) for cell in row[1:])
    if alone and not header:
        return [(len(row), 1)] + [_COVERED] * (len(row) - 1)
    return [(1, 1)] * len(row)


def _join_equal(spans: list[list[tuple[int, int]]], first: list[str]) -> None:
    """Let a first cell cover those below it that say the same, header and merged rows apart."""
    for at in range(len(first) - 1, 1, -1):
        across, down = spans[at][0]
        above, _ = spans[at - 1][0]
        if across == above == 1 and first[at] and first[at] == first[at - 1]:
            spans[at - 1][0] = (1, down + 1)
            spans[at][0] = _COVERED


def _captioned(blocks: list[Block], language: str) -> Iterator[Block]:
    """Set a caption over each table, and a figure with a caption behind a chapter's first words."""
    figure, table = _CAPTIONS[language]
    figures = tables = headings = 0
    chapter, waiting = "", False
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            tables += 1
            yield Block(kind=BlockKind.CAPTION, runs=(Run(text=table.format(tables) + chapter),))
        if block.kind is BlockKind.FIGURE:
            figures += 1
            block = replace(block, runs=(Run(text=figure.format(figures)), *block.runs))
        yield block
        if block.kind is BlockKind.HEADING:
            headings += 1
            chapter, waiting = block.text, headings % _FIGURE_EVERY == 0
        elif block.kind is BlockKind.PARAGRAPH and waiting:
            waiting = False
            figures += 1
            caption = Run(text=figure.format(figures) + chapter)
            yield Block(kind=BlockKind.FIGURE, runs=(caption,))


def _noted(blocks: list[Block], history: tuple[str, ...]) -> Iterator[Block]:
    """Hang a footnote on words that link somewhere, and a statute's history on its title."""
    count = 0
    for block in blocks:
        if block.kind is BlockKind.HEADING and history:
            yield replace(block, notes=tuple(map(_history, history[-_MOST_NOTES:])))
            history = ()
            continue
        if block.kind is not BlockKind.PARAGRAPH:
            yield block
            continue
        runs, wanted = _links(block.runs, count)
        notes = tuple(
            Block(kind=BlockKind.NOTE, runs=(_mark(count + at + 1), Run(text=f" {text}")))
            for at, text in enumerate(wanted)
        )
        count += len(notes)
        yield replace(block, runs=runs, notes=notes)


def _history(text: str) -> Block:
    return Block(kind=BlockKind.NOTE, runs=(Run(text=text),))


def _links(runs: Cell, count: int) -> tuple[Cell, list[str]]:
    found: list[Run] = []
    wanted: list[str] = []
    for run in runs:
        found.append(run)
        linked = run.target.startswith("http") and len(run.target) <= _LONGEST_NOTE
        if linked and len(wanted) < _MOST_NOTES:
            wanted.append(run.target)
            found.append(_mark(count + len(wanted)))
    return tuple(found), wanted


def _mark(number: int) -> Run:
    return Run(text=str(number), raised=True)


def _with_asides(blocks: list[Block]) -> Iterator[Block]:
    """Take a paragraph of middle length out of the text every so often."""
    since = 0
    for block in blocks:
        since += 1
        apt = block.kind is BlockKind.PARAGRAPH and len(block.text) in _ASIDE_LENGTHS
        if apt and since >= _ASIDE_EVERY and not block.notes:
            since = 0
            yield replace(block, kind=BlockKind.ASIDE)
        else:
            yield block
