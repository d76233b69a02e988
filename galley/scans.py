"""Scans: documents whose pages are pictures. Each page is read by a job of its own, then they are put together.

One page that cannot be read makes a warning, not a dead document; a page that was read is not read again.
"""

from __future__ import annotations

from galley import intake, views
from galley.context import Context
from galley.errors import InputError, Unreadable
from galley.extract.pdf.lines import ReadPage
from galley.extract.wire import page_from, page_to
from galley.jobs import Child, Done, Spawn

_UNSURE = 0.75  # pages read with less are named in a warning


def split_pages(context: Context) -> Spawn:
    """Step 1 of reading a scan: a child a page."""
    asked = context.input
    pages = [{"sha256": asked["sha256"], "name": asked["name"], "page": page} for page in asked["pages"]]
    return Spawn(tuple(Child("read_page", input) for input in pages), {"pages": len(pages)})


def read_page(context: Context) -> Done:
    """The one step of a page: its words, from its picture."""
    asked = context.input
    context.report(0.0, f"Reading page {asked['page']}")
    data = context.galley.blobs.get(context.job.tenant, asked["sha256"])
    return Done(page_to(context.galley.reader.ocr(asked["name"], data, asked["page"], context.stop)))


def put_together(context: Context) -> Done:
    """Step 2: the document with the words of its pages, and a review of it. Its result is an upload's answer."""
    galley, tag, asked = context.galley, context.job.tenant, context.input
    read, failed = _pages(context)
    data = galley.blobs.get(tag, asked["sha256"])
    try:
        found = galley.reader.extract(asked["name"], data, read)
        if not any(block.part.value != "comment" for block in found.blocks):
            raise Unreadable("No words were found on the pages. Scan them again, sharper.", code="no_text")
    except InputError:
        intake.forget(galley, tag, asked["sha256"])
        raise
    document = intake.new_document(asked["name"], asked["sha256"], len(data), found)
    document.warnings = [*document.warnings, *_warnings(read, failed)]
    document.ocr_pages = {str(number): page_to(page) for number, page in read.items()}
    opened = intake.prepare(document, found)
    return Done(views.opened(opened.session, document, opened.sections), opened.save)


def _pages(context: Context) -> tuple[dict[int, ReadPage], list[int]]:
    """The pages that were read, by number, and the numbers of those that could not be."""
    with context.store.reading() as rows:
        children = rows.children(context.job.id)
    read = {job.input["page"]: page_from(job.result) for job in children if job.result}
    return read, [job.input["page"] for job in children if not job.result]


def _warnings(read: dict[int, ReadPage], failed: list[int]) -> list[str]:
    unsure = [number for number, page in sorted(read.items()) if page.page.lines and page.confidence < _UNSURE]
    bare = [number for number, page in sorted(read.items()) if not page.page.lines]
    told = ((failed, "could not be read"), (bare, "shows no words"), (unsure, "was hard to read: check its words"))
    return [f"Page {', '.join(map(str, numbers))} {words}." for numbers, words in told if numbers]
