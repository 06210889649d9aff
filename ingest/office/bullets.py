"""Which paragraphs of a shape on a slide are list items, and what numbers stand before them."""

from collections.abc import Iterator, Sequence

from ingest.numerals import chinese, letters, roman
from ingest.xml import Node, local_name

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_BULLETS = frozenset(("buNone", "buChar", "buAutoNum", "buBlip"))


def list_markers(body: Node, inherited: Sequence[Node]) -> list[str | None]:
    """Return for each paragraph of a text body: None for no list item, "" for a bullet, or "2. ".

    `inherited` are the list styles that the layout and the master give, the nearest first.
    """
    own = body.find(f"{A}lstStyle")
    styles = ([] if own is None else [own]) + list(inherited)
    counts: dict[int, int] = {}
    markers: list[str | None] = []
    for paragraph in body.iterchildren(f"{A}p"):
        properties = paragraph.find(f"{A}pPr")
        depth = _depth(properties)
        bullet = _bullet(properties, depth, styles)
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if bullet is None or local_name(bullet) != "buAutoNum":
            counts.pop(depth, None)
            markers.append(None if bullet is None or local_name(bullet) == "buNone" else "")
            continue
        start = bullet.get("startAt", "1")
        counts[depth] = counts.get(depth, int(start) - 1 if start.isdigit() else 0) + 1
        markers.append(f"{_numbered(counts[depth], bullet.get('type', 'arabicPeriod'))} ")
    return markers


def _depth(properties: Node | None) -> int:
    text = "0" if properties is None else properties.get("lvl", "0")
    return int(text) if text.isdigit() else 0


def _bullet(properties: Node | None, depth: int, styles: Sequence[Node]) -> Node | None:
    return next(_bullets(properties, depth, styles), None)


def _bullets(properties: Node | None, depth: int, styles: Sequence[Node]) -> Iterator[Node]:
    levels = [properties, *(style.find(f"{A}lvl{depth + 1}pPr") for style in styles)]
    for level in levels:
        if level is not None:
            yield from (child for child in level if local_name(child) in _BULLETS)


def _numbered(number: int, style: str) -> str:
    if style.startswith("alpha"):
        text = letters(number)
    elif style.startswith("roman"):
        text = roman(number)
    else:
        text = chinese(number) if style.startswith("ea1") else str(number)
    if style[5:7] == "Uc":
        text = text.upper()
    if style.endswith("ParenBoth"):
        return f"({text})"
    return text + (")" if style.endswith("ParenR") else "" if style.endswith("Plain") else ".")
