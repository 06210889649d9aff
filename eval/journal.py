"""Files of one JSON row a line that grow while we work, and that a stop may end within a line."""

import os
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from eval.errors import RunError

Row = TypeVar("Row", bound=BaseModel)


def rows(path: Path, model: type[Row]) -> list[Row]:
    """Return the rows of a file, none where there is no file; half a last line is no row.

    Raises:
        RunError: another line cannot be read.
    """
    if not path.exists():
        return []
    # Not splitlines(): some of what ends a line there stands within people's texts.
    lines = _whole(path.read_bytes()).split(b"\n")
    try:
        return [model.model_validate_json(line) for line in lines if line]
    except ValidationError as error:
        raise RunError(f"{path}: is damaged; measure again with --fresh") from error


def mend(path: Path) -> None:
    """Cut off a last line that a stop left unfinished, before the file grows on."""
    if path.exists():
        os.truncate(path, len(_whole(path.read_bytes())))


def _whole(raw: bytes) -> bytes:
    return raw[: raw.rfind(b"\n") + 1]
