r"""The groups of Rich Text: what is text, in which encoding and in which look.

`Reader` keeps the state of the group that is open and hands words on.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437",
}  # fmt: skip
_SYMBOL_CHARSET = 2
_SYMBOLS = {0xB7: "•", 0xA7: "•", 0xD8: "•", 0xFC: "•", 0x2D: "-", 0x6F: "•"}
# Groups that are no text though they do not say so with `\*`.
_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet info pict object nonshppict shprslt sp sn sv fldinst filetbl listtable "
    "listoverridetable revtbl rsidtbl themedata colorschememapping latentstyles datastore xmlnstbl generator private "
    "ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn atnid atnauthor atndate atnref bkmkstart bkmkend xe tc rxe txe "
    "pntxta pntxtb template operator author title subject keywords comment doccomm objdata objclass objname result "
    "template passwordhash pgptbl mmathPr wgrffmtfilter userprops docvar ffname datafield upr".split()
)
_LISTS = ("stylesheet", "fonttbl", "revtbl", "atnauthor")  # whose entries are names
_SHOWN_THOUGH_STARRED = frozenset(("shpinst", "shppict", "ud", "footnote", "annotation", "aftnnum"))
_SMALLEST_HALF_POINTS = 4
_HEADING = re.compile(
    r"(?:heading|titre|überschrift|título|titulo|titolo|kop|rubrik|overskrift|nagłówek|nadpis|заголовок)\s*([1-9])",
    re.IGNORECASE,
)
_TITLES = frozenset(("title", "titel", "titre", "título", "titolo"))


@dataclass(frozen=True, slots=True)
class Group:
    """What holds in the group that is open. Sizes are half points."""

    destination: str = ""
    skipped: bool = False
    starred: bool = False
    starts: bool = False  # a text of its own, like a footnote
    font: int = 0
    fallback: int = 1  # characters after `\u` for programs that do not know it
    hidden: bool = False
    bold: bool = False
    deleted: bool = False
    revised: bool = False
    author: int = 0
    moment: int = 0
    size: int = 24
    colour: int = 0
    ground: int | None = None
    in_table: bool = False
    style: int = 0
    outline: int | None = None


class Styles:
    """Fonts, colours, styles and authors, as the head of the file lists them."""

    def __init__(self) -> None:
        self.encoding = "cp1252"
        self.fonts: dict[int, int] = {}
        self.colours: list[tuple[int, int, int] | None] = []
        self.levels: dict[int, int] = {}
        self.authors: list[str] = []
        self.commenter: str | None = None  # of the comment that comes next

    def level(self, group: Group) -> int | None:
        """The heading level of a paragraph that ends in this group."""
        if group.outline is not None:
            return group.outline + 1 if 0 <= group.outline < 9 else None
        return self.levels.get(group.style)

    def author(self, number: int) -> str | None:
        """Who made a change."""
        return self.authors[number] or None if 0 <= number < len(self.authors) else None

    def hides(self, group: Group) -> str | None:
        """Why nobody sees words in this look, or None."""
        if group.hidden:
            return "invisible"
        if group.size < _SMALLEST_HALF_POINTS:
            return "tiny"
        colour = self._colour(group.colour)
        if colour is None or group.in_table:  # a cell may have a ground of its own
            return None
        return "colour" if colour == (self._colour(group.ground) if group.ground else (255, 255, 255)) else None

    def _colour(self, number: int | None) -> tuple[int, int, int] | None:
        return self.colours[number] if number and 0 <= number < len(self.colours) else None

    def decoded(self, raw: bytes, font: int) -> str:
        """The text of these bytes in that font."""
        charset = self.fonts.get(font, 1)
        if charset == _SYMBOL_CHARSET:
            return "".join(_SYMBOLS.get(byte, chr(byte)) for byte in raw)
        return raw.decode(_CHARSETS.get(charset, self.encoding), errors="replace")


class Reader:
    """The state of a file that is read: the open groups, and the bytes that wait for the rest of a character."""

    def __init__(self, say: Callable[[str, Group], None]) -> None:
        self.styles = Styles()
        self.group = Group()
        self._say = say
        self._outer: list[Group] = []
        self._raw = bytearray()
        self._units: list[int] = []  # of UTF-16
        self._swallow = 0  # characters that stand for a `\u`
        self._entry: dict[str, int] = {}
        self._name = ""

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._outer)

    def open(self) -> None:
        """A group begins: it inherits all that holds."""
        self.flush()
        self._swallow = 0
        self._outer.append(self.group)
        if self.group.starts or self.group.starred:
            self.group = replace(self.group, starts=False, starred=False)

    def close(self) -> Group | None:
        """The group ends. Gives it, None where there was none."""
        self.flush()
        self._swallow = 0
        if not self._outer:
            return None
        ended, self.group = self.group, self._outer.pop()
        if ended.destination in _LISTS:
            self._end_entry(ended.destination)
        return ended

    def begin_stream(self) -> None:
        """This group is a text of its own, with a look of its own."""
        self.group = Group(destination="text", starts=True, fallback=self.group.fallback)

    def bytes(self, text: str, *, plain: bool) -> None:
        """Bytes of text, each as one character."""
        if self._swallow:
            cut = min(self._swallow, len(text))
            self._swallow, text = self._swallow - cut, text[cut:]
        if not text:
            return
        if self._units:
            self.flush()
        if self.group.destination in _LISTS:
            self._name += text
            if ";" in text and plain and self.group.destination != "atnauthor":
                self._end_entry(self.group.destination)
        elif self.group.destination == "colortbl":
            for _ in range(text.count(";")):
                given = self._entry
                whole = tuple(given.get(name, 0) for name in ("red", "green", "blue"))
                self.styles.colours.append((whole[0], whole[1], whole[2]) if given else None)
                self._entry = {}
        elif not self.group.skipped:
            self._raw += text.encode("latin-1")

    def character(self, text: str) -> None:
        """A character that has a control word."""
        if self._swallow:
            self._swallow -= 1
        elif not self.group.skipped:
            self.flush()
            self._say(text, self.group)

    def flush(self) -> None:
        """Hand on what waits."""
        text = ""
        if self._units:
            units = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            text = units.decode("utf-16-le", errors="replace")
            self._units.clear()
        if self._raw:
            text += self.styles.decoded(bytes(self._raw), self.group.font)
            self._raw.clear()
        if text:
            self._say(text, self.group)

    def control(self, word: str, number: int | None) -> None:
        """A control word that is no character and ends no paragraph."""
        if word == "u" and number is not None:
            if self._raw:
                self.flush()
            if not self.group.skipped:
                self._units.append(number & 0xFFFF)
            self._swallow = min(max(self.group.fallback, 0), 8)
            return
        self.flush()
        self._swallow = 0
        if word == "*":
            self.group = replace(self.group, starred=True, skipped=True)
        elif self.group.starred and word in _SHOWN_THOUGH_STARRED:
            self.group = replace(self.group, starred=False, skipped=self._outer[-1].skipped and word != "ud")
        elif word in _SKIPPED:
            self.group = replace(self.group, destination=word, skipped=True)
        elif word in ("listtext", "pntext"):
            self.group = replace(self.group, destination="listtext")
        elif self.group.destination in ("stylesheet", "fonttbl", "colortbl") and number is not None:
            self._entry[word] = number
        elif word in _ENCODINGS:
            self.styles.encoding = _ENCODINGS[word]
        elif word == "ansicpg" and number:
            self.styles.encoding = _codec(number)
        elif not self.group.starred:
            self.group = _looking(self.group, word, number)

    def _end_entry(self, table: str) -> None:
        name, entry = self._name.replace(";", "").strip(), self._entry
        self._name, self._entry = "", {}
        if table == "atnauthor":
            self.styles.commenter = name or None
        elif table == "revtbl":
            if name:
                self.styles.authors.append(name)
        elif table == "fonttbl" and "f" in entry:
            self.styles.fonts[entry["f"]] = entry.get("fcharset", 1)
        elif table == "stylesheet" and "s" in entry and name:
            match = _HEADING.match(name)
            if 0 <= (outline := entry.get("outlinelevel", 9)) < 9:
                self.styles.levels[entry["s"]] = outline + 1
            elif match or name.lower() in _TITLES:
                self.styles.levels[entry["s"]] = int(match[1]) if match else 1


_ENCODINGS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_PLAIN = Group()


def _codec(number: int) -> str:
    try:
        return codecs.lookup({10000: "mac_roman", 65001: "utf-8", 936: "gb18030"}.get(number, f"cp{number}")).name
    except LookupError:
        return "cp1252"


def _looking(group: Group, word: str, number: int | None) -> Group:
    """The group with what this control word changes in its look."""
    on = number != 0
    if word == "plain":
        return replace(
            group, font=0, hidden=False, bold=False, deleted=False, revised=False, size=24, colour=0, ground=None
        )
    if word == "pard":
        return replace(group, in_table=False, style=0, outline=None)
    if word in _SWITCHES:
        name: str = _SWITCHES[word]
        return group if getattr(group, name) == on else replace(group, **{name: on})  # type: ignore[arg-type]
    if word in _NUMBERS and number is not None:
        name = _NUMBERS[word]
        return group if getattr(group, name) == number else replace(group, **{name: number})  # type: ignore[arg-type]
    return group


_SWITCHES = {"v": "hidden", "b": "bold", "deleted": "deleted", "revised": "revised", "intbl": "in_table"}
_NUMBERS = {
    "f": "font", "uc": "fallback", "fs": "size", "cf": "colour", "cb": "ground", "highlight": "ground",
    "chcbpat": "ground", "s": "style", "outlinelevel": "outline", "revauth": "author", "revauthdel": "author",
    "revdttm": "moment", "revdttmdel": "moment",
}  # fmt: skip
