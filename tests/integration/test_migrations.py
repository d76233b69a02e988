"""The tables: what the migrations make is what the code asks for, and old rows come along."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, table, text

import galley.store
from galley.store import Store
from galley.store.models import Base, Job

OLD_JOB = (
    "id tenant kind queue priority way input session_id state fence attempts crashes progress children children_open "
    "children_failed event_count dead created_at"
)


@pytest.fixture
def store(database: str) -> Store:
    return Store(database)


def upgrade(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(galley.store.__file__).parent / "migrations"))
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_the_migrations_make_the_tables_that_the_code_asks_for(store: Store) -> None:
    store.migrate()
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    store.close()


def test_an_old_review_of_a_section_is_counted_after_the_upgrade(store: Store) -> None:
    upgrade(store, "0001")
    columns = {c.name: c for c in Job.__table__.columns if c.name in OLD_JOB.split()}
    old = table("jobs", *(c._copy() for c in columns.values()))
    usual = dict.fromkeys(columns, 0) | {
        "tenant": "t", "queue": "analysis", "way": "local", "state": "done", "dead": False, "created_at": time.time(),
    }  # fmt: skip
    name = "1. “Terms” \\ ünder"
    rows = [
        {"id": "a", "kind": "analyze_section", "session_id": "s", "input": {"session_id": "s", "section_name": name}},
        {"id": "b", "kind": "analyze_document", "session_id": "s", "input": {"session_id": "s"}},
    ]
    with store.writing() as db:
        db.execute(insert(old), [usual | row for row in rows])
    store.migrate()
    with store.reading() as db:
        assert dict(db.execute(text("SELECT id, section FROM jobs")).all()) == {"a": name, "b": None}
    store.close()
