from indexes.catalog.collections import FAQ_ENTRY
from ingest.model import Document, Status
from kb_assistant.web.listing import SHOWN_DOCUMENTS, documents_html
from kb_assistant.web.strings import EN, preferred


def test_a_failed_document_shows_its_reason_escaped_and_cannot_be_opened() -> None:
    failed = Document(
        id="d",
        collection="default",
        uri="<scan>.pdf",
        status=Status.FAILED,
        reason="encrypted: give <its> password",
    )

    html = documents_html([failed], EN)

    assert "encrypted: give &lt;its&gt; password" in html
    assert "<button" not in html and "<scan>" not in html


def test_a_document_that_failed_after_a_good_version_can_still_be_opened() -> None:
    failed = Document(
        id="d", collection="default", uri="a.pdf", version=1, status=Status.FAILED, reason="cut off"
    )

    html = documents_html([failed], EN)

    assert 'data-document="d"' in html
    assert "cut off" in html


def test_faq_entries_are_no_files_and_stand_in_no_list_of_them() -> None:
    entry = Document(id="d", collection="c", uri="faq:1", media_type=FAQ_ENTRY, version=1)

    assert 'class="kb-none"' in documents_html([entry], EN)


def test_a_long_list_is_cut_and_says_how_many_are_left() -> None:
    many = [
        Document(id=str(n), collection="default", uri=f"{n}.md", version=1)
        for n in range(SHOWN_DOCUMENTS + 7)
    ]

    html = documents_html(many, EN)

    assert html.count("<li") == SHOWN_DOCUMENTS
    assert "and 7 more" in html


def test_the_browser_decides_the_language_by_its_first_choice() -> None:
    assert preferred("zh-CN,zh;q=0.9,en;q=0.8").code == "zh"
    assert preferred("en-GB,zh;q=0.5").code == "en"
    assert preferred("fr,zh;q=0.5").code == "zh"
    assert preferred("").code == "en"
