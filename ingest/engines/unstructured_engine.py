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
from ingest.errors import UnreadableDocument
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
    """Read a file as unstructured does; nothing is fetched. PDFs are read with its layout model.

    Raises UnreadableDocument, or MissingEngine where a package of it is not installed.
    """
    media_type = sniff.media_type(path)
    if media_type == sniff.PDF:
        from ingest.engines.unstructured_pdf import read_pdf_by_unstructured

        return read_pdf_by_unstructured(path, limits, on_page=on_page)
    if media_type in (sniff.DOCX, sniff.PPTX, sniff.XLSX):
        check_archive(path, limits)
    pieces = partitioned(path, _PARTS[media_type])
    on_page(0)
    numbers = [piece.metadata.page_number or 0 for piece in pieces]
    return Reading(
        media_type=media_type,
        title="",
        elements=tuple(e for piece in pieces for e in elements_of(path, piece, media_type, limits)),
        pages=max(numbers, default=0),
    )


def partitioned(path: Path, part: str, **options: str | bool | list[str]) -> "list[Piece]":
    """Return the pieces that the partitioner of the kind `part` finds, called with its `options`.

    Raises MissingEngine where a package is not installed, UnreadableDocument, or OSError.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        use_local_sentences()
        partition = getattr(import_module(f"unstructured.partition.{part}"), f"partition_{part}")
        pieces: list[Piece] = partition(filename=str(path), **options)
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


def elements_of(path: Path, piece: "Piece", media_type: str, limits: Limits) -> list[Element]:
    """Return what a piece is among our elements, its place in words. Raises UnreadableDocument."""
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
