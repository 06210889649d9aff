"""Headings, units and names of tables with nothing below them go with what they lead to."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.chunk.leads import is_unit
from ingest.chunk.sections import Opened, Section
from ingest.model import Element, Kind


def with_leads(sections: Sequence[Section]) -> list[Section]:
    """Return the sections, what only leads to others (a heading, a unit) put above the next.

    None is put into a section of another place.
    """
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


def _lines(sections: Sequence[Section], above: Sequence[Opened]) -> list[Element]:
    """Return what `sections` hold, each heading but those `above` before what it leads to."""
    lines: list[Element] = []
    known = {heading.number for heading in above}
    for section in sections:
        lines += [each.element for each in section.trail if each.number not in known]
        lines += section.body
        known |= {heading.number for heading in section.trail}
    return lines
