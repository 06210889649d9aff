"""The catalog's tables, the same on SQLite and PostgreSQL."""

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite counts on by itself only in a column of exactly this type.
Number = BigInteger().with_variant(Integer(), "sqlite")
Numbers = list[int | float]
Pointer = tuple[int, int, str]


class Base(DeclarativeBase):
    """Every table of the catalog; constraints have names, so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        str: Text(),
        bytes: LargeBinary(),
        list[str]: JSON(),
        list[Numbers]: JSON(),
        list[list[int | str]]: JSON(),
        list[Pointer]: JSON(),
    }


class StateRow(Base):
    """The one row that says which catalog this is; writers take turns by locking it.

    `identity` tells an index that it belongs to another catalog. `model` and `fingerprint` name
    the embedding model whose vectors the dense index holds; empty until the first vector.
    `curated` counts the changes of what people keep beside the documents.
    """

    __tablename__ = "state"

    id: Mapped[int] = mapped_column(Integer(), primary_key=True, autoincrement=False)
    identity: Mapped[str]
    model: Mapped[str]
    fingerprint: Mapped[str]
    curated: Mapped[int] = mapped_column(server_default="0")


class CollectionRow(Base):
    """A collection of documents."""

    __tablename__ = "collections"

    name: Mapped[str] = mapped_column(primary_key=True)


class CollectionReaderRow(Base):
    """A group that may see a collection; one without any may be seen by everyone."""

    __tablename__ = "collection_readers"

    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)


class WordRow(Base):
    """A word of a collection's own, which searches keep whole."""

    __tablename__ = "collection_words"

    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"), primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


class SynonymsRow(Base):
    """Words that mean the same in a collection; `position` is their order."""

    __tablename__ = "collection_synonyms"

    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[list[str]]


class FaqRow(Base):
    """An official question with its answer; see `indexes.catalog.faq.Faq`."""

    __tablename__ = "faqs"
    __table_args__ = (Index(None, "collection"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"))
    question: Mapped[str]
    answer: Mapped[str]
    variants: Mapped[list[str]]
    negatives: Mapped[list[str]]
    owner: Mapped[str]
    state: Mapped[str]
    sources: Mapped[list[str]]
    readers: Mapped[list[str]]
    language: Mapped[str]


class DocumentRow(Base):
    """A document; see `ingest.model.Document`."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("collection", "uri"), {"sqlite_autoincrement": True})

    number: Mapped[int] = mapped_column(Number, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name"))
    uri: Mapped[str]
    root: Mapped[str]
    title: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    version: Mapped[int]
    status: Mapped[str]
    reason: Mapped[str]
    pages: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger())
    modified: Mapped[int] = mapped_column(BigInteger())
    notes: Mapped[list[list[int | str]]]
    language: Mapped[str]
    dated: Mapped[str]
    authors: Mapped[list[str]]
    reader: Mapped[str]


class ReaderRow(Base):
    """A group that may see a document; a document without any may be seen by everyone."""

    __tablename__ = "readers"

    document: Mapped[int] = mapped_column(
        Number, ForeignKey("documents.number", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)


class TagRow(Base):
    """A tag of a document."""

    __tablename__ = "tags"

    document: Mapped[int] = mapped_column(
        Number, ForeignKey("documents.number", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)


class ElementRow(Base):
    """An element of a document, in reading order."""

    __tablename__ = "elements"

    document: Mapped[int] = mapped_column(
        Number, ForeignKey("documents.number", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    level: Mapped[int]
    text: Mapped[str]
    html: Mapped[str]
    place: Mapped[str]
    spans: Mapped[list[Numbers]]
    picture: Mapped[str]
    links: Mapped[list[Pointer]]


class ChunkRow(Base):
    """A chunk. `number` is what the indexes know it by; it is never given out twice.

    `text_hash` is that of what is embedded and indexed: title, headings and text.
    """

    __tablename__ = "chunks"
    __table_args__ = (
        Index(None, "document"),
        Index(None, "text_hash"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(Number, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    document: Mapped[int] = mapped_column(
        Number, ForeignKey("documents.number", ondelete="CASCADE")
    )
    position: Mapped[int]
    text: Mapped[str]
    heading_path: Mapped[list[str]]
    spans: Mapped[list[Numbers]]
    place: Mapped[str]
    parent: Mapped[str]
    kind: Mapped[str]
    token_count: Mapped[int]
    language: Mapped[str]
    text_hash: Mapped[str]


class EmbeddingRow(Base):
    """The vector of a text by a model: float16, little-endian, of length 1."""

    __tablename__ = "embeddings"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    text_hash: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[bytes]


class ChangeRow(Base):
    """An entry of the change feed, which only ever grows."""

    __tablename__ = "changes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(Number, primary_key=True)
    operation: Mapped[str]
    chunk: Mapped[int] = mapped_column(Number)
