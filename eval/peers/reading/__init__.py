"""Other readers of PDFs, measured beside ours on the same pages."""
