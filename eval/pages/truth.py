"""What a reader ought to find on the pages: order, headings, tables, running heads and feet."""

from collections.abc import Sequence

from eval.datasets.rows import LayoutLine, TableTruth
from eval.pages.design import Side
from eval.pages.markup import plain_table
from eval.pages.page import Page, Placed
from eval.pages.source import Block, BlockKind


def truth(page: Page, file: str, placed: Sequence[Placed]) -> LayoutLine:
    """Return the truth of a file whose pages are known.

    What stands beside or below the text is read with its page: a bar to the left before the first
    block that begins there, one to the right and then the footnotes after the last.
    """
    blocks = page.blocks
    order = _order(blocks, placed, left=page.design.side is Side.LEFT)
    return LayoutLine.model_validate(
        {
            "file": file,
            "text": "\n".join(order),
            "headings": [(one.level, one.text) for one in blocks if one.kind is BlockKind.HEADING],
            "furniture": [said for sheet in placed for said in sheet.furniture],
            "tables": [
                TableTruth(html=plain_table(block), pages=_pages(number, placed))
                for number, block in enumerate(blocks)
                if block.kind is BlockKind.TABLE
            ],
            "design": page.design.name,
            "language": page.language,
        }
    )


def _pages(table: int, placed: Sequence[Placed]) -> tuple[int, ...]:
    return tuple(number for number, sheet in enumerate(placed, 1) if table in sheet.tables)


def _order(blocks: Sequence[Block], placed: Sequence[Placed], *, left: bool) -> list[str]:
    aside = {number for page in placed for number in page.asides}
    order: list[str] = []
    for page in placed:
        beside = [blocks[number].text for number in page.asides]
        text = [blocks[number].text for number in page.blocks if number not in aside]
        below = [note.text for number in page.notes for note in blocks[number].notes]
        order += [*beside, *text, *below] if left else [*text, *beside, *below]
    return order
