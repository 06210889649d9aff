"""Pages whose content is known exactly: real Markdown in many designs, the truth beside it."""
