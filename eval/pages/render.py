"""The main path: texts are set in designs, printed, and written down with their truth."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from eval.datasets.rows import LayoutLine
from eval.pages.corpus import chosen
from eval.pages.design import Part
from eval.pages.designs import designs
from eval.pages.make import Press, is_installed, manuscript
from eval.pages.page import Page
from eval.pages.truth import truth

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """How many files were rendered, and the designs that were left out for want of a tool."""

    files: int
    left_out: tuple[str, ...]


def render(corpora: Sequence[Path], folder: Path, part: Part, on_progress: Progress) -> Rendered:
    """Make what is missing of the pages of one half of the designs.

    `folder` is then a dataset for `kb eval layout`: PDFs in `pdfs`, the truth in `layout.jsonl`.
    A file is made anew only when what is printed on it has changed.

    Raises:
        DatasetError: a corpus cannot be used.
        RunError: a tool that prints is missing or fails.
    """
    pages = [*_pages(corpora, part)]
    able = [page for page in pages if is_installed(page.design.engine)]
    for name in ("pdfs", "truth"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    lines: list[LayoutLine] = []
    with ExitStack() as stack:
        press = Press(stack)
        for done, page in enumerate(able):
            on_progress("printing", done, len(able))
            lines.append(_made(folder, page, press))
    text = "".join(f"{line.model_dump_json()}\n" for line in lines)
    (folder / "layout.jsonl").write_text(text, encoding="utf-8")
    left_out = dict.fromkeys(page.design.name for page in pages if page not in able)
    return Rendered(files=len(lines), left_out=tuple(left_out))


def _pages(corpora: Sequence[Path], part: Part) -> Iterator[Page]:
    counts: dict[str, int] = {}
    for design, language, text in chosen(corpora, designs(part), part):
        stem = f"{design.name}-{language}"
        counts[stem] = counts.get(stem, 0) + 1
        name = f"{stem}-{counts[stem]}"
        yield Page(name=name, design=design, language=language, text=text)


def _made(folder: Path, page: Page, press: Press) -> LayoutLine:
    pdf = folder / "pdfs" / f"{page.name}.pdf"
    known = folder / "truth" / f"{page.name}.json"
    written = manuscript(page)
    key = hashlib.sha256(written).hexdigest()
    if pdf.exists() and known.exists():
        kept = json.loads(known.read_text(encoding="utf-8"))
        if kept["key"] == key:
            return LayoutLine.model_validate(kept["truth"])
    printed, placed = press(page, written)
    line = truth(page, pdf.name, placed)
    pdf.write_bytes(printed)
    record = {"key": key, "truth": line.model_dump(mode="json")}
    known.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return line
