import re
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from PIL import Image as PillowImage

from ingest.errors import OverLimit
from ingest.limits import Limits
from ingest.model import Element, Kind, Reading
from ingest.office.number_format import shown
from ingest.office.regions import region_elements
from ingest.office.sheets import read_xlsx

Rows = list[list[object]]

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def reading(
    folder: Path, *sheets: tuple[str, Rows], then: Callable[[Workbook], object] = id
) -> Reading:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    then(workbook)
    path = folder / "file.xlsx"
    workbook.save(path)
    return read_xlsx(path, Limits())


def kinds(found: Reading) -> list[tuple[Kind, str]]:
    return [(element.kind, element.text) for element in found.elements]


def test_each_sheet_is_a_heading_and_a_table_with_its_header(tmp_path: Path) -> None:
    rows: Rows = [["Item", "Price"], ["Bolt", 1.5], ["Nut", 2]]

    found = reading(
        tmp_path, ("Prices", rows), ("空表", []), ("价格", [["名称", "单价"], ["螺栓", 3]])
    )

    assert found.pages == 3
    assert [(e.kind, e.level, e.place, e.text) for e in found.elements] == [
        (Kind.HEADING, 1, "sheet Prices", "Prices"),
        (Kind.TABLE, 0, "sheet Prices, A1:B3", "Item | Price\nBolt | 1.5\nNut | 2"),
        (Kind.HEADING, 1, "sheet 价格", "价格"),
        (Kind.TABLE, 0, "sheet 价格, A1:B2", "名称 | 单价\n螺栓 | 3"),
    ]
    assert found.elements[1].html.startswith(
        "<table><thead><tr><th>Item</th><th>Price</th></tr></thead>"
    )


def test_titles_over_a_table_are_captions_and_remarks_below_it_paragraphs(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["Price list 2024"],
        ["valid from January"],
        ["Item", "Price"],
        ["Bolt", 1],
        ["Note: without tax"],
    ]

    assert kinds(reading(tmp_path, ("S", rows)))[1:] == [
        (Kind.CAPTION, "Price list 2024"),
        (Kind.CAPTION, "valid from January"),
        (Kind.TABLE, "Item | Price\nBolt | 1"),
        (Kind.PARAGRAPH, "Note: without tax"),
    ]


def test_the_title_of_a_table_may_stand_over_an_empty_row(tmp_path: Path) -> None:
    rows: Rows = [
        ["2024年产品报价表（单位：元）"],
        [],
        ["产品", "价格"],
        ["阀门", 13],
        ["注：含税"],
        [],
        ["规格", "数量"],
        ["DN10", 2],
    ]

    assert kinds(reading(tmp_path, ("S", rows)))[1:] == [
        (Kind.CAPTION, "2024年产品报价表（单位：元）"),
        (Kind.TABLE, "产品 | 价格\n阀门 | 13"),
        (Kind.PARAGRAPH, "注：含税"),
        (Kind.TABLE, "规格 | 数量\nDN10 | 2"),
    ]


def test_empty_rows_and_columns_around_a_table_are_trimmed(tmp_path: Path) -> None:
    rows: Rows = [[], [None, None, "Item", None, "Price"], [None, None, "Bolt", None, 1], [], [" "]]

    assert kinds(reading(tmp_path, ("S", rows)))[1:] == [(Kind.TABLE, "Item | Price\nBolt | 1")]


def test_an_empty_row_does_not_cut_a_table_but_a_new_header_does(tmp_path: Path) -> None:
    rows: Rows = [
        ["Item", "Price"],
        ["Bolt", 1],
        [],
        ["Nut", 2],
        [],
        ["City", "Country"],
        ["Oslo", "Norway"],
    ]

    assert kinds(reading(tmp_path, ("S", rows)))[1:] == [
        (Kind.TABLE, "Item | Price\nBolt | 1\nNut | 2"),
        (Kind.TABLE, "City | Country\nOslo | Norway"),
    ]


def test_tables_side_by_side_with_the_same_header_are_parted(tmp_path: Path) -> None:
    rows: Rows = [["Item", "Price", None, "Item", "Price"], ["Bolt", 1, None, "Saw", 9]]

    assert kinds(reading(tmp_path, ("S", rows)))[1:] == [
        (Kind.TABLE, "Item | Price\nBolt | 1"),
        (Kind.TABLE, "Item | Price\nSaw | 9"),
    ]


def test_merged_cells_keep_their_spans_and_rows_stand_alone(tmp_path: Path) -> None:
    rows: Rows = [["Region", "Sales", None], [None, "2023", "2024"], ["North", 1, 2], [None, 3, 4]]

    def merge(workbook: Workbook) -> None:
        for cells in ("A1:A2", "B1:C1", "A3:A4"):
            workbook["S"].merge_cells(cells)

    rows[1] = [None, "old", "new"]
    (_, table) = reading(tmp_path, ("S", rows), then=merge).elements

    assert table.text == "Region | Sales | Sales\nRegion | old | new\nNorth | 1 | 2\nNorth | 3 | 4"
    assert table.html.startswith(
        '<table><thead><tr><th rowspan="2">Region</th><th colspan="2">Sales</th></tr>'
        '<tr><th>old</th><th>new</th></tr></thead><tbody><tr><td rowspan="2">North</td>'
    )


def test_values_come_as_their_formats_show_them(tmp_path: Path) -> None:
    rows: Rows = [["Share", "Price", "Day"], [0.125, 1234.5, datetime(2024, 3, 5)]]

    def formats(workbook: Workbook) -> None:
        for cell, code in [("A2", "0.0%"), ("B2", '#,##0.00 "€"'), ("C2", 'yyyy"年"m"月"d"日"')]:
            workbook["S"][cell].number_format = code

    table = reading(tmp_path, ("S", rows), then=formats).elements[1]

    assert table.text == "Share | Price | Day\n12.5% | 1,234.50 € | 2024年3月5日"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (123456789012, "General", "123456789012"),
        (1234.567, "#,##0", "1,235"),
        (-5, "0.00", "-5.00"),
        (-1234, "#,##0;[Red](#,##0)", "(1,234)"),
        (0, '0;-0;"none"', "none"),
        (-0.001, "0.00", "0.00"),
        (7, "00000", "00007"),
        (1.5, "0.##", "1.5"),
        (2, "0.##", "2"),
        (1234567, "#,##0,", "1,235"),
        (99.5, "[$¥-804]#,##0.00", "¥99.50"),
        (1.5, '"$"#,##0.00_);\\("$"#,##0.00\\)', "$1.50"),
        (12345, "0.00E+00", "1.23E+04"),
        (0.5, "# ?/?", "1/2"),
        (-2.75, "# ??/??", "-2 3/4"),
        (3, "# ?/?", "3"),
        (1.5, "# ?/8", "1 4/8"),
        (12345678, '#,##0.0,,"M"', "12.3M"),
        (90, '0" km/h"', "90 km/h"),
        (1, 'General" pcs"', "1 pcs"),
        (1234, "[DBNum2][$-804]General", "1234"),
        (1e-7, "General", "1E-07"),
        (3, '[>=5]"high";"low"', "3"),
        (5, '"void"', "void"),
        (date(2024, 3, 5), "mm-dd-yy", "2024-03-05"),
        (datetime(2024, 3, 5, 14, 7), "d mmm yyyy h:mm AM/PM", "5 Mar 2024 2:07 PM"),
        (datetime(2024, 3, 5, 14, 7, 9), "yyyy/mm/dd hh:mm:ss", "2024/03/05 14:07:09"),
        (time(9, 5), "h:mm", "9:05"),
        (time(14, 5), "h:mm AM/PM", "2:05 PM"),
        (time(0, 30, 5), "mm:ss", "30:05"),
        (time(9, 5), "General", "09:05"),
        (timedelta(hours=30, minutes=15), "[h]:mm", "30:15"),
        (timedelta(hours=30, minutes=15), "[h]:mm:ss", "30:15:00"),
        ("text", "0.00", "text"),
    ],
)
def test_a_number_format_shows_a_value_as_a_spreadsheet_does(
    value: object, code: str, text: str
) -> None:
    assert shown(value, code) == text  # type: ignore[arg-type]


def test_formulas_give_the_values_they_had_last(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    reading(tmp_path, ("S", [["Item", "Sum"], ["all", "=1+1"]]))
    with ZipFile(tmp_path / "file.xlsx") as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>2</v>", part))

    found = read_xlsx(path, Limits())

    assert found.elements[1].text == "Item | Sum\nall | 2"
    assert found.notes == ()


def test_formulas_without_saved_values_are_noted(tmp_path: Path) -> None:
    found = reading(tmp_path, ("S", [["Item", "Sum"], ["all", "=1+1"], ["some", "=1+0"]]))

    assert [note.text for note in found.notes] == [
        "sheet S: 2 formulas have no saved values: open it in Excel or LibreOffice and save it "
        "again"
    ]


def test_hidden_sheets_are_left_out_and_noted(tmp_path: Path) -> None:
    def hide(workbook: Workbook) -> None:
        workbook["Lists"].sheet_state = "hidden"

    found = reading(tmp_path, ("S", [["a", "b"], ["c", "d"]]), ("Lists", [["secret"]]), then=hide)

    assert found.pages == 1
    assert "secret" not in str(found.elements)
    assert [note.text for note in found.notes] == ["hidden sheets were left out: Lists"]


def test_a_table_and_each_line_around_it_name_their_cells(tmp_path: Path) -> None:
    rows: Rows = [[], [None, "Prices"], [None, "Item", "Price"], [None, "Bolt", 1], [None, "Nut"]]

    found = reading(tmp_path, ("S", rows))

    assert [(element.text, element.place) for element in found.elements] == [
        ("S", "sheet S"),
        ("Prices", "sheet S, B2"),
        ("Item | Price\nBolt | 1\nNut", "sheet S, B3:C5"),
    ]


def test_rows_and_columns_that_were_hidden_are_left_out_and_noted(tmp_path: Path) -> None:
    rows: Rows = [["Item", "Cost", "Price"], ["Bolt", 1, 2], ["Nut", 3, 4], ["Saw", 5, 6]]

    def hide(workbook: Workbook) -> None:
        workbook["S"].column_dimensions["B"].hidden = True
        workbook["S"].column_dimensions["F"].hidden = True
        workbook["S"].row_dimensions[3].hidden = True

    found = reading(tmp_path, ("S", rows), then=hide)

    assert found.elements[1].text == "Item | Price\nBolt | 2\nSaw | 6"
    assert [note.text for note in found.notes] == [
        "sheet S: 1 hidden row was left out",
        "sheet S: 1 hidden column was left out",
    ]


def test_a_hidden_row_does_not_part_the_header_from_its_table(tmp_path: Path) -> None:
    def hide(workbook: Workbook) -> None:
        workbook["S"].row_dimensions[2].hidden = True

    rows: Rows = [["Item", "Price"], ["Secret", 9], ["Bolt", 1]]

    assert kinds(reading(tmp_path, ("S", rows), then=hide))[1:] == [
        (Kind.TABLE, "Item | Price\nBolt | 1")
    ]


def test_rows_that_a_filter_or_a_closed_group_hides_are_read(tmp_path: Path) -> None:
    rows: Rows = [["Item", "Price"], ["Bolt", 1], ["Nut", 2]]

    def filtered(workbook: Workbook) -> None:
        workbook["S"].auto_filter.ref = "A1:B3"
        workbook["S"].auto_filter.add_filter_column(0, ["Bolt"])
        workbook["S"].row_dimensions[3].hidden = True
        workbook["T"].row_dimensions.group(3, 3, hidden=True)

    found = reading(tmp_path, ("S", rows), ("T", rows), then=filtered)

    assert [element.text for element in found.elements if element.kind is Kind.TABLE] == [
        "Item | Price\nBolt | 1\nNut | 2"
    ] * 2
    assert [note.text for note in found.notes] == ["sheet S: 1 row that a filter hides was read"]


def test_comments_on_cells_are_annotations_at_their_cells(tmp_path: Path) -> None:
    def comment(workbook: Workbook) -> None:
        workbook["S"]["B2"].comment = Comment("Anna:\nAsk again in May.", "Anna")

    found = reading(tmp_path, ("S", [["Item", "Price"], ["Bolt", 1]]), then=comment)

    last = found.elements[-1]
    assert (last.kind, last.place) == (Kind.ANNOTATION, "sheet S, B2")
    assert last.text == "B2, Anna: Ask again in May."


def test_a_thread_on_a_cell_is_read_instead_of_the_hint_for_old_programs(tmp_path: Path) -> None:
    namespace = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"

    def comment(workbook: Workbook) -> None:
        text = "[Threaded comment]\n\nYour version of Excel allows you to read it."
        workbook["S"]["B2"].comment = Comment(text, "tc={1}")

    reading(tmp_path, ("S", [["Item", "Price"], ["Bolt", 1]]), then=comment)
    path = tmp_path / "a.xlsx"
    with ZipFile(tmp_path / "file.xlsx") as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/_rels/"):
                relation = (
                    b'<Relationship Id="t" Type="http://x/threadedComment" Target="../thread.xml"/>'
                )
                part = part.replace(b"</Relationships>", relation + b"</Relationships>")
            target.writestr(name, part)
        target.writestr(
            "xl/thread.xml",
            f'<ThreadedComments xmlns="{namespace}"><threadedComment ref="B2" personId="p">'
            "<text>Is this net?</text></threadedComment></ThreadedComments>",
        )
        target.writestr(
            "xl/persons/person.xml",
            f'<personList xmlns="{namespace}"><person displayName="Li" id="p"/></personList>',
        )

    assert [e.text for e in read_xlsx(path, Limits()).elements if e.kind is Kind.ANNOTATION] == [
        "B2, Li: Is this net?"
    ]


def test_a_workbook_tells_its_authors_and_dates(tmp_path: Path) -> None:
    def describe(workbook: Workbook) -> None:
        workbook.properties.creator = "Anna Li; Ben"
        workbook.properties.title = "Prices"
        workbook.properties.created = datetime(2024, 2, 3, 4, 5)

    found = reading(tmp_path, ("S", [["a", "b"], ["c", "d"]]), then=describe)

    assert found.title == "Prices"
    assert found.metadata.authors == ("Anna Li", "Ben")
    assert found.metadata.created == "2024-02-03"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found.metadata.changed)


def test_a_sheet_of_questions_and_answers_is_told_to_be_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["编号", "问题", "答案"],
        [1, "怎么请假？", "在系统里。"],
        [2, "年假几天？", "15天。"],
    ]

    found = reading(tmp_path, ("常见问题", rows))

    assert [note.text for note in found.notes] == [
        "sheet 常见问题 looks like a FAQ: 2 questions; `kb faq import` makes them FAQ entries"
    ]


def test_more_cells_than_the_limit_are_refused(tmp_path: Path) -> None:
    reading(tmp_path, ("S", [["a", "b"]] * 30))

    with pytest.raises(OverLimit, match="table_cells"):
        read_xlsx(tmp_path / "file.xlsx", Limits(table_cells=50))


def test_a_row_past_the_last_one_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    reading(tmp_path, ("S", [["a", "b"], ["c", "d"]]))
    with ZipFile(tmp_path / "file.xlsx") as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'<row r="2"', b'<row r="9999999"'))

    assert kinds(read_xlsx(path, Limits())) == [(Kind.HEADING, "S"), (Kind.PARAGRAPH, "a | b")]


def test_a_cell_far_out_is_read_in_its_place(tmp_path: Path) -> None:
    def far(workbook: Workbook) -> None:
        workbook["S"]["XFD1048576"] = "far"

    found = reading(tmp_path, ("S", [["a", "b"], ["c", "d"]]), then=far)

    assert [text for _, text in kinds(found)] == ["S", "a | b\nc | d", "far"]


def test_dates_of_the_1904_system_and_impossible_dates_are_told_apart(tmp_path: Path) -> None:
    def write(workbook: Workbook) -> None:
        workbook.epoch = CALENDAR_MAC_1904
        workbook["S"]["B2"] = datetime(2024, 3, 5)
        workbook["S"]["B3"] = 99_999_999
        workbook["S"]["B3"].number_format = "yyyy-mm-dd"

    found = reading(tmp_path, ("S", [["Event", "Day"], ["start", None], ["end", None]]), then=write)

    assert found.elements[1].text == "Event | Day\nstart | 2024-03-05 0:00:00\nend | 99999999"


@pytest.mark.parametrize("names", [["2022", "2023"], ["1月", "2月"], ["2023年", "2024年"]])
def test_years_and_months_name_columns(tmp_path: Path, names: list[str]) -> None:
    (_, table) = reading(tmp_path, ("S", [["Item", *names], ["Sales", "10", "20"]])).elements

    assert f"<thead><tr><th>Item</th><th>{names[0]}</th>" in table.html


def test_a_row_of_years_above_others_names_nothing(tmp_path: Path) -> None:
    rows: Rows = [["Founded", "1998", "2003"], ["Closed", "2011", "2020"]]

    (_, table) = reading(tmp_path, ("S", rows)).elements

    assert "<thead>" not in table.html


def test_a_header_of_two_rows_may_have_years_over_its_columns(tmp_path: Path) -> None:
    rows: Rows = [["Region", "2023", None], [None, "H1", "H2"], ["North", 1, 2]]

    def merge(workbook: Workbook) -> None:
        workbook["S"].merge_cells("A1:A2")
        workbook["S"].merge_cells("B1:C1")

    (_, table) = reading(tmp_path, ("S", rows), then=merge).elements

    assert table.text == "Region | 2023 | 2023\nRegion | H1 | H2\nNorth | 1 | 2"


def test_a_row_of_units_belongs_to_the_header(tmp_path: Path) -> None:
    rows: Rows = [["Item", "Weight", "Price"], [None, "kg", "EUR"], ["Bolt", 1, 2], ["Nut", 3, 4]]

    (_, table) = reading(tmp_path, ("S", rows)).elements

    head = table.html.partition("</thead>")[0]
    assert head.endswith("<tr><th></th><th>kg</th><th>EUR</th></tr>")


def test_cells_keep_the_addresses_that_they_link_to(tmp_path: Path) -> None:
    rows: Rows = [
        ["Contacts"],
        ["Topic", "Where", "Who"],
        ["Leave", "HR portal", "Anna"],
        ["Travel", '=HYPERLINK("https://travel.example/", "Travel desk")', "Ben"],
    ]

    def link(workbook: Workbook) -> None:
        sheet = workbook["S"]
        sheet["A1"].hyperlink = "https://example.com/contacts"
        sheet["B3"].hyperlink = "https://hr.example/leave"
        sheet["C3"].hyperlink = "mailto:anna@example.com"
        sheet["C4"].hyperlink = "javascript:alert(1)"

    (_, title, table) = reading(tmp_path, ("S", rows), then=link).elements

    assert linked(title) == [("Contacts", "https://example.com/contacts")]
    assert linked(table)[:2] == [
        ("HR portal", "https://hr.example/leave"),
        ("Anna", "mailto:anna@example.com"),
    ]
    # openpyxl saves no value for a formula, so no words stand where it leads from.
    assert linked(table)[2:] == []


def linked(element: Element) -> list[tuple[str, str]]:
    return [(element.text[link.start : link.end], link.target) for link in element.links]


def test_pictures_and_text_boxes_on_a_sheet_are_read_at_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Site"
    sheet.append(["Room", "Desk"])
    sheet.append(["101", "4"])
    sheet.add_image(picture(), "D5")
    workbook.save(path)
    rewrite(path, "xl/drawings/drawing1.xml", described_with_a_text_box)

    found = read_xlsx(path, Limits())

    assert [(e.kind, e.text, e.picture, e.place) for e in found.elements[2:]] == [
        (Kind.FIGURE, "Floor plan", "xl/media/image1.png", "sheet Site, D5"),
        (Kind.PARAGRAPH, "Desks are booked online.\nNot by mail.", "", "sheet Site, B9"),
    ]


def picture() -> Image:
    drawn = BytesIO()
    PillowImage.new("RGB", (40, 30), "red").save(drawn, "png")
    return Image(drawn)


def described_with_a_text_box(drawing: str) -> str:
    box = (
        "<oneCellAnchor><from><col>1</col><row>8</row></from><sp><nvSpPr>"
        '<cNvPr id="9" name="Box"/></nvSpPr><txBody><a:p><a:r><a:t>Desks are booked online.</a:t>'
        "</a:r></a:p><a:p/><a:p><a:r><a:t>Not by mail.</a:t></a:r></a:p></txBody></sp>"
        "</oneCellAnchor></wsDr>"
    ).replace("<a:p>", f'<a:p xmlns:a="{DRAWING}">')
    return drawing.replace("</wsDr>", box.replace("<a:p/>", "")).replace(
        'descr="Picture"', 'descr="Floor plan"'
    )


def rewrite(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Change one part of a package."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_chart_on_a_sheet_is_known_by_its_title(tmp_path: Path) -> None:
    def draw(workbook: Workbook) -> None:
        chart = BarChart()
        chart.title = "Sales by year"
        chart.add_data(Reference(workbook["S"], min_col=2, min_row=1, max_row=3))
        workbook["S"].add_chart(chart, "D2")

    rows: Rows = [["Year", "Sales"], ["old", 1], ["new", 2]]

    found = reading(tmp_path, ("S", rows), then=draw)

    assert kinds(found)[1:] == [
        (Kind.TABLE, "Year | Sales\nold | 1\nnew | 2"),
        (Kind.CAPTION, "Sales by year"),
    ]
    assert found.elements[-1].place == "sheet S, D2"


def test_a_workbook_with_nothing_but_pictures_holds_no_text(tmp_path: Path) -> None:

    found = reading(tmp_path, ("S", []), then=lambda book: book["S"].add_image(picture()))

    assert found.elements == ()
    assert [note.text for note in found.notes] == ["1 picture without a description was not read"]


def test_a_large_sheet_takes_little_more_memory_than_its_text() -> None:
    def orders() -> Iterator[tuple[int, list[str]]]:
        for number in range(1, 20_001):
            yield number, [f"Order {number}", f"Customer {number}", str(number * 1.5), "paid"]

    tracemalloc.start()
    (table,) = region_elements(orders(), {}, place="sheet Orders")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(table.text.split("\n")) == 20_000
    assert peak < 3 * (len(table.text) + len(table.html))


def test_the_part_that_lists_the_sheets_may_have_any_name(tmp_path: Path) -> None:
    reading(tmp_path, ("S", [["Item", "Price"], ["Bolt", 1]]))
    path = tmp_path / "renamed.xlsx"
    with ZipFile(tmp_path / "file.xlsx") as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name).replace(b"xl/workbook.xml", b"xl/book9.xml")
            target.writestr(name.replace("workbook.xml", "book9.xml"), part)

    assert kinds(read_xlsx(path, Limits()))[1:] == [(Kind.TABLE, "Item | Price\nBolt | 1")]
