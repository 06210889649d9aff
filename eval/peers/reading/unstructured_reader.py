"""unstructured with its strategy "fast": pdfminer and rules."""

from pathlib import Path

from eval.content import Content, plain
from ingest.engines.unstructured_engine import use_local_sentences


def read_unstructured(path: Path) -> Content:
    """Read with the strategy "fast", which knows no tables."""
    from unstructured.partition.pdf import partition_pdf

    use_local_sentences()
    pieces = partition_pdf(filename=str(path), strategy="fast")
    furniture = {"Header", "Footer", "PageNumber"}
    return Content(
        text=plain("\n".join(one.text for one in pieces if one.category not in furniture)),
        headings=tuple(
            ((one.metadata.category_depth or 0) + 1, plain(one.text))
            for one in pieces
            if one.category == "Title"
        ),
        furniture=tuple(one.text for one in pieces if one.category in furniture),
    )
