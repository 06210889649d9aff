import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from indexes.catalog.faq import Faq, FaqState
from indexes.errors import IndexLocked
from kb_assistant.asked import AskedQuestions, answer_id
from kb_assistant.errors import ModelServerDown, ModelServerStalled, ModelStreamBroken
from kb_assistant.model import Official, Turn, Verdict
from kb_assistant.web.app import create_app


def events(text: str) -> list[tuple[str, dict]]:
    """Parse server-sent events into name and data."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data[6:])) for name, data in blocks]


def test_an_answer_is_streamed_piece_by_piece_and_ends_with_the_whole(client, world) -> None:
    world.answers("Twenty days [1].", world.citation())

    reply = client.post("/api/ask", json={"question": "How many days?"})

    (first, piece), (last, answer) = events(reply.text)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert (first, piece) == ("piece", {"text": "Twenty days [1]."})
    assert last == "answer"
    assert answer["verdict"] == "answered"
    assert answer["citations"] == [
        {
            "mark": 1,
            "document": "handbook.pdf",
            "title": "Handbook <b>",
            "page": 2,
            "boxes": [{"page": 2, "x0": 72, "y0": 90, "x1": 260, "y1": 104}],
            "place": "",
            "quote": "Annual leave is twenty days.",
        }
    ]


def test_history_and_collections_go_along_with_the_question(client, world) -> None:
    world.answers("Yes.")

    client.post(
        "/api/ask",
        json={
            "question": "And after a year?",
            "history": [{"question": "Leave?", "answer": "Twenty days."}],
            "collections": ["hr"],
        },
    )

    (asked,) = world.assistant.asked
    assert asked.history == (Turn(question="Leave?", answer="Twenty days."),)
    assert asked.scope.collections == {"hr"}
    assert asked.scope.groups == frozenset()


@pytest.mark.parametrize("path", ["/api/ask", "/api/search"])
@pytest.mark.parametrize(
    ("question", "refused"),
    [("  \n ", (400, "InvalidQuestion")), ("x" * 100_000, (413, "QuestionTooLong"))],
)
def test_a_blank_or_endless_question_is_refused_by_name(client, path, question, refused) -> None:
    reply = client.post(path, json={"question": question})

    assert (reply.status_code, reply.json()["error"]) == refused


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ModelServerDown("nothing answers at http://127.0.0.1:9"), 502),
        (ModelServerStalled("no word for 60 s"), 504),
        (IndexLocked("process 7 is writing"), 503),
    ],
)
def test_what_fails_before_the_first_piece_has_its_own_status(client, world, error, status) -> None:
    world.assistant.script[:] = [error]

    reply = client.post("/api/ask", json={"question": "How?"})

    assert reply.status_code == status
    assert reply.json() == {"error": type(error).__name__, "message": str(error)}


def test_a_stream_that_breaks_in_the_middle_ends_with_a_named_error(client, world) -> None:
    world.assistant.script[:] = ["Twenty ", ModelStreamBroken("it stopped")]

    reply = client.post("/api/ask", json={"question": "How?"})

    assert reply.status_code == 200
    assert events(reply.text) == [
        ("piece", {"text": "Twenty "}),
        ("error", {"error": "ModelStreamBroken", "message": "it stopped"}),
    ]


def test_a_search_returns_as_many_passages_as_asked_for(client) -> None:
    reply = client.post("/api/search", json={"question": "leave", "k": 1})

    (found,) = reply.json()
    assert (found["rank"], found["document"], found["pages"]) == (1, "handbook.pdf", [2])
    assert found["scores"] == {"dense": None, "lexical": 2.0, "fused": 0.5}


def test_an_unknown_key_is_refused_and_named(client) -> None:
    reply = client.post("/api/search", json={"question": "leave", "limit": 3})

    assert reply.status_code == 422
    assert reply.json()["error"] == "InvalidRequest"
    assert "limit" in reply.json()["message"]


def test_a_body_that_is_no_json_is_refused(client) -> None:
    reply = client.post("/api/ask", content=b"{", headers={"content-type": "application/json"})

    assert (reply.status_code, reply.json()["error"]) == (422, "InvalidRequest")


def test_a_body_of_megabytes_is_refused_unread(client) -> None:
    reply = client.post("/api/ask", json={"question": "x" * 3_000_000})

    assert (reply.status_code, reply.json()["error"]) == (413, "RequestTooLarge")


def test_documents_list_only_what_everyone_may_read(client) -> None:
    reply = client.get("/api/documents")

    assert [(each["document"], each["status"]) for each in reply.json()] == [
        ("handbook.pdf", "ready"),
        ("prices.xlsx", "ready"),
    ]
    assert client.get("/api/documents", params={"collection": "other"}).json() == []


def test_an_unknown_address_below_the_api_is_a_named_error(client) -> None:
    reply = client.get("/api/documents/0/pages/0.png")

    assert (reply.status_code, reply.json()["error"]) == (422, "InvalidRequest")


def test_health_says_ok_and_counts_documents(client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": "0.1.0", "documents": 2}


def test_an_error_of_our_own_making_shows_no_trace(client, world) -> None:
    world.assistant.script[:] = []

    reply = client.post("/api/ask", json={"question": "How?"})

    assert reply.status_code == 500
    assert reply.json()["error"] == "InternalError"
    assert "Traceback" not in reply.text


def test_the_openapi_page_loads_nothing_from_elsewhere(client) -> None:
    page = client.get("/docs").text

    assert "//cdn" not in page and "https://" not in page
    assert client.get("/page/swagger-ui-bundle.js").status_code == 200
    assert client.get("/page/swagger-ui.css").status_code == 200


def test_every_reply_forbids_the_page_to_reach_other_hosts(client) -> None:
    for path in ("/", "/healthz", "/api/documents/none/section"):
        policy = client.get(path).headers["content-security-policy"]
        assert policy.startswith("default-src 'self'")
        assert "http" not in policy


def test_every_endpoint_describes_itself(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert set(paths) == {
        "/api/ask",
        "/api/faq",
        "/api/rating",
        "/api/search",
        "/api/documents",
        "/api/documents/{document_id}/pages/{page}.png",
        "/api/documents/{document_id}/figures/{number}",
        "/api/documents/{document_id}/section",
        "/healthz",
    }
    for methods in paths.values():
        for operation in methods.values():
            assert operation["summary"] and operation["description"]


RATED = {"question": "How?", "answer": "Twenty days [1].", "rating": "like", "comment": "thanks"}


def test_a_rating_is_kept_beside_the_question(world, tmp_path) -> None:
    path = tmp_path / "questions.jsonl"
    rated = replace(world.kb, asked=AskedQuestions(path))

    with TestClient(create_app(rated)) as client:
        reply = client.post("/api/rating", json=RATED)

    assert reply.status_code == 204
    row = json.loads(path.read_text(encoding="utf-8"))
    assert (row["rated"], row["rating"]) == (answer_id("How?", "Twenty days [1]."), "like")


@pytest.mark.parametrize("change", [{"rating": "love"}, {"comment": "x" * 2_001}, {"stars": 5}])
def test_a_rating_of_another_shape_is_refused(client, change) -> None:
    assert client.post("/api/rating", json=RATED | change).status_code == 422


def test_where_questions_are_not_kept_nothing_can_be_rated(client) -> None:
    reply = client.post("/api/rating", json=RATED)

    assert reply.status_code == 409
    assert "answer.keep_questions" in reply.json()["message"]


def test_official_answers_are_listed_as_far_as_a_visitor_may_read_them(client, world) -> None:
    for number, (state, readers) in enumerate(
        [
            (FaqState.APPROVED, frozenset()),
            (FaqState.APPROVED, frozenset({"hr"})),
            (FaqState.DRAFT, frozenset()),
        ]
    ):
        faq = Faq(
            id=f"{number}",
            collection="default",
            question=f"Question {number}?",
            answer="Answer.",
            state=state,
            readers=readers,
        )
        world.kb.catalog.curation.withdraw_faq(faq, "none")

    listed = client.get("/api/faq").json()

    assert [each["question"] for each in listed] == ["Question 0?"]
    assert client.get("/api/faq", params={"collection": "other"}).json() == []
    world.kb.catalog.curation.set_collection_readers("default", ["hr"])
    assert client.get("/api/faq").json() == []


def test_an_official_answer_names_its_entry_and_its_sources(client, world) -> None:
    official = Official(
        id="1", question="Leave?", answer="25 days.", exact=True, sources=("HR manual",)
    )
    world.answers("25 days.", verdict=Verdict.FAQ, official=official)

    with client.stream("POST", "/api/ask", json={"question": "Leave?"}) as reply:
        text = "".join(reply.iter_text())

    assert '"verdict":"faq"' in text
    assert '"official":{"id":"1","question":"Leave?","exact":true,"sources":["HR manual"]}' in text
