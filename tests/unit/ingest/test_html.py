from pathlib import Path

import pytest

from ingest.errors import OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.markup import read_html
from ingest.model import Element, Kind, Reading


def page(folder: Path, body: str, head: str = "", encoding: str = "utf-8") -> Reading:
    path = folder / "page.html"
    path.write_bytes(
        f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(encoding)
    )
    return read_html(path, Limits())


def kinds(reading: Reading) -> list[tuple[Kind, int, str]]:
    return [(element.kind, element.level, element.text) for element in reading.elements]


def test_only_the_main_content_of_a_page_is_read(tmp_path: Path) -> None:
    body = """
        <header><a href="/">Home</a></header><nav><ul><li>Products</li></ul></nav>
        <h1>Holidays</h1><p>Everyone has <b>25</b> days.<script>track()</script></p>
        <aside>Also read this</aside><div role="search">Find</div><p hidden>Secret</p>
        <p style="display: none">Trap</p><footer>Imprint</footer>
    """

    assert kinds(page(tmp_path, body, "<style>p { color: red }</style>")) == [
        (Kind.HEADING, 1, "Holidays"),
        (Kind.PARAGRAPH, 0, "Everyone has 25 days."),
    ]


def test_what_the_page_calls_its_main_content_is_taken_alone(tmp_path: Path) -> None:
    reading = page(tmp_path, "<div>Breadcrumbs</div><main><p>Text</p></main><div>Related</div>")

    assert kinds(reading) == [(Kind.PARAGRAPH, 0, "Text")]


def test_a_page_of_nothing_but_navigation_keeps_it(tmp_path: Path) -> None:
    links = "".join(f"<li><a href='/{n}'>Handbook of department {n}</a></li>" for n in range(6))

    reading = page(tmp_path, f"<h1>Home</h1><nav><ul role='menu'>{links}</ul></nav>")

    assert [element.text for element in reading.elements] == ["Home"] + [
        f"Handbook of department {n}" for n in range(6)
    ]


def test_lists_keep_their_numbers(tmp_path: Path) -> None:
    body = """
        <ol start="3"><li>Apply<ul><li>online</li></ul></li>
        <li value="7"><p>Wait</p><p>Long</p></li></ol>
        <ol type="a"><li>first</li><li>second</li></ol>
    """

    assert kinds(page(tmp_path, body)) == [
        (Kind.LIST_ITEM, 0, "3. Apply"),
        (Kind.LIST_ITEM, 0, "online"),
        (Kind.LIST_ITEM, 0, "7. Wait"),
        (Kind.PARAGRAPH, 0, "Long"),
        (Kind.LIST_ITEM, 0, "a. first"),
        (Kind.LIST_ITEM, 0, "b. second"),
    ]


def test_each_description_begins_with_its_term(tmp_path: Path) -> None:
    body = """
        <dl><dt>Coffee</dt><dd>black</dd><dd>hot</dd>
        <dt>Tea</dt><dt>Mate</dt><dd>green</dd><dt>Water</dt></dl>
    """

    assert [element.text for element in page(tmp_path, body).elements] == [
        "Coffee: black",
        "Coffee: hot",
        "Tea, Mate: green",
        "Water",
    ]


def test_a_table_keeps_its_header_and_its_merged_cells(tmp_path: Path) -> None:
    body = """
        <table><caption>Fees</caption>
        <thead><tr><th rowspan="2">Kind</th><th colspan="2">Price</th></tr>
        <tr><th>old</th><th>new</th></tr></thead>
        <tbody><tr><td rowspan="2">Standard</td><td>10</td><td>12<br>net</td></tr>
        <tr><td>11</td><td>13</td></tr>
        <tr><td colspan="3">Prices &amp; fees</td></tr></tbody></table>
    """

    caption, table = page(tmp_path, body).elements

    assert (caption.kind, caption.text) == (Kind.CAPTION, "Fees")
    assert table.text == (
        "Kind | Price | Price\nKind | old | new\n"
        "Standard | 10 | 12 net\nStandard | 11 | 13\nPrices & fees"
    )
    assert table.html == (
        '<table><thead><tr><th rowspan="2">Kind</th><th colspan="2">Price</th></tr>'
        "<tr><th>old</th><th>new</th></tr></thead>"
        '<tbody><tr><td rowspan="2">Standard</td><td>10</td><td>12 net</td></tr>'
        "<tr><td>11</td><td>13</td></tr>"
        '<tr><td colspan="3">Prices &amp; fees</td></tr></tbody></table>'
    )


def test_what_stands_beside_rows_is_repeated_in_each_and_is_no_header(tmp_path: Path) -> None:
    body = """<table>
        <tr><th>Year</th><th>Quarter</th><th>Revenue</th></tr>
        <tr><th rowspan="5">2025</th><th rowspan="3">Q1</th></tr>
        <tr><td>134</td></tr><tr><td>150</td></tr>
        <tr><th rowspan="2">Q2</th></tr><tr><td>210</td></tr></table>"""

    (table,) = page(tmp_path, body).elements

    assert table.text == (
        "Year | Quarter | Revenue\n2025 | Q1 | 134\n2025 | Q1 | 150\n2025 | Q2 | 210"
    )
    assert table.html.count("<thead><tr>") == 1
    assert '</tr></thead><tbody><tr><td rowspan="3">2025</td><td rowspan="2">Q1</td>' in table.html


def test_the_frame_that_a_wiki_puts_around_its_text_is_left_out(tmp_path: Path) -> None:
    text = "A duck is a bird that swims on fresh water and salt water. " * 2
    body = f"""<h1>Duck</h1><span class="wb-langlinks-edit link"><a href="/e">Edit links</a></span>
        <div class="noprint">From Wikipedia</div>
        <span class="mw-redirectedfrom">(Redirected from Duckling)</span>
        <p>{text}</p><div id="catlinks" class="catlinks">Categories: Ducks</div>"""

    assert [one.text for one in page(tmp_path, body).elements] == ["Duck", text.strip()]


def test_a_table_that_only_arranges_the_page_is_no_table(tmp_path: Path) -> None:
    body = (
        "<table><tr><td><h2>News</h2><table><tr><td>only this</td></tr></table></td></tr></table>"
    )

    assert kinds(page(tmp_path, body)) == [
        (Kind.HEADING, 2, "News"),
        (Kind.PARAGRAPH, 0, "only this"),
    ]


def test_code_and_pictures_are_told_apart_from_text(tmp_path: Path) -> None:
    body = (
        "<pre>def f():\n    return 1</pre>"
        "<figure><img alt='A duck' src='http://x/'><figcaption>Fig. 1</figcaption></figure>"
    )

    assert kinds(page(tmp_path, body)) == [
        (Kind.CODE, 0, "def f():\n    return 1"),
        (Kind.FIGURE, 0, "A duck"),
        (Kind.CAPTION, 0, "Fig. 1"),
    ]


def test_wrapped_chinese_lines_are_joined_without_a_blank(tmp_path: Path) -> None:
    assert kinds(page(tmp_path, "<p>公司实行\n   标准工时制</p><p>one\n two</p>")) == [
        (Kind.PARAGRAPH, 0, "公司实行标准工时制"),
        (Kind.PARAGRAPH, 0, "one two"),
    ]


def test_the_declared_charset_is_used(tmp_path: Path) -> None:
    reading = page(tmp_path, "<p>Привет</p>", '<meta charset="windows-1251">', "windows-1251")

    assert kinds(reading) == [(Kind.PARAGRAPH, 0, "Привет")]


def test_the_title_of_the_page_is_kept(tmp_path: Path) -> None:
    assert page(tmp_path, "<p>x</p>", "<title>Holidays\n 2024</title>").title == "Holidays 2024"


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret", encoding="utf-8")
    path = tmp_path / "attack.html"
    entities = "".join(f'<!ENTITY b{n} "&b{n - 1};&b{n - 1};&b{n - 1};">' for n in range(1, 40))
    path.write_text(
        f'<!DOCTYPE html [<!ENTITY b0 "boom"> {entities} <!ENTITY x SYSTEM "secret.txt">]>'
        "<html><body><p>&x; &b39; end</p></body></html>",
        encoding="utf-8",
    )

    text = "\n".join(element.text for element in read_html(path, Limits()).elements)

    assert "the secret" not in text
    assert "boomboom" not in text
    assert len(text) < 10_000


def test_a_page_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="nested"):
        page(tmp_path, "<div>" * 3000 + "deep")


def test_a_table_that_spans_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    row = '<tr><td colspan="1000" rowspan="1000">x</td></tr>'
    path.write_text(f"<table>{row * 60}</table>", encoding="utf-8")

    with pytest.raises(OverLimit, match="cells"):
        read_html(path, Limits(table_cells=10_000))


def linked(element: Element) -> list[tuple[str, str]]:
    return [(element.text[link.start : link.end], link.target) for link in element.links]


def test_links_point_from_their_words_to_their_addresses(tmp_path: Path) -> None:
    body = """<p>Take the form,   the <a href="https://example.com/form"><b>form</b></a> or
        <a href="mailto:hr@example.com">write</a>, not <a href="#top">this</a> or
        <a href="javascript:go()">that</a>.</p>
        <ol><li>See <a href="/leave">leave</a></li></ol>"""

    paragraph, item = page(tmp_path, body).elements

    assert paragraph.text == "Take the form, the form or write, not this or that."
    assert linked(paragraph) == [
        ("form", "https://example.com/form"),
        ("write", "mailto:hr@example.com"),
    ]
    assert paragraph.links[0].start == paragraph.text.rindex("form")
    assert (item.text, linked(item)) == ("1. See leave", [("leave", "/leave")])


def test_links_in_the_cells_of_a_table_are_kept(tmp_path: Path) -> None:
    row = '<tr><td>{0}</td><td><a href="/{0}.pdf">Download</a></td></tr>'
    body = f"<table><tr><th>File</th><th>Link</th></tr>{row.format('a')}{row.format('b')}</table>"

    (table,) = page(tmp_path, body).elements

    assert linked(table) == [("Download", "/a.pdf"), ("Download", "/b.pdf")]
    assert table.links[1].start == table.text.rindex("Download")


def test_of_two_cells_with_the_same_words_only_the_linked_one_is_a_link(tmp_path: Path) -> None:
    rows = '<tr><td>Form</td><td>1</td></tr><tr><td><a href="https://a.example">Form</a></td></tr>'

    (table,) = page(tmp_path, f"<table>{rows}</table>").elements

    assert table.links[0].start == table.text.rindex("Form")


def test_a_link_around_one_block_is_that_of_all_its_words(tmp_path: Path) -> None:
    found = page(tmp_path, '<p>Before</p><a href="/x"><p>The whole text</p></a><p>After</p>')

    assert [linked(element) for element in found.elements] == [[], [("The whole text", "/x")], []]


def test_a_link_around_whole_blocks_is_none_of_their_text(tmp_path: Path) -> None:
    found = page(tmp_path, '<a href="/x"><div>Card</div><p>Text of it</p></a><p>After</p>').elements

    assert [(element.text, linked(element)) for element in found] == [
        ("Card", []),
        ("Text of it", []),
        ("After", []),
    ]


def test_a_list_of_terms_within_another_is_read_once(tmp_path: Path) -> None:
    inner = "<dl><dt>Sub</dt><dd>Detail.</dd></dl>"
    body = f"<dl><div><dt>Main</dt><dd>Text. {inner}</dd></div><dt>Other</dt><dd>{inner}</dd></dl>"

    assert [element.text for element in page(tmp_path, body).elements] == [
        "Main: Text.",
        "Sub: Detail.",
        "Other",
        "Sub: Detail.",
    ]


def test_what_only_classes_call_the_frame_of_a_page_is_left_out(tmp_path: Path) -> None:
    body = (
        '<a class="skip-link" href="#c">Skip to content</a><div id="cookie-banner">Accept?</div>'
        '<ul class="breadcrumb"><li>Home</li></ul><div class="sidebar"><h3>Related</h3></div>'
        '<div id="content"><h1>Leave</h1><p>Everyone who works here has 25 days of leave a year; '
        "those who look after others have five more.</p></div>"
    )

    assert [text for _, _, text in kinds(page(tmp_path, body))] == [
        "Leave",
        "Everyone who works here has 25 days of leave a year; those who look after others have "
        "five more.",
    ]


def test_a_short_article_beside_other_content_is_not_taken_for_the_page(tmp_path: Path) -> None:
    news = f"<article><h2>News</h2><p>{'The canteen has a new menu. ' * 4}</p></article>"
    body = f"<h1>Intranet</h1>{news}<h2>Rules</h2><p>{'Visitors sign the book. ' * 9}</p>"

    texts = [text for _, _, text in kinds(page(tmp_path, body))]

    assert [texts[0], texts[1], texts[3]] == ["Intranet", "News", "Rules"]


def test_two_breaks_end_a_paragraph_one_ends_a_line(tmp_path: Path) -> None:
    found = page(tmp_path, "<body>Article 1<br>Scope<br> &nbsp; <br>Article 2</body>")

    assert [text for _, _, text in kinds(found)] == ["Article 1\nScope", "Article 2"]


def test_a_table_whose_cells_have_headings_arranges_the_page(tmp_path: Path) -> None:
    cells = "<td><h2>Left</h2><p>One</p></td><td><h2>Right</h2><p>Two</p></td>"

    assert kinds(page(tmp_path, f"<table><tr>{cells}</tr></table>")) == [
        (Kind.HEADING, 2, "Left"),
        (Kind.PARAGRAPH, 0, "One"),
        (Kind.HEADING, 2, "Right"),
        (Kind.PARAGRAPH, 0, "Two"),
    ]


def test_deleted_words_and_reading_aids_are_left_out(tmp_path: Path) -> None:
    body = "<p><del>20</del><ins>25</ins> days. <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>"

    assert kinds(page(tmp_path, body)) == [(Kind.PARAGRAPH, 0, "25 days. 漢")]


def test_a_document_type_with_declarations_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "page.xhtml"
    declared = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    path.write_text(f"{declared}<html><title>T</title><body><p>a &x; b</p></body></html>")

    assert [element.text for element in read_html(path, Limits()).elements] == ["a &x; b"]


def test_headings_by_role_and_list_items_of_word_are_what_they_look_like(tmp_path: Path) -> None:
    mark = "<span style='mso-list:Ignore'>{}<span>&nbsp;&nbsp; </span></span>"
    body = (
        '<div role="heading" aria-level="3">Packing</div>'
        f"<p class=MsoListParagraphCxSpFirst>{mark.format('·')}Coat</p>"
        f"<p class=MsoListParagraphCxSpLast>{mark.format('1.')}Hat</p><p class=MsoNormal>Go.</p>"
    )

    assert kinds(page(tmp_path, body)) == [
        (Kind.HEADING, 3, "Packing"),
        (Kind.LIST_ITEM, 0, "Coat"),
        (Kind.LIST_ITEM, 0, "1. Hat"),
        (Kind.PARAGRAPH, 0, "Go."),
    ]
