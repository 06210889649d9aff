"""The only module that touches unstructured: its elements as ours."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import sniff
from ingest.engines.protocol import FAULTS, missing
from ingest.errors import MissingEngine, UnreadableDocument
from ingest.limits import Limits
from ingest.markup import html_elements
from ingest.model import Element, Kind, Reading
from ingest.unpack import DAMAGED, check_archive

if TYPE_CHECKING:
    from spacy.language import Language
    from unstructured.documents.elements import Element as Piece

_PARTS = {
    sniff.DOCX: "docx",
    sniff.PPTX: "pptx",
    sniff.XLSX: "xlsx",
    sniff.CSV: "csv",
    sniff.HTML: "html",
    sniff.MARKDOWN: "md",
    sniff.TEXT: "text",
    sniff.MAIL: "email",
}
_KINDS = {
    "Title": Kind.HEADING,
    "ListItem": Kind.LIST_ITEM,
    "Table": Kind.TABLE,
    "Header": Kind.HEADER,
    "Footer": Kind.FOOTER,
    "FigureCaption": Kind.CAPTION,
    "Image": Kind.FIGURE,
    "CodeSnippet": Kind.CODE,
    "Formula": Kind.FORMULA,
}
_QUIET = {
    "DO_NOT_TRACK": "1",
    "SCARF_NO_ANALYTICS": "true",
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
}
"""Without these it calls home and prints an advertisement."""


def read_unstructured(path: Path, limits: Limits, *, on_page: Callable[[int], None]) -> Reading:
    """Read an office file, a page, a mail or a text as unstructured does; nothing is fetched.

    Raises UnreadableDocument, or MissingEngine where a package of it is not installed.
    """
    media_type = sniff.media_type(path)
    if media_type == sniff.PDF:
        raise MissingEngine(
            path,
            "unstructured reads PDFs only with its own extra, several GB of models (pip install "
            "'unstructured[pdf]'), which is not used here: set reading.engine to layout",
        )
    if media_type in (sniff.DOCX, sniff.PPTX, sniff.XLSX):
        check_archive(path, limits)
    pieces = _partitioned(path, _PARTS[media_type])
    on_page(0)
    numbers = [piece.metadata.page_number or 0 for piece in pieces]
    return Reading(
        media_type=media_type,
        title="",
        elements=tuple(e for piece in pieces for e in _elements(path, piece, media_type, limits)),
        pages=max(numbers, default=0),
    )


def _partitioned(path: Path, part: str) -> "list[Piece]":
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        use_local_sentences()
        partition = getattr(import_module(f"unstructured.partition.{part}"), f"partition_{part}")
        pieces: list[Piece] = partition(filename=str(path))
    except ImportError as error:
        raise missing(path, "unstructured", error) from error
    except (*FAULTS, *DAMAGED) as error:
        reason = f"unstructured cannot read it ({type(error).__name__}: {error}): save it again"
        raise UnreadableDocument(path, reason) from error
    return pieces


@cache
def use_local_sentences() -> None:
    """Keep unstructured from downloading a language model: it needs sentence ends, no more.

    The name is private to unstructured: another version may have another one.
    """
    import spacy
    from unstructured.nlp import tokenize

    if not spacy.util.is_package(tokenize._SPACY_MODEL_NAME):
        tokenize._load_spacy_model = _sentences


@cache
def _sentences() -> "Language":
    import spacy

    language = spacy.blank("en")
    language.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "。", "！", "？"]})
    return language


def _elements(path: Path, piece: "Piece", media_type: str, limits: Limits) -> list[Element]:
    place = _place(piece, media_type)
    html = piece.metadata.text_as_html or ""
    if piece.category == "Table" and html:
        _, found = html_elements(path, html, limits)
        return [replace(each, place=place) for each in found]
    kind = _KINDS.get(piece.category, Kind.PARAGRAPH)
    if not piece.text.strip() or kind is Kind.TABLE:
        return []
    level = (piece.metadata.category_depth or 0) + 1 if kind is Kind.HEADING else 0
    return [Element(kind=kind, text=piece.text.strip(), level=level, place=place)]


def _place(piece: "Piece", media_type: str) -> str:
    if piece.metadata.page_name:
        return f"sheet {piece.metadata.page_name}"
    if media_type == sniff.PPTX and piece.metadata.page_number:
        return f"slide {piece.metadata.page_number}"
    return ""
