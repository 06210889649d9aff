from kb_assistant.model import Turn
from kb_assistant.web.conversation import KEPT_TURNS, Exchange, exchange, history, kept, restored


def test_what_the_browser_keeps_comes_back_unchanged(world) -> None:
    world.answers("Twenty days [1].", world.citation())
    told = exchange(world.assistant.script[-1])

    assert restored(kept([told])) == (told,)


def test_a_kept_source_knows_document_chunk_page_and_quote(world) -> None:
    world.answers("Twenty days [1].", world.citation())

    (source,) = exchange(world.assistant.script[-1]).sources

    assert source.model_dump() == {
        "mark": 1,
        "document_id": world.handbook.id,
        "chunk_id": "leave",
        "title": "Handbook <b>",
        "uri": "handbook.pdf",
        "page": 2,
        "pages": 2,
        "place": "",
        "quote": "Annual leave is twenty days.",
    }


def test_rubbish_in_the_browsers_storage_is_left_out() -> None:
    good = Exchange(question="How?")

    assert restored([{"question": 1}, "x", None, good.model_dump(mode="json")]) == (good,)
    assert restored("rubbish") == ()
    assert restored(None) == ()


def test_only_the_last_turns_are_kept() -> None:
    told = [Exchange(question=str(number)) for number in range(KEPT_TURNS + 5)]

    assert restored(kept(told)) == tuple(told[5:])


def test_history_leaves_out_what_was_not_answered() -> None:
    told = [
        Exchange(question="a", text="A"),
        Exchange(question="b", text="down", state="failed"),
        Exchange(question="c", text="nothing", state="not_found"),
        Exchange(question="d", text="half", state="stopped"),
    ]

    assert history(told) == (Turn(question="a", answer="A"),)
