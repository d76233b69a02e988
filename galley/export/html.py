"""A review as one page that needs nothing else: the text with its findings marked, and the list of them beside it.

Numbers in the text lead to the list and back, by plain links. The page has no script and asks for nothing from
anywhere, and says so to the browser, because its words are the document's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from galley.export.file import File, new_words, one_line
from galley.export.marks import Mark, marked
from galley.settings import SCRIPTED
from galley.store.models import Document, Finding, Section, Session

_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'"
_LONGEST_QUOTE = 400  # characters in the list, of words that are marked in the text
_LONGEST_HEADING = 1000


def to_html(session: Session, document: Document, sections: Sequence[Section], items: Sequence[Finding]) -> File:
    """The review as a page. The document must have come with its text."""
    page = "".join(_page(session, document, sections, items))
    return File(page.encode(errors="replace"), "text/html")


def _page(session: Session, document: Document, sections: Sequence[Section], items: Sequence[Finding]) -> Iterator[str]:
    title = escape(f"Review of {session.name}")
    yield (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING}">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{title}</h1>\n<p>{escape(_facts(session, document, items))}</p>\n"
        f'<p class="jump"><a href="#text">The text</a> <a href="#items">The findings</a></p>\n</header>\n'
        f'<main id="text">\n<h2>The text</h2>\n'
    )
    yield from _text(document.text, sections, _marks_of(sections, items))
    yield '</main>\n<aside id="items" aria-labelledby="items-title">\n<h2 id="items-title">The findings</h2>\n'
    yield from _list(sections, items)
    yield "</aside>\n</body>\n</html>\n"


def _facts(session: Session, document: Document, items: Sequence[Finding]) -> str:
    counts = [(sum(item.decision == d for item in items), d) for d in ("accepted", "rejected", "open")]
    decided = ", ".join(f"{number} {decision}" for number, decision in counts if number)
    found = f"{len(items)} finding{'' if len(items) == 1 else 's'}" + (f" ({decided})" if decided else "")
    facts = [found, f"{document.words} words"]
    if document.pages:
        facts.append(f"{document.pages} page{'' if document.pages == 1 else 's'}")
    if document.name != session.name:
        facts.append(document.name)
    return " · ".join(facts)


# -- the text


def _marks_of(sections: Sequence[Section], items: Sequence[Finding]) -> dict[str, list[Mark]]:
    """The marks of each section, within its bounds."""
    named = {section.id: section for section in sections}
    marks: dict[str, list[Mark]] = {}
    for number, item in enumerate(items, 1):
        if item.start is not None and item.end is not None:
            section = named[item.section_id]
            start = min(max(item.start, section.start), section.end - 1)
            end = min(max(item.end, start), section.end)
            marks.setdefault(section.id, []).append(Mark(number, start, end, _look(item)))
    return marks


def _text(text: str, sections: Sequence[Section], marks: dict[str, list[Mark]]) -> Iterator[str]:
    """All of it, section by section, with what lies before, between and behind them."""
    at = 0
    for number, section in enumerate(sections):
        yield from _piece("div", text, at, section.start, [])
        mine, body = marks.get(section.id, []), section.start
        yield f'<section id="section-{number}">\n'
        if section.title is not None:
            line = text.find("\n", section.start, section.end) + 1 or section.end
            if line - section.start <= _LONGEST_HEADING:
                yield from _piece("h3", text, section.start, line, mine)
                body = line
        yield from _piece("div", text, body, section.end, mine)
        yield "</section>\n"
        at = section.end
    yield from _piece("div", text, at, len(text), [])


def _piece(tag: str, text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[str]:
    if start < end:
        yield f'<{tag} class="words" dir="auto">'
        yield from marked(text, start, end, marks)
        yield f"</{tag}>\n"


# -- the list


def _list(sections: Sequence[Section], items: Sequence[Finding]) -> Iterator[str]:
    places = {section.id: (number, section.name) for number, section in enumerate(sections)}
    shown: object = None
    for number, item in enumerate(items, 1):
        here = None if item.start is None else item.section_id
        if number == 1 or here != shown:
            yield "" if number == 1 else "</ol>\n"
            place, name = places[item.section_id]
            linked = f'<a href="#section-{place}">{escape(one_line(name))}</a>'
            yield f'<h3 dir="auto">{"Not found in the text" if here is None else linked}</h3>\n<ol>\n'
            shown = here
        yield from _told(number, item, places[item.section_id][1])
    yield "</ol>\n" if items else "<p>There are none.</p>\n"


def _told(number: int, item: Finding, section: str) -> Iterator[str]:
    placed = item.start is not None
    label = f'<a href="#place-{number}" aria-label="Finding {number} in the text">{number}</a>' if placed else number
    facts = [item.category, f"page {item.page}" if item.page else "", "" if placed else section, item.decision]
    told = " · ".join(escape(one_line(fact)) for fact in facts if fact)
    yield f'<li id="item-{number}" class="{_look(item)}">\n'
    yield f'<p class="facts">{label} <strong>{escape(item.severity)}</strong> · {told}</p>\n'
    yield f"<p>{escape(item.description)}</p>\n"
    if quote := item.quote or item.model_quote:
        cut = quote if not placed or len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE].rstrip() + "…"
        yield f'<blockquote dir="auto">{escape(cut)}</blockquote>\n'
    if item.suggestion:
        yield f"<p>{escape(item.suggestion)}</p>\n"
    yield from _change(item)
    if item.reason:
        yield f"<p>Reason: {escape(item.reason)}</p>\n"
    yield f'<p class="facts">{escape(_found_by(item.source))}</p>\n</li>\n'


def _change(item: Finding) -> Iterator[str]:
    new = new_words(item)
    if new is None:
        return
    edited = " (edited)" if item.edit is not None else ""
    if new:
        yield f'<p>Replace with{edited}: <ins dir="auto">{escape(new)}</ins></p>\n'
    else:
        yield f"<p>Delete these words{edited}.</p>\n"


def _found_by(source: str) -> str:
    if source == f"claude:{SCRIPTED}":
        return "Found by the demo's script, not by Claude"
    kind, _, model = source.partition(":")
    known = {"rules": "Found by rules", "claude": f"Found by Claude ({model})", "person": "Added by a person"}
    return known.get(kind, source)


def _look(item: Finding) -> str:
    severity = item.severity if item.severity in ("high", "medium", "low") else "low"
    return f"{severity} {item.decision}" if item.decision in ("accepted", "rejected") else severity
