"""Starts PyMuPDF as reading and drawing need it: without its layout models, and silent."""

# PyMuPDF has no annotations of its own.
# mypy: disable-error-code="no-untyped-call"

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock

_MODELS = ("pymupdf.layout", "pymupdf4llm")
"""PyMuPDF loads these, and onnxruntime with them, when it is imported; no setting prevents it."""

_starting = Lock()


def start_mupdf() -> None:
    """Import PyMuPDF, which may be imported anywhere afterwards; call this before the first time.

    Its layout models would take a second and 90 MiB more in each process. Whoever wants them
    imports pymupdf4llm, before or later. What MuPDF says of damaged files is not printed.
    """
    with _starting:
        with nullcontext() if "pymupdf" in sys.modules else _hidden(_MODELS):
            import pymupdf
        pymupdf.TOOLS.mupdf_display_errors(False)
        pymupdf.TOOLS.mupdf_display_warnings(False)
        # As pymupdf4llm does: else heights of lines depended on whether anything had imported it.
        pymupdf.TOOLS.unset_quad_corrections(True)


@contextmanager
def _hidden(modules: tuple[str, ...]) -> Iterator[None]:
    """Let imports of `modules`, none of which is loaded, fail as if they were not installed."""
    sys.modules.update(dict.fromkeys(modules))  # type: ignore[arg-type]  # None is how to say so
    try:
        yield
    finally:
        for name in modules:
            del sys.modules[name]
