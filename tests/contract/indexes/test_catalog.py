"""What the catalog promises, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexes.catalog import Catalog, migrations
from indexes.catalog.engine import open_engine
from indexes.errors import CatalogError, NameTaken, UnknownDocument
from indexes.model import Operation, Scope
from ingest.model import Element, Kind, Link, Note, Status


def test_a_published_document_comes_back_as_it_went_in(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "One.", "Two.", readers={"hr", "it"})
    document = replace(
        document,
        title="Ä \U0001f600 题",
        notes=(Note(page=1, text="faint"),),
        language="zh",
        dated="2023-04-01",
        authors=("王", "Ann"),
        tags=frozenset({"hr", "draft"}),
        reader="layout 2",
    )
    figure = Element(
        kind=Kind.FIGURE,
        text="See the site.",
        picture="word/media/image1.png",
        links=(Link(start=8, end=12, target="https://example.org"),),
    )
    elements = [*elements, figure]

    published = catalog.publish(document, elements, chunks)

    assert published == replace(document, version=1)
    assert catalog.document(document.id) == published
    assert catalog.find("c", "a.txt") == published
    assert catalog.elements(document.id) == tuple(elements)
    assert catalog.chunks(document.id) == tuple(chunks)


def test_documents_are_listed_by_collection_and_name(
    catalog: Catalog, make_document: Callable
) -> None:
    for collection, uri in (("b", "1"), ("a", "2"), ("a", "1")):
        catalog.publish(*make_document(uri, "x", collection=collection))

    assert [(one.collection, one.uri) for one in catalog.documents()] == [
        ("a", "1"),
        ("a", "2"),
        ("b", "1"),
    ]
    only = Scope(collections=frozenset({"b"}), groups=None)
    assert [one.uri for one in catalog.documents(only)] == ["1"]


def test_what_did_not_change_keeps_its_number_and_makes_no_change(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "One.", "Two.", "Three.")
    catalog.publish(document, elements, chunks)
    before = catalog.chunk_numbers(0, 10)
    last = catalog.last_change()

    again = catalog.publish(document, elements, chunks)

    assert again.version == 2
    assert catalog.last_change() == last == 3
    assert catalog.chunk_numbers(0, 10) == before


def test_a_new_version_removes_and_adds_only_the_chunks_that_changed(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "One.", "Two.", "Three.")
    catalog.publish(document, elements, chunks)
    one, two, three = catalog.chunk_numbers(0, 10)
    last = catalog.last_change()
    changed = [chunks[0], replace(chunks[1], text="Deux."), chunks[2]]

    catalog.publish(document, elements, changed)

    new = catalog.chunk_numbers(three, 10)
    assert catalog.chunk_numbers(0, 10) == [one, three, *new]
    assert [(entry.operation, entry.chunk_number) for entry in catalog.changes(last, 10)] == [
        (Operation.REMOVE, two),
        (Operation.ADD, new[0]),
    ]
    assert catalog.chunks(document.id) == tuple(changed)


def test_a_chunk_that_moved_on_its_page_shows_its_new_place_without_a_change(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "One.", "Two.")
    catalog.publish(document, elements, chunks)
    moved = [replace(chunks[0], spans=chunks[1].spans), replace(chunks[1], spans=())]
    last = catalog.last_change()

    catalog.publish(document, elements, moved)

    assert catalog.last_change() == last
    assert catalog.chunks(document.id) == tuple(moved)


@pytest.mark.parametrize("field", ["title", "heading"])
def test_a_new_context_makes_every_chunk_new(
    catalog: Catalog, make_document: Callable, field: str
) -> None:
    document, elements, chunks = make_document("a.txt", "One.", "Two.")
    catalog.publish(document, elements, chunks)
    before = catalog.chunk_numbers(0, 10)
    if field == "title":
        document = replace(document, title="Another")
    else:
        chunks = [replace(chunk, heading_path=("Another",)) for chunk in chunks]

    catalog.publish(document, elements, chunks)

    assert set(catalog.chunk_numbers(0, 10)).isdisjoint(before)


def test_a_number_is_never_given_out_twice(catalog: Catalog, make_document: Callable) -> None:
    first = make_document("a.txt", "One.")
    catalog.publish(*first)
    (number,) = catalog.chunk_numbers(0, 10)
    catalog.remove(first[0].id)

    catalog.publish(*first)

    assert catalog.chunk_numbers(0, 10)[0] > number
    assert catalog.document(first[0].id).version == 1


def test_a_removed_document_leaves_nothing_but_changes(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "One.", "Two.", readers={"hr"})
    catalog.publish(document, elements, chunks)

    catalog.remove(document.id)

    assert catalog.find("c", "a.txt") is None
    assert catalog.documents() == []
    assert catalog.counts().chunks == 0
    assert [entry.operation for entry in catalog.changes(2, 10)] == [Operation.REMOVE] * 2
    for ask in (catalog.document, catalog.chunks, catalog.elements, catalog.remove):
        with pytest.raises(UnknownDocument, match="kb list"):
            ask(document.id)


def test_a_failure_keeps_the_last_good_version_visible(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "One.")
    catalog.publish(document, elements, chunks)
    broken = replace(document, sha256="1" * 64, size=9, reason="truncated", title="?")

    failed = catalog.record_failure(broken)

    assert failed == replace(document, version=1, size=9, status=Status.FAILED, reason="truncated")
    assert catalog.document(document.id) == failed
    assert catalog.chunks(document.id) == tuple(chunks)


def test_a_file_that_never_could_be_read_is_kept_as_failed_and_can_be_mended(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "One.")

    failed = catalog.record_failure(replace(document, reason="encrypted", readers=frozenset("x")))

    assert (failed.version, failed.status) == (0, Status.FAILED)
    assert catalog.document(document.id) == failed
    assert catalog.counts().failed == 1
    mended = catalog.publish(document, elements, chunks)
    assert (mended.version, mended.status, mended.reason) == (1, Status.READY, "")
    assert catalog.document(document.id) == mended


def test_the_old_bytes_seen_again_mend_a_failure(catalog: Catalog, make_document: Callable) -> None:
    document, elements, chunks = make_document("a.txt", "One.")
    catalog.publish(document, elements, chunks)
    catalog.record_failure(replace(document, sha256="1" * 64, reason="truncated"))

    catalog.seen(replace(document, size=7, modified=8, root="/r"))

    assert catalog.document(document.id) == replace(
        document, version=1, size=7, modified=8, root="/r"
    )


def test_readers_are_checked_in_every_list(catalog: Catalog, make_document: Callable) -> None:
    document, elements, chunks = make_document("a.txt", "One.", readers={"hr"})
    catalog.publish(document, elements, chunks)
    catalog.publish(*make_document("b.txt", "Two."))
    numbers = catalog.chunk_numbers(0, 10)

    def seen(*groups: str) -> tuple[list[str], list[str]]:
        scope = Scope(groups=frozenset(groups))
        listed = [found.uri for found in catalog.documents(scope)]
        passages = catalog.passages(numbers, scope).values()
        return listed, sorted(found.document.uri for found in passages)

    assert seen() == (["b.txt"], ["b.txt"])
    assert seen("it", "hr") == (["a.txt", "b.txt"], ["a.txt", "b.txt"])
    catalog.set_readers(document.id, frozenset({"it"}))
    assert seen("hr") == (["b.txt"], ["b.txt"])
    catalog.set_readers(document.id, frozenset())
    assert seen() == (["a.txt", "b.txt"], ["a.txt", "b.txt"])


def test_new_readers_reach_the_change_feed_once(catalog: Catalog, make_document: Callable) -> None:
    document, elements, chunks = make_document("a.txt", "One.")
    catalog.publish(document, elements, chunks)
    (number,) = catalog.chunk_numbers(0, 10)

    catalog.set_readers(document.id, frozenset({"hr"}))
    catalog.set_readers(document.id, frozenset({"hr"}))
    catalog.publish(replace(document, readers=frozenset({"it"})), elements, chunks)

    assert [(entry.operation, entry.chunk_number) for entry in catalog.changes(1, 10)] == [
        (Operation.ADD, number),
        (Operation.ADD, number),
    ]


def test_a_passage_brings_its_document_and_an_unknown_number_nothing(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "One.", "Two.")
    published = catalog.publish(document, elements, chunks)
    first, second = catalog.chunk_numbers(0, 10)

    found = catalog.passages([second, first, 999], Scope())

    assert {number: (one.chunk, one.document) for number, one in found.items()} == {
        first: (chunks[0], published),
        second: (chunks[1], published),
    }


def test_more_chunks_than_one_query_takes_come_back_whole(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", *(f"Text {n}." for n in range(1203)))
    catalog.publish(document, elements, chunks)

    numbers = catalog.chunk_numbers(0, 5000)

    assert len(catalog.passages(numbers, Scope())) == 1203
    assert len(catalog.entries(numbers, "")) == 1203
    catalog.publish(document, elements, chunks[:1])
    assert catalog.counts().chunks == 1


def test_vectors_are_kept_by_model_and_text(catalog: Catalog) -> None:
    vector = np.array([0.6, 0.8], dtype=np.float32)

    catalog.store_vectors("m1", {"h1": vector, "h2": vector})
    catalog.store_vectors("m1", {"h1": -vector})

    assert catalog.known_vectors("m1", ["h1", "h2", "h3"]) == {"h1", "h2"}
    assert catalog.known_vectors("m2", ["h1"]) == set()
    assert catalog.counts().vectors == 2


def test_text_that_a_database_refuses_is_stored_with_its_offsets_kept(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a\x00\ud800.txt", "A\x00b\ud800c.")
    catalog.publish(document, elements, chunks)

    assert catalog.chunks(document.id)[0].text == "A\ufffdb\ufffdc."
    assert catalog.find("c", "a\x00\ud800.txt") is not None


def test_a_second_document_of_the_same_name_is_refused_and_nothing_changes(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "One.")
    catalog.publish(document, elements, chunks)
    other = replace(document, id="another")

    with pytest.raises(NameTaken, match=r"a\.txt"):
        catalog.publish(other, elements, [])

    assert [one.id for one in catalog.documents()] == [document.id]
    assert catalog.last_change() == 1


def test_a_publish_that_fails_half_way_leaves_the_old_version(
    catalog: Catalog, make_document: Callable
) -> None:
    other = make_document("b.txt", "Else.")
    catalog.publish(*other)
    document, elements, chunks = make_document("a.txt", "One.", "Two.")
    published = catalog.publish(document, elements, chunks)
    taken = replace(other[2][0], document_id=document.id)

    with pytest.raises(NameTaken):
        catalog.publish(document, [], [replace(chunks[0], text="New."), taken])

    assert catalog.document(document.id) == published
    assert catalog.chunks(document.id) == tuple(chunks)
    assert catalog.elements(document.id) == tuple(elements)
    assert catalog.last_change() == 3


def test_two_chunks_with_one_id_are_refused(catalog: Catalog, make_document: Callable) -> None:
    document, elements, chunks = make_document("a.txt", "One.")

    with pytest.raises(CatalogError, match="same id"):
        catalog.publish(document, elements, [*chunks, *chunks])

    assert catalog.documents() == []


def test_many_threads_writing_lose_nothing(catalog: Catalog, make_document: Callable) -> None:
    def write(thread: int) -> None:
        for number in range(5):
            catalog.publish(*make_document(f"{thread}-{number}", "One.", "Two."))

    threads = [threading.Thread(target=write, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    changes = catalog.changes(0, 1000)
    assert len(catalog.documents()) == 40
    assert sorted(one.chunk_number for one in changes) == catalog.chunk_numbers(0, 1000)
    assert len(changes) == 80


def test_a_reader_of_the_feed_never_sees_a_later_change_before_an_earlier_one(
    catalog: Catalog, make_document: Callable, url: str
) -> None:
    stop = threading.Event()
    gaps: list[int] = []

    def watch() -> None:
        reader, seen = Catalog.open(url), 0
        while not stop.is_set():
            for change in reader.changes(seen, 100):
                if change.number <= seen:
                    gaps.append(change.number)
                seen = change.number
        rest = [change.number for change in reader.changes(0, 1000)]
        counted.append(rest)
        reader.close()

    counted: list[list[int]] = []
    watcher = threading.Thread(target=watch)
    watcher.start()
    writers = [
        threading.Thread(
            target=lambda thread=thread: [
                catalog.publish(*make_document(f"{thread}-{number}", "x")) for number in range(10)
            ]
        )
        for thread in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stop.set()
    watcher.join()

    assert gaps == []
    assert len(counted[0]) == 40


def test_opening_again_finds_what_was_there(url: str, make_document: Callable) -> None:
    first = Catalog.open(url)
    first.publish(*make_document("a.txt", "One."))
    identity = first.state().identity
    first.close()

    again = Catalog.open(url)

    assert [one.uri for one in again.documents()] == ["a.txt"]
    assert again.state().identity == identity
    again.close()


def test_many_that_open_a_new_catalog_at_once_make_one(url: str) -> None:
    identities: list[str] = []

    def open_it() -> None:
        opened = Catalog.open(url)
        identities.append(opened.state().identity)
        opened.close()

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(identities) == 8
    assert len(set(identities)) == 1


def test_a_catalog_of_the_first_version_keeps_its_documents(
    url: str, make_document: Callable
) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import text

    catalog = Catalog.open(url)
    before = catalog.publish(*make_document("a.txt", "One.", readers={"hr"}))
    catalog.close()
    engine = open_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0001"
    engine.dispose()

    again = Catalog.open(url)

    assert again.documents() == [before]
    assert len(again.elements(before.id)) == len(again.chunks(before.id)) == 1
    again.set_tags(before.id, frozenset({"new"}))
    assert again.document(before.id).tags == {"new"}
    again.close()


def test_a_section_and_the_neighbours_of_a_chunk_come_in_reading_order(
    catalog: Catalog, make_document: Callable
) -> None:
    document, elements, chunks = make_document("a.txt", "1", "2", "3", "4", "5", readers={"hr"})
    chunks = [*chunks[:3], *(replace(chunk, parent="other") for chunk in chunks[3:])]
    catalog.publish(document, elements, chunks)
    catalog.publish(*make_document("b.txt", "6", "7"))
    staff = Scope(groups=frozenset({"hr"}))

    def texts(found: tuple) -> list[str]:
        return [chunk.text for chunk in found]

    assert texts(catalog.section(document.id, "other", staff)) == ["4", "5"]
    assert texts(catalog.section(document.id, chunks[0].parent, staff)) == ["1", "2", "3"]
    assert texts(catalog.neighbours(chunks[2].id, staff)) == ["2", "3", "4"]
    assert texts(catalog.neighbours(chunks[0].id, staff, before=3, after=0)) == ["1"]
    assert catalog.section(document.id, "other", Scope()) == ()
    assert catalog.neighbours(chunks[2].id, Scope()) == ()
    assert catalog.neighbours("nothing", staff) == ()


def test_the_migrations_make_the_tables_that_the_code_declares(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from indexes.catalog.tables import Base

    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, Base.metadata)
    engine.dispose()

    assert difference == []
