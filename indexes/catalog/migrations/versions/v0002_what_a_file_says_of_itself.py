"""What a file says of itself: what narrows a search, and where figures and links lead."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns that are empty for documents that were read before, and the tags."""
    for name in ("language", "dated", "reader"):
        op.add_column("documents", _text(name))
    op.add_column("documents", _list("authors"))
    op.add_column("elements", _text("picture"))
    op.add_column("elements", _list("links"))
    op.create_table(
        "tags",
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document", "name", name="pk_tags"),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.number"], name="fk_tags_document", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Take away what the first version does not know."""
    op.drop_table("tags")
    for name in ("language", "dated", "reader", "authors"):
        op.drop_column("documents", name)
    for name in ("picture", "links"):
        op.drop_column("elements", name)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _list(name: str) -> sa.Column[list[object]]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default="[]")
