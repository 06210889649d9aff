"""Files that are attached to a PDF: to the whole of it, or to a page as a paper clip."""

# PyMuPDF has no annotations of its own.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.mupdf import start_mupdf
from ingest.naming import named
from ingest.pdf.glyphs import clean

if TYPE_CHECKING:
    from pymupdf import Document

_FILE = 17
"""A paper clip, by PDF's number for kinds of annotation."""


def attached_names(document: "Document") -> tuple[str, ...]:
    """Return what the attached files are called, each once; none where that is damaged."""
    import pymupdf

    try:
        return tuple(_attached(document))
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):
        return ()


def detach(path: Path, name: str, target: Path, limits: Limits) -> None:
    """Write the attached file `name` to `target`. Raises UnreadableDocument or OverLimit."""
    start_mupdf()
    import pymupdf

    try:
        with pymupdf.open(path, filetype="pdf") as document:
            content = _attached(document)[name]()
    except MemoryError as error:
        reason = f"{name} is larger than the memory allows: raise the setting limits.memory_bytes"
        raise OverLimit(path, reason) from error
    except (LookupError, RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        reason = f"{name}, which is attached to it, is damaged: save the file by itself"
        raise UnreadableDocument(path, reason) from error
    if len(content) > limits.unpacked_bytes:
        reason = f"{name} has {len(content):,} bytes, more than limits.unpacked_bytes: raise it"
        raise OverLimit(path, reason)
    target.write_bytes(content)


def _attached(document: "Document") -> dict[str, Callable[[], bytes]]:
    return named((clean(name), content) for name, content in _found(document))


def _found(document: "Document") -> Iterator[tuple[str, Callable[[], bytes]]]:
    for index in range(document.embfile_count()):
        told = document.embfile_info(index)
        name = told.get("ufilename") or told.get("filename") or told.get("name") or ""
        yield str(name), partial(document.embfile_get, index)
    for page in range(document.page_count):
        for number, kind, _ in document.page_annot_xrefs(page):
            if kind == _FILE:
                yield _clipped_name(document, number), partial(_clipped, document, page, number)


def _clipped_name(document: "Document", number: int) -> str:
    found = (document.xref_get_key(number, key) for key in ("FS/UF", "FS/F"))
    return next((str(name) for kind, name in found if kind == "string"), "")


def _clipped(document: "Document", page: int, number: int) -> bytes:
    content: bytes = document[page].load_annot(number).get_file()
    return content
