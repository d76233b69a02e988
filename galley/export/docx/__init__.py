"""A review as the Word document it is of, with a comment on the words of each finding.

Promises: nothing else in the document changes, and its other parts stay as they are to the byte; every finding is
there once, as a comment or, where Word can have none, in a list at the end; comments that were there stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from galley.errors import Conflict, Unreadable
from galley.export.docx.anchors import Anchors
from galley.export.docx.appendix import add_appendix
from galley.export.docx.comments import Comments
from galley.export.docx.words import Told, told
from galley.export.file import File
from galley.export.quotes import shifted
from galley.extract import docx
from galley.store.models import Document, Finding, Section

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Commented:
    """The document with its comments, and how many findings stand in the list at its end instead."""

    file: File
    unplaced: int


def to_docx(document: Document, sections: Sequence[Section], items: Sequence[Finding], data: bytes) -> Commented:
    """The document whose file is `data`, with the findings in it. The document must have come with its text.

    Raises Conflict when it is no Word document, Unreadable when its package is damaged.
    """
    if document.format != "docx":
        raise Conflict(
            "Only a document that was uploaded as a Word file can be had back as one. Export it as html or md.",
            code="not_a_word_file",
        )
    opened = docx.read(document.name, data)
    named = {section.id: section.name for section in sections}
    places = shifted(document.text, opened.found.text, [(item.start, item.end) for item in items])
    anchors = Anchors(opened)
    comments = Comments(opened.package)
    left: list[Told] = []
    for item, place in zip(items, places, strict=True):
        words = told(item, named.get(item.section_id, ""))
        problem = anchors.add(comments.next_id, *place) if place else "these words were not found in the document"
        if problem:
            left.append(words.without_place(problem))
        else:
            comments.add(words)
    anchors.write()
    add_appendix(opened.package, left)
    try:
        return Commented(File(comments.packed(), TYPE), len(left))
    except etree.XMLSyntaxError as error:
        raise Unreadable(
            f"{document.name} is damaged: its package has no list of its parts. Open it, save it again.", code="corrupt"
        ) from error
