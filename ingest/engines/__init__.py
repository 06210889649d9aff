"""Other people's readers behind our own protocol: one setting each, never needed."""

from importlib import import_module

from ingest import sniff
from ingest.engines.protocol import EngineReader
from ingest.options import Engine

_ENGINES = {
    Engine.UNSTRUCTURED: (
        "ingest.engines.unstructured_engine:read_unstructured",
        frozenset(
            (sniff.DOCX, sniff.PPTX, sniff.XLSX, sniff.CSV, sniff.HTML, sniff.MARKDOWN, sniff.TEXT)
            + (sniff.MAIL, sniff.PDF)
        ),
    ),
    Engine.PYMUPDF4LLM: (
        "ingest.engines.pymupdf4llm_engine:read_pymupdf4llm",
        frozenset((sniff.PDF,)),
    ),
    Engine.DOCLING: (
        "ingest.engines.docling_engine:read_docling",
        frozenset((sniff.PDF, sniff.DOCX, sniff.PPTX, sniff.XLSX, sniff.HTML, sniff.MARKDOWN)),
    ),
}


def engine_reader(engine: Engine, media_type: str) -> EngineReader | None:
    """Return what reads this kind of file when `engine` is chosen; None where we read it."""
    name, kinds = _ENGINES.get(engine, ("", frozenset()))
    if media_type not in kinds:
        return None
    module, _, function = name.partition(":")
    reader: EngineReader = getattr(import_module(module), function)
    return reader
