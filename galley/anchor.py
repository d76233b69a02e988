"""Finds a quote in a text, so that nobody sees words that are not there.

Three tries, each weaker than the one before: the very characters; the same letters with white space, hyphens,
typography and Markdown marks folded away; nearly the same words (small edits), which is called repaired.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz

from galley.search import UNSPACED

_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,400})\]\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?\)|</?[a-zA-Z][^<>\n]{0,200}>"
)
_SAME = str.maketrans({"’": "'", "‘": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "…": "."})
_DROPPED = set("*_`#>|\\\u00ad\u200b\u200c\u200d\ufeff") | set("-‐‑‒–—―−")
_LEAST_FOLDED = 4  # letters; a shorter quote must be there as it is
_LEAST_REPAIRED = 20  # letters; a shorter one would be nearly equal to anything
_LIKENESS = 90.0  # per cent, of rapidfuzz's normalised indel similarity


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a quote stands: `kind` is verified or repaired."""

    start: int
    end: int
    kind: str


class Ground:
    """A text to find quotes in; folding it is done once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded: tuple[str, list[int]] | None = None

    def locate(self, quote: str) -> Anchor | None:
        """The best place of the quote, or None when it is nowhere. Offsets are code points of the text."""
        quote = quote.strip()
        if not quote:
            return None
        if (exact := self._exact(quote)) is not None:
            return Anchor(exact, exact + len(quote), "verified")
        wanted, _ = fold(quote)
        if len(wanted) < _LEAST_FOLDED:
            return None
        if self._folded is None:
            self._folded = fold(self.text)
        folded, places = self._folded
        if (found := self._whole(folded, places, wanted)) is not None:
            return Anchor(*found, "verified")
        return self._repaired(folded, places, wanted)

    def _exact(self, quote: str) -> int | None:
        """The first place of the very characters that is no part of a longer word; a long quote may be cut in one."""
        at = first = self.text.find(quote)
        while at >= 0:
            if not self._inside(at, quote[0]) and not self._inside(at + len(quote), quote[-1]):
                return at
            at = self.text.find(quote, at + 1)
        return first if first >= 0 and len(quote) >= _LEAST_REPAIRED else None

    def _whole(self, folded: str, places: list[int], wanted: str) -> tuple[int, int] | None:
        """The first folded match that does not begin or end inside a word of the text."""
        at = folded.find(wanted)
        while at >= 0:
            start, end = places[at], places[at + len(wanted) - 1] + 1
            if not self._inside(start, wanted[0]) and not self._inside(end, wanted[-1]):
                return start, end
            at = folded.find(wanted, at + 1)
        return None

    def _inside(self, offset: int, edge: str) -> bool:
        before, after = self.text[offset - 1 : offset] if offset else "", self.text[offset : offset + 1]
        return edge.isalnum() and before.isalnum() and after.isalnum() and not UNSPACED.search(before + after)

    def _repaired(self, folded: str, places: list[int], wanted: str) -> Anchor | None:
        if len(wanted) < _LEAST_REPAIRED or not folded:
            return None
        best = fuzz.partial_ratio_alignment(wanted, folded, score_cutoff=_LIKENESS)
        if best is None or best.dest_end <= best.dest_start:
            return None
        start, end = places[best.dest_start], places[best.dest_end - 1] + 1
        return Anchor(*self._whole_ends(start, end, wanted), "repaired")

    def _whole_ends(self, start: int, end: int, wanted: str) -> tuple[int, int]:
        """The range from a word's beginning to a word's end, with the punctuation that the quote has there."""
        text = self.text
        while start < end - 1 and not text[start].isalnum() and fold(text[start])[0] != wanted[0]:
            start += 1
        while end > start + 1 and not text[end - 1].isalnum() and fold(text[end - 1])[0] != wanted[-1]:
            end -= 1
        while start > 0 and self._inside(start, text[start]):
            start -= 1
        while end < len(text) and self._inside(end, text[end - 1]):
            end += 1
        if not wanted[-1].isalnum() and text[end - 1].isalnum() and fold(text[end : end + 1])[0] == wanted[-1]:
            end += 1
        return start, end


def fold(text: str) -> tuple[str, list[int]]:
    """The text's letters, digits and punctuation without what reading does not hear, and where each stood."""
    skipped = _link_marks(text)
    letters: list[str] = []
    places: list[int] = []
    for i, char in enumerate(text):
        if i in skipped or char in _DROPPED or char.isspace():
            continue
        for part in unicodedata.normalize("NFKC", char).translate(_SAME).casefold():
            letters.append(part)
            places.append(i)
    return "".join(letters), places


def _link_marks(text: str) -> set[int]:
    """The offsets of a Markdown link's brackets and address, and of HTML tags: all but the words to be read."""
    skipped: set[int] = set()
    for match in _LINK.finditer(text):
        kept = range(match.start(1), match.end(1)) if match.group(1) is not None else range(0)
        skipped.update(i for i in range(match.start(), match.end()) if i not in kept)
    return skipped
