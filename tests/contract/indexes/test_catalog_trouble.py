"""A database that cannot be used is named, with what to do."""

import sqlite3
from pathlib import Path

import pytest

from indexes.catalog import Catalog
from indexes.errors import CatalogError


def test_a_catalog_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Catalog.open(str(tmp_path / "kb.db")).close()
    connection = sqlite3.connect(tmp_path / "kb.db")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(CatalogError, match="upgrade kb-assistant"):
        Catalog.open(str(tmp_path / "kb.db"))


def test_a_file_that_is_no_database_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "kb.db").write_bytes(b"%PDF-1.7 not a database at all" * 100)

    with pytest.raises(CatalogError, match=r"kb\.db cannot be used: file is not a database"):
        Catalog.open(str(tmp_path / "kb.db"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    with pytest.raises(CatalogError, match="file"):
        Catalog.open(str(tmp_path / "file" / "kb.db"))


@pytest.mark.parametrize("url", ["mongodb://localhost/x", "://", "oracle-db://x/y"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(CatalogError):
        Catalog.open(url)


def test_a_server_that_is_down_is_named_without_the_password(tmp_path: Path) -> None:
    url = f"postgresql://kb:secret@/kb?host={tmp_path}"

    with pytest.raises(CatalogError, match="cannot be used") as refused:
        Catalog.open(url)

    assert "secret" not in str(refused.value)
