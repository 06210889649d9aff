"""Markdown that a reader wrote, page by page, in the terms in which readers are compared."""

from collections.abc import Iterator, Sequence

from eval.content import Content, outline, printed
from eval.metrics.tables import Table


def from_markdown(
    pages: Sequence[tuple[int, str]], *, furniture: tuple[str, ...] | None = None
) -> Content:
    """Return what the Markdown of (1-based page, or 0 for the whole file; text) says."""
    whole = "\n\n".join(text for _, text in pages)
    return Content(
        text=printed(whole),
        headings=outline(whole),
        tables=tuple(
            Table(html=html, pages=(page,) if page else ())
            for page, text in pages
            for html in _tables(text)
        ),
        furniture=furniture,
    )


def _tables(markdown: str) -> Iterator[str]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = parser.parse(markdown)
    starts = [at for at, token in enumerate(tokens) if token.type == "table_open"]
    ends = [at for at, token in enumerate(tokens) if token.type == "table_close"]
    for start, end in zip(starts, ends, strict=True):
        html = parser.renderer.render(tokens[start : end + 1], parser.options, {})
        yield html.replace("<br>", " ")
