"""Reads PDFs: layout analysis of our own over what PyMuPDF extracts."""

from ingest.pdf.reader import MEDIA_TYPE, read_pdf

__all__ = ["MEDIA_TYPE", "read_pdf"]
