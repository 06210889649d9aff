"""What people read of a page: its main content without navigation, and what is not hidden."""

import re
from collections.abc import Iterator

from ingest.xml import Node, local_name

_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "head", "nav", "aside", "footer", "select",
     "button", "input", "textarea", "option", "svg", "iframe", "object", "embed", "audio",
     "video", "canvas", "map", "dialog", "del", "rt", "rp", "annotation", "annotation-xml")
)  # fmt: skip
_AROUND = re.compile(
    r"(?:^|\s)(?:breadcrumbs?|(?:cookie|gdpr)[-_](?:banner|consent|notice|bar)|skip-?(?:link|nav|to-\w+)"
    r"|navbar|side-?bar|pagination|no-?print|d-print-none|printfooter|catlinks|mw-redirectedfrom"
    r"|mw-editsection|mw-indicators|wb-langlinks-edit)(?:\s|$)",
    re.I,
)
"""What pages, and wikis, call the parts around their content, where no element says so."""

_SKIPPED_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog")
)
BLOCKS = frozenset(
    ("html", "body", "div", "p", "section", "article", "main", "blockquote", "address", "details",
     "summary", "fieldset", "legend", "center", "figure", "hr", "header", "hgroup", "form", "dl",
     "table", "thead", "tbody", "tfoot", "caption", "tr", "td", "th")
)  # fmt: skip
_NOTES = frozenset(("footnote", "endnote", "rearnote", "note", "doc-footnote", "doc-endnote"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

BREAK = "\u2028"
"""A line break within running text."""


def main_of(root: Node) -> Node:
    """Return the page's own mark for its main content, where it has one that holds text.

    An article is taken for it where it is the only one, and holds most of the page.
    """
    for query in ("//main", "//*[@role='main']", "//article"):
        found = [node for node in root.xpath(query) if isinstance(node, type(root))]
        weight = _weight(found[0]) if len(found) == 1 else 0
        if weight and (query != "//article" or 2 * weight > _weight(root)):
            return found[0]
        if found:
            return root
    return root


def _weight(node: Node) -> int:
    """Return how many letters can be read below a node."""
    return len("".join("".join(visible(node)).split()))


def is_skipped(node: Node) -> bool:
    """Tell whether a node is hidden, works the page, or frames its content."""
    tag = local_name(node)
    if tag == "aside" and (node.get("role") == "note" or is_footnote(node)):
        return False
    if tag in _SKIPPED or node.get("role") in _SKIPPED_ROLES:
        return True
    if tag == "header":
        return not any(True for _ in node.iter("h1", "h2"))
    hidden = node.get("hidden") is not None or node.get("aria-hidden") == "true"
    return hidden or bool(_HIDDEN.search(node.get("style", ""))) or _is_around(node)


def is_footnote(node: Node) -> bool:
    """Tell whether a book says that an aside is a note to its text."""
    return bool(_NOTES.intersection(node.get("epub:type", node.get("role", "")).split()))


def _is_around(node: Node) -> bool:
    named = any(_AROUND.search(node.get(name, "")) for name in ("class", "id"))
    return named and not any(True for _ in node.iter("h1", "main", "article"))


def unmark_navigation(root: Node) -> None:
    """Make content of what frames it, in a page that has little else."""
    for node in root.iter("nav", "aside", "footer", "header"):
        node.tag = "div"
    for node in root.iter():
        if node.get("role") in _SKIPPED_ROLES:
            del node.attrib["role"]
        if _is_around(node):
            node.attrib.pop("class", None)
            node.attrib.pop("id", None)


def visible(node: Node) -> Iterator[str]:
    """Yield the text below a node piece by piece, blocks set apart by blanks, lines by `BREAK`."""
    yield node.text or ""
    for child in node:
        tag = local_name(child)
        if tag == "br":
            yield BREAK
        elif tag and not is_skipped(child):
            edge = " " if tag in BLOCKS or tag in ("li", "ul", "ol", "dt", "dd", "pre") else ""
            yield edge
            yield from visible(child)
            yield edge
        yield child.tail or ""
