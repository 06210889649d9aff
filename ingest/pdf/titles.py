"""What a document is called."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.model import Element, Kind
from ingest.pdf.flow import Piece
from ingest.pdf.style import Style

_FILE_NAME = re.compile(
    r"\.(docx?|pdf|indd|xlsx?|pptx?|qxd|tex|rtf|odt|html?|fm|pmd|wpd|dvi)\b", re.I
)
_NO_TITLE = re.compile(
    r"(untitled|microsoft (word|powerpoint|excel)|powerpoint presentation|document\d*$|slide 1"
    r"|print|无标题|未命名|文档\d*$|about:blank|https?:)",
    re.I,
)


def with_title(pieces: Sequence[Piece], style: Style) -> list[Piece]:
    """Make the heading with the largest type on the first page the title, if it stands alone."""
    found = list(pieces)
    sizes = {
        index: piece.blocks[0].lines[0].size
        for index, piece in enumerate(found)
        if piece.kind is Kind.HEADING and piece.blocks[0].page == 1
    }
    if not sizes:
        return found
    largest = max(sizes.values())
    index = min(index for index, size in sizes.items() if size == largest)
    others = [
        piece
        for i, piece in enumerate(found)
        if i != index and piece.kind is Kind.HEADING and piece.level <= found[index].level
    ]
    if largest >= 1.3 * style.size and not others:
        found[index] = replace(found[index], kind=Kind.TITLE, level=0)
        return [
            replace(p, level=p.level - 1) if p.kind is Kind.HEADING and p.level > 1 else p
            for p in found
        ]
    return found


def title_of(stated: str, elements: Sequence[Element], path: Path) -> str:
    """Return the title that the file states, if it is one, the first printed, or its name."""
    if len(stated) > 3 and not _FILE_NAME.search(stated) and not _NO_TITLE.match(stated):
        return " ".join(stated.split())
    for kind in (Kind.TITLE, Kind.HEADING):
        found = next((e.text for e in elements if e.kind is kind and len(e.text) > 1), "")
        if found:
            return found
    return path.stem
