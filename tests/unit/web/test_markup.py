from kb_assistant.web.markup import answer_html


def show(mark: int) -> str:
    return f"<b>{mark}</b>"


def test_marks_become_what_the_caller_shows() -> None:
    html = answer_html("**Yes**[1][12].", show)

    assert html == "<p><strong>Yes</strong><b>1</b><b>12</b>.</p>\n"


def test_a_mark_stays_on_one_line_with_the_word_before_it() -> None:
    english = answer_html("At <13:00>. [1] Then", show)
    chinese = answer_html("有二十天。[1]另有五天。", show)

    assert english == '<p>At <span class="kb-keep">&lt;13:00&gt;.<b>1</b></span> Then</p>\n'
    assert chinese == '<p>有二<span class="kb-keep">十天。<b>1</b></span>另有五天。</p>\n'


def test_what_looks_like_html_in_an_answer_is_shown_as_text() -> None:
    html = answer_html('<img src=x onerror="alert(1)"> <script>x</script>', show)

    assert "<img" not in html and "<script" not in html
    assert "&lt;img" in html


def test_links_and_pictures_are_never_made_so_that_nothing_leaves_the_page() -> None:
    text = "![a](http://x/?q=1) [b](http://x) <http://x> [c][d]\n\n[d]: http://x 'title'"

    html = answer_html(text, show)

    assert "<a" not in html and "<img" not in html and "href" not in html


def test_lists_and_tables_keep_their_form() -> None:
    html = answer_html("- one [1]\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 [2] |", show)

    assert '<span class="kb-keep">one<b>1</b></span></li>' in html
    assert '<td><span class="kb-keep">2<b>2</b></span></td>' in html


def test_a_mark_in_code_is_code() -> None:
    assert "<code>x[1]</code>" in answer_html("`x[1]`", show)
