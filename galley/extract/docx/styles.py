"""The styles of a Word document: what a paragraph or a run looks like where it does not say so itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from galley.extract.docx.xml import find, value, w

_DEEPEST = 30  # styles based on each other; Word stops at 11


class Styles:
    """The styles by id. All questions have answers without a styles part as well."""

    def __init__(self, root: Any) -> None:
        styles = [] if root is None else root.findall(w("style"))
        self._styles = {key: style for style in styles if (key := style.get(w("styleId")))}
        self._default = next((s for s in styles if s.get(w("type")) == "paragraph" and s.get(w("default"))), None)
        self._document = find(root, "docDefaults", "rPrDefault", "rPr")
        self._document_paragraph = find(root, "docDefaults", "pPrDefault", "pPr")
        self._holders: dict[tuple[str | None, str | None], list[Any]] = {}

    def chain(self, style: str | None) -> list[Any]:
        """The style and those it is based on; from the usual paragraph style without one."""
        chain: list[Any] = []
        element = self._styles.get(style, self._default)
        while element is not None and element not in chain and len(chain) < _DEEPEST:
            chain.append(element)
            element = self._styles.get(value(element, "basedOn"))
        return chain

    def named(self, style: str | None) -> Any:
        """The style of that id; None when there is none."""
        return self._styles.get(style)

    def name(self, style: str | None) -> str:
        """What the style is called in the file, in lower case; the id when it says nothing."""
        return (value(self._styles.get(style), "name") or style or "").strip().lower()

    def of_run(self, name: str, properties: Any, paragraph: str | None) -> Any:
        """The run property `w:name` that counts: the run's own, else its style's, the paragraph's, the document's."""
        own = find(properties, name)
        if own is not None:
            return own
        key = (value(properties, "rStyle"), paragraph)
        if key not in self._holders:
            self._holders[key] = list(self._holding(*key))
        return next((found for holder in self._holders[key] if (found := holder.find(w(name))) is not None), None)

    def of_paragraph(self, name: str, properties: Any) -> Any:
        """The paragraph property `w:name` that counts: the paragraph's own, else its style's, the document's."""
        holders = (properties, *(find(s, "pPr") for s in self.chain(value(properties, "pStyle"))))
        for holder in (*holders, self._document_paragraph):
            found = find(holder, name)
            if found is not None:
                return found
        return None

    def _holding(self, run: str | None, paragraph: str | None) -> Iterator[Any]:
        chains = [*(self.chain(run) if run in self._styles else ()), *self.chain(paragraph)]
        for holder in (*(find(style, "rPr") for style in chains), self._document):
            if holder is not None:
                yield holder
