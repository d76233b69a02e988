"""What a child that reads a file sends back, as JSON: never pickles, since what it read may have taken it over."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from galley.documents import Block, Change, Extracted, Hidden, Kind, Part
from galley.extract.pdf.lines import Line, Page, ReadPage


def extracted_to(found: Extracted) -> dict[str, Any]:
    """As JSON."""
    blocks = [[b.start, b.end, b.kind, b.part, b.page, b.level, b.title] for b in found.blocks]
    return {
        "text": found.text, "blocks": blocks, "format": found.format, "pages": found.pages,
        "warnings": found.warnings, "hidden": [[h.start, h.end, h.why] for h in found.hidden],
        "changes": [asdict(change) for change in found.changes], "scans": found.scans, "confidence": found.confidence,
    }  # fmt: skip


def extracted_from(told: dict[str, Any]) -> Extracted:
    """From JSON. Raises KeyError, TypeError or ValueError when it is not what `extracted_to` makes."""
    return Extracted(
        text=told["text"],
        blocks=tuple(
            Block(start=start, end=end, kind=Kind(kind), part=Part(part), page=page, level=level, title=title)
            for start, end, kind, part, page, level, title in told["blocks"]
        ),
        format=told["format"], pages=told["pages"], warnings=tuple(told["warnings"]),
        hidden=tuple(Hidden(start=start, end=end, why=why) for start, end, why in told["hidden"]),
        changes=tuple(Change(**change) for change in told["changes"]), scans=tuple(told["scans"]),
        confidence={int(page): sure for page, sure in told["confidence"].items()},
    )  # fmt: skip


def page_to(read: ReadPage) -> dict[str, Any]:
    """As JSON."""
    lines = [[line.text, line.left, line.right, line.y, line.size, line.bold] for line in read.page.lines]
    page = read.page
    return {
        "number": page.number, "width": page.width, "height": page.height, "foot": page.foot, "lines": lines,
        "confidence": read.confidence,
    }  # fmt: skip


def page_from(told: dict[str, Any]) -> ReadPage:
    """From JSON."""
    number = told["number"]
    lines = [
        Line(text=text, page=number, left=left, right=right, y=y, size=size, bold=bold)
        for text, left, right, y, size, bold in told["lines"]
    ]
    return ReadPage(Page(number, told["width"], told["height"], told["foot"], lines), told["confidence"])
