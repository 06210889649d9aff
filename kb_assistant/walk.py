"""Which files a list of paths means: folders walked, hidden files left out, loops survived."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to add: `uri` is its path relative to `root`, with forward slashes.

    `members` are the names on the way from `path` to a file within it, where that is an archive, a
    message or a PDF with attachments; its `uri` lies below that of the file. `problem` says why
    it cannot be read; then it may be a folder.
    """

    path: Path
    root: Path
    uri: str
    members: tuple[str, ...] = ()
    problem: str = ""


def found_files(paths: Sequence[Path]) -> Iterator[Found]:
    """Yield the files that the paths mean, each once, folders in name order.

    A folder is its own root; a single file's root is the folder it lies in. Names that begin with
    "." or "~$" (what office programs leave beside an open file) are left out, linked folders are
    not entered: that is how a loop of links ends.
    """
    seen: set[Path] = set()
    for given in paths:
        path = given.expanduser().absolute()
        for found in _walk(path) if path.is_dir() else [_single(path)]:
            if found.path not in seen:
                seen.add(found.path)
                yield found


def _single(path: Path) -> Found:
    problem = "" if os.path.lexists(path) else "there is no such file or folder"
    return Found(path=path, root=path.parent, uri=path.name, problem=problem)


def _walk(root: Path) -> Iterator[Found]:
    blocked: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=blocked.append):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in sorted(names):
            if not _hidden(name):
                yield _in_folder(Path(folder) / name, root)
        while blocked:
            error = blocked.pop()
            reason = f"the folder cannot be opened: {error.strerror}; check its permissions"
            yield _in_folder(Path(str(error.filename)), root, problem=reason)


def _in_folder(path: Path, root: Path, *, problem: str = "") -> Found:
    return Found(path=path, root=root, uri=path.relative_to(root).as_posix(), problem=problem)


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$"))
