"""What an office package says of itself: its core properties (ECMA-376 part 2, chapter 11)."""

import re
from dataclasses import dataclass
from zipfile import ZipFile

from ingest.dates import iso_date
from ingest.model import Metadata
from ingest.office.package import relations_of
from ingest.xml import local_name, parse_xml

_NOBODY = frozenset(
    ("", "unknown", "user", "administrator", "microsoft office user", "openpyxl", "python-docx")
)
# The templates that libraries start from carry the name of their author and the day of making.
_TEMPLATES = frozenset((("python-docx", "2013-12-23"), ("Steve Canny", "2013-01-27")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """The title that the file declares ("" for none), and the rest of what it says of itself."""

    title: str = ""
    metadata: Metadata = Metadata()


def properties_of(archive: ZipFile) -> Properties:
    """Return the core properties of an open package; blank where it has none.

    Raises what reading damaged XML or a damaged archive raises.
    """
    kinds = {relation.kind: relation.target for relation in relations_of(archive, "").values()}
    name = kinds.get("core-properties", "")
    if name not in archive.namelist():
        return Properties()
    root = parse_xml(archive.read(name))
    fields = {local_name(node): (node.text or "").strip() for node in root}
    created = iso_date(fields.get("created", ""))
    creator = fields.get("creator", "")
    if (creator, created) in _TEMPLATES:
        return Properties(title=fields.get("title", ""))
    return Properties(
        title=fields.get("title", ""),
        metadata=Metadata(
            authors=people(creator),
            created=created,
            changed=iso_date(fields.get("modified", "")),
        ),
    )


def people(names: str) -> tuple[str, ...]:
    """Return the names in a list parted by semicolons, without the placeholders of programs."""
    split = (" ".join(name.split()) for name in re.split(r"[;；]", names))
    return tuple(dict.fromkeys(name for name in split if name.lower() not in _NOBODY))
