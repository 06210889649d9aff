"""Reads the pages that have no usable text layer: from their pictures, by OCR."""

from ingest.ocr.pages import with_ocr

__all__ = ["with_ocr"]
