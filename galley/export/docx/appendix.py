"""The list at the end of a Word document: the findings that can be no comment in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from galley.export.docx.comments import text_run
from galley.export.docx.words import Told
from galley.extract.docx.package import Package
from galley.extract.docx.xml import find, value, w

TITLE = "Findings without a place"


def add_appendix(package: Package, left: Sequence[Told]) -> None:
    """Add the list behind the text, before the last section's properties; nothing when all have a place."""
    if not left:
        return
    body = find(package.document, "body")
    last = body.find(w("sectPr"))
    paragraphs = [_heading(package), _paragraph(_counted(len(left)))]
    paragraphs += [_entry(number, told) for number, told in enumerate(left, 1)]
    for paragraph in paragraphs:
        if last is None:
            body.append(paragraph)
        else:
            last.addprevious(paragraph)


def _counted(number: int) -> str:
    if number == 1:
        return "1 finding could not be put on its words as a comment."
    return f"{number} findings could not be put on their words as comments."


def _heading(package: Package) -> Any:
    """On a page of its own, in the document's first heading style, without a number."""
    paragraph = etree.Element(w("p"))
    properties = etree.SubElement(paragraph, w("pPr"))
    styles = package.xml(package.first("styles"))
    style = next((s for s in _styles(styles) if (value(s, "name") or "").lower() == "heading 1"), None)
    if style is not None:
        etree.SubElement(properties, w("pStyle"), {w("val"): style.get(w("styleId")) or ""})
    etree.SubElement(properties, w("pageBreakBefore"))
    numbered = etree.SubElement(properties, w("numPr"))
    etree.SubElement(numbered, w("numId"), {w("val"): "0"})
    text_run(paragraph, TITLE, None if style is not None else _bold())
    return paragraph


def _styles(root: Any) -> list[Any]:
    return [] if root is None else root.findall(w("style"))


def _entry(number: int, told: Told) -> Any:
    """One paragraph: where, what, the words, and why they are no comment."""
    paragraph = etree.Element(w("p"))
    text_run(paragraph, f"{number}. {told.section}: " if told.section else f"{number}. ", _bold())
    text_run(paragraph, " ".join(told.lines))
    if told.quote:
        text_run(paragraph, f" The words: “{told.quote}”.")
    text_run(paragraph, f" ({told.author}; {told.problem}.)")
    return paragraph


def _paragraph(words: str) -> Any:
    paragraph = etree.Element(w("p"))
    text_run(paragraph, words)
    return paragraph


def _bold() -> Any:
    look = etree.Element(w("rPr"))
    etree.SubElement(look, w("b"))
    return look
