import re

import pytest

from kb_assistant.web.conversation import Exchange, Official, Source
from kb_assistant.web.render import exchange_html, live_html, welcome_html
from kb_assistant.web.strings import EN, ZH

SOURCE = Source(
    mark=1,
    document_id="d1",
    chunk_id="c1",
    title='Hand"book <b>',
    uri="handbook.pdf",
    page=3,
    pages=9,
    quote="Twenty days.",
)


def buttons(html: str, css: str) -> list[str]:
    return re.findall(rf'<button type="button" class="{css}".*?</button>', html)


def test_a_mark_is_a_button_that_knows_where_it_points_and_says_so() -> None:
    html = exchange_html(Exchange(question="How?", text="Yes [1].", sources=(SOURCE,)), EN)

    (mark,) = buttons(html, "kb-cite")
    assert 'aria-label="Source 1: Hand&quot;book &lt;b&gt;, page 3"' in mark
    assert 'data-document="d1" data-chunk="c1" data-page="3" data-pages="9"' in mark
    assert 'data-quote="Twenty days."' in mark


def test_the_mark_speaks_the_language_of_the_page() -> None:
    html = exchange_html(Exchange(question="几天？", text="有 [1]。", sources=(SOURCE,)), ZH)

    assert 'aria-label="来源 1：Hand&quot;book &lt;b&gt;, 第 3 页"' in html


def test_a_passage_cited_twice_has_two_marks_and_one_row_among_the_sources() -> None:
    html = exchange_html(Exchange(question="?", text="A [1]. B [1].", sources=(SOURCE,)), EN)

    assert len(buttons(html, "kb-cite")) == 2
    assert len(buttons(html, "kb-source")) == 1


def test_a_mark_that_points_at_nothing_is_plain_text() -> None:
    html = exchange_html(Exchange(question="?", text="A [7].", sources=(SOURCE,)), EN)

    assert "A[7]</span>." in html
    assert buttons(html, "kb-cite") == []


def test_questions_and_answers_are_escaped() -> None:
    html = exchange_html(Exchange(question="<script>1</script>", text="<i>x</i>"), EN)

    assert "<script" not in html and "<i>" not in html


def test_marks_of_a_growing_answer_are_not_yet_buttons() -> None:
    html = live_html("How?", "Yes [1]", EN)

    assert '<span class="kb-cite kb-waiting">1</span>' in html
    assert "<button" not in html


def test_an_answer_not_found_shows_the_nearest_documents() -> None:
    near = SOURCE.model_copy(update={"mark": 0, "chunk_id": "", "quote": "", "page": 1})

    html = exchange_html(
        Exchange(question="?", text="Nothing.", state="not_found", nearest=(near,)), EN
    )

    assert "Closest documents" in html
    (row,) = buttons(html, "kb-source")
    assert 'data-document="d1" data-chunk="" data-page="1"' in row


def test_a_copied_answer_carries_its_sources() -> None:
    html = exchange_html(Exchange(question="?", text="Yes [1].", sources=(SOURCE,)), EN)

    assert 'data-text="Yes [1].\n\n[1] Hand&quot;book &lt;b&gt;, page 3"' in html


def test_sentences_that_no_source_supports_are_named() -> None:
    html = exchange_html(Exchange(question="?", text="A. B.", unsupported=("B <c>.",)), EN)

    assert "Not confirmed by the sources (1)" in html
    assert "<li>B &lt;c&gt;.</li>" in html


def test_a_failure_says_what_to_do_in_the_language_of_the_page_and_offers_another_try() -> None:
    failed = Exchange(question="How?", text="x", state="failed", error="ModelServerDown")

    assert "暂时无法连接语言模型" in exchange_html(failed, ZH)
    assert 'class="kb-retry" data-question="How?"' in exchange_html(failed, EN)


def test_an_error_without_a_text_of_its_own_shows_its_message_escaped() -> None:
    failed = Exchange(question="How?", text="close <it>", state="failed", error="IndexLocked")

    assert "That did not work: close &lt;it&gt;" in exchange_html(failed, EN)


def test_a_question_that_was_too_long_is_shown_cut_and_not_offered_again() -> None:
    failed = Exchange(question="x" * 5_000, state="failed", error="QuestionTooLong")

    html = exchange_html(failed, EN)

    assert len(html) < 1_500
    assert "kb-retry" not in html


def test_the_empty_page_offers_questions_as_buttons() -> None:
    html = welcome_html(['Is "it" so?'], EN, empty=False)

    assert 'data-question="Is &quot;it&quot; so?"' in html


def test_an_official_answer_is_marked_with_its_sources_in_both_languages() -> None:
    entry = Official(sources=("<HR> manual",))
    exact = Exchange(question="Leave?", text="25 days.", state="faq", official=entry)
    other = Exchange(
        question="Leave?", text="25 days.", state="faq", official=Official(instead="How <many>?")
    )

    assert '<div class="kb-official"><p>Official answer</p>' in exchange_html(exact, EN)
    assert "<li>&lt;HR&gt; manual</li>" in exchange_html(exact, EN)
    assert "Official answer to: How &lt;many&gt;?" in exchange_html(other, EN)
    assert "官方答案，对应问题：How &lt;many&gt;?" in exchange_html(other, ZH)
    assert "kb-copy" in exchange_html(exact, EN)
    assert "kb-official" not in exchange_html(Exchange(question="Leave?", text="25 days."), EN)


@pytest.mark.parametrize(
    ("place", "english", "chinese"),
    [
        ("sheet 价格, A2:F9", "sheet 价格, A2:F9", "工作表 价格, A2:F9"),
        ("slide 3", "slide 3", "第 3 张幻灯片"),
        ("slide 3, notes", "slide 3, notes", "第 3 张幻灯片的备注"),
        ("A2:F9", "A2:F9", "A2:F9"),
        ("", "", ""),
    ],
)
def test_a_place_is_named_in_the_visitor_s_language(place, english, chinese) -> None:
    assert (EN.place(place), ZH.place(place)) == (english, chinese)
