"""The little Markdown that the words of the policy and of the slides are written in.

Blocks are separated by blank lines: headings (`#`), paragraphs, numbered and plain lists, tables
without a rule below the header, captions (`Caption: …`), and notes (`>`).
"""

import re
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "sources"

_KINDS = (
    ("heading", re.compile(r"#+ ")),
    ("steps", re.compile(r"\d+\. ")),
    ("bullets", re.compile(r"- ")),
    ("table", re.compile(r"\| ")),
    ("note", re.compile(r"> ")),
    ("caption", re.compile(r"Caption: ")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block; `items` are the items of a list, the rows of a table, or one text."""

    kind: str
    items: tuple[str, ...]
    level: int = 0

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, row by row."""
        return [[cell.strip() for cell in item.strip("|").split("|")] for item in self.items]


def blocks(name: str) -> list[Block]:
    """Return the blocks of a file in `sources/`, in order."""
    text = (SOURCES / name).read_text(encoding="utf-8")
    return [_block(part) for part in text.strip().split("\n\n")]


def _block(part: str) -> Block:
    kind, mark = next(
        ((kind, mark) for kind, mark in _KINDS if mark.match(part)), ("paragraph", re.compile(""))
    )
    items: list[str] = []
    for line in part.splitlines():
        if mark.match(line) and (kind in {"steps", "bullets", "table"} or not items):
            items.append(line if kind == "table" else mark.sub("", line, count=1))
        else:
            items[-1] += " " + line.removeprefix("> ").strip()
    level = part.index(" ") if kind == "heading" else 0
    return Block(kind=kind, items=tuple(items), level=level)
