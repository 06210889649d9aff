"""Brings a database to the tables of this version; Alembic is imported only when there is work."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from indexes.errors import CatalogError

HEAD = "0003"


def is_current(connection: Connection) -> bool:
    """Tell whether the database has the tables of this version; raise when they are newer."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if version is not None and version > HEAD:
        raise CatalogError(
            f"the catalog was written by a newer version (schema {version}; we know {HEAD}): "
            "upgrade kb-assistant on this machine"
        )
    return bool(version == HEAD)


def upgrade(connection: Connection) -> None:
    """Create or change the tables, inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
