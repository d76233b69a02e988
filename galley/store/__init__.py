"""The store: everything Galley remembers, in SQLite or PostgreSQL.

`store.tenant(tag)` is what domain code gets: it reads and writes one tenant's rows and can reach no others.
`store.work` has the few calls that cross tenants: the runner's, the reconciler's and housekeeping's.

Promises: a transaction is all or nothing; a writing one sees no half-done work of others; what is returned
outlives its transaction. A database that cannot be reached raises DatabaseGone.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session as Db

from galley.errors import GalleyError
from galley.store.doors import Pauses
from galley.store.engine import migrate, open_engine
from galley.store.ledger import Ledger
from galley.store.models import User
from galley.store.readings import Readings
from galley.store.rows import Rows
from galley.store.work import Work

T = TypeVar("T")
_WAITS = (0.02, 0.1, 0.4)  # seconds before the second, third and fourth try


class DatabaseGone(GalleyError):
    """The database cannot be reached. Nothing was changed; try again."""

    status, code, retry = 503, "database_gone", True


class DatabaseBusy(DatabaseGone):
    """Somebody else was changing the same rows. Nothing was changed; try again."""

    code = "database_busy"


class Store:
    """One database. Safe for threads and forks: each process opens its own connections."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.readings = Readings()
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._pid = 0
        self.work = Work(self)
        self.ledger = Ledger(self)
        self.pauses = Pauses(self)

    @property
    def engine(self) -> Engine:
        """This process's engine."""
        if self._pid != os.getpid():
            with self._lock:
                if self._pid != os.getpid():
                    self._engine = open_engine(self.url)
                    self._pid = os.getpid()
        assert self._engine is not None
        return self._engine

    @property
    def dialect(self) -> str:
        """The kind of database: sqlite or postgresql."""
        return self.engine.dialect.name

    def migrate(self) -> None:
        """Bring the tables to this version."""
        try:
            migrate(self.engine)
        except OperationalError as error:
            raise DatabaseGone(f"The database cannot be opened: {error.orig}. Check DATABASE_URL.") from None

    @contextmanager
    def reading(self) -> Iterator[Db]:
        """A transaction that only reads."""
        with self._session(writes=False) as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Db]:
        """A transaction that writes; committed at the end of the block, rolled back on an error."""
        with self._session(writes=True) as db:
            yield db

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Db]:
        engine = self.engine.execution_options(writes=True) if writes else self.engine
        try:
            with Db(engine, expire_on_commit=False) as db, db.begin():
                yield db
        except DBAPIError as error:
            raise _translated(error) from error

    def attempt(self, work: Callable[[], T]) -> T:
        """Do `work`, and again when it met somebody who was changing the same rows (a deadlock), four times at most."""
        for wait in _WAITS:
            try:
                return work()
            except DatabaseBusy:
                time.sleep(wait * random.uniform(0.5, 1.5))
        return work()

    def tenant(self, tag: str) -> TenantStore:
        """What belongs to this tenant."""
        return TenantStore(self, tag)

    def user_by_token(self, token_hash: str) -> User | None:
        """Whose token has this SHA-256, if anybody's."""
        with self.reading() as db:
            return db.scalar(select(User).where(User.token_hash == token_hash))

    def users(self) -> list[User]:
        """All users, oldest first."""
        with self.reading() as db:
            return list(db.scalars(select(User).order_by(User.created_at)))

    def save_user(self, user: User) -> None:
        """Add a user, or replace the one of that id."""
        with self.writing() as db:
            db.merge(user)

    def close(self) -> None:
        """Close this process's connections."""
        if self._engine is not None and self._pid == os.getpid():
            self._engine.dispose()


class TenantStore:
    """One tenant's part of the store."""

    def __init__(self, store: Store, tag: str) -> None:
        self._store = store
        self.tag = tag

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """This tenant's rows, to read."""
        with self._store.reading() as db:
            yield Rows(db, self.tag, self._store.readings)

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        """This tenant's rows, to write, all or nothing."""
        with self._store.writing() as db:
            yield Rows(db, self.tag, self._store.readings)


def _translated(error: DBAPIError) -> Exception:
    """What a driver's error means: the database is gone, or was busy with the same rows; else the error itself."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state in ("40001", "40P01", "55P03"):
        return DatabaseBusy()
    unreachable = state.startswith(("08", "57P")) or not state  # SQLite's errors, and a connection that broke
    if error.connection_invalidated or (isinstance(error, OperationalError) and unreachable):
        return DatabaseGone()
    return error


def open_store(url: str) -> Store:
    """Open the database at `url` and bring its tables to this version."""
    store = Store(url)
    store.migrate()
    return store
