"""Answers by script: the sentences of the given passages that fit the question, each with its place."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cli.stand_in import wire

MOST = 3  # sentences in an answer
_HELLO = "*This is a demo: a script puts these answers together, not Claude.*\n\n"
_NOTHING = "None of the passages holds the words of this question. Ask with words that stand in the document."
_SENTENCE = re.compile(r"[^\s#|>][^\n]*?(?:[.!?](?=\s|$)|(?=\n|$))")
_TALK = "The conversation so far:\n"
_PLACE = re.compile(r"The reader is looking at the section “(.+?)”\.\n")
_ABOUT = re.compile(r"\b(?:this|section|summar\w+|about)\b", re.IGNORECASE)
_EMPTY = frozenset(
    "the a an of and or to in is are be for on at by it its this that with as from what which who when where why how "
    "does do did may must can will should would there here about any all not if has have was were section document "
    "say says said tell me you".split()
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its place in one of the documents."""

    document: int
    start: int
    end: int
    text: str


def content(body: Mapping[str, Any]) -> list[wire.Block]:
    """The answer's blocks: words of its own, then each sentence with its citation."""
    question, section, is_first = _asked(wire.asked(body))
    texts = [document["source"]["data"] for document in wire.documents(body)]
    found = _best(texts, question) or (_of_section(texts, section) if _ABOUT.search(question) else [])
    hello = _HELLO if is_first else ""
    if not found:
        return [wire.text_block(hello + _NOTHING)]
    head = "The document says:" if len(found) == 1 else "These sentences of the document fit your question:"
    made = [wire.text_block(f"{hello}{head}\n\n")]
    for one in found:
        place = wire.citation(body, one.document, one.start, one.end)
        made += [wire.text_block("- "), wire.text_block(" ".join(one.text.split()), place), wire.text_block("\n")]
    return made


def _asked(text: str) -> tuple[str, str, bool]:
    """The question, the section that is open, and whether nothing was said before."""
    talk = text.startswith(_TALK)
    if talk:
        text = text.rpartition("</assistant>\n")[2] or text
    section = _PLACE.search(text)
    question = text[section.end() :] if section else text
    return question.strip(), section.group(1) if section else "", not talk


def _best(texts: list[str], question: str) -> list[Sentence]:
    """The sentences that share the rarest words with the question, in the order of the text."""
    wanted = set(_terms(question))
    sentences = list(_sentences(texts))
    often = Counter(term for one in sentences for term in set(_terms(one.text)))
    scored = []
    for one in sentences:
        shared = wanted & set(_terms(one.text))
        if shared:
            weight = sum(math.log(1 + len(sentences) / often[term]) for term in shared)
            scored.append((weight / (1 + len(one.text) / 600), one))
    if not scored:
        return []
    scored.sort(key=lambda pair: -pair[0])
    least = scored[0][0] / 2  # a sentence that fits half as well as the best one says something else
    chosen = [one for weight, one in scored[:MOST] if weight >= least]
    return sorted(chosen, key=lambda one: (one.document, one.start))


def _of_section(texts: list[str], section: str) -> list[Sentence]:
    """The first sentences below the section's heading."""
    for index, text in enumerate(texts):
        at = re.search(rf"^#*\s*{re.escape(section)}\s*$", text, re.MULTILINE) if section else None
        if at:
            return [one for one in _sentences(texts) if one.document == index and one.start >= at.end()][:MOST]
    return []


def _sentences(texts: list[str]) -> Iterator[Sentence]:
    for index, text in enumerate(texts):
        for match in _SENTENCE.finditer(text):
            if len(match.group().split()) >= 4:
                yield Sentence(index, match.start(), match.end(), match.group())


def _terms(text: str) -> list[str]:
    """The words that carry meaning, without their endings."""
    words = (word for word in re.findall(r"[^\W_]+", text.casefold()) if word not in _EMPTY)
    return [re.sub(r"(?:ies|es|s|ed|ing)$", "", word) if len(word) > 4 else word for word in words]
