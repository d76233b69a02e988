"""How blocks come to tile a text: every offset belongs to exactly one block.

Two ways lead there. `tile` cuts a text that exists already (Markdown, plain text) at marks. `Draft` grows a
text block by block (DOCX, PDF). Both give a block the blank lines that follow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from galley.documents import Block, Kind, Part

LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a block begins, and what it is."""

    start: int
    kind: Kind
    level: int | None = None
    title: str | None = None


def line_starts(text: str) -> list[int]:
    """The offset of every line, and the text's length as the start of the line after the last."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    if starts[-1] != len(text):
        starts.append(len(text))
    return starts


def tile(text: str, marks: Iterable[Mark]) -> tuple[Block, ...]:
    """The blocks that begin at these marks; the first one also holds blank lines before it."""
    if not text:
        return ()
    ordered = sorted({mark.start: mark for mark in marks if mark.start < len(text)}.values(), key=lambda m: m.start)
    ordered = ordered or [Mark(0, Kind.PARAGRAPH)]
    ordered[0] = replace(ordered[0], start=0)
    ends = [mark.start for mark in ordered[1:]] + [len(text)]
    return tuple(
        Block(start=mark.start, end=end, kind=mark.kind, level=mark.level, title=mark.title)
        for mark, end in zip(ordered, ends, strict=True)
    )


class Draft:
    """A text that grows block by block."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    def add(
        self,
        words: str,
        kind: Kind,
        *,
        part: Part = Part.BODY,
        page: int | None = None,
        level: int | None = None,
        title: str | None = None,
        gap: str = "\n\n",
    ) -> int | None:
        """Append a block; `gap` is the white space after it. Returns the offset at which the stripped words begin.

        A block without words is not kept, and gives None.
        """
        words = words.strip()
        if not words:
            return None
        piece = words + gap
        start, self._length = self._length, self._length + len(piece)
        self._pieces.append(piece)
        self._blocks.append(
            Block(
                start=start, end=self._length, kind=kind, part=part, page=page, level=level,
                title=title if kind is Kind.HEADING else None,
            )
        )  # fmt: skip
        return start

    @property
    def empty(self) -> bool:
        """Whether no block was kept."""
        return not self._blocks

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        """The text, closed with one line end, and the blocks that tile it."""
        if self.empty:
            return "", ()
        self._pieces[-1] = self._pieces[-1].rstrip() + "\n"
        text = "".join(self._pieces)
        return text, (*self._blocks[:-1], replace(self._blocks[-1], end=len(text)))
