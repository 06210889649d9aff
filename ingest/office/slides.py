"""Reading PPTX through python-pptx: a slide is a page, and what stands on it has its box."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from ingest.errors import OverLimit
from ingest.limits import Limits
from ingest.model import Element, Kind, Note, Reading
from ingest.office.package import library_errors, open_package
from ingest.office.properties import properties_of
from ingest.office.reading_order import in_reading_order
from ingest.office.shapes import Placed, shapes_of
from ingest.office.slide_comments import slide_comments
from ingest.sniff import PPTX
from ingest.xml import XML_ERRORS

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

_LONGEST_HEADING = 60


def read_pptx(path: Path, limits: Limits) -> Reading:
    """Read a presentation: each slide's title, its shapes in reading order, its notes, comments.

    A text has the box of its shape, a table row its own. Raises UnreadableDocument and its kinds.
    """
    from pptx import Presentation as open_presentation
    from pptx.exc import PythonPptxError

    with open_package(path, limits) as package, library_errors(path, PythonPptxError, *XML_ERRORS):
        with ZipFile(package) as archive:
            properties = properties_of(archive)
        package.seek(0)
        presentation = open_presentation(package)
        slides = list(presentation.slides)
        if len(slides) > limits.pages:
            raise OverLimit(
                path, f"it has {len(slides):,} slides, more than {limits.pages:,} (pages)"
            )
        elements = tuple(
            element for page, slide in enumerate(slides, 1) for element in _slide(slide, page)
        )
        notes = tuple(_notes(presentation))
    return Reading(
        media_type=PPTX,
        title=properties.title,
        elements=elements,
        pages=len(slides),
        notes=notes,
        metadata=properties.metadata,
    )


def _slide(slide: "Slide", page: int) -> Iterator[Element]:
    shapes = _ordered(list(shapes_of(slide, page)))
    found = [element for shape in shapes for element in shape.elements]
    if not any(element.kind is Kind.HEADING for element in found):
        found = _headed(found)
    for element in found:
        yield replace(element, place=f"slide {page}")
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        for paragraph in frame.paragraphs:
            text = " ".join(paragraph.text.split())
            if text:
                yield Element(kind=Kind.PARAGRAPH, text=text, place=f"slide {page}, notes")
    yield from slide_comments(slide, place=f"slide {page}")


def _ordered(shapes: list[Placed]) -> list[Placed]:
    """Titles first, then by position; what has no position goes last."""
    titles = [shape for shape in shapes if shape.elements[0].kind is Kind.HEADING]
    others = [shape for shape in shapes if shape not in titles]
    placed = [(shape.box, shape) for shape in others if shape.box is not None]
    return titles + in_reading_order(placed) + [shape for shape in others if shape.box is None]


def _headed(elements: list[Element]) -> list[Element]:
    """On a slide without a title, a short line at the top serves as one."""
    texts = [index for index, element in enumerate(elements) if element.kind is not Kind.FIGURE]
    first = elements[texts[0]] if len(texts) > 1 else None
    if first and first.kind is Kind.PARAGRAPH and len(first.text) <= _LONGEST_HEADING:
        heading = replace(first, kind=Kind.HEADING, level=1)
        return [heading, *elements[: texts[0]], *elements[texts[0] + 1 :]]
    return elements


def _notes(presentation: "Presentation") -> Iterator[Note]:
    for page, slide in enumerate(presentation.slides, 1):
        if slide.element.get("show") in ("0", "false"):
            yield Note(page=page, text="the slide is hidden in the show; it was read")
