"""What the shapes on a slide hold: text, tables, charts, diagrams, pictures; and their boxes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.anchors import Anchor, in_one_line, is_address, links_in
from ingest.model import Box, Element, Kind, Link, Span
from ingest.office.bullets import list_markers
from ingest.office.charts import chart_grids, chart_title
from ingest.office.described import description
from ingest.table import Grid, looks_like_header, table_element
from ingest.xml import XML_ERRORS, Node, local_name, parse_xml

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.base import BaseShape
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.slide import Slide
    from pptx.table import Table

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_EMU = 12_700
_TITLES = frozenset(("TITLE", "CENTER_TITLE", "VERTICAL_TITLE"))
_FURNITURE = frozenset(("FOOTER", "DATE", "SLIDE_NUMBER", "HEADER"))
_BODIES = frozenset(("BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A shape's elements, where it stands, and the role that its placeholder gives it."""

    box: Box | None
    role: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """How a group's coordinates, in EMU, become those of the page, in points."""

    page: int
    scale_x: float = 1 / _EMU
    scale_y: float = 1 / _EMU
    x: float = 0.0
    y: float = 0.0

    def box(self, left: float, top: float, width: float, height: float) -> Box:
        x0, y0 = self.x + left * self.scale_x, self.y + top * self.scale_y
        x1, y1 = x0 + width * self.scale_x, y0 + height * self.scale_y
        return Box(page=self.page, x0=x0, y0=y0, x1=x1, y1=y1)


def shapes_of(slide: "Slide", page: int) -> Iterator[Placed]:
    """Yield the shapes that hold something, groups resolved, in the order of the file."""
    yield from _shapes(slide, slide.shapes, _Frame(page=page))


def _shapes(slide: "Slide", shapes: Iterable["BaseShape"], frame: _Frame) -> Iterator[Placed]:
    from pptx.shapes.group import GroupShape

    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shapes(slide, shape.shapes, _inner(shape, frame))
            continue
        box = _box(shape, frame)
        role = shape.placeholder_format.type.name if shape.is_placeholder else ""
        elements = tuple(_elements(slide, shape, box, role))
        if elements:
            yield Placed(box=box, role=role, elements=elements)


def _inner(group: "BaseShape", frame: _Frame) -> _Frame:
    change = group.element.find(f"{P}grpSpPr/{A}xfrm")
    numbers = {} if change is None else {local_name(child): child for child in change}
    if not {"off", "ext", "chOff", "chExt"} <= numbers.keys():
        return frame
    off, ext, inner_off, inner_ext = (
        _pair(numbers[name]) for name in ("off", "ext", "chOff", "chExt")
    )
    wide = ext[0] / inner_ext[0] if inner_ext[0] else 1.0
    high = ext[1] / inner_ext[1] if inner_ext[1] else 1.0
    return _Frame(
        page=frame.page,
        scale_x=frame.scale_x * wide,
        scale_y=frame.scale_y * high,
        x=frame.x + (off[0] - inner_off[0] * wide) * frame.scale_x,
        y=frame.y + (off[1] - inner_off[1] * high) * frame.scale_y,
    )


def _pair(node: Node) -> tuple[float, float]:
    if local_name(node).lower().endswith("off"):
        return float(node.get("x", "0")), float(node.get("y", "0"))
    return float(node.get("cx", "0")), float(node.get("cy", "0"))


def _box(shape: "BaseShape", frame: _Frame) -> Box | None:
    sides = (shape.left, shape.top, shape.width, shape.height)
    if any(side is None for side in sides):
        return None
    left, top, width, height = (float(side) for side in sides)
    if 45 < getattr(shape, "rotation", 0.0) % 180 < 135:
        left, top = left + (width - height) / 2, top + (height - width) / 2
        width, height = height, width
    return frame.box(left, top, width, height)


def _elements(slide: "Slide", shape: "BaseShape", box: Box | None, role: str) -> Iterator[Element]:
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame

    if isinstance(shape, Shape):
        yield from _text(slide, shape, box, role)
    elif isinstance(shape, GraphicFrame) and shape.has_table:
        yield _table(slide, shape.table, box)
    elif isinstance(shape, GraphicFrame) and shape.has_chart:
        yield from _chart(shape, box)
    else:
        yield from _diagram(slide, shape, box)
        yield from _picture(slide, shape, box)


def placed_element(kind: Kind, text: str, box: Box | None, level: int = 0) -> Element:
    """Return an element all of whose text stands in `box`."""
    spans = () if box is None else (Span(start=0, end=len(text), box=box),)
    return Element(kind=kind, text=text, level=level, spans=spans)


def _text(slide: "Slide", shape: "Shape", box: Box | None, role: str) -> Iterator[Element]:
    body = shape.element.find(f"{P}txBody")
    if body is None:
        return
    if role in _TITLES or role in _FURNITURE:
        kind, level = (Kind.HEADING, 1) if role in _TITLES else (Kind.FOOTER, 0)
        whole = " ".join(shape.text_frame.text.split())
        if whole:
            yield placed_element(kind, whole, box, level)
        return
    markers = list_markers(body, _list_styles(slide, shape, role))
    for paragraph, marker in zip(body.iterchildren(f"{A}p"), markers, strict=True):
        text, links = _linked(slide, paragraph, marker or "")
        if text:
            kind = Kind.PARAGRAPH if marker is None else Kind.LIST_ITEM
            yield replace(placed_element(kind, (marker or "") + text, box), links=links)


def _linked(slide: "Slide", paragraph: Node, marker: str) -> tuple[str, tuple[Link, ...]]:
    """Return the text of a paragraph, and its links as they stand behind the `marker`."""
    raw = ""
    anchors = []
    for part in paragraph:
        name = local_name(part)
        if name not in ("r", "br", "fld"):
            continue
        start = len(raw)
        raw += "\v" if name == "br" else part.findtext(f"{A}t") or ""
        click = part.find(f"{A}rPr/{A}hlinkClick")
        relation = "" if click is None else click.get(f"{R}id", "")
        target = _address(slide, relation)
        if target:
            anchors.append(Anchor(start=start, end=len(raw), target=target))
    return _tidy(raw), links_in(raw, anchors, _tidy, marker=marker)


def _address(slide: "Slide", relation: str) -> str:
    if relation not in slide.part.rels or not slide.part.rels[relation].is_external:
        return ""
    target = slide.part.rels[relation].target_ref
    return target if is_address(target) else ""


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\v"))
    return "\n".join(line for line in lines if line)


def _list_styles(slide: "Slide", shape: "Shape", role: str) -> Sequence[Node]:
    """Return the list styles that a placeholder takes from its layout and its master."""
    if role not in _BODIES:
        return ()
    layout = slide.slide_layout
    index = str(shape.placeholder_format.idx)
    master = layout.slide_master.element
    above = [*_placeholders(layout.element, "idx", index), *_placeholders(master, "type", "body")]
    styles = [style for node in above for style in node.iter(f"{A}lstStyle")]
    return styles + list(master.iter(f"{P}bodyStyle"))


def _placeholders(root: Node, name: str, value: str) -> Iterator[Node]:
    for shape in root.iter(f"{P}sp"):
        mark = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        if mark is not None and mark.get(name) == value:
            yield shape


def _table(slide: "Slide", table: "Table", box: Box | None) -> Element:
    merges, rows = {}, []
    links: dict[tuple[int, int], list[Link]] = {}
    for top, row in enumerate(table.rows):
        texts = []
        for left, cell in enumerate(row.cells):
            body = () if cell.is_spanned else cell.text_frame.paragraphs
            text, links[top, left] = in_one_line(
                _linked(slide, paragraph._p, "") for paragraph in body
            )
            texts.append(text)
            if cell.is_merge_origin:
                merges[top, left] = cell.span_height, cell.span_width
        rows.append(texts)
    header = table.first_row or (bool(rows) and looks_like_header(rows[0], rows[1:]))
    header_rows = int(header and len(rows) > 1)
    grid = Grid(rows=rows, merges=merges, header_rows=header_rows, links=links)
    return table_element(grid, row_boxes=_row_boxes(table, box) if box else ())


def _row_boxes(table: "Table", box: Box) -> list[Box]:
    heights = [float(row.height) for row in table.rows]
    scale = (box.y1 - box.y0) / (sum(heights) or 1)
    boxes, top = [], box.y0
    for height in heights:
        boxes.append(Box(page=box.page, x0=box.x0, y0=top, x1=box.x1, y1=top + height * scale))
        top += height * scale
    return boxes


def _chart(frame: "GraphicFrame", box: Box | None) -> Iterator[Element]:
    root = parse_xml(frame.chart_part.blob)
    title = chart_title(root)
    if title:
        yield placed_element(Kind.CAPTION, title, box)
    for grid in chart_grids(root):
        yield table_element(grid, row_boxes=[box] * len(grid.rows) if box else ())


def _diagram(slide: "Slide", shape: "BaseShape", box: Box | None) -> Iterator[Element]:
    """The text of a SmartArt diagram stands in a part of its own."""
    for node in shape.element.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
    ):
        relation = next((value for name, value in node.items() if name.endswith("}dm")), "")
        if relation not in slide.part.rels:
            continue
        try:
            root = parse_xml(slide.part.related_part(relation).blob)
        except XML_ERRORS:
            continue
        for paragraph in root.iter(f"{A}p"):
            text = "".join(node.text or "" for node in paragraph.iter(f"{A}t")).strip()
            if text:
                yield placed_element(Kind.LIST_ITEM, text, box)


def _picture(slide: "Slide", shape: "BaseShape", box: Box | None) -> Iterator[Element]:
    described = (node.get("descr", "") for node in shape.element.iter(f"{P}cNvPr"))
    text = next((text for each in described if (text := description(each))), "")
    part = _part(slide, shape.element)
    if text or part:
        yield replace(placed_element(Kind.FIGURE, text, box), picture=part)


def _part(slide: "Slide", shape: Node) -> str:
    """Return the name of the part that holds a picture; "" for what is none, or is elsewhere."""
    blip = shape.find(f"{P}blipFill/{A}blip")
    relation = "" if blip is None else blip.get(f"{R}embed", "")
    if relation not in slide.part.rels:
        return ""
    return slide.part.related_part(relation).partname.lstrip("/")
