"""What the routes about reviews answer: opened, listed, shown, decided upon, deleted."""

from __future__ import annotations

from pydantic import BaseModel

from routes.answers import Counts, Document, Good, Item, Message, ReviewedSection, Section, maybe, told
from routes.answers_work import ListedTask


class SessionAnswer(Good):
    """A review of a document."""

    session_id: str = told("The review's id.")
    name: str = told("The review's name: at first, the file's.")
    document: Document
    created_at: str = told("When the review was opened.")
    sample: bool = told("Whether it is of the document that Galley brings along.")


class OpenedSession(SessionAnswer):
    """A new review, with the sections to analyse."""

    sections: list[Section] = told("All sections, in order.")


class ExportedReview(BaseModel):
    """The review as the API shows it."""

    session_id: str = told("The review's id.")
    name: str = told("The review's name.")
    document: Document
    created_at: str = told("When the review was opened.")
    sample: bool = told("Whether it is of the document that Galley brings along.")
    sections: list[Section] = told("All sections, in order.")
    feedback_items: list[Item] = told("The chosen items, in the order of the text.")


class ShownSession(SessionAnswer):
    """The whole review, but the text."""

    sections: list[ReviewedSection] = told("All sections, in order.")
    feedback_items: list[Item] = told("All items, in the order of the text.")
    jobs: list[ListedTask] = told("Its tasks, the newest first.")


class States(BaseModel):
    """Sections with words, by where their review stands."""

    new: int
    running: int
    reviewed: int
    failed: int


class ListedSession(BaseModel):
    """A review in the list."""

    session_id: str = told("The review's id.")
    name: str = told("The review's name.")
    document: Document
    created_at: str = told("When the review was opened.")
    sample: bool = told("Whether it is of the document that Galley brings along.")
    findings: Counts = told("Its feedback items by decision.")
    sections: int = told("How many sections the document has.")
    states: States
    last_activity_at: str = told("When something last happened to it.")


class Sessions(Good):
    """Reviews, the newest first."""

    sessions: list[ListedSession]
    next: str | None = told("What to send as `after` for the next page; null when this is the last.")


class Receipt(BaseModel):
    """How many rows and files went; what another review uses stays and is not counted."""

    decisions: int
    findings: int
    messages: int
    replies: int = told("Kept answers of Claude.")
    events: int
    steps: int
    jobs: int
    sessions: int
    blocks: int = maybe("Of the document, when no other review uses it.")
    sections: int = maybe("Of the document, when no other review uses it.")
    documents: int = maybe("1 when no other review uses it.")
    files: int


class DeletedSession(Good):
    """The review is gone."""

    session_id: str
    deleted: Receipt


class SectionWithText(Good, Section):
    """A section with its text."""

    text: str = told("The text; offsets of feedback items count in it, in code points.")


class SectionText(BaseModel):
    """A section's text."""

    name: str = told("The section's name.")
    text: str


class Text(Good):
    """Text of the document in order: about 400,000 characters at most, and one section at least."""

    sections: list[SectionText]
    next: int | None = told("What to send as `from` for what follows; null when that was all.")


class Messages(Good):
    """The chat so far."""

    messages: list[Message] = told("The oldest first.")


class DecidedCounts(Counts):
    """Items by what was decided."""

    edited: int = told("Those with a person's own words, whatever was decided.")


class Decisions(BaseModel):
    """What was decided, by what the items are."""

    by_source: dict[str, DecidedCounts]
    by_category: dict[str, DecidedCounts]
    by_severity: dict[str, DecidedCounts]


class Statistics(Good):
    """How many feedback items there are, by what."""

    total: int
    open: int
    accepted: int
    rejected: int
    edited: int = told("Items with a person's own words in place of the suggested ones, whatever was decided.")
    by_severity: dict[str, int]
    by_category: dict[str, int]
    by_source: dict[str, int] = told("By `rules`, `claude` or `person`.")
    sections: dict[str, int] = told("By section; those without items are left out.")
    decisions: Decisions


class OneItem(Good):
    """The item as it is now."""

    item: Item


class ManyItems(Good):
    """The items as they are now."""

    items: list[Item]


class UndoneItem(Good):
    """The last decision is taken back; a person's own item without one is removed."""

    item: Item | None = told("The item as it is now; null when it was removed.")
    removed: bool = told("Whether it was removed.")


class Place(BaseModel):
    """A rectangle on a page, in shares of its width and height from its upper left corner."""

    page: int = told("The page, from 1.")
    x: float
    y: float
    width: float
    height: float


class Places(Good):
    """Where an item's words stand on the pages."""

    places: list[Place] = told("A rectangle a line; empty where the place is not known.")
