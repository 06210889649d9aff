"""What people keep beside the documents: a collection's readers and words, and FAQ entries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables, empty."""
    op.add_column("state", sa.Column("curated", sa.Integer(), nullable=False, server_default="0"))
    _create("collection_readers", _text("name"), key="name")
    _create("collection_words", _text("word"), key="word")
    position = sa.Column("position", sa.Integer(), nullable=False)
    _create("collection_synonyms", position, _list("words"), key="position")
    op.create_table(
        "faqs",
        *(_text(name) for name in ("id", "collection", "question", "answer", "owner", "state")),
        _text("language"),
        *(_list(name) for name in ("variants", "negatives", "sources", "readers")),
        sa.PrimaryKeyConstraint("id", name="pk_faqs"),
        _of_collection("faqs"),
    )
    op.create_index("ix_faqs_collection", "faqs", ["collection"])


def downgrade() -> None:
    """Take away what the second version does not know."""
    for table in ("faqs", "collection_synonyms", "collection_words", "collection_readers"):
        op.drop_table(table)
    op.drop_column("state", "curated")


def _create(table: str, *columns: SchemaItem, key: str) -> None:
    op.create_table(
        table,
        _text("collection"),
        *columns,
        sa.PrimaryKeyConstraint("collection", key, name=f"pk_{table}"),
        _of_collection(table),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _list(name: str) -> sa.Column[list[object]]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _of_collection(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["collection"], ["collections.name"], name=f"fk_{table}_collection"
    )
