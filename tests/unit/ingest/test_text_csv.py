from pathlib import Path

import pytest

from ingest.delimited import read_csv
from ingest.errors import OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Kind


def table(path: Path, content: str, encoding: str = "utf-8") -> tuple[str, str]:
    path.write_bytes(content.encode(encoding))
    (element,) = read_csv(path, Limits()).elements
    return element.text, element.html


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["item", "price", "stock"], ["bolt", "1.50", "20"], ["nut", "0.75", "31"]]

    text, html = table(tmp_path / "a.csv", "\n".join(delimiter.join(row) for row in rows))

    assert text == "item | price | stock\nbolt | 1.50 | 20\nnut | 0.75 | 31"
    assert html.startswith(
        "<table><thead><tr><th>item</th><th>price</th><th>stock</th></tr></thead>"
    )


def test_quoted_cells_keep_delimiters_and_lose_line_ends(tmp_path: Path) -> None:
    text, _ = table(tmp_path / "a.csv", 'name,note\n"Doe, Jane","first\nsecond"\n')

    assert text == "name | note\nDoe, Jane | first second"


def test_rows_of_different_lengths_are_kept(tmp_path: Path) -> None:
    text, html = table(tmp_path / "a.csv", "a,b\n1\n1,2,3\n\n")

    assert text == "a | b\n1\n1 | 2 | 3"
    assert html.count("<td>") == 6


def test_a_first_row_of_numbers_is_no_header(tmp_path: Path) -> None:
    _, html = table(tmp_path / "a.csv", "1,2\n3,4\n")

    assert "<thead>" not in html


def test_chinese_csv_from_excel_is_read(tmp_path: Path) -> None:
    content = "员工姓名,部门名称,备注说明\n张三,销售部,公司的员工\n李四,财务部,在职的员工\n"

    text, _ = table(tmp_path / "a.csv", content, "gb18030")

    assert text.splitlines()[0] == "员工姓名 | 部门名称 | 备注说明"


def test_markup_in_cells_is_escaped(tmp_path: Path) -> None:
    _, html = table(tmp_path / "a.csv", "name,note\n<script>x</script>,a & b\n")

    assert "<td>&lt;script&gt;x&lt;/script&gt;</td><td>a &amp; b</td>" in html


def test_more_cells_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" * 100, encoding="utf-8")

    with pytest.raises(OverLimit, match="table_cells"):
        read_csv(path, Limits(table_cells=50))


def test_a_cell_without_an_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"' + "x" * (16 * 1024**2 + 9), encoding="utf-8")

    with pytest.raises(UnreadableDocument, match="no valid CSV"):
        read_csv(path, Limits())


def test_lines_above_the_header_are_captions(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Staff of 2024,,\n\nname,age\nAnna,30\n", encoding="utf-8")

    title, found = read_csv(path, Limits()).elements

    assert (title.kind, title.text, title.place) == (Kind.CAPTION, "Staff of 2024", "A1")
    assert (found.text, found.place) == ("name | age\nAnna | 30", "A3:B4")


def test_a_stated_delimiter_is_used_and_not_read(tmp_path: Path) -> None:
    text, _ = table(tmp_path / "a.csv", "sep=;\nname;price\nbolt, long;1,5\n")

    assert text == "name | price\nbolt, long | 1,5"
