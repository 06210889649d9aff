"""Every setting with its default and its meaning; `settings_sources` reads their values."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from indexes.dense.storage import Storage
from ingest.options import Engine

PREFIX = "KB_"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CatalogSettings(_Section):
    """Where the truth is kept."""

    url: str = Field(
        "", description="SQLAlchemy URL of the catalog; empty means SQLite in the data folder."
    )


def _pairs(value: object) -> object:
    """Read "manuals=docling,contracts=layout", as it is typed where there are no tables."""
    if not isinstance(value, str):
        return value
    if value.strip() in ("", "{}"):
        return {}
    pairs = (pair.partition("=") for pair in value.split(",") if pair.strip())
    return {name.strip(): text.strip() for name, _, text in pairs}


class EmbeddingSettings(_Section):
    """What turns text into vectors."""

    model: str = Field(
        "default",
        description='"default" is the model that is installed with us (English); '
        "else a sentence-transformers name, a path, or http://HOST/v1#NAME on a server.",
    )
    api_key: SecretStr = Field(SecretStr(""), description="For a model on a server.")


class IndexSettings(_Section):
    """How vectors are kept for the search by meaning."""

    storage: Storage = Field(
        Storage.FLOAT16,
        description='What large indexes keep in memory: "float16" (1 KB a chunk), "sq8" (0.6 KB) '
        'or "ivf-pq" (0.12 KB, for tens of millions).',
    )
    graph_from: int = Field(
        100_000, ge=1_000, description="Chunks from which a graph is searched instead of each."
    )


class ReadingSettings(_Section):
    """How files are read."""

    ocr: Literal["auto", "off"] = Field(
        "auto",
        description='"auto" reads pictures, scans and pages with a broken text layer by OCR, some '
        "seconds a page.",
    )
    engine: Engine = Field(
        Engine.LAYOUT,
        description='"layout" is our own; "unstructured", "pymupdf4llm" and "docling" are extras '
        "that read the kinds of files they know instead.",
    )
    engines: Annotated[Mapping[str, Engine], NoDecode, BeforeValidator(_pairs)] = Field(
        {},
        description="Engines of single collections: a table [reading.engines] in kb.toml, or "
        "manuals=docling,contracts=layout.",
    )


class ChunkSettings(_Section):
    """How documents are cut into chunks."""

    max_tokens: int = Field(
        400,
        ge=32,
        le=4096,
        description="Longest chunk, in the embedding model's tokens; shorter where the model, in a "
        "language that it was made for, would not see it whole below its headings.",
    )


class RetrievalSettings(_Section):
    """How passages are found."""

    passages: int = Field(8, ge=1, le=100, description="Passages given to the answer engine.")
    candidates: int = Field(100, ge=1, le=1000, description="Passages that each leg may propose.")
    dense_weight: float = Field(
        0.7, ge=0, le=1, description="Share of the dense leg where both legs serve the question."
    )
    dense_weights: Annotated[
        Mapping[str, Annotated[float, Field(ge=0, le=1)]], NoDecode, BeforeValidator(_pairs)
    ] = Field(
        {},
        description="The same for single collections, as `kb tune --collection` finds it: "
        "manuals=0.5,contracts=0.8.",
    )
    dense: bool = Field(True, description="Search by meaning (embeddings).")
    lexical: bool = Field(True, description="Search by words (BM25).")
    light_reranker: bool = Field(
        True, description="Order what was found anew by its words: no model needed."
    )
    follow_ups: bool = Field(True, description="Make follow-up questions self-contained.")
    spelling: bool = Field(
        True, description="Correct a word that no document has, where one term alone comes near."
    )
    filters: bool = Field(
        True,
        description='Search only the document that a question names ("in the 2023 report"), and '
        'prefer one whose file\'s name it says ("Costco").',
    )
    key_figures: bool = Field(
        True,
        description="Search for the items behind a ratio of business reports too, and prefer the "
        "statement that holds a figure.",
    )
    collapse: bool = Field(True, description="Show passages that say the same once.")
    spread: bool = Field(
        True, description="Keep one document from filling the page where others come near."
    )
    neighbours: int = Field(
        1, ge=0, le=5, description="Chunks before and after that a language model reads too."
    )


class RerankSettings(_Section):
    """A cross-encoder that orders the best passages anew."""

    model: str = Field(
        "", description="A sentence-transformers cross-encoder by name or path; empty means none."
    )
    base_url: str = Field(
        "", description="A server that offers /rerank (vLLM), such as http://127.0.0.1:8000/v1."
    )
    api_key: SecretStr = Field(SecretStr(""), description="Sent as a bearer token.")
    top_n: int = Field(30, ge=0, le=1000, description="Passages that it scores; 0 switches it off.")
    seconds: float = Field(
        2.0, gt=0, description="Time it may take; what is left over keeps its order."
    )
    left_out: str = Field(
        "",
        description="Collections, separated by commas, whose passages it does not order: "
        "`kb tune --collection` says where it helps.",
    )

    @property
    def named(self) -> bool:
        """Whether there is a cross-encoder at all."""
        return bool(self.model or self.base_url)

    @property
    def left_out_collections(self) -> frozenset[str]:
        """The names in `left_out`."""
        return frozenset(each.strip() for each in self.left_out.split(",") if each.strip())


class AnswerSettings(_Section):
    """How answers are written."""

    engine: Literal["auto", "extractive", "generative"] = Field(
        "auto", description='"auto" is generative when llm.base_url is set, else extractive.'
    )
    faq: bool = Field(
        True, description="Answer with an approved FAQ entry where one fits, before searching."
    )
    confidence: float = Field(
        0.5,
        ge=0,
        le=1,
        description="How sure a quoted answer must be; below it says that nothing was found.",
    )
    question_characters: int = Field(4_000, ge=1, description="Longest question that is taken.")
    keep_questions: bool = Field(
        True, description="Record asked questions and their verdict in the data folder."
    )


class LlmSettings(_Section):
    """The OpenAI-compatible server that writes generative answers."""

    base_url: str = Field("", description="Such as http://127.0.0.1:8000/v1.")
    model: str = Field("", description="The model's name on that server.")
    api_key: SecretStr = Field(SecretStr(""), description="Sent as a bearer token.")
    timeout_seconds: float = Field(
        60.0, gt=0, description="Longest wait for the next piece of an answer."
    )
    max_tokens: int = Field(800, ge=16, description="Longest answer.")
    temperature: float = Field(0.0, ge=0, le=2, description="0 gives the most likely answer.")
    context_tokens: int = Field(
        6_000, ge=256, description="Room for passages and history in the prompt."
    )
    prompt_price: float = Field(
        0.0,
        ge=0,
        description="Price of a million prompt tokens; evaluation tells the cost with it.",
    )
    completion_price: float = Field(0.0, ge=0, description="Price of a million tokens of answers.")
    currency: str = Field("USD", description="What both prices are in.")


class LimitSettings(_Section):
    """How large a file may be before it is refused."""

    file_bytes: int = Field(512 * 1024**2, ge=1, description="Largest file.")
    pages: int = Field(10_000, ge=1, description="Most pages of one file.")
    unpacked_bytes: int = Field(1024**3, ge=1, description="Most that a zipped file may grow to.")
    unpacked_ratio: int = Field(200, ge=2, description="Most that a zipped part may grow, times.")
    members: int = Field(10_000, ge=1, description="Most files in an archive.")
    archive_depth: int = Field(
        3, ge=1, le=20, description="How deep archives may lie in each other; 1 means not at all."
    )
    table_cells: int = Field(2_000_000, ge=1, description="Most cells of one spreadsheet.")
    seconds: float = Field(600.0, gt=0, description="Longest time for a file without pages.")
    page_seconds: float = Field(
        120.0, gt=0, description="Longest time for one page; a page that takes longer is left out."
    )
    memory_bytes: int = Field(
        1024**3, ge=1, description="Most memory that reading one file may take."
    )


class WebSettings(_Section):
    """The web server."""

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 is everywhere.")
    port: int = Field(7860, ge=1, le=65535, description="Port to listen on.")


class Settings(BaseSettings):
    """The whole tree, frozen; unknown keys are refused.

    Precedence, rising: default, `kb.toml`, `KB_SECTION_KEY` in the environment, command line.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        frozen=True,
        extra="forbid",
    )

    home: Path
    catalog: CatalogSettings = CatalogSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    index: IndexSettings = IndexSettings()
    reading: ReadingSettings = ReadingSettings()
    chunk: ChunkSettings = ChunkSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    rerank: RerankSettings = RerankSettings()
    answer: AnswerSettings = AnswerSettings()
    llm: LlmSettings = LlmSettings()
    limits: LimitSettings = LimitSettings()
    web: WebSettings = WebSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what `load` passes: it reads each source, to know where values are from."""
        return (init_settings,)


def known_keys() -> tuple[str, ...]:
    """Return every dotted key that a setting goes by."""
    return tuple(
        f"{section}.{key}"
        for section, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        for key in field.annotation.model_fields
    )


def environment_name(key: str) -> str:
    """Return the environment variable that sets a dotted key."""
    return PREFIX + key.replace(".", "_").upper()
