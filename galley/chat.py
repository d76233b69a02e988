"""Chat about one document: find the passages, then answer from them with quotes that open at their place.

With Claude the answer is written and cited; without, the document's own best sentences are quoted and nothing is
made up.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Any

from galley.context import Context
from galley.documents import Reading
from galley.jobs import Done
from galley.prompts import chat as prompts
from galley.search import Passage, best_passages, terms
from galley.store.models import Job, Message
from galley.store.rows import Rows

_WHOLE_CHARACTERS = 40_000  # a document up to this size is read whole
_SECTION_CHARACTERS = 8_000
_SENTENCE_END = re.compile(
    r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-ÞА-Я])|(?<=[。！？])|\n\s*\n|\n(?=\s*[-*•|] )"
)
_QUOTES = 3


def keep_question(rows: Rows, job: Job) -> None:
    """Write the question down with its job, so that it is there whatever becomes of the answer."""
    message = Message(
        session_id=job.input["session_id"], job_id=job.id, role="user", text=job.input["message"],
        section=job.input.get("current_section"), citations=[], created_at=time.time(),
    )  # fmt: skip
    rows.add_messages(message)


def answer(context: Context) -> Done:
    """The one step: the answer with its citations."""
    question, section = context.input["message"], context.input.get("current_section")
    with context.store.reading() as rows:
        session = rows.session(context.input["session_id"])
        reading = rows.reading(session.document_id)
        history = list(takewhile(lambda m: m.job_id != context.job.id, rows.messages(session.id)))
    context.report(0.1, "Reading the document...")
    claude = context.galley.claude
    if claude is None:
        text, quoted = _quoted(reading, question, section)
        citations = [_citation(reading, start, end) for start, end in quoted]
        source = "document"
    else:
        passages = _passages(reading, question, section)

        def said(words: str) -> None:
            context.emit("delta", {"text": words, "attempt": context.job.fence})

        prompt = prompts.prompt(reading, passages, question, section, history)
        prose = claude.stream(context.job, context.stop, prompt, said)
        text, source = prose.text, f"claude:{claude.model}"
        citations = [
            _citation(reading, passages[c.document].start + c.start, passages[c.document].start + c.end, c.marks)
            for c in prose.citations
            if c.document < len(passages)
        ]
    message = Message(
        session_id=session.id, job_id=context.job.id, role="assistant", text=text, citations=citations,
        section=section, source=source, created_at=time.time(),
    )  # fmt: skip
    outcome = {"success": True, "response": text, "citations": citations, "source": source}
    return Done(outcome, lambda rows: rows.add_messages(message))


def _passages(reading: Reading, question: str, section: str | None) -> list[Passage]:
    """What Claude reads: a short document whole, else the open section and the passages that fit."""
    if len(reading.text) <= _WHOLE_CHARACTERS:
        return [Passage(0, len(reading.text), 1.0)]
    home = reading.section(section) if section else None
    first = [Passage(home.start, min(home.end, home.start + _SECTION_CHARACTERS), 1.0)] if home else []
    found = best_passages(reading, question, near=section, most=12)
    found = [p for p in found if not first or p.end <= first[0].start or p.start >= first[0].end]
    return sorted(first + found, key=lambda p: p.start) or [
        Passage(0, min(len(reading.text), _SECTION_CHARACTERS), 1.0)
    ]


def _quoted(reading: Reading, question: str, section: str | None) -> tuple[str, list[tuple[int, int]]]:
    """The document's own sentences that fit the question best."""
    asked = set(terms(question))
    found = best_passages(reading, question, near=section, most=_QUOTES)
    home = reading.section(section) if section else None
    if not found and home and home.words and re.search(r"\b(this|section|part|here|about)\b", question.casefold()):
        found = [Passage(home.start, home.end, 0.0)]  # "what is this about?" shares no word with any answer
    if not found:
        return "Nothing in this document answers that in its own words.", []
    places = [_best_sentence(reading, passage, asked) for passage in found]
    lines = ["From the document:"]
    for start, end in places:
        quote = " ".join(reading.text[start:end].split())
        lines.append(f"> {quote}\n>\n> — {_citation(reading, start, end)['section']}")
    return "\n\n".join(lines), places


def _best_sentence(reading: Reading, passage: Passage, asked: set[str]) -> tuple[int, int]:
    sentences = _sentences(reading, passage)
    return max(sentences, key=lambda s: (len(asked & set(terms(reading.text[s[0] : s[1]]))), s[1] - s[0] > 40, -s[0]))


def _sentences(reading: Reading, passage: Passage) -> Sequence[tuple[int, int]]:
    headings = {b.start: b.end for b in reading.blocks if b.level is not None}
    start = passage.start
    while start in headings and headings[start] < passage.end:
        start = headings[start]
    piece = reading.text[start : passage.end]
    cuts = [0, *(m.end() for m in _SENTENCE_END.finditer(piece)), len(piece)]
    spans = []
    for a, b in pairwise(cuts):
        text = piece[a:b]
        if text.strip():
            spans.append((start + a + len(text) - len(text.lstrip()), start + b - (len(text) - len(text.rstrip()))))
    return spans or [(passage.start, passage.end)]


def _citation(reading: Reading, start: int, end: int, marks: Sequence[int] = ()) -> dict[str, Any]:
    """Offsets are in the section's text, like a finding's; those in `marks` are in the answer."""
    section = next((s for s in reading.sections if s.start <= start < s.end), None)
    shift = section.start if section else 0
    return {
        "quote": reading.text[start:end],
        "section": section.name if section else None,
        "start": start - shift,
        "end": end - shift,
        "page": reading.page_at(start),
        "marks": list(marks),
    }
