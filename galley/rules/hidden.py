"""Text that is in the document and that nobody who looks at it sees: white on white, tiny, off the page, and so on.

What is hidden was found when the document was read. It is told to people before any model sees the text, and no
model sees the hidden words.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from galley.documents import Reading, Section
from galley.rules.flaw import Flaw

_WORDS = {
    "colour": "has the colour of its background",
    "tiny": "is too small to be seen",
    "off_page": "stands outside the page",
    "invisible": "is marked as not to be shown",
    "zero_width": "has no width",
    "bidi": "changes the order in which the words around it are shown",
}
MOST = 100  # findings of a section: who hides more has been found out
_CHARACTERS = ("zero_width", "bidi")


def hidden(reading: Reading, section: Section) -> Iterator[Flaw]:
    """Readers agree to what they see; programs, and models that are asked about the text, also read the rest."""
    here = (mark for mark in reading.hidden if mark.start < section.end and mark.end > section.start)
    for mark in islice(here, MOST):
        start, end = max(mark.start, section.start), min(mark.end, section.end)
        yield Flaw(
            rule=f"hidden.{mark.why}", start=start, end=end,
            description=f"Hidden text: this {_WORDS[mark.why]}. People do not see it; programs that read the file do.",
            suggestion="Remove it, or show it if it belongs to the text. No model has been given these words.",
            category="hidden text", severity="medium" if mark.why == "zero_width" else "high", confidence=0.9,
            replacement="" if mark.why in _CHARACTERS and end - start <= 3 else None,
        )  # fmt: skip
