"""HTML pages printed to PDF by Chromium, with a contents list and fixed dates."""

import csv
import html
import re
from pathlib import Path

import pymupdf
from playwright.sync_api import Page, sync_playwright

from making.fonts import font_faces

SOURCES = Path(__file__).parents[1] / "sources"
CHROMIUM = "/usr/bin/chromium"
ISSUED = "D:20260105080000+00'00'"

_INCLUDE = re.compile(r"\{\{([a-z-]+\.svg)\}\}")


def employee_handbook(target: Path) -> None:
    """Write the handbook: two-column pages, ruled tables, an English and a Chinese part."""
    name, title = "employee-handbook", "Employee Handbook 员工手册"
    pdf = _printed(_page(name, title=title, body=_body(name)))
    _save(pdf, target, title=title, subject="HR-001, Edition 7")


def product_manual(target: Path) -> None:
    """Write the device manual: drawn figures, warnings, a table that runs over two pages."""
    name, title = "product-manual", "Brook 240 User Manual 溪流240使用说明书"
    body = _body(name).replace("{{error-codes}}", _error_rows())
    pdf = _printed(_page(name, title=title, body=body))
    _save(pdf, target, title=title, subject="BR240-UM, Revision D")


def _body(name: str) -> str:
    body = (SOURCES / f"{name}.html").read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda match: (SOURCES / match[1]).read_text(encoding="utf-8"), body)


def _error_rows() -> str:
    with (SOURCES / "error-codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    return "".join(
        f'<tr><td class="code">{html.escape(row["Code"])}</td>'
        f"<td>{html.escape(row['Meaning'])}</td><td>{html.escape(row['Remedy'])}</td></tr>\n"
        for row in rows
    )


def _page(name: str, *, title: str, body: str) -> str:
    sheets = ("company.css", f"{name}.css")
    styles = "".join((SOURCES / sheet).read_text(encoding="utf-8") for sheet in sheets)
    characters = "".join(sorted({chr(code) for code in range(32, 127)} | set(styles + body)))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title><style>{font_faces(characters)}{styles}</style>"
        f"</head><body>{body}</body></html>"
    )


def _printed(page: str) -> bytes:
    """Print twice: the first print tells on which page each heading stands."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        tab = browser.new_page()
        first = _print(tab, page)
        final = _print(tab, _with_contents(page, _headings(first)))
        browser.close()
    return final


def _print(tab: Page, page: str) -> bytes:
    tab.set_content(page)
    tab.evaluate("() => document.fonts.ready.then(() => true)")
    return tab.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)


def _with_contents(page: str, headings: list[tuple[int, str, int]]) -> str:
    entries = "".join(
        f'<li class="{"part" if level == 1 else ""}"><span>{html.escape(text)}</span>'
        f'<span class="dots"></span><span>{number}</span></li>'
        for level, text, number in headings
        if level <= 2
    )
    return page.replace('<ol class="contents"></ol>', f'<ol class="contents">{entries}</ol>')


def _headings(pdf: bytes) -> list[tuple[int, str, int]]:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return [(level, text, number) for level, text, number in document.get_toc()]


def _save(pdf: bytes, target: Path, *, title: str, subject: str) -> None:
    """Save with the document's own dates instead of the time of printing."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        document.set_metadata(
            {
                "title": title,
                "subject": subject,
                "author": "Ternhaven Instruments",
                "creator": "samples/make_samples.py",
                "producer": "Chromium, PyMuPDF",
                "creationDate": ISSUED,
                "modDate": ISSUED,
            }
        )
        document.save(target, garbage=4, deflate=True, use_objstms=True, no_new_id=True)
