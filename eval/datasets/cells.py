"""Cells of tables that people open in a spreadsheet program, written and read back the same."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """Return a cell that a spreadsheet program shows and does not run: with a ' before it."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def plain(cell: str) -> str:
    """Return a cell without the ' that `harmless` put before it."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(_FORMULA) else cell
