"""The `kb` command: what an operator, a document team and an evaluator type."""

from kb_assistant.cli.main import main

__all__ = ["main"]
