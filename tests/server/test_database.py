"""The schema: what the migrations make is what the tables say, and every row has its organization."""

from __future__ import annotations

from pathlib import Path

import alembic.autogenerate
import alembic.migration
import sqlalchemy as sa

from server import tables
from server.database import Database


def test_migrations_make_the_tables(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    database.migrate()
    database.migrate()
    with database.engine.connect() as connection:
        context = alembic.migration.MigrationContext.configure(connection, opts={"compare_type": True})
        assert alembic.autogenerate.compare_metadata(context, tables.Base.metadata) == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
    database.close()


def test_every_table_has_its_organization() -> None:
    for table in tables.Base.metadata.tables.values():
        column = table.columns["organization"]
        assert not column.nullable


def test_the_schema_compiles_for_postgresql() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    for table in tables.Base.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
    assert isinstance(tables.Event.__table__.c.sequence.type, sa.BigInteger)
