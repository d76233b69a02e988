"""The tables, in plain nouns. Times are seconds since 1970 (UTC); offsets are Unicode code points of the text.

Rows read from the store are detached: plain values to look at. Only the code in this folder writes them.
"""

from __future__ import annotations

from galley.store.models.base import Base, new_id
from galley.store.models.documents import Block, Document, Section, User
from galley.store.models.jobs import Event, Job, Reply, Step, Usage
from galley.store.models.limits import Door, Permit
from galley.store.models.reviews import Decision, Finding, Message, Session

__all__ = [
    "Base",
    "Block",
    "Decision",
    "Document",
    "Door",
    "Event",
    "Finding",
    "Job",
    "Message",
    "Permit",
    "Reply",
    "Section",
    "Session",
    "Step",
    "Usage",
    "User",
    "new_id",
]
