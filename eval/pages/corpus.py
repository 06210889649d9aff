"""Which texts are set in which design: halves for tuning and judging, both languages alike."""

import hashlib
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from eval.errors import DatasetError
from eval.pages.design import Design, Part
from eval.pages.source import BlockKind, Source, excerpt, source
from ingest.language import language

LENGTHS = {"en": 20_000, "zh": 9_000}
"""Characters of a text that are set: six to ten pages."""
_LEAST = {"en": 8_000, "zh": 4_000}
_LEAST_HEADINGS = 3
_WIDEST_CELL = 420
_MOST_CELLS = 400


def chosen(
    corpora: Sequence[Path], designs: Sequence[Design], part: Part
) -> list[tuple[Design, str, Source]]:
    """Return what to set: for each design two texts of each language, one with tables.

    A text belongs to one half for good, by the hash of its name.

    Raises:
        DatasetError: a corpus cannot be read, or has no text of a language.
    """
    texts = [one for path in corpora for one in _texts(path, part)]
    found: list[tuple[Design, str, Source]] = []
    for tongue, length in LENGTHS.items():
        shorter = [excerpt(one, length) for one in texts if _tongue(one) == tongue]
        plain = [one for one in shorter if _serves(one, _LEAST[tongue])]
        tabled = [one for one in shorter if one.tables]
        if len(plain) < 2 or not tabled:
            raise DatasetError(corpora[0], 0, f'no texts in "{tongue}" that are long enough')
        for design, second in zip(designs, cycle(tabled), strict=False):
            first = next(one for one in plain if one.name != second.name)
            plain.append(plain.pop(plain.index(first)))
            found += [(design, tongue, first), (design, tongue, second)]
    return found


def _texts(path: Path, part: Part) -> list[Source]:
    """Return the texts of one half of a corpus in the order of their hashes."""
    if not path.exists():
        raise DatasetError(path, 0, "there is no such corpus")
    texts = dict(_from_archive(path) if path.is_file() else _from_folder(path))
    if not texts:
        raise DatasetError(path, 0, "holds no Markdown (.md)")
    return [
        _printable(source(name, texts[name]))
        for name in sorted(texts, key=_hash)
        if _part(name) is part
    ]


def _from_folder(path: Path) -> Iterator[tuple[str, str]]:
    for file in path.rglob("*.md"):
        yield file.relative_to(path).as_posix(), file.read_text(encoding="utf-8")


def _from_archive(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.name.endswith(".md") else None
                if file is not None:
                    yield member.name, file.read().decode("utf-8")
    except (tarfile.TarError, UnicodeDecodeError) as error:
        raise DatasetError(path, 0, f"is no archive of Markdown files: {error}") from error


def _printable(text: Source) -> Source:
    """Leave out tables that no page of small format can hold, row by row."""
    kept = tuple(
        block
        for block in text.blocks
        if block.kind is not BlockKind.TABLE
        or (
            sum(map(len, block.rows)) <= _MOST_CELLS
            and all(
                sum(len(run.text) for run in cell) <= _WIDEST_CELL
                for row in block.rows
                for cell in row
            )
        )
    )
    return replace(text, blocks=kept)


def _serves(text: Source, least: int) -> bool:
    headings = sum(block.kind is BlockKind.HEADING for block in text.blocks)
    return text.length >= least and headings >= _LEAST_HEADINGS


def _tongue(text: Source) -> str:
    return language(text.title + " ".join(block.text for block in text.blocks[:50]))


def _part(name: str) -> Part:
    return Part.TUNING if int(_hash(name)[-1], 16) % 2 else Part.JUDGING


def _hash(name: str) -> str:
    return hashlib.sha256(Path(name).name.encode() + Path(name).parent.name.encode()).hexdigest()
