"""How a document comes in, becomes a review, and goes again.

Promises: a file that cannot be read stores nothing; the same bytes are the same document; deleting a session
removes all that was made for it and says what.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError

from galley import documents, review
from galley.documents import Extracted, Reading
from galley.errors import Malformed, TooLarge
from galley.extract import from_text
from galley.jobs import OPEN
from galley.rules.hidden import hidden
from galley.sections import sections_of
from galley.store.models import Document, Session, new_id
from galley.store.rows import Rows

if TYPE_CHECKING:
    from galley.root import Galley

LONGEST_NAME = 200  # characters
SAMPLE = Path(__file__).parents[1] / "examples" / "sample.md"


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that is kept, and the pages (from 1) whose pictures must be read before it can be reviewed."""

    name: str
    sha256: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A review that is about to be stored, and what stores it with its document."""

    session: Session  # as it will be; `save` makes the row
    sections: tuple[documents.Section, ...]
    save: Callable[[Rows], None]


def take_file(galley: Galley, tag: str, name: str, data: bytes) -> Session | Scan:
    """Read an uploaded file, keep it, and open a review of it. Raises InputError when it cannot be read.

    What has pictures of pages is kept and given back as a Scan: reading those takes long.
    """
    most = galley.settings.max_upload_mb
    if len(data) > most * 1_000_000:
        raise TooLarge(f"This file is larger than {most} MB. Split it, or raise MAX_UPLOAD_MB.", limit_mb=most)
    name = plain_name(name)
    return _open(galley, tag, name, data, lambda: galley.reader.extract(name, data))


def take_text(galley: Galley, tag: str, name: str, text: str) -> Session:
    """Keep a pasted text and open a review of it."""
    if not text.strip():
        raise Malformed("There is no text to review. Paste some.", code="empty")
    name = plain_name(name or "Pasted text")
    opened = _open(galley, tag, name, text.encode(), lambda: from_text(text))
    assert isinstance(opened, Session)  # a text has no pictures
    return opened


def take_document(galley: Galley, tag: str, document_id: str) -> Session:
    """Open another review of a document that is here already."""
    with galley.tenant(tag).writing() as rows:
        return _add_review(rows, document_id, rows.document(document_id).name)


def add_sample(galley: Galley, tag: str) -> None:
    """Put the sample document there, once; who deletes it does not get it back."""
    with galley.tenant(tag).reading() as rows:
        if rows.happened("sample"):
            return
    try:
        with galley.tenant(tag).writing() as rows:
            rows.note("sample")
    except IntegrityError:  # another process is adding it just now
        return
    session = take_file(galley, tag, "Supplier data policy (sample).md", SAMPLE.read_bytes())
    assert isinstance(session, Session)
    with galley.tenant(tag).writing() as rows:
        rows.document(session.document_id).sample = True


def rename(galley: Galley, tag: str, session_id: str, name: str) -> tuple[Session, Document]:
    """Call a review something else. Its document keeps the name it came with."""
    name = _printable(name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Malformed(f"Give the review a name of 1 to {LONGEST_NAME} characters.", code="bad_name")
    with galley.tenant(tag).writing() as rows:
        session = rows.session(session_id, held=True)
        session.name = name
        return session, rows.document(session.document_id)


def delete_session(galley: Galley, tag: str, session_id: str) -> dict[str, Any]:
    """Remove the session and all that only it used. Returns a receipt of counts."""
    with galley.tenant(tag).reading() as rows:
        session = rows.session(session_id)
        open_jobs = [j.id for j in rows.session_jobs(session_id) if j.state in OPEN and not j.parent_id]
    for job_id in open_jobs:
        galley.store.work.cancel(tag, job_id)
    galley.changed()
    receipt, key = galley.store.attempt(lambda: _delete(galley, tag, session))
    gone = key is not None and galley.blobs.delete(tag, key)
    return receipt | {"files": int(gone)}


def _delete(galley: Galley, tag: str, session: Session) -> tuple[dict[str, Any], str | None]:
    """Delete the rows. Returns the counts, and the file's key when no document has its bytes any more."""
    with galley.tenant(tag).writing() as rows:
        sha256 = rows.document(session.document_id).sha256
        receipt = rows.delete_session(session) | rows.drop_unused_document(session.document_id)
        return receipt, None if rows.documents_by_hash(sha256) else sha256


def plain_name(name: str) -> str:
    """The file's own name, without folders and control characters, 200 characters at most."""
    kept = _printable(name.replace("\\", "/").rsplit("/", 1)[-1])
    if len(kept) > LONGEST_NAME:
        stem, dot, suffix = kept.rpartition(".")
        kept = f"{stem[:190]}{dot}{suffix[:9]}" if dot else kept[:200]
    return kept or "Document"


def _printable(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def forget(galley: Galley, tag: str, sha256: str) -> None:
    """Remove a kept file that became no document."""
    with galley.tenant(tag).reading() as rows:
        wanted = rows.documents_by_hash(sha256)
    if not wanted:
        galley.blobs.delete(tag, sha256)


def prepare(document: Document, found: Extracted) -> Opened:
    """A review of a document that is not stored yet; `save` stores both in the caller's transaction."""
    document.id = new_id()
    session = Session(id=new_id(), document_id=document.id, name=document.name, created_at=time.time())
    sections = sections_of(found.text, found.blocks)

    def save(rows: Rows) -> None:
        rows.add_document(document, Reading(found.text, found.blocks, sections, found.hidden))
        _add_review(rows, document.id, document.name, id=session.id, created_at=session.created_at)

    return Opened(session, sections, save)


def new_document(name: str, sha256: str, size: int, found: Extracted) -> Document:
    """The row of a document that was read."""
    return Document(
        name=name, format=found.format, sha256=sha256, size=size, pages=found.pages,
        words=len(found.text.split()), warnings=list(found.warnings), text=found.text,
        hidden=[[mark.start, mark.end, mark.why] for mark in found.hidden],
        changes=[asdict(change) for change in found.changes], confidence=found.confidence,
        sample=False, created_at=time.time(),
    )  # fmt: skip


def _open(galley: Galley, tag: str, name: str, data: bytes, read: Callable[[], Extracted]) -> Session | Scan:
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        opened = _add(galley, tag, name, sha256, data, read)
    except IntegrityError:  # the same bytes came in twice at once: the other one is stored by now
        opened = _add(galley, tag, name, sha256, data, read)
    galley.blobs.put(tag, data)  # again, for the case that somebody deleted the same bytes a moment ago
    return opened


def _add(
    galley: Galley, tag: str, name: str, sha256: str, data: bytes, read: Callable[[], Extracted]
) -> Session | Scan:
    """Open a review of the stored document with these bytes, or read and store it first."""
    with galley.tenant(tag).reading() as rows:
        known = rows.documents_by_hash(sha256)
    same = [d for d in known if _suffix(d.name) == _suffix(name)]
    if not same:  # the same bytes under another ending may read differently
        found = read()
        if found.scans:
            return Scan(name, sha256, found.scans)
        same = [d for d in known if d.format == found.format]
        galley.blobs.put(tag, data)
    with galley.tenant(tag).writing() as rows:
        if same:
            return _add_review(rows, same[0].id, name)
        opened = prepare(new_document(name, sha256, len(data), found), found)
        opened.save(rows)
        return rows.session(opened.session.id)


def _add_review(rows: Rows, document_id: str, name: str, **fixed: Any) -> Session:
    """Open a review. Hidden text is a finding from the beginning: it is told before any model is asked."""
    session = rows.add_session(document_id, name, **fixed)
    if rows.document(document_id).hidden:
        reading = rows.reading(document_id)
        for section in rows.sections(document_id):
            flaws = hidden(reading, review.range_of(section))
            found = [review.finding_of(flaw, reading, session.id, section.id) for flaw in flaws]
            rows.replace_findings(session.id, section.id, review.RULES, found)
    return session


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()
