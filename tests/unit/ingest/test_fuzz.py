"""Damaged files of every kind: whatever bytes come, a reader reads them or says why it cannot.

`KB_FUZZ_EXAMPLES=5000 pytest tests/unit/ingest/test_fuzz.py` looks for new ones for a while; the
damaged file that fails is left in the folder that the failure names.
"""

import io
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl
import pptx
import pymupdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import CrashedReader, UnreadableDocument
from ingest.limits import Limits
from ingest.options import ReadingOptions
from ingest.worker import Worker

MIB = 1024**2
EXAMPLES = int(os.environ.get("KB_FUZZ_EXAMPLES", "0"))
FOUND = Path(__file__).parents[2] / "data" / "found"
LIMITS = Limits(
    pages=50, unpacked_bytes=64 * MIB, table_cells=100_000, seconds=30.0, page_seconds=20.0
)
Edit = tuple[float, int, bytes]
"""Where, as a share of the file; how many bytes go; which come."""

TOKENS = [b"\x00", b"-1", b"99999999999", b"/", b"<<", b">>", b"[", b"]", b"(", b"0 R", b"endobj"]
TOKENS += [
    b"<",
    b"</",
    b"&x;",
    b'"',
    b"<w:p>",
    b"<table>",
    b"\xff\xfe",
    b"=?",
    b"{\\",
    b"\x1b",
    b"",
]
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 40),
        st.one_of(st.sampled_from(TOKENS), st.binary(max_size=8)),
    ),
    min_size=1,
    max_size=8,
)


@cache
def pdf() -> bytes:
    document = pymupdf.open()
    for number in (1, 2):
        page = document.new_page(width=300, height=400)
        page.insert_text((20, 40), f"{number} Rules", fontsize=18)
        page.insert_text((20, 70), "Everyone wears a badge; see page 2.", fontsize=10)
        page.insert_text((20, 90), "每个员工都佩戴胸卡。", fontname="china-s", fontsize=10)
        for y in (120, 140, 160):
            page.draw_line((20, y), (200, y))
        for x in (20, 110, 200):
            page.draw_line((x, 120), (x, 160))
        page.insert_text((30, 134), "Gate", fontsize=9)
        page.insert_text((120, 134), "Opens", fontsize=9)
        page.insert_text((30, 154), "North", fontsize=9)
        page.insert_text((120, 154), "06:00", fontsize=9)
        page.insert_link({"kind": 2, "from": pymupdf.Rect(20, 60, 90, 75), "uri": "https://a.de"})
        page.add_text_annot((250, 50), "Is this so?")
    document.set_toc([[1, "1 Rules", 1], [1, "2 Rules", 2]])
    data: bytes = document.tobytes(deflate=False)
    return data


@cache
def word() -> bytes:
    document = docx.Document()
    document.add_heading("Rules", 1)
    document.add_paragraph("Everyone wears a badge.")
    document.add_paragraph("At the gate", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Gate"
    table.cell(1, 1).text = "06:00"
    return saved(document.save)


@cache
def excel() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Gate", "Opens"], ["North", 0.25], ["South", "=B2"]):
        sheet.append(row)
    sheet.merge_cells("A5:B6")
    return saved(book.save)


@cache
def slides() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Rules"
    slide.placeholders[1].text = "Everyone wears a badge."
    return saved(deck.save)


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


TEXTS = {
    "a.html": b"<html><head><title>Rules</title></head><body><h1>Rules</h1><p>Everyone wears a "
    b"<b>badge</b>.<table><tr><th>Gate<td rowspan=2>06:00</table><ul><li>one<li>two</ul></body>",
    "a.md": b"# Rules\n\nEveryone wears a [badge](https://a.de).\n\n| Gate | Opens |\n|---|---|\n"
    b"| North | 06:00 |\n\n1. one\n   - two\n\n```\ncode\n```\n",
    "a.csv": 'Gate,Opens\nNorth,06:00\n"South, 门",07:30\n'.encode("gb18030"),
    "a.eml": b"From: a@b.de\nTo: c@d.de\nSubject: =?utf-8?b?UnVsZXM=?=\nMIME-Version: 1.0\nContent-"
    b"Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>Everyone.</p>\n--x\n"
    b"Content-Type: text/plain; name=a.txt\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n--x--",
    "a.rtf": rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0\fs24 Rules\par \b Everyone\b0 wears.\par}",
}
WHOLE = {"a.pdf": pdf, "a.docx": word, "a.xlsx": excel, "a.pptx": slides} | {
    name: lambda content=content: content for name, content in TEXTS.items()
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = Worker(LIMITS, ReadingOptions(ocr=False))
    yield worker
    worker.close()


def edited(data: bytes, edits: list[Edit]) -> bytes:
    for at, gone, new in edits:
        place = int(at * len(data))
        data = data[:place] + new + data[place + gone :]
    return data


def damaged(name: str, edits: list[Edit]) -> bytes:
    """Damage a file; of a zipped one a part, packed again, since checksums would reveal it."""
    whole = WHOLE[name]()
    if not whole.startswith(b"PK"):
        return edited(whole, edits)
    target = io.BytesIO()
    with ZipFile(io.BytesIO(whole)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        parts = [part for part in old.namelist() if part.endswith((".xml", ".rels"))]
        chosen = parts[int(edits[0][0] * len(parts))]
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, edited(data, edits[1:] or edits) if part == chosen else data)
    return target.getvalue()


def assert_read_or_refused(worker: Worker, path: Path) -> None:
    try:
        reading = worker.read(path)
    except CrashedReader as error:
        raise AssertionError(f"{path}: {error.reason}") from error
    except UnreadableDocument as error:
        assert error.reason
    else:
        faults = ("not understood", "ended the process", "reading it ended")
        assert not [note for note in reading.notes if any(each in note.text for each in faults)]


@pytest.mark.parametrize("name", WHOLE)
def test_a_damaged_file_is_read_or_refused(
    worker: Worker, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / name

    @settings(
        max_examples=EXAMPLES or 25,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(edits=EDITS)
    def damage(edits: list[Edit]) -> None:
        path.write_bytes(damaged(name, edits))
        assert_read_or_refused(worker, path)

    damage()


@pytest.mark.parametrize("path", sorted(FOUND.glob("*.*")), ids=lambda path: path.name)
def test_what_was_found_before_stays_mended(worker: Worker, path: Path) -> None:
    assert_read_or_refused(worker, path)
