"""Office files without the time at which they were made.

The libraries stamp the current time on every member of the zip file and, some, on the document;
without these stamps the same content gives the same bytes.
"""

import re
import zipfile
from datetime import datetime
from pathlib import Path

ISSUED = datetime(2026, 1, 5, 8, 0, 0)
AUTHOR = "Ternhaven Instruments"

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def settle(path: Path) -> None:
    """Rewrite an office file with fixed dates on its members and in its properties."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members:
            archive.writestr(_member(name), _dated(name, content))


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _dated(name: str, content: bytes) -> bytes:
    if name != "docProps/core.xml":
        return content
    stamp = ISSUED.strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
    return _MODIFIED.sub(lambda found: found[1] + stamp + found[2], content)
