"""Reading rows from text files, so that every mistake is named with its file and line."""

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from eval.datasets.faults import OnFault, raised
from eval.datasets.rows import Row
from eval.errors import DatasetError

AnyRow = TypeVar("AnyRow", bound=Row)
AnyModel = TypeVar("AnyModel", bound=BaseModel)


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the 1-based number and text of each line that is not blank; `.gz` files are unpacked.

    Raises:
        DatasetError: the file is missing, is not UTF-8 or is a broken gzip file.
    """
    number = 0
    try:
        with _opened(path) as file:
            for number, raw in enumerate(file, start=1):
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip("\r\n")
                if line.strip():
                    yield number, line
    except UnicodeDecodeError as error:
        raise DatasetError(path, number, "not UTF-8 text: save the file as UTF-8") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        reason = "the gzip file is cut off or damaged: fetch it again"
        raise DatasetError(path, number + 1, reason) from error
    except OSError as error:
        raise DatasetError(path, 0, f"cannot be read: {error.strerror or error}") from error


def json_rows(
    path: Path, model: type[AnyModel], on_fault: OnFault = raised
) -> Iterator[tuple[int, AnyModel]]:
    """Yield the line number and the validated row of each line of a JSON Lines file.

    Raises:
        DatasetError: a line is not JSON, or lacks or misuses a key, and `on_fault` does not take
            it.
    """
    for number, line in text_lines(path):
        try:
            row = model.model_validate_json(line)
        except ValidationError as error:
            on_fault(DatasetError(path, number, explained(error)))
            continue
        yield number, row


def tsv_rows(
    path: Path, columns: tuple[str, ...], on_fault: OnFault = raised
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and fields of each line after the header of a tab-separated file.

    Raises:
        DatasetError: the header is missing; or a line has too few fields and `on_fault` does not
            take it.
    """
    lines = text_lines(path)
    expected = ", ".join(columns)
    number, header = next(lines, (1, ""))
    if tuple(header.split("\t")[: len(columns)]) != columns:
        raise DatasetError(path, number, f"the first line must name the columns {expected}")
    for number, line in lines:
        fields = next(csv.reader(io.StringIO(line), delimiter="\t", quoting=csv.QUOTE_NONE))
        if len(fields) < len(columns):
            reason = f"{len(fields)} fields where {len(columns)} are needed: {expected}"
            on_fault(DatasetError(path, number, reason))
            continue
        yield number, fields


def unique(
    path: Path,
    rows: Iterable[tuple[int, AnyRow]],
    key: Callable[[AnyRow], str],
    on_fault: OnFault = raised,
) -> Iterator[tuple[int, AnyRow]]:
    """Pass the rows on; refuse the second row with the same key.

    Raises:
        DatasetError: two rows share a key, and `on_fault` does not take it; names both lines.
    """
    first: dict[str, int] = {}
    for number, row in rows:
        earlier = first.setdefault(key(row), number)
        if earlier != number:
            reason = f'"{key(row)}" was already given in line {earlier}'
            on_fault(DatasetError(path, number, reason))
            continue
        yield number, row


def either(path: Path) -> Path | None:
    """Return `path` or its gzipped sister, whichever exists; None when neither does."""
    packed = path.with_name(path.name + ".gz")
    return path if path.exists() else packed if packed.exists() else None


def files_hash(paths: Iterable[Path], *, root: Path) -> str:
    """Return the SHA-256 over the names (relative to `root`) and bytes of the files, by name."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def explained(error: ValidationError | Sequence[ErrorDetails]) -> str:
    """Say in one line what pydantic found wrong first."""
    first = error.errors()[0] if isinstance(error, ValidationError) else error[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid":
        return f"not JSON: {first['msg'].removeprefix('Invalid JSON: ')}"
    if first["type"] == "missing":
        return f'the key "{key}" is missing'
    return f'the key "{key}": {first["msg"]}' if key else first["msg"].removeprefix("Value error, ")


def _opened(path: Path) -> io.BufferedIOBase:
    if path.suffix == ".gz":
        return gzip.open(path, "rb")
    return path.open("rb")
