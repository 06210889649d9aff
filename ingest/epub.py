"""Reading EPUB: the chapters of a book in the order of its spine."""

from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from zipfile import ZipFile

from ingest.dates import iso_date
from ingest.decode import decode
from ingest.errors import EncryptedDocument, UnreadableDocument
from ingest.limits import Limits
from ingest.markup import html_elements
from ingest.model import Element, Metadata, Reading
from ingest.sniff import EPUB
from ingest.unpack import DAMAGED, check_archive, damaged
from ingest.xml import XML_ERRORS, Node, local_name, parse_xml

_CONTAINER = "META-INF/container.xml"
_PAGES = frozenset(("application/xhtml+xml", "text/html"))


def read_epub(path: Path, limits: Limits) -> Reading:
    """Read the chapters of a book; its contents pages are left out. Raises UnreadableDocument."""
    check_archive(path, limits)
    try:
        with ZipFile(path) as archive:
            if "META-INF/rights.xml" in archive.namelist():
                raise EncryptedDocument(path, "it is locked by its seller: ask for an open copy")
            package, folder = _package(archive)
            title = next((n.text or "" for n in package.iter() if local_name(n) == "title"), "")
            elements = tuple(
                element
                for name in _spine(package, folder)
                if name in archive.namelist()
                for element in _chapter(path, archive.read(name), limits)
            )
    except DAMAGED as error:
        raise damaged(path) from error
    except (KeyError, *XML_ERRORS) as error:
        reason = f"its list of chapters cannot be read ({error}): save it again"
        raise UnreadableDocument(path, reason) from error
    return Reading(media_type=EPUB, title=title, elements=elements, metadata=_metadata(package))


def _metadata(package: Node) -> Metadata:
    def texts(name: str) -> list[str]:
        return [" ".join((n.text or "").split()) for n in package.iter() if local_name(n) == name]

    changed = (n.text or "" for n in package.iter() if n.get("property") == "dcterms:modified")
    return Metadata(
        authors=tuple(filter(None, texts("creator"))),
        created=next(filter(None, map(iso_date, texts("date"))), ""),
        changed=next(filter(None, map(iso_date, changed)), ""),
    )


def _package(archive: ZipFile) -> tuple[Node, str]:
    """Return the list of what the book holds, and the folder that its paths start from."""
    container = parse_xml(archive.read(_CONTAINER))
    roots = [node for node in container.iter() if local_name(node) == "rootfile"]
    if not roots:
        raise KeyError(_CONTAINER)
    name = roots[0].get("full-path", "")
    return parse_xml(archive.read(name)), dirname(name)


def _spine(package: Node, folder: str) -> Iterator[str]:
    items = {node.get("id"): node for node in package.iter() if local_name(node) == "item"}
    for node in package.iter():
        item = items.get(node.get("idref")) if local_name(node) == "itemref" else None
        if item is None or item.get("media-type") not in _PAGES:
            continue
        if "nav" not in (item.get("properties") or "").split():
            yield normpath(join(folder, unquote(item.get("href", ""))))


def _chapter(path: Path, data: bytes, limits: Limits) -> tuple[Element, ...]:
    decoded = decode(data)
    return html_elements(path, decoded.text, limits)[1] if decoded and decoded.text.strip() else ()
