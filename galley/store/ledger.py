"""What was paid for: replies that are kept (the memo), and the tokens of every call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from galley.store.models import Reply, Usage

if TYPE_CHECKING:
    from galley.store import Store


class Ledger:
    """Replies by (tenant, scope, key), and usage."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reply(self, tenant: str, scope: str, key: str) -> dict[str, Any] | None:
        """The kept reply, or None."""
        with self._store.reading() as db:
            return db.scalar(select(Reply.value).where(Reply.tenant == tenant, Reply.scope == scope, Reply.key == key))

    def keep(self, reply: Reply) -> None:
        """Keep a reply; the same one again changes nothing."""
        with self._store.writing() as db:
            db.merge(reply)

    def spent(self, usage: Usage) -> None:
        """Note the tokens of one call."""
        with self._store.writing() as db:
            db.add(usage)
