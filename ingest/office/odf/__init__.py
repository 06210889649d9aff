"""Reading OpenDocument files: text, sheets and slides."""
