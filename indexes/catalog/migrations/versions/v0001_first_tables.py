"""The first tables."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table and the one row of `state`."""
    _create_state()
    _create_documents()
    _create_chunks()
    _create_feed()


def _create_state() -> None:
    state = op.create_table(
        "state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _text("identity"),
        _text("model"),
        _text("fingerprint"),
        sa.PrimaryKeyConstraint("id", name="pk_state"),
    )
    row = {"id": 1, "identity": uuid.uuid4().hex, "model": "", "fingerprint": ""}
    op.bulk_insert(state, [row])


def _create_documents() -> None:
    op.create_table(
        "collections", _text("name"), sa.PrimaryKeyConstraint("name", name="pk_collections")
    )
    op.create_table(
        "documents",
        sa.Column("number", NUMBER, nullable=False),
        *(
            _text(name)
            for name in ("id", "collection", "uri", "root", "title", "media_type", "sha256")
        ),
        _integer("version"),
        _text("status"),
        _text("reason"),
        _integer("pages"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_documents"),
        sa.UniqueConstraint("id", name="uq_documents_id"),
        sa.UniqueConstraint("collection", "uri", name="uq_documents_collection"),
        sa.ForeignKeyConstraint(
            ["collection"], ["collections.name"], name="fk_documents_collection"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "readers",
        sa.Column("document", NUMBER, nullable=False),
        _text("name"),
        sa.PrimaryKeyConstraint("document", "name", name="pk_readers"),
        _of_document("readers"),
    )
    op.create_table(
        "elements",
        sa.Column("document", NUMBER, nullable=False),
        _integer("position"),
        _text("kind"),
        _integer("level"),
        *(_text(name) for name in ("text", "html", "place")),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("document", "position", name="pk_elements"),
        _of_document("elements"),
    )


def _create_chunks() -> None:
    op.create_table(
        "chunks",
        sa.Column("number", NUMBER, nullable=False),
        _text("id"),
        sa.Column("document", NUMBER, nullable=False),
        _integer("position"),
        _text("text"),
        sa.Column("heading_path", sa.JSON(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        *(_text(name) for name in ("place", "parent", "kind")),
        _integer("token_count"),
        *(_text(name) for name in ("language", "text_hash")),
        sa.PrimaryKeyConstraint("number", name="pk_chunks"),
        sa.UniqueConstraint("id", name="uq_chunks_id"),
        _of_document("chunks"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_chunks_document", "chunks", ["document"])
    op.create_index("ix_chunks_text_hash", "chunks", ["text_hash"])


def _create_feed() -> None:
    op.create_table(
        "embeddings",
        _text("fingerprint"),
        _text("text_hash"),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "text_hash", name="pk_embeddings"),
    )
    op.create_table(
        "changes",
        sa.Column("number", NUMBER, nullable=False),
        _text("operation"),
        sa.Column("chunk", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
        sqlite_autoincrement=True,
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _of_document(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["document"], ["documents.number"], name=f"fk_{table}_document", ondelete="CASCADE"
    )
