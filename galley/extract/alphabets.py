"""The letters beyond ASCII that languages use, the common ones first, and the older encodings they were written in.

`likeness` says how much a text reads like a language: by what letters there are, and by where they stand.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_WEST = ("cp1252", "mac_roman", "iso8859_15", "cp850")
_EAST = ("cp1250", "iso8859_2", "mac_latin2", "cp852")
_BALTIC = ("cp1257", "iso8859_13", "iso8859_4")
_TURKISH = ("cp1254", "mac_turkish", "cp857")
_CYRILLIC = ("cp1251", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic")
_SIGNS = "“”‘’«»„‚‹›–—…•·€£§°©®™±×²³½¼¾¿¡ªº\u00a0\u00ad№†‡"
_ASIAN_SIGNS = "，。、；：？！（）「」『』《》〈〉【】“”‘’—…・ー〜～％　１２３４５６７８９０"


@dataclass(frozen=True, slots=True)
class Language:
    """The letters beyond ASCII in lower case, the common ones first; upper case ones are known from them."""

    letters: str
    encodings: tuple[str, ...]


LANGUAGES = {
    "german": Language("üäöß", _WEST),
    "french": Language("éàèêçôùîâûëïœæÿ", _WEST),
    "spanish": Language("óáíéñúü", _WEST),
    "portuguese": Language("ãçáéíóõêâúôàü", _WEST),
    "italian": Language("èàòùéìîó", _WEST),
    "dutch": Language("ëïéöüèê", _WEST),
    "catalan": Language("àéèíòóçúïü", _WEST),
    "danish": Language("øåæéöä", _WEST),
    "swedish": Language("äåöé", _WEST),
    "icelandic": Language("áíðéöúóþæý", (*_WEST[:1], "mac_iceland")),
    "polish": Language("ąłężóśćńź", _EAST),
    "czech": Language("íáěéřšýčžůúťóďň", _EAST),
    "slovak": Language("áíéýčšžúľťóôňäďĺŕ", _EAST),
    "hungarian": Language("áéőöóíüúű", _EAST),
    "slovene": Language("čšžćđ", _EAST),
    "romanian": Language("ăâîșțşţ", (*_EAST, "iso8859_16", "mac_romanian")),
    "turkish": Language("ıüşğçöâîû", _TURKISH),
    "lithuanian": Language("ėšųįžčąęū", _BALTIC),
    "latvian": Language("āīēšūļņģķžč", _BALTIC),
    "estonian": Language("äõüöšž", _BALTIC),
    "russian": Language("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", _CYRILLIC),
    "ukrainian": Language("оанивіертсклмдупяьзйгбчхїюцшжєщфґ", _CYRILLIC),
    "bulgarian": Language("аиоетнрсвлкпдмзуяъбгчйцжщшхюфь", _CYRILLIC),
    "serbian": Language("аиоенрсјтукдвмплгзбшчцњхжљћђфџ", _CYRILLIC),
    "greek": Language("αοιετσνηυρπκμλςίόάγέδήωθύχφώβξζψϊϋΐΰ", ("cp1253", "iso8859_7", "mac_greek")),
    "hebrew": Language("יוהלאתרבשמנםכדחעפןקגזטסצךףץ", ("cp1255", "cp862")),
    "arabic": Language("اليمنوتربهعدفسكقحجشصطخذةىضزأإثغظئءؤآ،؟ـ", ("cp1256", "iso8859_6")),
    "persian": Language("اینردهمتوبشسلکزگفعخقپچآجحصطئغژضذظثء،؟كيى\u200c", ("cp1256",)),
    "thai": Language("านรอกเง่วม้ยลตดัทสิีปะคหแจพบชขใไืุโูผซถ็ธ์ศภณฟษญำฝฉฐ", ("cp874",)),
    "japanese": Language("", ("cp932", "euc_jp")),
    "chinese": Language("的一是不在了有人我他这中大来上国个到说们为子和你地出道也时年与及其应当", ("gb18030",)),
    "taiwanese": Language("的一是不在了有人我他這中大來上國個到說們為子和你地出道也時年與及其應當", ("cp950",)),
    "korean": Language("이다는을의에가고하지사기로한은리시를서도어자대인", ("cp949",)),
}  # fmt: skip
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_WHOLE_ALPHABET = 20  # letters: fewer are an addition to those of ASCII
_RANKS = {name: {letter: at for at, letter in enumerate(known.letters)} for name, known in LANGUAGES.items()}
_COMMON_ROWS = {
    "japanese": ("shift_jis", 0x88, 0x97), "chinese": ("gb2312", 0xB0, 0xD7), "taiwanese": ("big5", 0xA4, 0xC6),
}  # fmt: skip


def likeness(text: str, language: str) -> float:
    """How much the characters beyond ASCII read like that language: 1 at best, below 0 for what no text holds."""
    if LANGUAGES[language].encodings[0] in ("cp932", "gb18030", "cp950", "cp949"):
        counted = Counter(letter for letter in text if letter > "\x7f")
        weighed = sum(_asian(letter, language) * count for letter, count in counted.items())
        return weighed / max(counted.total(), 1)
    total = count = 0.0
    ranks = _RANKS[language]
    for match in _BEYOND_ASCII.finditer(text):
        count, at = count + 1, match.start()
        total += _weight(match[0], text[at - 1 : at], text[at + 1 : at + 2], ranks)
    return total / max(count, 1)


def _weight(letter: str, before: str, after: str, ranks: dict[str, int]) -> float:
    """What one letter says, between these two."""
    if letter in _SIGNS:
        torn = before.isalpha() and after.isalpha() and letter not in "’\u00ad·"
        return -1.0 if torn else 0.5
    rank = ranks.get(letter, ranks.get(letter.lower()))
    if rank is None:
        return -1.0
    if letter.isupper() and before.islower():
        return -1.0  # as nobody writes, and as the wrong encoding often reads
    if len(ranks) > _WHOLE_ALPHABET and (_is_latin(before) or _is_latin(after)):
        return -1.0
    if not before.isalpha() and not after.isalpha():
        return 0.1  # not in a word
    commonness = 1.0 - 0.6 * rank / len(ranks)
    return commonness * (0.8 if letter.isupper() else 1.0)


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _asian(letter: str, language: str) -> float:
    if letter in _ASIAN_SIGNS:
        return 0.8
    if letter in _RANKS[language]:
        return 1.0
    if language == "korean":
        return _in_rows(letter, "euc_kr", 0xB0, 0xC8, 0.8)
    if "\u3041" <= letter <= "\u30ff":
        return 1.0 if language == "japanese" else -0.5
    if not "\u4e00" <= letter <= "\u9fff":
        return 0.3 if "\uff01" <= letter <= "\uff5e" else -0.5
    return _in_rows(letter, *_COMMON_ROWS[language], 0.7)


def _in_rows(letter: str, encoding: str, first: int, last: int, weight: float) -> float:
    """The weight when the letter is in the rows of the standard that hold the common ones."""
    try:
        lead = letter.encode(encoding)[0]
    except UnicodeEncodeError:
        return -0.3
    return weight if first <= lead <= last else 0.0
