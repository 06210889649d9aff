"""Reading Markdown (CommonMark with tables) through markdown-it-py."""

import re
from pathlib import Path

from ingest.decode import decode
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.markup import damage_notes, html_elements
from ingest.model import Element, Reading
from ingest.sniff import MARKDOWN

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_TITLE = re.compile(r"""(?m)^title\s*:[ \t]*(["']?)(.+?)\1[ \t]*$""")


def read_markdown(path: Path, limits: Limits) -> Reading:
    """Read headings, paragraphs, lists, tables and code; the title from the front matter, if any.

    Raises UnreadableDocument.
    """
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise UnreadableDocument(path, "its bytes are not text: save it again as UTF-8")
    front = _FRONT_MATTER.match(decoded.text)
    text = decoded.text[front.end() :] if front else decoded.text
    title = _TITLE.search(front[1]) if front else None
    return Reading(
        media_type=MARKDOWN,
        title=title[2] if title else "",
        elements=markdown_elements(path, text, limits),
        notes=damage_notes(decoded),
    )


def markdown_elements(path: Path, text: str, limits: Limits) -> tuple[Element, ...]:
    """Return the elements of a Markdown text that came out of the file `path`.

    Raises UnreadableDocument.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return html_elements(path, f"<div>{parser.render(text)}</div>", limits)[1]
