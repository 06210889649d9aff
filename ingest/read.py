"""Reading a file of any kind: the one door into this package."""

import re
import stat
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

from ingest import sniff
from ingest.attempt import Attempt
from ingest.errors import EmptyDocument, MadeQuestions, OverLimit, UnknownFormat, UnreadableDocument
from ingest.language import language
from ingest.limits import Limits, too_much_memory
from ingest.made import REASON as MADE
from ingest.made import is_made
from ingest.model import FURNITURE, Kind, Metadata, Note, Reading
from ingest.notes import lines_of
from ingest.options import Engine, ReadingOptions

Reader = Callable[[Path, Limits], Reading]

# Named, not imported: a reader loads its libraries when its first file comes.
_READERS = {
    sniff.DOCX: "ingest.office.word.reader:read_docx",
    sniff.PPTX: "ingest.office.slides:read_pptx",
    sniff.XLSX: "ingest.office.sheets:read_xlsx",
    sniff.HTML: "ingest.markup:read_html",
    sniff.MARKDOWN: "ingest.markdown:read_markdown",
    sniff.CSV: "ingest.delimited:read_csv",
    sniff.TEXT: "ingest.text:read_text",
    sniff.MAIL: "ingest.mail:read_mail",
    sniff.MSG: "ingest.outlook:read_msg",
    sniff.ODT: "ingest.office.odf.reader:read_opendocument",
    sniff.ODS: "ingest.office.odf.reader:read_opendocument",
    sniff.ODP: "ingest.office.odf.reader:read_opendocument",
    sniff.EPUB: "ingest.epub:read_epub",
    sniff.RTF: "ingest.rtf:read_rtf",
    sniff.DOC: "ingest.office.legacy:read_doc",
    sniff.XLS: "ingest.office.legacy:read_xls",
    sniff.PPT: "ingest.office.legacy:read_ppt",
}
_PICTURED = {
    sniff.PDF: "ingest.pdf:read_pdf",
    **dict.fromkeys(sniff.IMAGES, "ingest.images:read_image"),
}
_SHOWN_NOTES = 3
_TELLING = 400
_TELLING_LETTERS = 200_000
_DEFAULT_TITLE = re.compile(
    r"(?:untitled|document|presentation|powerpoint presentation|slide|microsoft word|title|无标题|"
    r"文档|演示文稿|幻灯片|未命名|工作簿|book|workbook|template)[\s\d-]*(?:\.\w+)?$|"
    r"microsoft \w+ - ",
    re.I,
)


def read(
    path: Path,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    options: ReadingOptions = ReadingOptions(),  # noqa: B008 (frozen)
    *,
    on_page: Callable[[int], None] = lambda number: None,
    attempt: Attempt = Attempt(),  # noqa: B008 (frozen)
) -> Reading:
    """Read the file `path` as what its bytes are, whatever its name says.

    The title is the one that the file declares, else its first title or heading, else its name.
    `on_page` is called with the number of each page of a PDF or a picture before it is read, and
    with 0 after the last. `attempt` tells how to go on with a file that was begun before.

    Raises UnreadableDocument or one of its kinds, and nothing else, with the reason and the remedy.
    """
    try:
        _check_file(path, limits)
        media_type = sniff.media_type(path)
        _refuse_archive(path, media_type)
        reading = _reader(media_type, options, on_page, attempt)(path, limits)
    except OSError as error:
        raise UnreadableDocument(path, _reason(error)) from error
    except MemoryError as error:
        raise OverLimit(path, too_much_memory(limits)) from error
    except RecursionError as error:
        reason = "its content is nested too deeply: split the document"
        raise UnreadableDocument(path, reason) from error
    return _finished(path, reading)


def _check_file(path: Path, limits: Limits) -> None:
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableDocument(path, "it is a folder: name the files in it")
    # Opening a pipe or a device could wait for ever.
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableDocument(
            path, "it is a device or a pipe, not a file: copy its content to one"
        )
    if found.st_size > limits.file_bytes:
        raise OverLimit(
            path,
            f"it has {found.st_size / 1024**2:,.0f} MiB, more than the limit of "
            f"{limits.file_bytes / 1024**2:,.0f} MiB (file_bytes): split it or raise the limit",
        )


def _refuse_archive(path: Path, media_type: str) -> None:
    """Archives are taken apart where they are added; never here."""
    if media_type != sniff.ZIP:
        return
    if path.suffix.lower() == ".zip":
        remedy = "its files are documents of their own: add it with kb add, or unpack it first"
    else:
        remedy = "it is a zip archive by another name: name it .zip, or unpack it first"
    raise UnknownFormat(path, remedy)


def _reader(
    media_type: str, options: ReadingOptions, on_page: Callable[[int], None], attempt: Attempt
) -> Reader:
    if options.engine is not Engine.LAYOUT:
        from ingest.engines import engine_reader

        chosen = engine_reader(options.engine, media_type)
        if chosen is not None:
            return partial(chosen, on_page=on_page)
    pictured = media_type in _PICTURED
    module, _, function = (_PICTURED if pictured else _READERS)[media_type].partition(":")
    found = getattr(import_module(module), function)
    if not pictured:
        reader: Reader = found
        return reader
    return partial(found, ocr=options.ocr, on_page=on_page, attempt=attempt)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file: check the path"
    if isinstance(error, PermissionError):
        return "its permissions do not let us read it: allow it for the user that runs this"
    return f"the system cannot read it ({error.strerror or error}): check the disk and the link"


def _finished(path: Path, reading: Reading) -> Reading:
    if not any(element.text.strip() for element in reading.elements):
        raise EmptyDocument(path, _nothing(reading))
    # A sheet's name may stand before its table.
    if any(is_made(element.text.partition("\n")[0]) for element in reading.elements[:2]):
        raise MadeQuestions(path, MADE)
    promised = sniff.SUFFIXES.get(path.suffix.lower(), reading.media_type)
    notes = reading.notes
    if promised != reading.media_type:
        text = (
            f"the name ends in {path.suffix}, but it is {reading.media_type} and was read as that"
        )
        notes = (Note(page=0, text=text), *notes)
    return replace(
        reading, title=_title(path, reading), notes=notes, metadata=_with_language(reading)
    )


def _with_language(reading: Reading) -> Metadata:
    """Return the metadata with the language of most of the text; the first pages tell."""
    if reading.metadata.language:
        return reading.metadata
    texts = (element.text for element in reading.elements[:_TELLING])
    return replace(reading.metadata, language=language("\n".join(texts)[:_TELLING_LETTERS]))


def _nothing(reading: Reading) -> str:
    found = "; ".join(lines_of(reading.notes)[:_SHOWN_NOTES])
    return (
        "there is no text in it" + (f" ({found})" if found else "") + ": add text, or leave it out"
    )


def _title(path: Path, reading: Reading) -> str:
    declared = " ".join(reading.title.split())
    if declared and not _DEFAULT_TITLE.match(declared):
        return declared
    for kinds in ({Kind.TITLE}, {Kind.HEADING}):
        for element in reading.elements:
            if element.kind in kinds and element.kind not in FURNITURE and element.text.strip():
                return " ".join(element.text.split())
    return path.stem
