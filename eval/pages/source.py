"""A Markdown text as blocks of words: what is printed, and what a reader ought to find again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
_TITLE = re.compile(r"""(?m)^title\s*:[ \t]*(["']?)(.+?)\1[ \t]*$""")
_HISTORY_END = "<!-- INFO END -->"
_NOT_PRINTED = re.compile(
    r"<!--.*?-->|\{\{[<%].*?[%>]\}\}|\{#[\w-]*\}|[\u200b-\u200f\u2028-\u202e\ufeff]|[\U0001f000-\U0001faff]"
    r"|[\u2600-\u27bf\ufe0f]",
    re.DOTALL,
)
_BLANKS = re.compile(r"\s+")


class BlockKind(StrEnum):
    """What a block of a text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    CODE = "code"
    QUOTE = "quote"
    FIGURE = "figure"
    CAPTION = "caption"
    NOTE = "note"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words set alike; `target` is the address that a link points to, a note's mark is `raised`."""

    text: str
    strong: bool = False
    slanted: bool = False
    code: bool = False
    target: str = ""
    raised: bool = False


Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, a paragraph, a list item, a table or another piece of a text.

    `level` is the depth of a heading or an item, from 1. `number` is that of an ordered item, else
    0. `rows` are the cells of a table, the header first. `spans` say how far each cell reaches,
    (columns, rows); (0, 0) is covered by another, and no spans means that none reaches further.
    The runs of a figure are its caption. `notes` are the footnotes that the block refers to.
    """

    kind: BlockKind
    runs: tuple[Run, ...] = ()
    level: int = 0
    number: int = 0
    rows: tuple[tuple[Cell, ...], ...] = ()
    spans: tuple[tuple[tuple[int, int], ...], ...] = ()
    notes: tuple["Block", ...] = ()

    @property
    def text(self) -> str:
        """The words, those of a table row by row."""
        if self.rows:
            return " ".join(words(cell) for row in self.rows for cell in row).strip()
        return f"{self.number}. {words(self.runs)}" if self.number else words(self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text: its title, its blocks in reading order, and the dates of a statute's history."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    history: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """The number of characters."""
        return sum(len(block.text) for block in self.blocks)

    @property
    def tables(self) -> int:
        """The number of tables."""
        return sum(block.kind is BlockKind.TABLE for block in self.blocks)


def words(runs: Sequence[Run]) -> str:
    """Return what runs say."""
    return "".join(run.text for run in runs).strip()


def source(name: str, markdown: str) -> Source:
    """Return the blocks of a Markdown text (CommonMark with tables).

    Raw HTML, comments, shortcodes and emoji are left out. A statute's history, which stands before
    the mark "INFO END", is kept apart. A title in the front matter becomes the first heading.
    """
    front = _FRONT_MATTER.match(markdown)
    text = markdown[front.end() :] if front else markdown
    head, mark, rest = text.partition(_HISTORY_END)
    titled = _TITLE.search(front[1]) if front else None
    blocks = [] if titled is None else [_heading(1, titled[2])]
    history: tuple[str, ...] = ()
    if mark:
        before = _blocks(head)
        history = tuple(one.text for one in before if one.kind is not BlockKind.HEADING)
        blocks += [one for one in before if one.kind is BlockKind.HEADING]
    blocks += _blocks(rest if mark else head)
    title = next((one.text for one in blocks if one.kind is BlockKind.HEADING), name)
    return Source(name=name, title=title, blocks=tuple(blocks), history=history)


def excerpt(whole: Source, length: int) -> Source:
    """Return about `length` characters of a text, blocks whole; no heading ends it.

    It is the beginning, but where that holds no table and the text has one, the section of the
    first table and what follows, under the text's own title.
    """
    kept = _first(whole.blocks, length)
    table = next((at for at, one in enumerate(whole.blocks) if one.rows), 0)
    if table >= len(kept):
        sections = [at for at in range(1, table) if _is_section(whole.blocks[at])]
        start = sections[-1] if sections else table
        kept = [*_first(whole.blocks, 1)[:1], *_first(whole.blocks[start:], length)]
    while kept and kept[-1].kind is BlockKind.HEADING:
        kept.pop()
    return replace(whole, blocks=tuple(kept))


def _first(blocks: Sequence[Block], length: int) -> list[Block]:
    kept: list[Block] = []
    count = 0
    for block in blocks:
        if count >= length:
            break
        kept.append(block)
        count += len(block.text)
    return kept


def _is_section(block: Block) -> bool:
    return block.kind is BlockKind.HEADING and block.level <= 2


def _heading(level: int, text: str) -> Block:
    return Block(kind=BlockKind.HEADING, level=level, runs=(Run(text=_folded(text)),))


def _blocks(markdown: str) -> list[Block]:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return [
        block for block in _Walk(parser.parse(_NOT_PRINTED.sub("", markdown))).blocks if block.text
    ]


class _Walk:
    """Goes through the tokens of a parsed text and collects its blocks."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.blocks: list[Block] = []
        self._lists: list[int | None] = []
        self._quotes = 0
        self._rows: list[list[Cell]] = []
        self._level = 0
        self._first = False
        for token in tokens:
            self._take(token)

    def _take(self, token: Token) -> None:
        if token.type == "inline":
            self._words(token)
        elif token.type in {"fence", "code_block"}:
            # Each line of code is printed as a line of its own.
            self.blocks.append(Block(kind=BlockKind.CODE, runs=(Run(text=token.content.rstrip()),)))
        elif token.type == "heading_open":
            self._level = int(token.tag[1])
        elif token.type == "heading_close":
            self._level = 0
        elif token.type.startswith("blockquote"):
            self._quotes += token.nesting
        elif "list" in token.type:
            self._list(token)
        else:
            self._table(token)

    def _list(self, token: Token) -> None:
        if token.type == "list_item_open":
            self._first = True
            if self._lists[-1] is not None:
                self._lists[-1] += 1
        elif token.type.endswith("list_open"):
            start = int(token.attrs.get("start", 1)) - 1
            self._lists.append(start if token.type == "ordered_list_open" else None)
        elif token.type.endswith("list_close"):
            self._lists.pop()

    def _table(self, token: Token) -> None:
        if token.type == "table_open":
            self._rows = []
        elif token.type == "tr_open":
            self._rows.append([])
        elif token.type == "table_close":
            rows = tuple(tuple(row) for row in self._rows)
            self.blocks.append(Block(kind=BlockKind.TABLE, rows=rows))
            self._rows = []

    def _words(self, token: Token) -> None:
        found = runs_of(token.children or ())
        if self._rows:
            self._rows[-1].append(found)
            return
        self.blocks += [
            Block(kind=BlockKind.FIGURE, runs=(Run(text=_folded(child.content)),))
            for child in token.children or ()
            if child.type == "image"
        ]
        if self._level:
            self.blocks.append(Block(kind=BlockKind.HEADING, level=self._level, runs=found))
        elif self._lists and self._first:
            level, number = len(self._lists), self._lists[-1] or 0
            item = Block(kind=BlockKind.ITEM, level=level, number=number, runs=found)
            self.blocks.append(item)
        else:
            kind = BlockKind.QUOTE if self._quotes else BlockKind.PARAGRAPH
            self.blocks.append(Block(kind=kind, runs=found))
        self._first = False


def runs_of(tokens: Sequence[Token]) -> tuple[Run, ...]:
    """Return the runs of inline tokens; pictures and raw HTML say nothing."""
    found: list[Run] = []
    depth = {"strong": 0, "em": 0}
    target = ""
    for token in tokens:
        name, _, _ = token.type.partition("_")
        if name in depth:
            depth[name] += token.nesting
        elif token.type == "link_open":
            target = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            target = ""
        text = " " if token.type.endswith("break") else _said(token)
        if text:
            found.append(
                Run(
                    text=text,
                    strong=depth["strong"] > 0,
                    slanted=depth["em"] > 0,
                    code=token.type == "code_inline",
                    target=target,
                )
            )
    return tuple(found)


def _said(token: Token) -> str:
    if token.type == "html_inline" and token.content.startswith("<br"):
        return " "
    if token.type not in {"text", "code_inline", "text_special"}:
        return ""
    return _BLANKS.sub(" ", token.content)


def _folded(text: str) -> str:
    return " ".join(text.split())
