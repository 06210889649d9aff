"""Pages with exact truth: what is set in each design is printed, every character of it."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from eval.pages.design import Design, Engine
from eval.pages.designs import DESIGNS
from eval.pages.make import Press, is_installed, manuscript
from eval.pages.page import Page
from eval.pages.source import source
from eval.pages.truth import truth
from eval.printed import page_count, plain_text
from tests.missing import refuse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

ROWS = "\n".join(
    f"| Grade {grade} | {20 + grade} days of leave | from 2024-0{1 + grade % 9}-01 |"
    for grade in range(60)
)
ENGLISH = f"""# Leave of absence

{"Everyone may take [leave](https://example.org/leave) when the team knows. " * 12}

## Annual leave

{"An ordinary paragraph of middle length, which a design may well set beside the text. " * 3}

- Ask early.
- Tell the team, and considerably **earlier** for longer absences.

| Grade | Days | Since |
| --- | --- | --- |
{ROWS}

## Sick leave

{"Call in the morning, before your colleagues begin to wonder where you are. " * 40}
"""
CHINESE = f"""# 海域使用管理法

2001年10月27日 通过

<!-- INFO END -->

## 第一章 总则

{"第一条 为了加强海域使用管理，维护国家海域所有权和海域使用权人的合法权益，制定本法。" * 30}

## 第二章 海域功能区划

{"任何单位和个人不得侵占、买卖或者以其他形式非法转让海域。" * 30}
"""


# LibreOffice takes seconds to start: one of its designs in each language will do.
BY_LIBREOFFICE = {("minutes", "en"), ("paper", "zh")}
CASES = [
    pytest.param(design, language, id=f"{design.name}-{language}")
    for design in DESIGNS
    for language in ("en", "zh")
    if design.engine is Engine.CHROMIUM or (design.name, language) in BY_LIBREOFFICE
]


@pytest.fixture(scope="module")
def press(chromium: str) -> Iterator[Press]:
    with ExitStack() as stack:
        yield Press(stack)


def letters(text: str) -> Counter[str]:
    return Counter(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


@pytest.mark.parametrize(("design", "language"), CASES)
def test_what_a_design_prints_is_what_its_truth_says(
    press: Press, design: Design, language: str, tmp_path: Path
) -> None:
    if not is_installed(design.engine):
        refuse("LibreOffice is not installed")
    text = source("one.md", ENGLISH if language == "en" else CHINESE)
    page = Page(name="one", design=design, language=language, text=text)

    pdf, placed = press(page, manuscript(page))

    path = tmp_path / "one.pdf"
    path.write_bytes(pdf)
    known = truth(page, "one.pdf", placed)
    printed, said = letters(plain_text(path)), letters(known.text or "")
    said += letters("".join(known.furniture or ()))
    assert not said - printed
    # A table's header stands again on each page and in each column.
    assert set(printed - said) <= set("GradeDaysSince" if known.tables else "")
    assert page_count(path) == len(placed)


def test_the_same_page_printed_twice_is_the_same_file(press: Press) -> None:
    design = next(one for one in DESIGNS if one.engine is Engine.CHROMIUM)
    page = Page(name="one", design=design, language="en", text=source("one.md", ENGLISH))

    first, second = (press(page, manuscript(page))[0] for _ in range(2))

    assert first == second


def test_a_row_that_no_page_holds_is_told(press: Press) -> None:
    from eval.errors import RunError

    design = next(one for one in DESIGNS if one.name == "booklet")
    text = source("one.md", f"|a|\n|-|\n|{'word ' * 4000}|\n")
    page = Page(name="one", design=design, language="en", text=text)

    with pytest.raises(RunError, match="larger than a page"):
        press(page, manuscript(page))
