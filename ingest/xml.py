"""Parsing XML and HTML (lxml), with everything that reaches outside the text switched off."""

from collections.abc import Iterator
from typing import IO, TypeAlias

from lxml import etree, html

Node: TypeAlias = etree._Element
"""An XML or HTML element; comments and processing instructions are dropped when parsing."""

XML_ERRORS = (etree.LxmlError, ValueError)
"""What parsing damaged XML raises."""


def parse_xml(data: bytes) -> Node:
    """Return the root element; entities stay unexpanded, nothing is fetched, faults are mended.

    Raises one of `XML_ERRORS`.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=True,
        huge_tree=False,
    )
    root = etree.fromstring(data, parser)
    if root is None:
        raise ValueError("there is no XML in it")
    return root


def streamed(file: IO[bytes], *names: str) -> Iterator[Node]:
    """Yield the elements of these local names as they end; each is emptied before the next one.

    Raises one of `XML_ERRORS`.
    """
    events = etree.iterparse(
        file,
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    for _, node in events:
        yield node
        node.clear(keep_tail=False)
        # What came before hangs on the parent still.
        while node.getprevious() is not None:
            parent = node.getparent()
            if parent is None:
                break
            del parent[0]


def parse_html(text: str) -> Node:
    """Return the root element of a page or a fragment, whatever its faults.

    Raises one of `XML_ERRORS`.
    """
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser)
    # Past its depth limit the parser drops the text without raising.
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ValueError("elements are nested too deeply")
    return root


def local_name(node: Node) -> str:
    """Return the name without its namespace; "" for an entity that was left unexpanded."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
