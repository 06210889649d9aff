"""Whatever happens to groups, documents, collections and entries, nobody reads what they may not.

`KB_LONG_TESTS=1` tries many more histories.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from indexes.catalog import Catalog, document_id
from indexes.catalog.faq import Faq, FaqState
from indexes.errors import NameTaken, UnknownDocument, UnknownFaq
from indexes.files import FileStore
from indexes.lexical.analysis import Analyzer
from indexes.model import EVERYTHING, Leg, Passage, Scope
from indexes.search import Index
from ingest.model import Chunk, Document, Element, Kind
from kb_assistant.answer.extract import ExtractiveEngine
from kb_assistant.assistant import Assistant
from kb_assistant.faq.document import without_entries
from kb_assistant.faq.editing import FaqEditor
from kb_assistant.faq.match import FaqMatcher
from kb_assistant.model import Answer, Question, Turn
from kb_assistant.retrieve.explain import Explainer
from kb_assistant.retrieve.fuse import Weights
from kb_assistant.retrieve.question import Understanding
from kb_assistant.retrieve.rewrite import RuleRewriter
from kb_assistant.retrieve.search import HybridRetriever, Stages
from kb_assistant.view import Viewer

LONG = os.environ.get("KB_LONG_TESTS") == "1"
GROUPS = ("hr", "sales")
ASKERS = (frozenset(), frozenset({"hr"}), frozenset({"sales"}), frozenset(GROUPS))
COLLECTIONS = ("open", "team")
# Words of their own kind, so that one misspelt could only be corrected to itself.
SECRETS = ("quornix", "blavendor", "striphoten", "mugleveck", "zandrofil", "wexpalom")
NAMES = tuple(f"{secret}.txt" for secret in SECRETS)

readers_of = st.frozensets(st.sampled_from(GROUPS))
collection_of = st.sampled_from(COLLECTIONS)
name_of = st.sampled_from(range(len(SECRETS)))


@dataclass
class Truth:
    """What should be: documents by (collection, number), approved entries by id."""

    documents: dict[tuple[str, int], frozenset[str]] = field(default_factory=dict)
    entries: dict[str, tuple[str, int, frozenset[str]]] = field(default_factory=dict)
    collections: dict[str, frozenset[str]] = field(default_factory=dict)

    def open_to(self, groups: frozenset[str], collection: str, readers: frozenset[str]) -> bool:
        above = self.collections.get(collection, frozenset())
        return all(not each or each & groups for each in (above, readers))

    def documents_for(self, groups: frozenset[str]) -> set[str]:
        return {
            document_id(collection, NAMES[number])
            for (collection, number), readers in self.documents.items()
            if self.open_to(groups, collection, readers)
        }

    def entries_for(self, groups: frozenset[str]) -> set[str]:
        return {
            key
            for key, (collection, _, readers) in self.entries.items()
            if self.open_to(groups, collection, readers)
        }

    def secrets_for(self, groups: frozenset[str]) -> set[str]:
        """Return the words that an asker may see somewhere."""
        visible = self.documents_for(groups)
        of_documents = {
            SECRETS[number]
            for collection, number in self.documents
            if document_id(collection, NAMES[number]) in visible
        }
        return of_documents | {SECRETS[self.entries[key][1]] for key in self.entries_for(groups)}


class Permissions(RuleBasedStateMachine):
    """Random histories of one knowledge base; after each step every door is tried."""

    template: Path
    embedder: Any

    @initialize()
    def begin(self) -> None:
        self.empty()
        for number, (collection, readers) in enumerate(
            [("open", ()), ("open", ("hr",)), ("team", ()), ("team", ("sales",))]
        ):
            self.add(collection, number, frozenset(readers))
        self.write_entry("team", 4, frozenset())
        self.write_entry("open", 5, frozenset({"sales"}))
        self.close_collection("team", frozenset({"hr"}))

    def empty(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kb-permissions-"))
        shutil.copyfile(self.template / "catalog.db", self.folder / "catalog.db")
        shutil.copytree(self.template / "words", self.folder / "index" / "words")
        self.catalog = Catalog.open(str(self.folder / "catalog.db"))
        self.index = Index.open(self.folder / "index", self.catalog, self.embedder)
        # What another process would hold: it must notice what is changed through the first.
        self.other = Index.open(self.folder / "index", self.catalog, self.embedder)
        self.editor = FaqEditor(self.index, max_tokens=60)
        self.truth = Truth(collections={name: frozenset() for name in COLLECTIONS})
        for name in COLLECTIONS:
            self.catalog.curation.add_collection(name)
        self.step = 0
        self._open_doors()

    def _open_doors(self) -> None:
        self.retriever = HybridRetriever(
            self.other,
            Understanding(
                legs=frozenset(Leg),
                languages=None,
                rewriter=RuleRewriter(),
                vocabulary=self.other.lexical,
                shelf=self.catalog,
            ),
            Stages(
                weights=Weights(0.5),
                candidates=50,
                light_reranker=False,
                spread=False,
                collapse=True,
            ),
        )
        analyzer = Analyzer(self.folder / "index" / "words")
        self.matcher = FaqMatcher(self.other, analyzer)
        self.assistant = Assistant(
            self.retriever,
            ExtractiveEngine(self.other.terms, least=0.5),
            terms=self.other.terms,
            passages=8,
            longest_question=400,
            faq=self.matcher,
        )
        self.viewer = Viewer(self.catalog, FileStore(self.folder / "files"))

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.viewer.close()
            self.other.close()
            self.index.close()
            self.catalog.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    @rule(collection=collection_of, number=name_of, readers=readers_of)
    def add(self, collection: str, number: int, readers: frozenset[str]) -> None:
        document, elements, chunks = document_of(collection, number, readers)
        self.index.embed(document, chunks, lambda done: None)
        self.catalog.publish(document, elements, chunks)
        self.truth.documents[collection, number] = readers

    @precondition(lambda self: self.truth.documents)
    @rule(data=st.data(), readers=readers_of)
    def change_readers(self, data: st.DataObject, readers: frozenset[str]) -> None:
        collection, number = data.draw(st.sampled_from(sorted(self.truth.documents)))
        self.catalog.set_readers(document_id(collection, NAMES[number]), readers)
        self.truth.documents[collection, number] = readers

    @precondition(lambda self: self.truth.documents)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        collection, number = data.draw(st.sampled_from(sorted(self.truth.documents)))
        self.catalog.remove(document_id(collection, NAMES[number]))
        del self.truth.documents[collection, number]

    @precondition(lambda self: self.truth.documents)
    @rule(data=st.data(), to=collection_of)
    def move(self, data: st.DataObject, to: str) -> None:
        collection, number = data.draw(st.sampled_from(sorted(self.truth.documents)))
        moving = document_id(collection, NAMES[number])
        if collection != to and (to, number) in self.truth.documents:
            with pytest.raises(NameTaken):
                self.catalog.move(moving, to)
            return
        self.catalog.move(moving, to)
        self.truth.documents[to, number] = self.truth.documents.pop((collection, number))

    @rule(collection=collection_of, readers=readers_of)
    def close_collection(self, collection: str, readers: frozenset[str]) -> None:
        self.catalog.curation.set_collection_readers(collection, readers)
        self.truth.collections[collection] = readers

    @rule(collection=collection_of, number=name_of, readers=readers_of)
    def write_entry(self, collection: str, number: int, readers: frozenset[str]) -> None:
        entry = Faq(
            id="",
            collection=collection,
            question=question_of(number),
            answer=f"The code is {SECRETS[number]}.",
            readers=readers,
            sources=(NAMES[number],),
        )
        kept = self.editor.write(entry).faq
        if kept.state is not FaqState.APPROVED:
            self.truth.entries.pop(kept.id, None)
            self.editor.approve(kept.id)
        self.truth.entries[kept.id] = (collection, number, readers)

    @precondition(lambda self: self.truth.entries)
    @rule(data=st.data(), delete=st.booleans())
    def withdraw_entry(self, data: st.DataObject, delete: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.truth.entries)))
        if delete:
            self.editor.remove(key)
        else:
            self.editor.retire(key)
        del self.truth.entries[key]

    @rule(collection=collection_of, number=name_of)
    def teach_words(self, collection: str, number: int) -> None:
        self.catalog.curation.set_words(collection, [SECRETS[number]])
        self.catalog.curation.set_synonyms(collection, [("salary", SECRETS[number])])

    @invariant()
    def nobody_reads_what_they_may_not(self) -> None:
        if not hasattr(self, "truth"):
            return
        self.step += 1
        for place, groups in enumerate(ASKERS):
            # Every door for one asker after each step, in turns; the searches for all.
            self._try_doors(groups, every=LONG or self.step % len(ASKERS) == place)

    def _try_doors(self, groups: frozenset[str], *, every: bool) -> None:
        scope = Scope(groups=groups)
        allowed = self.truth.documents_for(groups) | {
            document_id(self.truth.entries[key][0], f"faq:{key}")
            for key in self.truth.entries_for(groups)
        }
        secrets = self.truth.secrets_for(groups)
        self._search(scope, allowed)
        self._list(scope, allowed)
        if not every:
            return
        self._trace(scope, allowed, secrets)
        self._ask(scope, allowed, secrets)
        self._view(scope, allowed)

    def _search(self, scope: Scope, allowed: set[str]) -> None:
        for index in (self.index, self.other):
            words = index.search("salary", scope=scope, k=90, legs=frozenset({Leg.LEXICAL}))
            assert {each.document.id for each in words} == allowed
            dense = index.search("salary", scope=scope, k=90, legs=frozenset({Leg.DENSE}))
            assert owners(dense) == allowed

    def _trace(self, scope: Scope, allowed: set[str], secrets: set[str]) -> None:
        for secret in [one for one in SECRETS if one not in secrets][:2]:
            # Misspelt, it would be corrected to the very word, had the asker any part in it.
            trace = self.retriever.trace(
                Question(text=f"salary {misspelt(secret)}", scope=scope), 20
            )
            assert secret not in trace.understood.text
            assert not any(secret in note for note in trace.understood.notes)
            for stage in trace.stages:
                assert owners(stage.passages) <= allowed
                assert owners(each.passage for each in stage.dropped) <= allowed
        self._explain(scope, allowed)

    def _explain(self, scope: Scope, allowed: set[str]) -> None:
        explainer = Explainer(searcher=self.retriever, index=self.other, shelf=self.catalog)
        for document in self.catalog.documents(EVERYTHING)[:2]:
            question = Question(text="salary", scope=scope)
            if document.id in allowed:
                explainer.explain(question, document.id, 5, told_to=scope)
            else:
                with pytest.raises(UnknownDocument):
                    explainer.explain(question, document.id, 5, told_to=scope)

    def _ask(self, scope: Scope, allowed: set[str], secrets: set[str]) -> None:
        entries = self.truth.entries_for(scope.groups or frozenset())
        for text in {question_of(number) for _, number, _ in self.truth.entries.values()} | {
            "what salary is there"
        }:
            history = (Turn(question="salary", answer="none"),)
            *pieces, answer = self.assistant.ask(Question(text=text, scope=scope, history=history))
            shown = f"{''.join(map(str, pieces))} {told(answer)}"
            assert [word for word in SECRETS if word in shown and word not in secrets] == []
            assert owners(answer.passages) <= allowed
            assert {each.document.id for each in map(passage_of, answer.citations)} <= allowed
            assert {each.id for each in answer.nearest} <= allowed
            if answer.official:
                assert answer.official.id in entries
                assert {each.id for each in answer.official.documents} <= allowed

    def _view(self, scope: Scope, allowed: set[str]) -> None:
        for document in self.catalog.documents(EVERYTHING):
            chunk = self.catalog.chunks(document.id)[0]
            near = self.catalog.neighbours(chunk.id, scope)
            section = self.catalog.section(document.id, chunk.parent, scope)
            if document.id in allowed:
                assert near
                assert section
                assert self.viewer.document(document.id, scope) == document
                continue
            assert (near, section) == ((), ())
            for look in (
                lambda: self.viewer.document(document.id, scope),  # noqa: B023 (used at once)
                lambda: self.viewer.section(document.id, chunk_id="", quote="", scope=scope),  # noqa: B023
                lambda: self.viewer.page(document.id, 1, chunk_id="", quote="", scope=scope),  # noqa: B023
                lambda: self.viewer.figure(document.id, 1, scope=scope),  # noqa: B023
            ):
                with pytest.raises(UnknownDocument):
                    look()

    def _list(self, scope: Scope, allowed: set[str]) -> None:
        from kb_assistant.web import api

        entries = self.truth.entries_for(scope.groups or frozenset())
        seen = self.catalog.documents(scope)
        assert {each.id for each in seen} == allowed
        approved = self.catalog.curation.faqs(scope, {FaqState.APPROVED})
        assert {each.id for each in approved} == entries
        for key in self.truth.entries.keys() - entries:
            with pytest.raises(UnknownFaq):
                self.catalog.curation.faq(key, scope)
        if not scope.groups:
            kb: Any = SimpleNamespace(catalog=self.catalog)
            assert [each.id for each in api.documents(kb)] == [
                each.id for each in without_entries(seen)
            ]
            assert {each.id for each in api.faq(kb)} == entries


def document_of(
    collection: str, number: int, readers: frozenset[str]
) -> tuple[Document, list[Element], list[Chunk]]:
    document = Document(
        id=document_id(collection, NAMES[number]),
        collection=collection,
        uri=NAMES[number],
        title=f"Salary {SECRETS[number]}",
        readers=readers,
    )
    texts = [f"The salary of {SECRETS[number]} is {count}." for count in ("high", "low")]
    chunks = [
        Chunk(
            id=f"{document.id}-{place}",
            document_id=document.id,
            text=text,
            parent=f"{document.id}-part",
            token_count=6,
            language="en",
        )
        for place, text in enumerate(texts)
    ]
    return document, [Element(kind=Kind.PARAGRAPH, text=text) for text in texts], chunks


def misspelt(word: str) -> str:
    return word[:3] + word[4:]


def question_of(number: int) -> str:
    return f"What is the salary code of project {number}?"


def owners(passages: Any) -> set[str]:
    """Return the documents of passages, and those that say the same."""
    return {document.id for each in passages for document in (each.document, *each.also_in)}


def passage_of(citation: Any) -> Passage:
    return citation.passage


def told(answer: Answer) -> str:
    return " ".join((answer.text, *answer.unsupported, *(each.title for each in answer.nearest)))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """An empty catalog and jieba's dictionary, to copy."""
    catalog = Catalog.open(str(tmp_path / "catalog.db"))
    catalog.close()
    Analyzer(tmp_path / "words").terms("准备")
    (tmp_path / "words").mkdir(exist_ok=True)
    return tmp_path


def test_no_history_lets_anybody_read_what_they_may_not(template: Path, kb: Any) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Permissions.template = template
    Permissions.embedder = kb.embedder
    run_state_machine_as_test(
        Permissions,
        settings=settings(
            max_examples=400 if LONG else 5,
            stateful_step_count=40 if LONG else 10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not LONG,
            database=None,
            print_blob=True,
        ),
    )


def test_the_word_of_a_closed_collection_corrects_nobody_else(template: Path, kb: Any) -> None:
    Permissions.template = template
    Permissions.embedder = kb.embedder
    world = Permissions()
    world.empty()
    world.add("team", 0, frozenset())
    question = f"salary {misspelt(SECRETS[0])}"
    asker = Scope(groups=frozenset({"sales"}))
    assert (
        SECRETS[0] in world.retriever.trace(Question(text=question, scope=asker), 5).understood.text
    )

    world.close_collection("team", frozenset({"hr"}))

    meant = world.retriever.trace(Question(text=question, scope=asker), 5).understood
    assert meant.text == question
    assert meant.notes == ()
    world.teardown()


def test_a_word_is_no_correction_any_more_as_soon_as_its_document_is_hidden(
    template: Path, kb: Any
) -> None:
    Permissions.template = template
    Permissions.embedder = kb.embedder
    world = Permissions()
    world.empty()
    world.add("open", 0, frozenset())
    asked = Question(text=f"salary {misspelt(SECRETS[0])}", scope=Scope())
    assert SECRETS[0] in world.retriever.trace(asked, 5).understood.text

    world.catalog.set_readers(document_id("open", NAMES[0]), frozenset({"hr"}))

    assert world.retriever.trace(asked, 5).understood.notes == ()
    world.teardown()
