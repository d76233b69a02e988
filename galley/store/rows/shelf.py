"""A tenant's reviews side by side: what a list shows of each, in a few grouped queries for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from galley.jobs import State
from galley.store.models import Decision, Document, Finding, Job, Message, Section, Session
from galley.store.rows.own import Own

_LUMP = 1000  # rows that are fetched together


class Shelf(Own):
    """Many reviews at once. None of these asks the database more often for more reviews."""

    def sessions(
        self, *, limit: int = 100, after: tuple[float, str] | None = None, query: str = ""
    ) -> Sequence[Session]:
        """The newest sessions first: those after the place (created_at, id), whose name holds `query` in any case."""
        chosen = select(Session).where(Session.tenant == self.tag).order_by(Session.created_at.desc(), Session.id)
        if after is not None:
            then, last = after
            later = or_(Session.created_at < then, and_(Session.created_at == then, Session.id > last))
            chosen = chosen.where(Session.created_at <= then, later)
        if query:
            return self._named(chosen, query, limit)
        return self.db.scalars(chosen.limit(limit)).all()

    def documents(self, document_ids: Sequence[str]) -> dict[str, Document]:
        """Those documents, without their texts."""
        query = select(Document).where(Document.tenant == self.tag, Document.id.in_(set(document_ids)))
        return {found.id: found for found in self.db.scalars(query)}

    def section_counts(self, document_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
        """For each document: how many sections it has, and how many of them have words to review."""
        worded = func.count().filter(Section.words > 0)
        query = select(Section.document_id, func.count(), worded).where(Section.tenant == self.tag)
        query = query.where(Section.document_id.in_(set(document_ids))).group_by(Section.document_id)
        return {row[0]: (row[1], row[2]) for row in self.db.execute(query)}

    def finding_counts(self, session_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """For each session: how many findings are open, accepted, rejected."""
        counts = {i: {"open": 0, "accepted": 0, "rejected": 0} for i in session_ids}
        query = self._of(Finding, session_ids, Finding.decision, func.count())
        for session_id, decision, number in self.db.execute(query.group_by(Session.id, Finding.decision)):
            counts[session_id][decision] = number
        return counts

    def review_counts(self, session_ids: Sequence[str]) -> dict[str, dict[State, int]]:
        """For each session: where the latest reviews of its sections with words stand, as `section_states` tells it."""
        later = aliased(Job)
        newer = or_(later.created_at > Job.created_at, later.id < Job.id)
        again = select(later.id).where(later.session_id == Job.session_id, later.section == Job.section)
        again = again.where(later.created_at >= Job.created_at, newer, later.state != State.CANCELLED)
        worded = and_(Section.document_id == Session.document_id, Section.name == Job.section, Section.words > 0)
        query = self._of(Job, session_ids, Job.state, func.count()).join(Section, worded)
        query = query.where(Job.section.is_not(None), Job.state != State.CANCELLED, ~again.exists())
        counts: dict[str, dict[State, int]] = {i: {} for i in session_ids}
        for session_id, state, number in self.db.execute(query.group_by(Session.id, Job.state)):
            counts[session_id][State(state)] = number
        return counts

    def last_activity(self, session_ids: Sequence[str]) -> dict[str, float]:
        """For each session in which something was asked, found, said or decided: when that was last."""
        asked = func.max(func.coalesce(Job.ended_at, Job.started_at, Job.created_at))
        decided = self._of(Finding, session_ids, func.max(Decision.created_at)).where(Finding.decision != "open")
        latest: dict[str, float] = {}
        for query in (
            self._of(Job, session_ids, asked).where(Job.parent_id.is_(None)),  # a parent ends after its children
            self._of(Message, session_ids, func.max(Message.created_at)),
            self._of(Finding, session_ids, func.max(Finding.created_at)),
            decided.join(Decision, Decision.finding_id == Finding.id),
        ):
            for session_id, at in self.db.execute(query.group_by(Session.id)):
                latest[session_id] = max(at, latest.get(session_id, 0.0))
        return latest

    def _of(self, table: type[Finding] | type[Job] | type[Message], session_ids: Sequence[str], *columns: Any) -> Any:
        """These columns of the rows of one's own sessions. The tag is asked of the session: indexes do not hold it."""
        query = select(Session.id, *columns).join(table, table.session_id == Session.id)
        return query.where(Session.tenant == self.tag, Session.id.in_(session_ids))

    def _named(self, chosen: Select[Session], query: str, limit: int) -> list[Session]:
        """Names are compared here: databases differ in what they know about the case of letters."""
        wanted = _folded(query)
        names = self.db.execute(chosen.with_only_columns(Session.id, Session.name).execution_options(yield_per=_LUMP))
        ids = []
        for session_id, name in names:
            if wanted in _folded(name):
                ids.append(session_id)
                if len(ids) == limit:
                    break
        names.close()
        return list(self.db.scalars(chosen.where(Session.id.in_(ids))).all())


def _folded(name: str) -> str:
    return normalize("NFKC", name).casefold()
