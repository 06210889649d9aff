"""Opens the database; what SQLite and PostgreSQL need said differently is said only here."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from indexes.atomic import may_write
from indexes.catalog.migrations import is_current, upgrade
from indexes.catalog.tables import StateRow
from indexes.errors import CatalogError

BUSY_SECONDS = 60
_LOCK_KEY = 7_163_401
"""Any number, the same in every process: who creates the tables on PostgreSQL holds this lock."""


def open_engine(url: str) -> Engine:
    """Return an engine whose database has the tables of this version.

    A bare path means SQLite. Raises `CatalogError` when the database cannot be used.
    """
    target = _parsed(url)
    with _mapped(str(target)):
        engine = create_engine(
            _readable(target),
            json_serializer=_compact,
            json_deserializer=_expanded,
            pool_pre_ping=not _is_sqlite(target),
        )
        if _is_sqlite(target):
            _prepare_sqlite(engine, target)
        with engine.connect() as connection:
            current = is_current(connection)
        if not current:
            _migrate(engine)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose reads all see one state of the catalog."""
    with _mapped(engine.url.render_as_string()), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that is committed at the end; one writer at a time.

    Writers take turns, so the numbers of the change feed become visible in their own order.
    """
    with _mapped(engine.url.render_as_string()), engine.connect() as connection:
        connection.info["begin"] = "BEGIN IMMEDIATE"
        try:
            with connection.begin():
                connection.execute(select(StateRow.id).with_for_update())
                yield connection
        finally:
            connection.info.pop("begin", None)


def _parsed(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise CatalogError(
            f"{url} is no database URL: give sqlite:///FILE or postgresql://…"
        ) from error
    if parsed.drivername == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _readable(url: URL) -> URL:
    """Return the URL by which a database is opened that lies where nothing may be written.

    SQLite would make files beside it. Without a log of changes beside it nothing can be missed.
    """
    file = Path(url.database or "")
    if not _is_sqlite(url) or not file.is_file() or may_write(file.parent):
        return url
    log = file.with_name(f"{file.name}-wal")
    changing = log.exists() and log.stat().st_size > 0
    query = {"uri": "true", "mode": "ro", **({} if changing else {"immutable": "1"})}
    return url.set(database=f"file:{quote(str(file.absolute()))}", query=query)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _prepare_sqlite(engine: Engine, url: URL) -> None:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _configure_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions late, at the first write: then readers that turn writers
    # fail with "database is locked" at once, whatever the time-out.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")
    # The indexes are derived from what was committed: a commit that a power cut undid would leave
    # them ahead of the catalog, under numbers that are then given out again. Hence not NORMAL.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -65536")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.info.get("begin", "BEGIN"))


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.info["begin"] = "BEGIN IMMEDIATE"
        try:
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})"))
                # Another process may have done it while this one waited for its turn.
                if not is_current(connection):
                    upgrade(connection)
        finally:
            connection.info.pop("begin", None)


@contextmanager
def _mapped(where: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except NoSuchModuleError as error:
        raise CatalogError(f"{where}: only SQLite and PostgreSQL are supported") from error
    except ModuleNotFoundError as error:
        raise CatalogError(
            f"{where}: the driver {error.name} is missing: install kb-assistant[postgres]"
        ) from error
    except (DBAPIError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise CatalogError(f"the catalog {where} cannot be used: {str(cause).strip()}") from error


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _expanded(text: str) -> object:
    # Most lists are empty, and a search reads some hundred of them.
    return [] if text == "[]" else json.loads(text)
