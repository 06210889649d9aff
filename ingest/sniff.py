"""What kind of file it is, judged by its bytes; a name only breaks ties among kinds of text."""

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from ingest.decode import Decoded, decode
from ingest.errors import EmptyDocument, EncryptedDocument, UnknownFormat
from ingest.text_kinds import (
    is_delimited,
    is_json,
    is_mail,
    is_markdown,
    is_page,
    is_piece_of_page,
)
from ingest.unpack import DAMAGED, damaged

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html"
MARKDOWN = "text/markdown"
CSV = "text/csv"
TEXT = "text/plain"
MAIL = "message/rfc822"
MSG = "application/vnd.ms-outlook"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
EPUB = "application/epub+zip"
RTF = "application/rtf"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
WEBP = "image/webp"
GIF = "image/gif"
BMP = "image/bmp"
ZIP = "application/zip"

IMAGES = frozenset((PNG, JPEG, TIFF, WEBP, GIF, BMP))
"""Pictures whose text OCR reads."""

SUFFIXES = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".docm": DOCX,
    ".dotx": DOCX,
    ".pptx": PPTX,
    ".pptm": PPTX,
    ".ppsx": PPTX,
    ".potx": PPTX,
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".xltx": XLSX,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".mht": HTML,
    ".mhtml": HTML,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": TEXT,
    ".text": TEXT,
    ".log": TEXT,
    ".eml": MAIL,
    ".msg": MSG,
    ".odt": ODT,
    ".ott": ODT,
    ".ods": ODS,
    ".ots": ODS,
    ".odp": ODP,
    ".otp": ODP,
    ".epub": EPUB,
    ".rtf": RTF,
    ".doc": DOC,
    ".dot": DOC,
    ".xls": XLS,
    ".xlt": XLS,
    ".xlsb": XLS,
    ".ppt": PPT,
    ".pps": PPT,
    ".png": PNG,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".tif": TIFF,
    ".tiff": TIFF,
    ".webp": WEBP,
    ".gif": GIF,
    ".bmp": BMP,
    ".zip": ZIP,
}
"""The media type that each file name ending promises."""

_HEAD = 64 * 1024
_SAVE_AS = "open it in Word, Excel, PowerPoint or LibreOffice and save it as "
_EXPORT = "export it as .docx, .xlsx, .pptx or .pdf"
_PARTS = (("xl/workbook.bin", XLS), ("word/", DOCX), ("ppt/", PPTX), ("xl/", XLSX))
_MIMETYPES = frozenset((ODT, ODS, ODP, EPUB))
_OPEN = "application/vnd.oasis.opendocument"
_OTHER_PACKAGES = {
    f"{_OPEN}.graphics": "an OpenDocument drawing: save it as .pdf",
    f"{_OPEN}.chart": "an OpenDocument chart: save it as .pdf",
    f"{_OPEN}.formula": "an OpenDocument formula: save it as .pdf",
    f"{_OPEN}.base": "an OpenDocument database: export its tables as .csv",
}
_OLE_STREAMS = (
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("__properties_version1.0", MSG),
)
# What Office 2003 saved as XML; LibreOffice reads it as it does the files of that time.
_OLD_XML = (
    ("urn:schemas-microsoft-com:office:spreadsheet", XLS),
    ("http://schemas.microsoft.com/office/word/2003/wordml", DOC),
)
_JSON_NAMES = frozenset((".json", ".jsonl", ".ndjson"))
_PICTURE = "a picture of a kind that is not read here: save it as .png or .pdf"
_MEDIA = "sound or video: add a transcript instead"
_PROGRAM = "a program: there is nothing in it to read"
_PICTURES = (
    (rb"\x89PNG", PNG),
    (rb"\xff\xd8\xff", JPEG),
    (rb"GIF8[79]a", GIF),
    (rb"BM.{4}\x00{4}", BMP),
    (rb"II\*\x00|MM\x00\*", TIFF),
    (rb"RIFF.{4}WEBP", WEBP),
)
_MAGIC = (
    (
        rb".{4}ftyp(?:heic|heix|mif1|avif)|8BPS|\x00\x00\x01\x00.\x00|\x01\x00\x00\x00.{36} EMF",
        _PICTURE,
    ),
    (rb".{4}ftyp|ID3|OggS|fLaC|RIFF.{4}(?:WAVE|AVI )|\x1aE\xdf\xa3|\xff[\xfb\xf3\xf2]", _MEDIA),
    (rb"MZ|\x7fELF|\xca\xfe\xba\xbe|\xfe\xed\xfa|\xcf\xfa\xed\xfe", _PROGRAM),
    (
        rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd|.{257}ustar",
        "a packed archive: unpack it first",
    ),
    (rb"SQLite format 3\x00|\x00\x01\x00\x00Standard (?:Jet|ACE)", "a database: export it as .csv"),
    (rb"\xffWPC", f"a WordPerfect file: {_SAVE_AS}.docx"),
    (rb"1\xbe\x00\x00", f"a Windows Write file: {_SAVE_AS}.docx"),
    (
        rb"\x00\x00(?:\x02\x00[\x04-\x06\x20\x21]|\x1a\x00[\x00-\x05]\x10)",
        f"a Lotus 1-2-3 or Quattro Pro sheet: {_SAVE_AS}.xlsx",
    ),
    (rb"%!PS", "a PostScript file: save it as .pdf"),
)
_XML_ROOT = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>|\s)*<([\w:.-]+)", re.DOTALL)


def media_type(path: Path) -> str:
    """Return the media type of what the bytes are.

    Raises EmptyDocument, EncryptedDocument, or UnknownFormat, which says what the file is instead
    and what to save it as; OSError when the file cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\x00 \t\r\n"):
        raise EmptyDocument(path, "the file is empty: save it again from its program")
    for start, kind in _CONTAINERS.items():
        if head.startswith(start):
            return kind(path)
    if b"%PDF-" in head[:1024]:
        return PDF
    return _plain(path, head)


def _plain(path: Path, head: bytes) -> str:
    if head.startswith(b"{\\rtf"):
        return RTF
    for pattern, kind in _PICTURES:
        if re.match(pattern, head, re.DOTALL):
            return kind
    for pattern, what in _MAGIC:
        if re.match(pattern, head, re.DOTALL):
            raise UnknownFormat(path, f"it is {what}")
    decoded = decode(head)
    if decoded is None:
        raise UnknownFormat(
            path,
            "its bytes are neither text nor a format that is read here: open it in its "
            "program and save it as .docx, .xlsx, .pdf or .txt",
        )
    return _text(path, decoded)


def _zipped(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except DAMAGED as error:
        raise damaged(path) from error
    kinds = [kind for start, kind in _PARTS if any(name.startswith(start) for name in names)]
    if "[Content_Types].xml" in names:
        if kinds:
            return kinds[0]
        raise UnknownFormat(path, "it is a Visio, XPS or like package: save it as .pdf")
    if "META-INF/container.xml" in names:
        return EPUB
    declared = mimetype.decode("ascii", errors="replace").strip().removesuffix("-template")
    if declared in _MIMETYPES:
        return declared
    if declared:
        what = _OTHER_PACKAGES.get(declared, f"a file of the kind {declared}: save it as .pdf")
        raise UnknownFormat(path, f"it is {what}")
    if any(name.endswith(".iwa") or name in ("index.xml", "index.apxl") for name in names):
        raise UnknownFormat(path, f"it is a Pages, Numbers or Keynote file: {_EXPORT}")
    return ZIP


def _ole(path: Path) -> str:
    """Tell the kind of an OLE container, in which old and encrypted office files come."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            streams = {entry[0] for entry in container.listdir()}
    except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
        # olefile raises whatever the broken bytes lead to.
        reason = f"it is a damaged old office file: {_SAVE_AS}.docx"
        raise UnknownFormat(path, reason) from error
    if "EncryptedPackage" in streams:
        raise EncryptedDocument(path, "it is encrypted: save it without a password")
    for stream, kind in _OLE_STREAMS:
        if stream in streams:
            return kind
    raise UnknownFormat(path, f"it is an old office file of an unknown kind: {_SAVE_AS}.docx")


_CONTAINERS: dict[bytes, Callable[[Path], str]] = {
    b"PK\x03\x04": _zipped,
    b"PK\x05\x06": _zipped,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _ole,
}


def _text(path: Path, decoded: Decoded) -> str:
    text = decoded.text
    promised = SUFFIXES.get(path.suffix.lower(), "")
    if is_page(text):
        return HTML
    if is_mail(text):
        return MAIL
    if text.lstrip().startswith("<?xml"):
        return _xml(path, text)
    if is_json(text, named=path.suffix.lower() in _JSON_NAMES):
        raise UnknownFormat(path, "it is JSON, data for programs: export it as .csv or .md")
    return promised if promised in (MARKDOWN, CSV, TEXT) else _by_its_lines(text)


def _by_its_lines(text: str) -> str:
    if is_piece_of_page(text):
        return HTML
    if text.startswith(("#!", "{", "[")):
        return TEXT
    if is_markdown(text):
        return MARKDOWN
    return CSV if is_delimited(text) else TEXT


def _xml(path: Path, text: str) -> str:
    for namespace, kind in _OLD_XML:
        if namespace in text:
            return kind
    root = _XML_ROOT.match(text)
    named = f" (<{root[1]}>)" if root else ""
    raise UnknownFormat(path, f"it is XML{named}: save it as .html, .docx or .txt")
