"""Printing HTML with Chromium, through Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from pydantic import TypeAdapter

from eval.errors import RunError
from eval.pages.page import Placed

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_MILLISECONDS = 120_000


class Printer(Protocol):
    """Prints a page that lays itself out."""

    def __call__(self, html: str) -> tuple[bytes, tuple[Placed, ...]]:
        """Return the PDF, and what came to stand on which page."""
        ...


@contextmanager
def chromium() -> Iterator[Printer]:
    """Start the installed Chromium and yield what prints with it.

    Raises:
        RunError: Playwright or Chromium is missing, or a page does not come to an end.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise RunError(
            "pages are made with Playwright: pip install 'kb-assistant[bench]'"
        ) from error
    path = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if path is None:
        raise RunError(
            "pages are printed with Chromium, which is missing "
            "(Debian: apt-get install chromium fonts-noto-cjk)"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        page = browser.new_page(viewport={"width": 1200, "height": 1200})
        page.set_default_timeout(_MILLISECONDS)
        page.emulate_media(media="print")
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(error.message))

        def printed(html: str) -> tuple[bytes, tuple[Placed, ...]]:
            try:
                page.set_content(html)
                placed = page.evaluate("window.placed")
                pdf = page.pdf(prefer_css_page_size=True, print_background=True)
            except Error as error:
                raise RunError(f"Chromium cannot print the page: {error.message}") from error
            if placed is None:
                raise RunError(f"the pages were not laid out: {'; '.join(troubles)}")
            return pdf, TypeAdapter(tuple[Placed, ...]).validate_python(placed)

        try:
            yield printed
        finally:
            browser.close()
