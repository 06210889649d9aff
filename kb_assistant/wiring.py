"""Turns settings into parts: the one place that knows which class serves which setting."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexes.catalog import Catalog
from indexes.dense.storage import Policy
from indexes.embed import Embedder, load_embedder
from indexes.files import FileStore
from indexes.lexical.analysis import Analyzer
from indexes.model import Passage, Scope
from indexes.search import Index
from ingest.chunk import CHUNKER
from ingest.worker import Worker
from kb_assistant import reading
from kb_assistant.answer.engine import Engine
from kb_assistant.answer.extract import ExtractiveEngine
from kb_assistant.answer.generate import GenerativeEngine
from kb_assistant.answer.openai_like import OpenAILikeModel
from kb_assistant.answer.standalone import StandaloneEngine
from kb_assistant.asked import AskedQuestions, Rating
from kb_assistant.assistant import Assistant, Widen
from kb_assistant.errors import NothingKept, SettingsError
from kb_assistant.faq.editing import FaqEditor
from kb_assistant.faq.match import FaqMatcher
from kb_assistant.library import Library, Reader
from kb_assistant.retrieve.context import widened
from kb_assistant.retrieve.rewrite import RuleRewriter
from kb_assistant.settings import Settings
from kb_assistant.wiring_retrieval import retriever


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """The open parts of one knowledge base."""

    settings: Settings
    catalog: Catalog
    index: Index
    files: FileStore
    reader: Worker
    library: Library
    faq: FaqEditor
    assistant: Assistant
    asked: AskedQuestions | None = None
    own_readers: tuple[Worker, ...] = ()

    def rate(self, question: str, answer: str, *, rating: Rating, comment: str = "") -> None:
        """Keep what somebody thinks of an answer; raises NothingKept."""
        if self.asked is None:
            raise NothingKept("asked questions are not kept: set answer.keep_questions to true")
        self.asked.rate(question, answer, rating=rating, comment=comment)

    def close(self) -> None:
        """Let go of files and connections; what was added stays."""
        for worker in (self.reader, *self.own_readers):
            worker.close()
        self.index.close()
        self.catalog.close()


def open_catalog(settings: Settings) -> Catalog:
    """Open the catalog alone: enough to list documents, without loading a model."""
    _make_home(settings)
    return Catalog.open(settings.catalog.url or f"sqlite:///{settings.home / 'catalog.db'}")


def named_embedder(settings: Settings, model: str) -> Embedder:
    """Load an embedding model, with the key and the cache folder that the settings give."""
    key = settings.embedding.api_key.get_secret_value()
    return load_embedder(model, cache=settings.home / "models", api_key=key)


def policy(settings: Settings) -> Policy:
    """Return how the dense index keeps large pieces of itself."""
    return Policy(storage=settings.index.storage, graph_from=settings.index.graph_from)


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Open everything; heals the indexes where they are behind the catalog."""
    catalog = open_catalog(settings)
    embedder = named_embedder(settings, settings.embedding.model)
    index = Index.open(settings.home / "index", catalog, embedder, policy(settings))
    files = FileStore(settings.home / "files")
    reader = reading.worker(settings)
    own = {name: reading.worker(settings, name) for name in settings.reading.engines}
    kept = settings.home / "questions.jsonl"
    asked = AskedQuestions(kept) if settings.answer.keep_questions else None
    return KnowledgeBase(
        settings=settings,
        catalog=catalog,
        index=index,
        files=files,
        reader=reader,
        own_readers=tuple(own.values()),
        library=Library(
            catalog,
            index,
            files,
            reader=_reader(settings, reader, embedder),
            own_readers={
                name: _reader(settings, worker, embedder, name) for name, worker in own.items()
            },
            limits=reading.limits(settings),
            max_tokens=settings.chunk.max_tokens,
        ),
        faq=FaqEditor(index, max_tokens=min(settings.chunk.max_tokens, embedder.max_tokens)),
        assistant=_assistant(settings, index, asked),
        asked=asked,
    )


def _reader(settings: Settings, worker: Worker, embedder: Embedder, collection: str = "") -> Reader:
    """Return what reads files, under a name that changes with whatever shapes their chunks."""
    size = f"{settings.chunk.max_tokens} tokens, {embedder.max_tokens} seen"
    name = f"{reading.options(settings, collection).reader}, {CHUNKER} of {size}"
    return Reader(read=worker.read, name=name)


def _assistant(settings: Settings, index: Index, asked: AskedQuestions | None) -> Assistant:
    retrieval, answer = settings.retrieval, settings.answer
    engine = _engine(settings, index)
    return Assistant(
        retriever(settings, index),
        engine,
        widen=_widening(settings, index.catalog) if isinstance(engine, GenerativeEngine) else None,
        terms=index.terms,
        passages=retrieval.passages,
        longest_question=answer.question_characters,
        faq=_faq(settings, index) if answer.faq else None,
        recorder=asked,
    )


def _faq(settings: Settings, index: Index) -> FaqMatcher:
    words = Analyzer(settings.home / "index" / "words")
    return FaqMatcher(index, words)


def _widening(settings: Settings, catalog: Catalog) -> Widen:
    """Return what gives passages their surroundings: they help to read, not to quote."""

    def widen(passages: Sequence[Passage], scope: Scope) -> Sequence[Passage]:
        return widened(passages, catalog, scope, around=settings.retrieval.neighbours)

    return widen


def _engine(settings: Settings, index: Index) -> Engine:
    llm = settings.llm
    wanted = settings.answer.engine
    if wanted == "extractive" or (wanted == "auto" and not llm.base_url):
        quoting = ExtractiveEngine(index.terms, settings.answer.confidence)
        follows = settings.retrieval.follow_ups
        return StandaloneEngine(quoting, RuleRewriter()) if follows else quoting
    if not (llm.base_url and llm.model):
        raise SettingsError(
            "generative answers need llm.base_url and llm.model; set both, or set "
            "answer.engine to extractive"
        )
    model = OpenAILikeModel(
        base_url=llm.base_url,
        model=llm.model,
        api_key=llm.api_key.get_secret_value(),
        timeout=llm.timeout_seconds,
        max_tokens=llm.max_tokens,
        temperature=llm.temperature,
    )
    return GenerativeEngine(model=model, budget=llm.context_tokens)


def _make_home(settings: Settings) -> None:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"the data folder {settings.home} cannot be made: {error.strerror}; name another with "
            "--home or KB_HOME"
        ) from error
