"""Opens the package that a Word document is: a zip of XML parts which name each other by relationships.

Reads the transitional and the strict form of the format, packages with macros, and those that write their names a
little differently. A part that only adds looks (styles, numbers) may be missing or damaged; the document may not.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from typing import Any
from urllib.parse import unquote

from lxml import etree

from galley.errors import Unreadable
from galley.extract.docx.xml import w
from galley.extract.package import open_package

STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_RELATIONS = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
TRANSITIONAL_RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = "[Content_Types].xml"
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, KeyError, ValueError)


class Package:
    """The parts of one Word document. Raises Unreadable or TooLarge where it cannot be opened."""

    def __init__(self, name: str, data: bytes) -> None:
        """`name` is what messages call the file."""
        self.name = name
        self._zip = open_package(name, data, ".docx")
        # Part names do not distinguish case, and some programs write backslashes.
        self._real = {n.replace("\\", "/").lstrip("/").lower(): n for n in self._zip.namelist()}
        self.main = self._main()
        self.strict = False
        self.document = self._opened()

    def has(self, part: str) -> bool:
        """Whether there is a part of that name."""
        return part.lower() in self._real

    def raw(self, part: str) -> bytes:
        """What is in this part. Raises Unreadable when it is missing or damaged."""
        try:
            return self._zip.read(self._real[part.lower()])
        except _BROKEN as error:
            raise Unreadable(
                f"{self.name} is damaged: a part of its package cannot be read. Open it, save it again.",
                code="corrupt",
            ) from error

    def xml(self, part: str | None) -> Any:
        """The root element of this part, in the names of the transitional form; None when it cannot be read."""
        if part is None or not self.has(part):
            return None
        try:
            return parsed(self.raw(part))
        except (Unreadable, etree.XMLSyntaxError):
            return None

    def related(self, kind: str, of: str | None = None) -> list[str]:
        """The parts to which `of` (else the document) relates as `kind`: styles, numbering, footnotes, header…"""
        return list(self.targets(kind, of).values())

    def first(self, kind: str) -> str | None:
        """The document's part of this kind; None without one."""
        return next(iter(self.related(kind)), None)

    def targets(self, kind: str, of: str | None = None) -> dict[str, str]:
        """The same, by the relationships' ids."""
        of = self.main if of is None else of
        root = self.xml(relations_of(of))
        found: dict[str, str] = {}
        for relation in () if root is None else root.iterchildren("{*}Relationship"):
            is_inside = (relation.get("TargetMode") or "Internal") == "Internal"
            if is_inside and (relation.get("Type") or "").rsplit("/", 1)[-1] == kind:
                target = unquote(relation.get("Target") or "").replace("\\", "/")
                found[relation.get("Id") or ""] = posixpath.normpath(
                    target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(of), target)
                )
        return found

    def packed(self, changed: dict[str, bytes]) -> bytes:
        """The package with these parts changed or added; all others as they are, in their order."""
        fresh = {part.lower(): (part, data) for part, data in changed.items()}
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry in {info.filename: info for info in self._zip.infolist()}.values():
                part = entry.filename.replace("\\", "/").lstrip("/").lower()
                data = fresh.pop(part)[1] if part in fresh else self._zip.read(entry.filename)
                copy.writestr(entry, data)
            for name, data in fresh.values():
                copy.writestr(name, data)
        return target.getvalue()

    def _main(self) -> str:
        """The name of the part that holds the document."""
        if self.has(CONTENT_TYPES):
            self.main = ""
            for part in [*self.related("officeDocument", ""), "word/document.xml"]:
                if self.has(part):
                    return part
        raise self._another()

    def _opened(self) -> Any:
        data = self.raw(self.main)
        try:
            root = parsed(data)
        except etree.XMLSyntaxError as error:
            raise Unreadable(
                f"{self.name} is damaged: its text cannot be read. Open it, save it again, upload the new copy.",
                code="corrupt",
            ) from error
        if root.tag != w("document") or root.find(w("body")) is None:
            raise self._another()
        opening = re.search(rb"<[\w:]*document\b[^>]*>", data)
        self.strict = opening is not None and STRICT in opening[0]
        return root

    def _another(self) -> Unreadable:
        return Unreadable(
            f"{self.name} is a zip file, but not a Word document. Save it as .docx.", code="wrong_extension"
        )


def relations_of(part: str) -> str:
    """The name of the part that holds the relationships of this one; of the package, for an empty name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def parsed(data: bytes) -> Any:
    """The root of this XML, in the names of the transitional form. Raises XMLSyntaxError. Entities stay unread."""
    root = etree.fromstring(data, _parser())
    if etree.QName(root).namespace == STRICT.decode():
        plain = etree.tostring(root, encoding="utf-8")
        plain = plain.replace(STRICT, TRANSITIONAL).replace(STRICT_RELATIONS, TRANSITIONAL_RELATIONS)
        root = etree.fromstring(plain, _parser())
    return root


def _parser() -> Any:
    # Text of any length is let through: how large a file may be was checked before.
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
