"""Comments on a slide, of the old kind and of the new one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.model import Element, Kind
from ingest.xml import Node, local_name, parse_xml

if TYPE_CHECKING:
    from pptx.opc.package import Part
    from pptx.slide import Slide

_AUTHORS = frozenset(("commentAuthors", "authors"))


def slide_comments(slide: "Slide", *, place: str) -> Iterator[Element]:
    """Yield the comments on a slide as annotations ("Anna: Too long."), in the file's order.

    Raises what reading damaged XML raises.
    """
    names = _authors(slide)
    for part in _related(slide.part, frozenset(("comments", "comment"))):
        for comment in parse_xml(part.blob).iter():
            text = _text(comment) if local_name(comment) == "cm" else ""
            if text:
                author = names.get(comment.get("authorId", ""), "")
                said = f"{author}: {text}" if author else text
                yield Element(kind=Kind.ANNOTATION, text=said, place=place)


def _authors(slide: "Slide") -> dict[str, str]:
    return {
        node.get("id", ""): node.get("name", "")
        for part in _related(slide.part.package.presentation_part, _AUTHORS)
        for node in parse_xml(part.blob)
    }


def _related(part: "Part", kinds: frozenset[str]) -> Iterator["Part"]:
    for relation in part.rels.values():
        if relation.reltype.rpartition("/")[2] in kinds and not relation.is_external:
            yield relation.target_part


def _text(comment: Node) -> str:
    """Return the text without that of the replies, which are comments themselves."""
    own = [child for child in comment if local_name(child) in ("text", "txBody")]
    parts = (part.text or "" for child in own for part in child.iter())
    return " ".join("".join(parts).split())
