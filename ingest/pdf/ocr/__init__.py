"""Reads the pages that have no usable text layer: from their pictures, by OCR."""
