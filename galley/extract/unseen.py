"""Characters that nobody sees: of no width, tags, variation selectors that carry data, turns of direction.

They hide words from people or from a search, or show words in another order than the one in which programs read
them. What scripts need (joiners in Persian and Indic writing, in emoji; direction marks in Hebrew and Arabic) is no
finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from galley.documents import Hidden

_SOFT_HYPHEN, _SPACE, _NON_JOINER, _JOINER, _WORD_JOINER = "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060"
_OPENING, _CLOSING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"
_OVERRIDES, _TURNING, _ISOLATES = "\u202d\u202e", "\u202b\u2067", "\u2066\u2067\u2068"
_CONTROL = re.compile(f"[{_OPENING}{_CLOSING}]")
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0000-\U000e007f"
_RUN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0"
    f"{_SELECTORS}{_TAGS}]+"
)
_SELECTOR = re.compile(f"[{_SELECTORS}]")
_FLAG_TAGS = re.compile("[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_DIRECTION_MARKS = "\u200e\u200f\u061c"
# Scripts whose letters join (Arabic, Syriac, N'Ko, Mongolian), and those of India and its neighbours.
_JOINING = re.compile(
    "[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aaf\u1b00-\u1bff\ua8e0-\uaadf]"
)
# Scripts that are written without spaces: a space of no width says where a line may break.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u2e80-\u9fff\ua980-\uaadf\uf900-\ufaff\uff00-\uffef]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa1-\uffdc]")
_PICTURE = re.compile("[\u00a9\u00ae\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_WORD_PIECES = re.compile("[^\\W\\d_]+(?:\u00ad[^\\W\\d_]+)+")
_LINE = re.compile("[^\n\r\u2028\u2029]+")
_LINE_ENDS = re.compile("[\n\r\u2028\u2029]")


def unseen(text: str) -> tuple[Hidden, ...]:
    """The ranges of characters that are not seen, in order, without overlap."""
    found = [*_widthless(text), *_turned(text)]
    return merged(found)


def merged(hidden: Iterable[Hidden]) -> tuple[Hidden, ...]:
    """The ranges in order; what two of them share is given to the one that begins first, the longer one first."""
    kept: list[Hidden] = []
    for one in sorted(hidden, key=lambda h: (h.start, -h.end)):
        last = kept[-1] if kept else None
        start = max(one.start, last.end) if last else one.start
        if start >= one.end:
            continue
        if last and last.why == one.why and last.end >= one.start:
            kept[-1] = Hidden(start=last.start, end=one.end, why=last.why)
        else:
            kept.append(Hidden(start=start, end=one.end, why=one.why))
    return tuple(kept)


def _widthless(text: str) -> Iterator[Hidden]:
    torn = {at for word in _WORD_PIECES.finditer(text) if _is_torn(word[0]) for at in range(*word.span())}
    for match in _RUN.finditer(text):
        run, (start, end) = match[0], match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if (start == 0 and run == "\ufeff") or (start not in torn and _fine(run, before, after, text, start)):
            continue
        why = "bidi" if run in ("\u200f", "\u061c") else "zero_width"
        yield Hidden(start=start, end=end, why=why)


def _is_torn(word: str) -> bool:
    """Whether soft hyphens stand where nobody divides a word: it is cut into single letters."""
    pieces = word.split(_SOFT_HYPHEN)
    return len(pieces) > 3 and sum(len(piece) == 1 for piece in pieces) > len(pieces) / 2


def _fine(run: str, before: str, after: str, text: str, start: int) -> bool:
    """Whether this run of characters is what its surroundings need."""
    if before == "\U0001f3f4" and _FLAG_TAGS.fullmatch(run):
        return True
    if _SELECTOR.match(run) and _may_vary(before):
        run = run[1:]
    if run in ("", _JOINER) and (not run or (_PICTURE.match(before) and _PICTURE.match(after))):
        return True
    return len(run) == 1 and _fine_alone(run, before, after, text, start)


def _fine_alone(letter: str, before: str, after: str, text: str, start: int) -> bool:
    letters = before.isalnum() and after.isalnum()
    if letter == _SOFT_HYPHEN:
        return before.isalnum() and (after.isalnum() or not after.strip())
    if letter in (_JOINER, _NON_JOINER):
        return bool(_JOINING.match(before))
    if letter == _SPACE:
        alone = not before.strip(" \t\n\r") and not after.strip(" \t\n\r")
        return alone or bool(_UNSPACED.match(before) or _UNSPACED.match(after)) or before in tuple("/-_.@?&=:,")
    if letter == _WORD_JOINER:
        return not letters and bool(before.strip() or after.strip())
    if letter in _DIRECTION_MARKS:
        return letter == "\u200e" or bool(_RIGHT_TO_LEFT.search(_line_of(text, start)))
    if letter in "\u115f\u1160\u3164\uffa0":
        return bool(_HANGUL.match(before) or _HANGUL.match(after))
    if "\u180b" <= letter <= "\u180f":
        return "\u1800" <= before <= "\u18af"
    return (letter == "\u034f" and before.strip() != "") or "\u2061" <= letter <= "\u2064"


def _may_vary(before: str) -> bool:
    """Whether this character has variants that a selector chooses from: symbols, digits in keycaps, ideographs."""
    if not before.strip():
        return False
    return not before.isalpha() or before > "\u2e7f" or "\u1000" <= before <= "\u109f"


def _turned(text: str) -> Iterator[Hidden]:
    """What overrides of direction put in another order, and controls that have no script to serve."""
    if not _CONTROL.search(text):
        return
    for line in _LINE.finditer(text):
        at, end = line.span()
        right_to_left: bool | None = None
        while match := _CONTROL.search(text, at, end):
            start, at, control = match.start(), match.end(), match[0]
            if right_to_left is None:
                right_to_left = bool(_RIGHT_TO_LEFT.search(line[0]))
            overrides = control in _OVERRIDES
            if overrides or not right_to_left:
                at = _closed_at(text, start, end) if overrides or control in _TURNING else at
                yield Hidden(start=start, end=at, why="bidi")


def _closed_at(text: str, opening: int, line_end: int) -> int:
    """Where the control that opens here is closed: after its closing one, or at the end of the line."""
    closing = "\u2069" if text[opening] in _ISOLATES else "\u202c"
    kin = _ISOLATES if closing == "\u2069" else "\u202a\u202b\u202d\u202e"
    depth = 0
    for match in _CONTROL.finditer(text, opening, line_end):
        depth += (match[0] in kin) - (match[0] == closing)
        if not depth:
            return match.end()
    return line_end


def _line_of(text: str, at: int) -> str:
    """The line on which this offset lies, as far as 500 characters to both sides."""
    before = _LINE_ENDS.split(text[max(at - 500, 0) : at])[-1]
    return before + _LINE_ENDS.split(text[at : at + 500], maxsplit=1)[0]
