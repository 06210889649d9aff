"""Walking the body of a Word document: paragraphs and tables become elements, in order."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ingest.model import Element, Kind
from ingest.office.charts import chart_grids, chart_title
from ingest.office.word.numbering import Numbering
from ingest.office.word.runs import Content, content
from ingest.office.word.styles import PLAIN, Style, W, numbering_of, outline_level, value
from ingest.office.word.tables import cells_of, grid_of, rows_of
from ingest.table import table_element
from ingest.xml import Node, local_name

_WRAPPERS = frozenset(
    ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice")
)
_LONGEST_HEADING = 60
_NONE: Mapping[str, Node] = {}


class Body:
    """Gathers the elements of a document's parts; lists count on from part to part.

    `notes` are the bodies of footnotes by name, `charts` the charts by relation id.

    `bold_lines` holds the indexes of short paragraphs all in bold, `contents` counts the lines of
    tables of contents that were left out, `pictures` those pictures that no text describes.
    """

    def __init__(
        self,
        styles: dict[str, Style],
        numbering: Numbering,
        notes: Mapping[str, Node] = _NONE,
        charts: Mapping[str, Node] = _NONE,
    ) -> None:
        self.elements: list[Element] = []
        self.bold_lines: set[int] = set()
        self.contents = 0
        self.pictures = 0
        self._styles = styles
        self._numbering = numbering
        self._notes = dict(notes)
        self._charts = charts
        self._note_number = 0

    def walk(self, nodes: Iterable[Node]) -> None:
        """Add what the block-level `nodes` hold."""
        for node in nodes:
            name = local_name(node)
            if name == "p":
                self._paragraph(node)
            elif name == "tbl":
                self._table(node)
            elif name in _WRAPPERS:
                self.walk(node)

    def text_of(self, node: Node) -> str:
        """Return the text of all blocks inside `node`, a cell or a note, on one line."""
        outer, self.elements = self.elements, []
        bold, self.bold_lines = self.bold_lines, set()
        self.walk(node)
        texts = [element.text for element in self.elements if element.kind is not Kind.FIGURE]
        self.elements, self.bold_lines = outer, bold
        return " ".join(texts)

    def _paragraph(self, node: Node) -> None:
        properties = node.find(f"{W}pPr")
        style = self._styles.get(value(properties, "pStyle"), self._styles.get("", PLAIN))
        found = content(node, bold_style=style.bold)
        if style.is_contents:
            self.contents += bool(found.text)
            return
        if found.text:
            self._add(properties, style, found)
        for picture in found.pictures:
            self._picture(picture)
        for chart in found.charts:
            self._chart(chart)
        for box in found.boxes:
            self.walk(box)
        for note in found.notes:
            self._note(note)

    def _add(self, properties: Node | None, style: Style, found: Content) -> None:
        outline = outline_level(properties)
        level = style.level if outline is None else outline
        marker, listed = self._marker(properties, style)
        if style.is_title:
            element = Element(kind=Kind.TITLE, text=marker + found.text)
        elif level:
            text = marker + found.text.replace("\n", " ")
            element = Element(kind=Kind.HEADING, text=text, level=level)
        elif listed:
            element = Element(kind=Kind.LIST_ITEM, text=marker + found.text)
        else:
            element = Element(kind=_kind(style, found), text=found.text)
            if found.is_bold and len(found.text) <= _LONGEST_HEADING:
                self.bold_lines.add(len(self.elements))
        self._append(element)

    def _append(self, element: Element) -> None:
        last = self.elements[-1] if self.elements else None
        if last and last.kind is element.kind is Kind.CODE:
            self.elements[-1] = replace(last, text=f"{last.text}\n{element.text}")
        else:
            self.elements.append(element)

    def _marker(self, properties: Node | None, style: Style) -> tuple[str, bool]:
        given = numbering_of(properties) or style.numbering
        if given is None or given[0] == "0":
            return "", False
        number, depth = given
        if depth < 0:
            depth = self._numbering.level_of_style(number, style.id)
        return self._numbering.marker(number, depth), True

    def _table(self, node: Node) -> None:
        cells = [cell for row in rows_of(node) for cell in cells_of(row)]
        if len(cells) == 1:
            self.walk(cells[0])
            return
        table = table_element(grid_of(node, self.text_of))
        if table.text:
            self.elements.append(table)

    def _picture(self, description: str) -> None:
        if description.strip():
            self.elements.append(Element(kind=Kind.FIGURE, text=" ".join(description.split())))
        else:
            self.pictures += 1

    def _chart(self, name: str) -> None:
        root = self._charts.get(name)
        if root is None:
            return
        title = chart_title(root)
        if title:
            self.elements.append(Element(kind=Kind.CAPTION, text=title))
        self.elements += [table_element(grid) for grid in chart_grids(root)]

    def _note(self, name: str) -> None:
        node = self._notes.pop(name, None)
        if node is None:
            return
        self._note_number += 1
        text = self.text_of(node)
        if text:
            self.elements.append(Element(kind=Kind.FOOTNOTE, text=f"{self._note_number} {text}"))


def _kind(style: Style, found: Content) -> Kind:
    if found.is_formula:
        return Kind.FORMULA
    if style.is_caption:
        return Kind.CAPTION
    return Kind.CODE if style.is_code else Kind.PARAGRAPH
