import io

import numpy as np
import pytest
from PIL import Image

from kb_assistant.answer.cite import BETWEEN_QUOTES

LEAVE = "Annual leave is twenty days."


def picture(reply) -> np.ndarray:
    assert reply.headers["content-type"] == "image/png"
    return np.asarray(Image.open(io.BytesIO(reply.content)).convert("RGB")).astype(int)


def page(client, world, number: int, **query: str):  # noqa: ANN201
    return client.get(f"/api/documents/{world.handbook.id}/pages/{number}.png", params=query)


def test_the_page_is_marked_exactly_where_the_quote_stands(client, world) -> None:
    plain = picture(page(client, world, 2))

    marked = picture(page(client, world, 2, chunk="leave", quote=LEAVE))

    zoom = plain.shape[1] / 595
    rows, columns = np.nonzero((plain != marked).any(axis=2))
    top, bottom = rows.min() / zoom, rows.max() / zoom
    left, right = columns.min() / zoom, columns.max() / zoom
    assert (top, bottom) == pytest.approx((89, 105), abs=1.5)
    assert (left, right) == pytest.approx((70, 262), abs=1.5)


def test_a_quotation_of_two_places_marks_both_and_nothing_between(client, world) -> None:
    quote = f"Annual leave{BETWEEN_QUOTES}the first day."

    reply = client.get(
        f"/api/documents/{world.handbook.id}/section", params={"chunk": "leave", "quote": quote}
    )

    assert (
        "<mark>Annual leave</mark> is twenty days.<br>Tell your manager on "
        "<mark>the first day.</mark>" in reply.text
    )


def test_without_a_quote_the_whole_chunk_is_marked(client, world) -> None:
    quoted = picture(page(client, world, 2, chunk="leave", quote=LEAVE))

    whole = picture(page(client, world, 2, chunk="leave"))

    zoom = whole.shape[1] / 595
    rows = np.nonzero((quoted != whole).any(axis=2))[0]
    assert rows.max() / zoom == pytest.approx(125, abs=1.5)


def test_another_page_of_a_cited_document_is_not_marked(client, world) -> None:
    plain = picture(page(client, world, 1))

    assert (picture(page(client, world, 1, chunk="leave", quote=LEAVE)) == plain).all()


@pytest.mark.parametrize(
    ("number", "query", "error"),
    [
        (3, {}, "PageUnavailable"),
        (2, {"chunk": "gone"}, "CitationGone"),
    ],
)
def test_a_page_or_citation_that_is_not_there_is_a_named_error(
    client, world, number, query, error
) -> None:
    reply = page(client, world, number, **query)

    assert (reply.status_code, reply.json()["error"]) == (404, error)


def test_a_damaged_file_is_a_named_error_and_the_next_page_is_drawn(client, world) -> None:
    stored = world.kb.files.path(world.handbook.sha256)
    whole = stored.read_bytes()
    stored.chmod(0o644)
    stored.write_bytes(b"%PDF-1.7 cut off")

    damaged = page(client, world, 2)
    stored.write_bytes(whole)
    mended = page(client, world, 2)

    assert (damaged.status_code, damaged.json()["error"]) == (404, "PageUnavailable")
    assert mended.status_code == 200


def test_a_format_without_pages_has_no_picture(client, world) -> None:
    reply = client.get(f"/api/documents/{world.prices.id}/pages/1.png")

    assert (reply.status_code, reply.json()["error"]) == (404, "PageUnavailable")


def test_a_document_of_another_team_is_as_good_as_absent(client, world) -> None:
    hidden = client.get(f"/api/documents/{world.secret.id}/section", params={"chunk": "bands"})
    absent = client.get("/api/documents/nothing/section", params={"chunk": "bands"})

    assert (hidden.status_code, hidden.json()["error"]) == (404, "UnknownDocument")
    assert (absent.status_code, absent.json()["error"]) == (404, "UnknownDocument")
    assert "Band A" not in hidden.text


def test_a_page_that_was_shown_is_gone_when_its_collection_is_closed(client, world) -> None:
    shown = page(client, world, 2)
    assert shown.status_code == 200
    # The browser must ask again: what it may show can change at any time.
    assert shown.headers["cache-control"] == "private, no-cache"

    world.kb.catalog.curation.set_collection_readers(world.handbook.collection, ["hr"])

    assert page(client, world, 2).status_code == 404
    section = client.get(f"/api/documents/{world.handbook.id}/section")
    assert section.status_code == 404
    listed = client.get("/api/documents").json()
    assert world.handbook.id not in {each["id"] for each in listed}


def test_a_table_row_is_marked_in_its_section_and_everything_is_escaped(client, world) -> None:
    reply = client.get(
        f"/api/documents/{world.prices.id}/section",
        params={"chunk": "sheet", "quote": "Pump <P1> | 20 EUR"},
    )

    assert reply.headers["content-type"].startswith("text/html")
    assert "<h3>sheet Prices › Spare parts in stock</h3>" in reply.text
    assert (
        '<tr class="kb-quoted"><td>Pump &lt;P1&gt;</td><td>20 EUR</td></tr>'
        "<tr><td>Hose</td><td>5 EUR</td></tr>" in reply.text
    )
    assert "All &lt;net&gt;." in reply.text
    assert "Elsewhere" not in reply.text


def test_words_are_marked_inside_a_paragraph(client, world) -> None:
    reply = client.get(
        f"/api/documents/{world.handbook.id}/section", params={"chunk": "leave", "quote": LEAVE}
    )

    assert f"<mark>{LEAVE}</mark><br>Tell your manager" in reply.text


def test_without_a_chunk_the_section_is_the_beginning_of_the_document(client, world) -> None:
    reply = client.get(f"/api/documents/{world.prices.id}/section")

    assert "Hose" in reply.text and "Elsewhere." in reply.text
    assert "kb-quoted" not in reply.text
