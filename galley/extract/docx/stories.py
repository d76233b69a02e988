"""What a Word document says beside its body: headers, footers, notes and comments, each as its XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from galley.extract.docx.package import Package
from galley.extract.docx.xml import R, w

_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"))


def headers(package: Package) -> Iterator[Any]:
    """The headers that pages use, in the order of the text."""
    return _furniture(package, "header")


def footers(package: Package) -> Iterator[Any]:
    """The footers that pages use, in the order of the text."""
    return _furniture(package, "footer")


def notes(package: Package) -> Iterator[Any]:
    """The footnotes in the order in which the text refers to them, then the endnotes."""
    for kind, tag in _NOTES:
        root = package.xml(package.first(kind))
        if root is None:
            continue
        order: dict[str | None, int] = {}
        for reference in package.document.iter(w(f"{tag}Reference")):
            order.setdefault(reference.get(w("id")), len(order))
        real = [n for n in root.iterchildren(w(tag)) if n.get(w("type")) in (None, "normal")]
        yield from sorted(real, key=lambda note: order.get(note.get(w("id")), len(order)))


def comments(package: Package) -> Iterator[tuple[str, Any]]:
    """The comments with their authors, in the order of the file."""
    root = package.xml(package.first("comments"))
    for comment in () if root is None else root.iterchildren(w("comment")):
        yield " ".join((comment.get(w("author")) or "").split()), comment


def _furniture(package: Package, kind: str) -> Iterator[Any]:
    parts = package.targets(kind)
    seen: set[str] = set()
    for reference in package.document.iter(w(f"{kind}Reference")):
        part = parts.get(reference.get(R + "id") or "")
        if part is not None and part not in seen:
            seen.add(part)
            root = package.xml(part)
            if root is not None:
                yield root
