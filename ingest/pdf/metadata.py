"""What a PDF says of itself: authors, dates, outline, attachments; as our own values."""

import re
from collections.abc import Mapping, Sequence

from ingest.model import Bookmark, Metadata
from ingest.pdf.glyphs import clean

_DATE = re.compile(r"(?:D:)?(\d{4})-?(\d{2})?-?(\d{2})?")
_BETWEEN = re.compile(r"\s*(?:;|、|，|\s&\s|\band\b)\s*")
_NOBODY = re.compile(r"(?:admin(?:istrator)?|user|owner|unknown|author|microsoft.*|\W*|\d+)$", re.I)


def metadata_of(
    stated: Mapping[str, str | None], outline: Sequence[Bookmark], attachments: Sequence[str]
) -> Metadata:
    """Return the metadata of a file from the fields that PyMuPDF names; the language stays open."""
    return Metadata(
        authors=_authors(stated.get("author") or ""),
        created=_iso(stated.get("creationDate") or ""),
        changed=_iso(stated.get("modDate") or ""),
        outline=tuple(outline),
        attachments=tuple(attachments),
    )


def _authors(stated: str) -> tuple[str, ...]:
    """Return the names in the field; a comma may part a surname from a first name, so it stays."""
    names = (" ".join(name.split()) for name in _BETWEEN.split(clean(stated)))
    return tuple(dict.fromkeys(name for name in names if not _NOBODY.match(name)))


def _iso(stated: str) -> str:
    """Return "2023-04-01" for "D:20230401093000+01'00'"; "" for what is no date."""
    found = _DATE.match(stated)
    if not found:
        return ""
    year, month, day = (int(part or 1) for part in found.groups())
    real = 1900 <= year <= 2200 and 1 <= month <= 12 and 1 <= day <= 31
    return f"{year:04}-{month:02}-{day:02}" if real else ""
