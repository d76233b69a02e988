"""Misspelt words, by Harper's dictionary, held to what is nearly always right.

A word is called misspelt only when it is written small, is rare in the document, is no name, no compound, no
derived word and no British form, and a known word is a letter or two away. Text that is not English is left
alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from galley.documents import Reading, Section
from galley.rules.flaw import Flaw
from galley.rules.likeness import distance, is_british, stems, swapped
from galley.rules.linters import misspelt
from galley.rules.masks import OPAQUE
from galley.rules.prose import FUNCTION_WORDS, Segment, prose, segments
from galley.rules.recall import once_per_reading

OFTEN = 3  # a word used so often in one document is its author's word
_WORD = re.compile(r"(?<![\w'’\ufffc])[A-Za-z]+(?:['’][a-z]{1,3})?(?![\w\ufffc])")
_HYPHENS = "-\u00ad\u2010\u2011"
_ADJACENT = frozenset("/\\_.@#=<>[]{}&+$%~^:–" + _HYPHENS + OPAQUE)
_CUT_BEFORE = re.compile(rf"[{_HYPHENS}]\s+$")
_LATIN_BEFORE = re.compile(r"\b(?:ad|de|ex|in|inter|per|pro|sub|sui|ultra|via|vis)\s+$", re.IGNORECASE)
_RIGHT_WORDS = frozenset(
    # Current words that the dictionary lacks.
    "repos config configs async backend backends frontend frontends opensource admins auths oauth "
    "blogger bloggers emojis plugins webhook webhooks hashtag hashtags ransomware pseudonymised "
    "pseudonymized onboard offboarding upsert namespace namespaces hostname hostnames filename "
    "filenames subdomain subdomains chatbot chatbots fintech rebase changelog changelogs roadmaps "
    "unredacted sublicense sublicensable sublicensing indemnitee indemnitor backfill dataset datasets "
    "signup signups ecommerce telework teleworking reblog duplicative nonces cgroups licensor licensors "
    "licensees mutandis droit rogatory estoppel devoir passu glibc scrypt exfiltration exfiltrate "
    "comparator comparators geofence flyer flyers cron mixin mixins spammy gcloud bcrypt licensure "
    "presubmit presubmits runbook runbooks crypto blockchain stablecoin deepfake deepfakes allowlist "
    "denylist blocklist decrypt deidentify deidentified reidentify reidentified severability folx "
    # British forms that no pattern of endings tells.
    "greys cheque cheques tyre tyres kerb kerbs plough ploughs draught ageing judgement judgements "
    "acknowledgement acknowledgements enrol enrols enrolment fulfil fulfils fulfilment instalment "
    "instalments skilful wilful wilfully whilst amongst learnt spelt dependant dependants storey "
    "storeys sceptical aluminium artefact artefacts mould moult aeroplane jewellery pyjamas liveable "
    "saleable practise practised practising combatting synched".split()
)


def spelling(reading: Reading, section: Section) -> Iterator[Flaw]:
    """A misspelt word makes a reader doubt the rest of the document."""
    places = [place for s in segments(reading, section) if s.english for place in _candidates(reading, s)]
    unknown = misspelt(word for _, word in places)
    for at, word in places:
        if word in unknown and (right := _right(word, unknown[word])):
            yield Flaw(
                rule="spelling.word",
                start=at,
                end=at + len(word),
                description=f"“{word}” looks misspelt, which distracts from what the sentence says.",
                suggestion=f"Write “{right}”, if that is the word you mean.",
                category="spelling",
                severity="low",
                confidence=0.85,
                replacement=right,
            )


@once_per_reading
def _vocabulary(reading: Reading) -> tuple[Counter[str], frozenset[str]]:
    """How often each word stands in the document, and the words that are written as names somewhere."""
    counts: Counter[str] = Counter()
    names = set()
    for match in _WORD.finditer(prose(reading).text):
        word = match[0]
        counts[_bare(word.lower())] += 1
        if word[0].isupper() and not word.isupper():
            names.add(_bare(word.lower()))
    return counts, frozenset(names)


def _bare(word: str) -> str:
    """Without the possessive ending; contractions stay whole."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _candidates(reading: Reading, segment: Segment) -> list[tuple[int, str]]:
    """The words of a segment that ought to be in a dictionary, with their places."""
    text = prose(reading).text
    counts, names = _vocabulary(reading)
    matches = list(_WORD.finditer(text, segment.start, segment.end))
    if not _is_running_text([match[0] for match in matches]):
        return []
    found = []
    for match in matches:
        word = _bare(match[0])
        ordinary = len(word) >= 4 and word.isascii() and word.isalpha() and word.islower()
        if not ordinary or word in names or word in _RIGHT_WORDS or counts[word] >= OFTEN:
            continue
        if _stands_alone(reading.text, match.start(), match.end()):
            found.append((match.start(), word))
    return found


def _is_running_text(words: list[str]) -> bool:
    """Whether it reads as language: lists of people, programs or abbreviations do not."""
    small = sum(word.islower() for word in words)
    functional = sum(word.lower() in FUNCTION_WORDS for word in words)
    if len(words) < 12:
        return functional > 0 or (len(words) >= 4 and small >= len(words) - 1)
    return functional >= 0.12 * len(words) and small * 2 >= len(words)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether it is a whole word of a sentence, and no part of a name, path, compound or call."""
    before, after = text[max(start - 6, 0) : start], text[end : end + 3]
    if _CUT_BEFORE.search(before) or _LATIN_BEFORE.search(before) or (before[-1:] == "(" and after[:1] == ")"):
        return False
    if before[-1:] in _ADJACENT or re.search(r"\w[*\]]+$", before) or re.match(r"[*\[]+\w", after):
        return False
    return not (after[:1] in _ADJACENT - {".", ":", "]", "–"} or re.match(r"[.:]\w|\(", after))


def _right(word: str, proposals: tuple[str, ...]) -> str | None:
    """The proposal that is near enough to be what was meant; None when the word may well be right."""
    if any(is_british(word, proposal) or re.sub("['’-]", "", proposal) == word for proposal in proposals):
        return _contraction(word, proposals)
    near = sorted((p for p in proposals if _is_near(word, p)), key=lambda p: _cost(word, p))
    if not near or _is_built_on_known(word):
        return None
    return near[0]


def _contraction(word: str, proposals: tuple[str, ...]) -> str | None:
    """“dont” is a slip for “don't”; “trainings” is none for “training's”."""
    return next((p for p in proposals if p.endswith(("n't", "n’t")) and p.replace("'", "") == word), None)


def _is_near(word: str, proposal: str) -> bool:
    if not proposal.isalpha() or not proposal.islower():
        return False
    if len(word) == 4:
        return swapped(word, proposal)
    away = distance(word, proposal)
    if away == 2:  # two letters changed make another word as often as a slip
        return len(word) >= 9 and word[0] == proposal[0] and len(word) != len(proposal)
    return away == 1


def _cost(word: str, proposal: str) -> tuple[int, bool, bool]:
    """Nearer first; then the same ending, then a letter lost or doubled before a letter changed."""
    changed = len(word) == len(proposal) and not swapped(word, proposal)
    return distance(word, proposal), word[-2:] != proposal[-2:], changed


def _is_built_on_known(word: str) -> bool:
    """Whether it is a known word with a prefix or an ending, or two known words joined."""
    built = list(stems(word))
    unknown = misspelt(part for stem in built for part in stem.split())
    return any(not any(part in unknown for part in stem.split()) for stem in built)
