"""One self-contained page that shows a run to people."""

from eval.report.page import page

__all__ = ["page"]
