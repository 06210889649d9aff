"""Walking the body of a Word document: paragraphs and tables become elements, in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ingest.anchors import in_one_line, is_address
from ingest.model import Element, Kind, Link
from ingest.office.charts import chart_grids, chart_title
from ingest.office.described import description
from ingest.office.word.changes import with_joined
from ingest.office.word.headings import Look
from ingest.office.word.numbering import Numbering
from ingest.office.word.runs import Content, Picture, content, is_prompt
from ingest.office.word.styles import PLAIN, Style, W, numbering_of, outline_level, value
from ingest.office.word.tables import cells_of, grid_of, rows_of
from ingest.table import table_element
from ingest.xml import Node, local_name

_WRAPPERS = frozenset(
    ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice")
)
_ASIDE = frozenset({Kind.FIGURE, Kind.FOOTNOTE, Kind.ANNOTATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What hangs on the paragraphs of a document.

    `notes` are the bodies of footnotes by name, `comments` the author and the body by id, `charts`
    the charts by relation id, `targets` the addresses and names of parts by relation id.
    """

    notes: Mapping[str, Node] = field(default_factory=dict)
    comments: Mapping[str, tuple[str, Node]] = field(default_factory=dict)
    charts: Mapping[str, Node] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)


_NOTHING = Attached()


class Body:
    """Gathers the elements of a document's parts; lists count on from part to part.

    `looks` says how the paragraphs are set, by their indexes; `contents` counts the lines of tables
    of contents that were left out, `pictures` those pictures that no text describes, `embedded` the
    documents of other formats within this one.
    """

    def __init__(
        self,
        styles: dict[str, Style],
        numbering: Numbering,
        attached: Attached = _NOTHING,
    ) -> None:
        self.elements: list[Element] = []
        self.looks: dict[int, Look] = {}
        self.contents = 0
        self.pictures = 0
        self.embedded = 0
        self._styles = styles
        self._numbering = numbering
        self._attached = attached
        self._notes = dict(attached.notes)
        self._note_number = 0
        self._aside: list[Element] = []

    def walk(self, nodes: Iterable[Node]) -> None:
        """Add what the block-level `nodes` hold."""
        for node in with_joined(nodes):
            name = local_name(node)
            if name == "p":
                self._paragraph(node)
            elif name == "tbl":
                self._table(node)
            elif name == "altChunk":
                self.embedded += 1
            elif name in _WRAPPERS and not is_prompt(node):
                self.walk(node)

    def text_of(self, node: Node) -> str:
        """Return the text of all blocks inside `node`, a cell or a note, on one line."""
        return self._line_of(node)[0]

    def _line_of(self, node: Node) -> tuple[str, list[Link]]:
        """Return the text of all blocks inside `node` on one line, and the links in it.

        Pictures and notes in it are kept for after the table.
        """
        outer, self.elements = self.elements, []
        looks, self.looks = self.looks, {}
        self.walk(node)
        inside = [element for element in self.elements if element.kind not in _ASIDE]
        self._aside += [element for element in self.elements if element.kind in _ASIDE]
        self.elements, self.looks = outer, looks
        return in_one_line((element.text, element.links) for element in inside)

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
        for comment in found.comments:
            self._comment(comment)

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
            if element.kind is Kind.PARAGRAPH:
                look = Look(is_bold=found.is_bold, size=found.size or style.size)
                self.looks[len(self.elements)] = look
        self._append(replace(element, links=self._links(found, marker if listed else "")))

    def _links(self, found: Content, marker: str) -> tuple[Link, ...]:
        """Return the links of an element whose text is `marker` and then that of `found`."""
        targets = self._attached.targets
        return tuple(
            replace(link, start=link.start + len(marker), end=link.end + len(marker), target=target)
            for link in found.links
            if is_address(target := targets.get(link.target, link.target))
        )

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
        table = table_element(grid_of(node, self._line_of))
        aside, self._aside = self._aside, []
        if table.text:
            self.elements.append(table)
        self.elements += aside

    def _picture(self, picture: Picture) -> None:
        text = description(picture.description)
        self.pictures += not text
        part = self._attached.targets.get(picture.relation, "")
        self.elements.append(Element(kind=Kind.FIGURE, text=text, picture=part))

    def _chart(self, name: str) -> None:
        root = self._attached.charts.get(name)
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

    def _comment(self, name: str) -> None:
        author, node = self._attached.comments.get(name, ("", None))
        text = "" if node is None else self.text_of(node)
        if text:
            said = f"{author}: {text}" if author else text
            self.elements.append(Element(kind=Kind.ANNOTATION, text=said))


def _kind(style: Style, found: Content) -> Kind:
    if found.is_formula:
        return Kind.FORMULA
    if style.is_caption:
        return Kind.CAPTION
    return Kind.CODE if style.is_code else Kind.PARAGRAPH
