"""A tenant's chat and jobs, as their owner sees them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from galley.errors import NotFound
from galley.store.models import Job, Message
from galley.store.rows.own import Own


class Work(Own):
    """What was asked for, and what was said."""

    def messages(self, session_id: str) -> Sequence[Message]:
        """The session's chat by turns, in the order in which they were asked: each question, then its answer."""
        query = select(Message).where(Message.tenant == self.tag, Message.session_id == session_id)
        turns: dict[str | None, list[Message]] = {}
        for message in self.db.scalars(query.order_by(Message.id)):
            turns.setdefault(message.job_id, []).append(message)
        return [message for turn in turns.values() for message in turn]

    def add_messages(self, *messages: Message) -> None:
        """Append to the chat, in this order."""
        for message in messages:
            message.tenant = self.tag
            self.db.add(message)
            self.db.flush()

    def job(self, job_id: str) -> Job:
        """The job of that id."""
        found = self.db.scalar(select(Job).where(Job.tenant == self.tag, Job.id == job_id))
        if found is None:
            raise NotFound("There is no such task.", code="unknown_task")
        return found

    def children(self, parent_id: str) -> Sequence[Job]:
        """The job's children in the order in which they were made."""
        query = select(Job).where(Job.tenant == self.tag, Job.parent_id == parent_id)
        return self.db.scalars(query.order_by(Job.created_at, Job.id)).all()

    def session_jobs(self, session_id: str) -> Sequence[Job]:
        """The session's jobs, newest first."""
        query = select(Job).where(Job.tenant == self.tag, Job.session_id == session_id)
        return self.db.scalars(query.order_by(Job.created_at.desc(), Job.id)).all()
