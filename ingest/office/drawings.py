"""What lies on a sheet instead of in its cells: pictures, text boxes, titles of charts."""

from collections.abc import Iterator
from zipfile import ZipFile

from ingest.model import Element, Kind
from ingest.office.charts import C, chart_title
from ingest.office.described import description
from ingest.office.package import Relation, relations_of
from ingest.place import at_cells
from ingest.xml import Node, local_name, parse_xml

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
X = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def sheet_drawings(archive: ZipFile, part: str, *, place: str) -> Iterator[Element]:
    """Yield the pictures and text boxes of the sheet `part`, each with the cell it begins in.

    Of a chart only the title is read: its numbers stand in the cells. Raises what reading
    damaged XML raises.
    """
    names = frozenset(archive.namelist())
    for drawing in relations_of(archive, part).values():
        if drawing.kind != "drawing" or drawing.target not in names:
            continue
        relations = relations_of(archive, drawing.target)
        for anchor in parse_xml(archive.read(drawing.target)):
            at = _place(anchor, place)
            for shape in anchor.iter(f"{X}pic", f"{X}sp"):
                yield from _shape(shape, relations, at)
            for chart in anchor.iter(f"{C}chart"):
                relation = relations.get(chart.get(f"{R}id", ""))
                if relation and relation.target in names:
                    yield from _title(parse_xml(archive.read(relation.target)), at)


def _title(chart: Node, place: str) -> Iterator[Element]:
    title = chart_title(chart)
    if title:
        yield Element(kind=Kind.CAPTION, text=title, place=place)


def _shape(shape: Node, relations: dict[str, Relation], place: str) -> Iterator[Element]:
    own = next(shape.iter(f"{X}cNvPr"), None)
    if own is None or own.get("hidden") in ("1", "true"):
        return
    if local_name(shape) == "sp":
        text = _text(shape)
        if text:
            yield Element(kind=Kind.PARAGRAPH, text=text, place=place)
        return
    blip = next(shape.iter(f"{A}blip"), None)
    relation = relations.get("" if blip is None else blip.get(f"{R}embed", ""))
    picture = relation.target if relation and not relation.is_external else ""
    text = description(own.get("descr", ""))
    if text or picture:
        yield Element(kind=Kind.FIGURE, text=text, picture=picture, place=place)


def _text(shape: Node) -> str:
    lines = (
        " ".join("".join(node.text or "" for node in paragraph.iter(f"{A}t")).split())
        for paragraph in shape.iterfind(f"{X}txBody/{A}p")
    )
    return "\n".join(line for line in lines if line)


def _place(anchor: Node, place: str) -> str:
    row, column = (anchor.findtext(f"{X}from/{X}{side}") or "" for side in ("row", "col"))
    if not (row.isdigit() and column.isdigit() and len(row) < 8 and len(column) < 6):
        return place
    rows, columns = int(row) + 1, int(column)
    return at_cells(place, rows=(rows, rows), columns=(columns, columns))
