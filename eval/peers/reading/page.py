"""Readers side by side as Markdown, written into the benchmark page between two marks."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from eval.peers.reading.measure import Comparison, ReaderScore
from eval.runs import code_version

_BEGIN, _END = "<!-- measured -->", "<!-- end of measured -->"
_QUALITY = {
    "reading order": "order",
    "TEDS": "tables (TEDS)",
    "TEDS structure": "tables, structure",
    "table precision": "table precision",
    "outline": "headings",
    "furniture precision": "furniture precision",
    "furniture recall": "recall",
    "furniture F1": "F1",
}


def to_markdown(comparisons: Sequence[Comparison], *, command: str) -> str:
    """Return the tables of quality and speed, with the machine and the command."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    parts = [
        f"Measured by `{command}` on {machine}, Python {platform.python_version()}, each reader in "
        "a process of its own, seconds of the processor, models loaded before; code "
        f"{code_version()}. In brackets: 95 % bootstrap intervals over files, for tables over "
        'tables. "–": the reader does not tell.'
    ]
    for one in comparisons:
        parts.append(f"### {one.dataset}: {one.files} files, {one.pages} pages")
        parts += [_quality(one), _speed(one), *_failures(one)]
    return "\n\n".join(parts) + "\n"


def write_into(path: Path, text: str) -> None:
    """Put the tables between the marks of a page; a page without marks gets them at its end."""
    page = path.read_text(encoding="utf-8") if path.exists() else ""
    before, begin, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    if not begin:
        before, after = page, "\n"
    path.write_text(f"{before}{_BEGIN}\n\n{text}\n{_END}{after}", encoding="utf-8")


def _quality(one: Comparison) -> str:
    known = [name for name in _QUALITY if any(name in reader.metrics for reader in one.readers)]
    rows = [["reader", *(_QUALITY[name] for name in known)]]
    for reader in one.readers:
        cells = [_cell(reader, name) for name in known]
        if any(cell != "–" for cell in cells):
            rows.append([_title(reader), *cells])
    return _table(rows)


def _cell(reader: ReaderScore, name: str) -> str:
    value = reader.metrics.get(name)
    return f"{value.value:.3f} ({value.low:.3f}–{value.high:.3f})" if value else "–"


def _speed(one: Comparison) -> str:
    """Compare on the same pages: a reader that failed on some is marked, its pages left out."""
    rows = [["reader", "CPU seconds", "pages a second", "time beside ours"]]
    ours = one.readers[0]
    pace = ours.seconds / ours.pages if ours.pages else 0.0
    for reader in one.readers:
        if reader.seconds and reader.pages and pace:
            each = reader.seconds / reader.pages
            rows.append(
                [
                    _title(reader),
                    f"{reader.seconds:.2f}",
                    f"{1 / each:.1f}",
                    f"{each / pace:.2f} ×",
                ]
            )
    return _table(rows)


def _failures(one: Comparison) -> list[str]:
    told = [
        f"{reader.title} could not read {reader.failed} of {one.files} files."
        for reader in one.readers
        if reader.failed
    ]
    told += [
        f"{reader.title} was not measured: {reader.missing}"
        for reader in one.readers
        if reader.missing
    ]
    return ["\n".join(told)] if told else []


def _title(reader: ReaderScore) -> str:
    return f"{reader.title} {reader.version}".strip()


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
