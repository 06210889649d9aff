"""Finding a dataset by folder or name and reading it in the layout that it is in."""

from collections.abc import Sequence
from pathlib import Path

from eval.datasets.beir import is_beir, read_beir
from eval.datasets.conversation import is_conversation_set, read_conversation_set
from eval.datasets.model import Dataset
from eval.datasets.pdf import is_pdf_set, read_pdf_set
from eval.datasets.redteam import is_redteam_set, read_redteam_set
from eval.datasets.refusal import is_refusal_set, read_refusal_set
from eval.datasets.squad import read_squad
from eval.datasets.table import is_table, read_table
from eval.errors import DatasetError

LAYOUTS = (
    "queries.jsonl + qrels/test.tsv (+ corpus.jsonl, answers.jsonl)",
    "questions.jsonl + pdfs/",
    "cases.jsonl + corpus.jsonl",
    "conversations.jsonl or rewrites.jsonl",
    "redteam.jsonl",
    "a SQuAD .json file",
    "a .csv or .xlsx table with a column question",
    "for `kb eval layout` alone: tables.jsonl, files.jsonl or layout.jsonl",
)
"""What `load` reads, in the order in which a message lists it."""


_FOLDERS = (
    (is_beir, read_beir),
    (is_pdf_set, read_pdf_set),
    (is_refusal_set, read_refusal_set),
    (is_conversation_set, read_conversation_set),
    (is_redteam_set, read_redteam_set),
)


def load(path: Path, *, prefer: str = "") -> Dataset:
    """Read the dataset at `path`.

    A folder may be in several layouts at once: `prefer` "refusal" or "conversation" decides.

    Raises:
        DatasetError: nothing is there, it is in no layout that we read, or it is broken.
    """
    if not path.exists():
        raise DatasetError(path, 0, "no such dataset")
    if path.is_file():
        return _file(path)
    if prefer == "refusal" and is_refusal_set(path):
        return read_refusal_set(path)
    if prefer == "conversation" and is_conversation_set(path):
        return read_conversation_set(path)
    for fits, read in _FOLDERS:
        if fits(path):
            return read(path)
    raise DatasetError(path, 0, "in no layout that we read:\n  " + "\n  ".join(LAYOUTS))


def find(name: str, folders: Sequence[Path]) -> Path:
    """Return the path that `name` means: a path itself, or a dataset by name in one of the folders.

    Raises:
        DatasetError: there is no such dataset, or several; says which names there are.
    """
    if Path(name).exists():
        return Path(name)
    entries = [path for folder in folders for path in _entries(folder)]
    found = [path for path in entries if name in (path.name, path.stem)]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(str(path) for path in found)
        raise DatasetError(name, 0, f"several datasets have this name: {choices}")
    known = sorted({path.name for path in entries})
    remedy = f"known names: {', '.join(known)}" if known else "give the path of a folder or file"
    raise DatasetError(name, 0, f"no such dataset; {remedy}")


def _file(path: Path) -> Dataset:
    if is_table(path):
        return read_table(path)
    if path.suffix.lower() == ".json":
        return read_squad(path)
    raise DatasetError(path, 0, "in no layout that we read:\n  " + "\n  ".join(LAYOUTS))


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
