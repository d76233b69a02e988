"""One engine for SQLite or PostgreSQL, and all that differs between them.

SQLite runs in WAL mode; a writing transaction begins with BEGIN IMMEDIATE, because a read that turns into a
write half way fails with "database is locked" however long one is willing to wait.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url

# A server that is gone must not hold a request for minutes.
_POSTGRESQL = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
    "options": "-c statement_timeout=30000 -c lock_timeout=15000",
}
BUSY_SECONDS = 15.0
_MIGRATION_LOCK = 4_255_397  # any number that nobody else takes in this database


def open_engine(url: str) -> Engine:
    """Connect lazily to `url`. An engine belongs to the process that made it: never use it after a fork."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url, pool_size=16, max_overflow=48, pool_timeout=5, pool_pre_ping=True, pool_recycle=1800,
            connect_args=_POSTGRESQL,
        )  # fmt: skip
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, pool_size=16, max_overflow=64
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def migrate(engine: Engine) -> None:
    """Bring the tables to this version. Safe when several programs start at once."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
