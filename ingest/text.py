"""Reading plain text: paragraphs, and headings where their numbering is certain."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from ingest.decode import decode
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.markup import damage_notes
from ingest.model import Element, Kind, Reading
from ingest.sniff import TEXT
from ingest.wrapping import unwrapped

_CHINESE_NUMBER = "[零〇一二三四五六七八九十百千\\d]+"
# 第十条 numbers the clauses of a law, whose text follows on the same line: no heading.
_HEADINGS = (
    (1, re.compile(rf"第{_CHINESE_NUMBER}[编篇部章](?:[\s\u3000].{{0,40}}|[^，。；,;]{{0,30}})$")),
    (2, re.compile(rf"第{_CHINESE_NUMBER}节(?:[\s\u3000].{{0,40}}|[^，。；,;]{{0,30}})$")),
    (
        1,
        re.compile(
            r"(?:CHAPTER|Chapter|PART|Part|APPENDIX|Appendix) "
            r"(?:[IVXLC]+|\d+|[A-Z])(?:[.: ].{0,60})?$"
        ),
    ),
)
# 一、 at the head of a line that is no sentence; whatever level 章 and 节 have, it is below them.
_COUNTED = re.compile(r"[一二三四五六七八九十]{1,3}、[^，。；：！？,;:]{1,30}$")
_UNDERLINES = ((1, re.compile(r"={3,}$")), (2, re.compile(r"[-~]{3,}$")))
_COLUMNS = re.compile(r"\t|\s{3}|\|")
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+\S.{0,70}$")
_COUNTED_HEAD = re.compile(r"(\d{1,2})[.、]?\s+(?=[A-Z\u3400-\u9fff]).{2,60}$")
_CAPITALS = re.compile(r"(?=(?:[^A-Z]*[A-Z]){4})[A-Z0-9 &/,'’()-]{4,60}")
_ARTICLE = re.compile(rf"第{_CHINESE_NUMBER}条(?:之{_CHINESE_NUMBER})?(?P<blank>[\s\u3000])?")
_STOP = re.compile(r"[。；：！？.;:]$")
_SENTENCE_END = re.compile(r"[.。;；,，:：!！?？]$")
_ITEM = re.compile(r"(?:[-*•·▪●○]|\(?\d{1,3}[.)、)]|[（(][一二三四五六七八九十]+[)）])\s*\S")
_BULLET = re.compile(r"[-*•·▪●○]\s+")


def read_text(path: Path, limits: Limits) -> Reading:
    """Read text in any encoding; empty lines end paragraphs. Raises UnreadableDocument."""
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise UnreadableDocument(path, "its bytes are not text: save it again as UTF-8")
    elements = tuple(text_elements(decoded.text))
    return Reading(media_type=TEXT, title="", elements=elements, notes=damage_notes(decoded))


def text_elements(text: str) -> Iterator[Element]:
    """Yield the elements of a plain text.

    A line is a heading only where it is underlined, or numbered as one (第一章, 1.2 Scope), stands
    alone in capitals, or at the head of a block with a number that counts such lines (1. Scope).
    """
    blocks = [
        lines
        for block in re.split(r"\n[ \t\u3000]*\n|\f", text)
        if (lines := [line.strip() for line in block.split("\n") if line.strip()])
    ]
    heads = _counted_heads(blocks)
    for index, lines in enumerate(blocks):
        if index in heads or _is_capital_head(lines, blocks[index + 1 : index + 2]):
            yield Element(kind=Kind.HEADING, text=lines[0], level=1)
            lines = lines[1:]
        yield from _block(lines)


def _counted_heads(blocks: Sequence[Sequence[str]]) -> set[int]:
    """Return the blocks that begin with a counted heading: two or more, text below each."""
    heads = {}
    for index, lines in enumerate(blocks):
        below = [*lines[1:2], *(blocks[index + 1][:1] if index + 1 < len(blocks) else [])][:1]
        counted = _COUNTED_HEAD.match(lines[0])
        if counted and below and not _ITEM.match(below[0]) and not _SENTENCE_END.search(lines[0]):
            heads[index] = int(counted[1])
    counts = list(heads.values())
    is_series = len(counts) > 1 and all(one < other for one, other in pairwise(counts))
    return set(heads) if is_series else set()


def _is_capital_head(lines: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """Tell whether a block is one line in capitals over another block ("TRAVEL POLICY")."""
    alone = len(lines) == 1 and bool(following)
    return alone and bool(_CAPITALS.fullmatch(lines[0])) and not _ITEM.match(lines[0])


def _block(lines: Sequence[str]) -> Iterator[Element]:
    running: list[str] = []
    for above, line, below in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        if _underlined(above, line):
            continue
        level = _underlined(line, below) or numbered_level(line)
        item = _ITEM.match(line)
        begins = level or (item and _starts_list(lines)) or _is_article(above, line)
        if not begins:
            running.append(line)
            continue
        yield from _paragraph(running)
        running = []
        if level:
            yield Element(kind=Kind.HEADING, text=line, level=level)
        else:
            running.append(line)
    yield from _paragraph(running)


def _is_article(above: str, line: str) -> bool:
    """Tell whether a line begins an article of a law, and does not only go on about one."""
    article = _ARTICLE.match(line)
    return bool(article and (article["blank"] or not above or _STOP.search(above)))


def _underlined(line: str, below: str) -> int:
    """Return the level of a line that the one below it underlines; 0 for any other."""
    worded = any(character.isalnum() for character in line)
    if not worded or len(below) < len(line) / 2 or _COLUMNS.search(line):
        return 0
    return next((level for level, pattern in _UNDERLINES if pattern.match(below)), 0)


def _starts_list(lines: Sequence[str]) -> bool:
    return sum(bool(_ITEM.match(line)) for line in lines) >= 2 or bool(_ITEM.match(lines[0]))


def _paragraph(lines: list[str]) -> Iterator[Element]:
    if not lines:
        return
    text = unwrapped(lines)
    if _ITEM.match(lines[0]):
        yield Element(kind=Kind.LIST_ITEM, text=_BULLET.sub("", text, count=1))
    else:
        yield Element(kind=Kind.PARAGRAPH, text=text)


def names_part(line: str) -> bool:
    """Tell whether a line is numbered as a chapter, a part or the like (第一章, "Chapter 2")."""
    return any(pattern.match(line) for _, pattern in _HEADINGS)


def numbered_level(line: str) -> int:
    """Return the level of a line that is numbered as a heading; 0 where that is not certain."""
    for level, pattern in _HEADINGS:
        if pattern.match(line):
            return level
    if _COUNTED.match(line):
        return 3
    dotted = _DOTTED.match(line)
    if dotted and not _SENTENCE_END.search(line) and not line[-1].isdigit():
        return dotted[1].count(".") + 1
    return 0
