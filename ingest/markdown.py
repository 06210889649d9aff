"""Reading Markdown (CommonMark with tables) through markdown-it-py."""

import re
from pathlib import Path

from ingest.dates import iso_date
from ingest.decode import decode
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.markup import damage_notes, html_elements
from ingest.model import Element, Metadata, Reading
from ingest.sniff import MARKDOWN

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?\n)(?:\1|\.\.\.)[ \t]*\n", re.DOTALL)
_FIELD = re.compile(r"(?m)^(\w[\w-]*)[ \t]*[:=][ \t]*(.*(?:\n[ \t]*-[ \t].*)*)$")
# What CommonMark does not know: notes, names of headings, fences around boxes.
_NOTE = re.compile(r"(?m)^\[\^([^\]\n]+)\]:[ \t]*(.+(?:\n[ \t]*(?!\[)\S.*)*)")
_HEADING_NAME = re.compile(r"(?m)^(#{1,6} .*?)[ \t]*\{[#.:][^}\n]*\}[ \t]*$")
_BOX_FENCE = re.compile(r"(?m)^:::.*$")
_CODE = re.compile(r"(?ms)^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)")
_AUTHORS = ("author", "authors")
_CREATED = ("date", "created", "published")
_CHANGED = ("lastmod", "updated", "modified", "last_modified", "changed")


def read_markdown(path: Path, limits: Limits) -> Reading:
    """Read headings, paragraphs, lists, tables, code; title, authors, dates from the front matter.

    Raises UnreadableDocument.
    """
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise UnreadableDocument(path, "its bytes are not text: save it again as UTF-8")
    front = _FRONT_MATTER.match(decoded.text)
    text = decoded.text[front.end() :] if front else decoded.text
    fields = _fields(front[2]) if front else {}
    return Reading(
        media_type=MARKDOWN,
        title=" ".join(fields.get("title", ())),
        elements=markdown_elements(path, text, limits),
        notes=damage_notes(decoded),
        metadata=Metadata(
            authors=tuple(name for key in _AUTHORS for name in fields.get(key, ())),
            created=_date(fields, _CREATED),
            changed=_date(fields, _CHANGED),
        ),
    )


def _fields(front: str) -> dict[str, list[str]]:
    """Return the plain fields and lists of the front matter (YAML) by name, unquoted."""
    fields = {}
    for name, value in _FIELD.findall(front):
        listed = value.strip().startswith(("[", "-"))
        parts = re.split(r",|\n[ \t]*-[ \t]|^-[ \t]", value.strip("[] \t")) if listed else [value]
        fields[name.lower()] = [text for part in parts if (text := part.strip(" \t\n\"'"))]
    return fields


def _date(fields: dict[str, list[str]], names: tuple[str, ...]) -> str:
    dates = (iso_date(text) for name in names for text in fields.get(name, ()))
    return next(filter(None, dates), "")


def markdown_elements(path: Path, text: str, limits: Limits) -> tuple[Element, ...]:
    """Return the elements of a Markdown text that came out of the file `path`.

    Raises UnreadableDocument.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return html_elements(path, f"<div>{parser.render(_plain(text))}</div>", limits)[1]


def _plain(text: str) -> str:
    """Return the text in what CommonMark knows; code stays as it is."""
    parts, at = [], 0
    for code in _CODE.finditer(text):
        parts += [_without_extensions(text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, _without_extensions(text[at:])])


def _without_extensions(text: str) -> str:
    text = _NOTE.sub(r'\n<aside epub:type="footnote">\n\n\1 \2\n\n</aside>\n', text)
    return _BOX_FENCE.sub("", _HEADING_NAME.sub(r"\1", text))
