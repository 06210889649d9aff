"""Lines that MuPDF joined over the white between two cells set close: here they are cut again."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.pdf.glyphs import CJK
from ingest.pdf.raw import RawLine, RawSpan

_RIGHT = (1.0, 0.0)
_WIDE = 0.35
"""White of this share of the type's size is no room between two Chinese characters."""

_RARE = 0.25
"""Where more of the gaps of a line are as wide, it is only set wide."""

_FEWEST = 3
"""So many other lines begin where a column does."""

_CJK = re.compile(rf"[{CJK}“”‘’]")


def parted(lines: Sequence[RawLine]) -> Sequence[RawLine]:
    """Return `lines` with those cut in two that run over a gap at which a column begins.

    Only between Chinese characters, which have no blanks between them.
    """
    wide = {
        index: cuts
        for index, line in enumerate(lines)
        if len(line["spans"]) > 1 and (cuts := list(_gaps(line)))
    }
    if not wide:
        return lines
    starts = Counter(round(line["spans"][0]["bbox"][0]) for line in lines)
    cut: list[RawLine] = []
    for index, line in enumerate(lines):
        cuts = [at for at in wide.get(index, ()) if _begins(line["spans"][at], starts)]
        cut.extend(_pieces(line, cuts) if cuts else [line])
    return cut


def _gaps(line: RawLine) -> Iterator[int]:
    """Yield which runs of a line stand further from the one before than characters do."""
    spans = line["spans"]
    if line["dir"] != _RIGHT:
        return
    least = _WIDE * spans[0]["size"]
    wide = [
        at
        for at in range(1, len(spans))
        if spans[at]["bbox"][0] - spans[at - 1]["bbox"][2] >= least
    ]
    if len(wide) <= max(1, _RARE * len(spans)):
        yield from (at for at in wide if _is_cjk(spans[at - 1], -1) and _is_cjk(spans[at], 0))


def _is_cjk(span: RawSpan, at: int) -> bool:
    return bool(_CJK.match(span["text"][at]))


def _begins(span: RawSpan, starts: Counter[int]) -> bool:
    """Tell whether other lines begin where `span` does."""
    x = round(span["bbox"][0])
    return starts[x - 1] + starts[x] + starts[x + 1] >= _FEWEST


def _pieces(line: RawLine, cuts: Sequence[int]) -> Iterator[RawLine]:
    for start, end in zip([0, *cuts], [*cuts, len(line["spans"])], strict=True):
        yield {"dir": line["dir"], "spans": line["spans"][start:end]}
