import tarfile
from pathlib import Path

import pytest

from eval.errors import DatasetError
from eval.pages.corpus import chosen
from eval.pages.design import Design, Engine, Part, Side
from eval.pages.designs import DESIGNS, designs
from eval.pages.dress import dressed
from eval.pages.markup import page_html, plain_table
from eval.pages.page import Page, Placed
from eval.pages.source import Block, BlockKind, excerpt, source
from eval.pages.truth import truth
from eval.pages.word import docx

LEAVE = """---
title: "Leave"
---
Everyone **has** [leave](https://example.org/leave).<!-- internal -->

## Annual {#annual}

3. Ask early.
4. Tell the team.
   - Also the desk.

| Grade | Days |
| --- | --- |
| **All** | |
| A | 20<br>or more |
| A | 25 |

> A quotation.

```
kb add .
```
"""
STATUTE = """# 海域法

2001年10月27日 通过

<!-- INFO END -->

## 第一章 总则

第一条 为了加强海域使用管理，制定本法。
"""
PLAIN = Design(name="plain", part=Part.TUNING, sheet="report")


def design(**options: bool | Side) -> Design:
    return Design(name="one", part=Part.TUNING, sheet="report", **options)


def kinds(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in blocks]


def test_a_source_is_what_its_markdown_prints_in_order() -> None:
    assert kinds(source("leave.md", LEAVE).blocks) == [
        ("heading", "Leave"),
        ("paragraph", "Everyone has leave."),
        ("heading", "Annual"),
        ("item", "3. Ask early."),
        ("item", "4. Tell the team."),
        ("item", "Also the desk."),
        ("table", "Grade Days All  A 20 or more A 25"),
        ("quote", "A quotation."),
        ("code", "kb add ."),
    ]


def test_the_history_of_a_statute_is_kept_apart_and_becomes_a_footnote() -> None:
    text = source("sea.md", STATUTE)

    first = dressed(text, design(notes=True), "zh")[0]

    assert text.history == ("2001年10月27日 通过",)
    assert [block.level for block in text.blocks] == [1, 2, 0]
    assert [note.text for note in first.notes] == ["2001年10月27日 通过"]


def test_headings_are_numbered_and_those_that_have_a_number_stay() -> None:
    english = dressed(source("leave.md", LEAVE), design(numbered=True), "en")
    chinese = dressed(source("sea.md", STATUTE), design(numbered=True), "zh")

    assert [one.text for one in english if one.level and one.kind is BlockKind.HEADING] == [
        "Leave",
        "1. Annual",
    ]
    assert chinese[1].text == "第一章 总则"


def test_equal_cells_and_lone_cells_are_merged_and_the_truth_says_so() -> None:
    blocks = dressed(source("leave.md", LEAVE), design(merged=True), "en")

    table = next(block for block in blocks if block.rows)

    assert plain_table(table) == (
        "<table><tr><td>Grade</td><td>Days</td></tr>"
        '<tr><td colspan="2">All</td></tr>'
        '<tr><td rowspan="2">A</td><td>20 or more</td></tr>'
        "<tr><td>25</td></tr></table>"
    )


def test_links_become_footnotes_with_a_mark_in_the_text() -> None:
    blocks = dressed(source("leave.md", LEAVE), design(notes=True), "en")

    assert blocks[1].text == "Everyone has leave1."
    assert blocks[1].notes[0].text == "1 https://example.org/leave"


def test_a_table_has_a_caption_over_it_where_the_design_has_captions() -> None:
    blocks = dressed(source("leave.md", LEAVE), design(figures=True), "en")
    at = next(number for number, block in enumerate(blocks) if block.rows)

    assert blocks[at - 1].text == "Table 1. Annual"


def page(*, side: Side = Side.NONE, texts: str = "abcd") -> Page:
    blocks = "\n\n".join(texts)
    return Page(name="one", design=design(side=side), language="en", text=source("one.md", blocks))


def test_the_truth_reads_a_bar_to_the_left_first_and_one_to_the_right_last() -> None:
    placed = (
        Placed(blocks=(0, 1), asides=(2,), furniture=("one",)),
        Placed(blocks=(3,), furniture=("two",)),
    )

    left = truth(page(side=Side.LEFT), "one.pdf", placed)
    right = truth(page(side=Side.RIGHT), "one.pdf", placed)

    assert (left.text, right.text) == ("c\na\nb\nd", "a\nb\nc\nd")
    assert left.furniture == ("one", "two")


def test_a_table_over_two_pages_is_one_table_of_both() -> None:
    text = source("leave.md", LEAVE)
    both = Page(name="one", design=PLAIN, language="en", text=text)
    placed = (Placed(blocks=tuple(range(7)), tables=(6,), furniture=()),)
    placed += (Placed(blocks=(7, 8), tables=(6,), furniture=()),)

    (table,) = truth(both, "one.pdf", placed).tables

    assert table.pages == (1, 2)


def test_an_excerpt_goes_to_where_the_tables_are_and_ends_in_no_heading() -> None:
    filler = "\n\n".join(f"Paragraph {number} of some length." for number in range(40))
    text = source("long.md", f"# Title\n\n{filler}\n\n## Prices\n\n|a|\n|-|\n|b|\n\n## End\n")

    assert kinds(excerpt(text, 300).blocks) == [
        ("heading", "Title"),
        ("heading", "Prices"),
        ("table", "a b"),
    ]


def corpus(folder: Path) -> list[Path]:
    """English and Chinese texts that are long enough, in a folder and in an archive."""
    for number in range(12):
        body = "\n\n".join(f"## Part {k}\n\n{'Some plain words. ' * 80}" for k in range(8))
        english = folder / "en" / f"text{number}.md"
        english.parent.mkdir(exist_ok=True)
        english.write_text(f"# English {number}\n\n{body}\n\n|a|b|\n|-|-|\n|1|2|\n", "utf-8")
        body = "\n\n".join(f"## 第{k}章\n\n{'这里是一些普通的文字。' * 60}" for k in range(8))
        chinese = folder / "zh" / f"法{number}.md"
        chinese.parent.mkdir(exist_ok=True)
        chinese.write_text(f"# 中文{number}\n\n{body}\n\n|甲|乙|\n|-|-|\n|一|二|\n", "utf-8")
    archive = folder / "zh.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(folder / "zh", "zh")
    return [folder / "en", archive]


def test_each_design_gets_two_texts_of_each_language_and_no_text_is_in_both_halves(
    tmp_path: Path,
) -> None:
    corpora = corpus(tmp_path)

    tuning, judging = (chosen(corpora, designs(part), part) for part in Part)

    for half in (tuning, judging):
        assert [language for _, language, _ in half].count("zh") == 20
        assert {one.name for one, _, _ in half} == {
            one.name for one in DESIGNS if one.part is half[0][0].part
        }
    assert not {text.name for _, _, text in tuning} & {text.name for _, _, text in judging}


def test_there_are_sixteen_designs_for_chromium_and_as_many_to_tune_on_as_to_judge_by() -> None:
    assert sum(one.engine is Engine.CHROMIUM for one in DESIGNS) == 16
    assert len(designs(Part.TUNING)) == len(designs(Part.JUDGING))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none", None, "there is no such corpus"),
        ("empty", "", "holds no Markdown"),
        ("broken.tar.gz", "no archive", "is no archive of Markdown files"),
    ],
)
def test_a_corpus_that_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: str | None, reason: str
) -> None:
    path = tmp_path / name
    if content == "":
        path.mkdir()
    elif content:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(DatasetError, match=reason):
        chosen([path], DESIGNS, Part.TUNING)


def test_a_corpus_in_one_language_is_refused(tmp_path: Path) -> None:
    english, _ = corpus(tmp_path)

    with pytest.raises(DatasetError, match='no texts in "zh"'):
        chosen([english], DESIGNS, Part.TUNING)


def test_the_same_text_gives_the_same_manuscript(tmp_path: Path) -> None:
    blocks = dressed(source("leave.md", LEAVE), PLAIN, "en")
    word = next(one for one in DESIGNS if one.engine is Engine.LIBREOFFICE)

    html = [page_html(blocks, PLAIN, title="Leave", language="en") for _ in range(2)]
    documents = [docx(blocks, word, title="Leave", language="en") for _ in range(2)]

    assert html[0] == html[1]
    assert documents[0] == documents[1]
