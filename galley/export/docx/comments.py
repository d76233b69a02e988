"""The comments part of a Word document, and the package written again with it.

Comments that are there stay as they are. Every part that no comment needs is copied to the byte.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from lxml import etree

from galley.export.docx.words import INITIALS, Told
from galley.extract.docx.package import (
    CONTENT_TYPES,
    STRICT,
    STRICT_RELATIONS,
    TRANSITIONAL,
    TRANSITIONAL_RELATIONS,
    Package,
    parsed,
    relations_of,
)
from galley.extract.docx.xml import W, w

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Comments:
    """Comments to be added to one package."""

    def __init__(self, package: Package) -> None:
        self._package = package
        known = package.first("comments")
        self._root = package.xml(known)
        self._part = known or self._free_name()
        self._is_named = known is not None
        if self._root is None:
            self._root = etree.Element(w("comments"), nsmap={"w": W[1:-1]})
        marks = (w("comment"), w("commentRangeStart"), w("commentReference"))
        ids = [e.get(w("id")) or "" for root in (self._root, package.document) for e in root.iter(*marks)]
        self.next_id = max((int(id) for id in ids if re.fullmatch(r"\d{1,9}", id)), default=-1) + 1

    def add(self, told: Told) -> None:
        """Add a comment with the id `next_id`, which counts on."""
        facts = {"id": str(self.next_id), "author": told.author, "date": told.at, "initials": INITIALS}
        comment = etree.SubElement(self._root, w("comment"), {w(name): value for name, value in facts.items()})
        for number, line in enumerate(told.lines):
            paragraph = etree.SubElement(comment, w("p"))
            if number == 0:
                etree.SubElement(etree.SubElement(paragraph, w("r")), w("annotationRef"))
            text_run(paragraph, line)
        self.next_id += 1

    def packed(self) -> bytes:
        """The package with its document as it is now and these comments."""
        changed = {self._package.main: self._written(self._package.document)}
        if len(self._root):
            changed[self._part] = self._written(self._root)
            if not self._package.has(self._part):
                changed |= self._typed()
            if not self._is_named:
                changed |= self._related()
        return self._package.packed(changed)

    def _written(self, root: Any) -> bytes:
        data: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
        if self._package.strict:
            data = data.replace(TRANSITIONAL, STRICT).replace(TRANSITIONAL_RELATIONS, STRICT_RELATIONS)
        return data

    def _typed(self) -> dict[str, bytes]:
        """The package's content types with the new part in them."""
        types = parsed(self._package.raw(CONTENT_TYPES))
        namespace, name = types.tag.removesuffix("Types"), f"/{self._part}"
        if name.lower() not in [(entry.get("PartName") or "").lower() for entry in types]:
            etree.SubElement(types, f"{namespace}Override", PartName=name, ContentType=_TYPE)
        return {CONTENT_TYPES: _plainly(types)}

    def _related(self) -> dict[str, bytes]:
        """The document's relationships with the one to its comments."""
        name = relations_of(self._package.main)
        relations = parsed(self._package.raw(name)) if self._package.has(name) else _no_relations()
        namespace = relations.tag.removesuffix("Relationships")
        taken = {relation.get("Id") for relation in relations}
        free = next(id for n in range(len(taken) + 1) if (id := f"rIdComments{n or ''}") not in taken)
        kind = (STRICT_RELATIONS if self._package.strict else TRANSITIONAL_RELATIONS).decode() + "/comments"
        target = posixpath.relpath(self._part, posixpath.dirname(self._package.main) or ".")
        etree.SubElement(relations, f"{namespace}Relationship", Id=free, Type=kind, Target=target)
        return {name: _plainly(relations)}

    def _free_name(self) -> str:
        folder = posixpath.dirname(self._package.main)
        names = (posixpath.join(folder, f"comments{n or ''}.xml") for n in range(1000))
        return next(name for name in names if not self._package.has(name))


def text_run(paragraph: Any, words: str, look: Any = None) -> None:
    """Add a run with these words, and this `w:rPr`, to a paragraph."""
    run = etree.SubElement(paragraph, w("r"))
    if look is not None:
        run.append(look)
    text = etree.SubElement(run, w("t"))
    text.text = words
    text.set(_SPACE, "preserve")


def _plainly(root: Any) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _no_relations() -> Any:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return etree.Element(f"{{{namespace}}}Relationships", nsmap={None: namespace})
