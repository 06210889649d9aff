"""The XML namespaces of OpenDocument, and lengths in points."""

import re

from ingest.model import Box
from ingest.xml import Node

_ROOT = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE = f"{{{_ROOT}:office:1.0}}"
TEXT = f"{{{_ROOT}:text:1.0}}"
TABLE = f"{{{_ROOT}:table:1.0}}"
DRAW = f"{{{_ROOT}:drawing:1.0}}"
STYLE = f"{{{_ROOT}:style:1.0}}"
PRESENTATION = f"{{{_ROOT}:presentation:1.0}}"
SVG = f"{{{_ROOT}:svg-compatible:1.0}}"
DC = "{http://purl.org/dc/elements/1.1/}"
XLINK = "{http://www.w3.org/1999/xlink}"

_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt|px)$")
_POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "px": 0.75}


def box_of(node: Node, page: int) -> Box | None:
    """Return where a drawing stands on its page, in points; None where it does not say."""
    sides = [_points(node.get(f"{SVG}{side}", "")) for side in ("x", "y", "width", "height")]
    left, top, width, height = sides
    if left is None or top is None or width is None or height is None:
        return None
    return Box(page=page, x0=left, y0=top, x1=left + width, y1=top + height)


def count(node: Node, name: str, default: int = 1) -> int:
    """Return a whole number that an attribute of `node` holds."""
    text = node.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else default


def _points(text: str) -> float | None:
    found = _LENGTH.match(text)
    return float(found[1]) * _POINTS[found[2]] if found else None
