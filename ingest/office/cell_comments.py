"""Comments on the cells of a sheet, old notes and threads alike."""

from collections.abc import Iterator
from zipfile import ZipFile

from ingest.model import Element, Kind
from ingest.office.package import relations_of
from ingest.xml import Node, local_name, parse_xml

# What Excel writes into the old kind of comment for programs that do not know threads.
_THREADED = "[Threaded comment]"


def cell_comments(archive: ZipFile, part: str, *, place: str) -> Iterator[Element]:
    """Yield the comments on the sheet `part` as annotations ("B3, Anna: Ask again in May").

    Raises what reading damaged XML raises.
    """
    names = frozenset(archive.namelist())
    relations = relations_of(archive, part).values()
    for kind, read in (("threadedComment", _threads), ("comments", _notes)):
        for relation in relations:
            if relation.kind == kind and relation.target in names:
                root = parse_xml(archive.read(relation.target))
                for cell, author, text in read(archive, root):
                    named = ", ".join(filter(None, (cell, author)))
                    at = f"{place}, {cell}" if cell else place
                    yield Element(kind=Kind.ANNOTATION, text=f"{named}: {text}", place=at)


def _notes(archive: ZipFile, root: Node) -> Iterator[tuple[str, str, str]]:
    """Yield cell, author and text; Excel puts the author's name before the text by itself."""
    authors = [(node.text or "").strip() for node in root.iter() if local_name(node) == "author"]
    for node in root.iter():
        if local_name(node) != "comment":
            continue
        number = node.get("authorId", "")
        author = authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
        parts = (part.text or "" for part in node.iter() if local_name(part) == "t")
        text = " ".join("".join(parts).removeprefix(f"{author}:").split())
        if text and not text.startswith(_THREADED):
            yield node.get("ref", ""), "" if author.startswith("tc=") else author, text


def _threads(archive: ZipFile, root: Node) -> Iterator[tuple[str, str, str]]:
    people = {
        node.get("id", ""): node.get("displayName", "")
        for name in archive.namelist()
        if name.startswith("xl/persons/")
        for node in parse_xml(archive.read(name))
    }
    for node in root.iter():
        if local_name(node) == "threadedComment":
            text = "".join(part.text or "" for part in node if local_name(part) == "text")
            if text.strip():
                author = people.get(node.get("personId", ""), "")
                yield node.get("ref", ""), author, " ".join(text.split())
