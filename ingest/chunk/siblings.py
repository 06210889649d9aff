"""Small sections side by side share a chunk, under the section that holds them all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.chunk.leads import is_unit
from ingest.chunk.packing import packed
from ingest.chunk.pieces import CountTokens, Piece
from ingest.chunk.sections import Opened, Section
from ingest.model import Element, Kind

Room = Callable[[Section], int]
"""Says how many tokens a chunk of a section may have."""

_APART = frozenset({Kind.TABLE, Kind.ANNOTATION})
"""Kinds that are chunks by themselves."""


def with_small_joined(
    sections: Sequence[Section], count_tokens: CountTokens, room: Room
) -> list[Section]:
    """Return the sections, neighbours that fit one chunk together joined under their common parent.

    The headings between them become lines of the text. Those right below the title have no such
    parent: they would lose the only heading that names them. A section with a table or a remark
    stays as it is, and none is joined with one of another place. Headings with nothing below them
    go with what follows them.
    """
    return _joined(_led(sections), 0, count_tokens, room)


def _led(sections: Sequence[Section]) -> list[Section]:
    """Return the sections, what only leads to others (a heading, a unit) put above the next."""
    found: list[Section] = []
    leading: list[Section] = []
    for section, following in zip(sections, [*sections[1:], None], strict=False):
        if leading and leading[0].place != section.place:
            found, leading = _closed(found, leading), []
        leading.append(section)
        if not _leads(section, following):
            body, left = _without_end(_lines(leading, section.trail))
            found.append(replace(section, body=body))
            leading = [replace(section, body=left)] if left else []
    return _closed(found, leading)


def _without_end(body: Sequence[Element]) -> tuple[list[Element], list[Element]]:
    """Part the headings behind a table from `body`: they lead to something else."""
    end = len(body)
    while end and body[end - 1].kind is Kind.HEADING:
        end -= 1
    if not end or body[end - 1].kind is not Kind.TABLE:
        end = len(body)
    return list(body[:end]), list(body[end:])


def _leads(section: Section, following: Section | None) -> bool:
    """Tell whether a section is nothing but headings, or the name and unit of a table below it."""
    if all(element.kind is Kind.HEADING for element in section.body):
        return True
    over_table = following is not None and following.body[0].kind is Kind.TABLE
    names = (element.kind is Kind.CAPTION or is_unit(element.text) for element in section.body)
    return over_table and all(names)


def _closed(found: Sequence[Section], leading: Sequence[Section]) -> list[Section]:
    """Return the sections, with what leads to nothing below the last one of its place."""
    if not leading or not found or found[-1].place != leading[0].place:
        return [*found, *leading]
    last = found[-1]
    body = [*last.body, *_lines(leading, last.trail)]
    return [*found[:-1], replace(last, body=body)]


def _joined(
    sections: Sequence[Section], depth: int, count_tokens: CountTokens, room: Room
) -> list[Section]:
    """Join what lies below one heading, the last of `depth`; first what lies deeper, by itself."""
    units: list[Section] = []
    for part in _parts(sections, depth):
        deeper = len(part) > 1 and len(part[0].trail) > depth
        units += _joined(part, depth + 1, count_tokens, room) if deeper else part
    above = sections[0].trail[:depth] if sections else ()
    if all(heading.is_title for heading in above):
        return units
    return list(_packed(units, depth, count_tokens, room))


def _parts(sections: Sequence[Section], depth: int) -> Iterator[list[Section]]:
    """Yield the runs of sections below the same heading, one deeper than `depth`."""

    def heading(section: Section) -> int:
        return section.trail[depth].number if len(section.trail) > depth else 0

    return (list(run) for _, run in groupby(sections, key=heading))


def _packed(
    units: Sequence[Section], depth: int, count_tokens: CountTokens, room: Room
) -> Iterator[Section]:
    """Yield the sections in order; neighbours that may be joined are, into as few as will do."""
    for (_, is_text), run in groupby(units, key=lambda unit: (unit.place, _is_text(unit))):
        sections = list(run)
        if not is_text or len(sections) < 2:
            yield from sections
            continue
        above = sections[0].trail[:depth]
        pieces = [_stand_in(_lines([one], above), count_tokens) for one in sections]
        most = room(_around(sections[0], above, _lines(sections, above)))
        start = 0
        for together in packed(pieces, most):
            some = sections[start : start + len(together)]
            start += len(together)
            yield _around(some[0], above, _lines(some, above)) if len(some) > 1 else some[0]


def _is_text(section: Section) -> bool:
    return not any(element.kind in _APART for element in section.body)


def _around(first: Section, above: tuple[Opened, ...], lines: list[Element]) -> Section:
    """Return the section of the last heading `above`, at the place of `first`, with `lines`."""
    return Section(trail=above, place=first.place, body=lines)


def _lines(sections: Sequence[Section], above: Sequence[Opened]) -> list[Element]:
    """Return what `sections` hold, each heading but those `above` before what it leads to."""
    lines: list[Element] = []
    known = {heading.number for heading in above}
    for section in sections:
        lines += [each.element for each in section.trail if each.number not in known]
        lines += section.body
        known |= {heading.number for heading in section.trail}
    return lines


def _stand_in(lines: Sequence[Element], count_tokens: CountTokens) -> Piece:
    """Return a piece as long as `lines`, to be packed in their stead."""
    tokens = sum(count_tokens(line.text) + 1 for line in lines) - 1
    return Piece(text="", kind=Kind.PARAGRAPH, tokens=tokens)
