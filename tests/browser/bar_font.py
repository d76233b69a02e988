"""A font whose every character is the same bar, so that a picture of text is the same on every machine.

Fonts differ between machines, and one letter that is wider moves everything after it. Pictures are compared with
this font in place of the real ones: lines break where they always do, and what is left to see is layout, colour,
size and weight. Words are tested elsewhere.
"""

from __future__ import annotations

import struct

EM, ASCENT, DESCENT = 1000, 800, 200
_BLANKS = (0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x200B)


def bar_font(width: int, height: int) -> bytes:
    """A TrueType font: characters are `width` thousandths of the em wide; their bars stand `height` high."""
    bar = _bar(width, height)
    tables = {
        b"OS/2": _os2(width),
        b"cmap": _cmap(),
        b"glyf": bar + bar,
        b"head": _head(width),
        b"hhea": struct.pack(
            ">HHhhhHhhhhhhhhhhhH", 1, 0, ASCENT, -DESCENT, 0, width, 0, 0, width, 1, 0, 0, 0, 0, 0, 0, 0, 3
        ),
        b"hmtx": struct.pack(">HhHhHh", width, 0, width, 0, width, 0),
        b"loca": struct.pack(">4L", 0, len(bar), 2 * len(bar), 2 * len(bar)),
        b"maxp": struct.pack(">LHHHHHHHHHHHHHH", 0x10000, 3, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">LLhhLLLLL", 0x30000, 0, -100, 50, 1, 0, 0, 0, 0),
    }
    return _file(tables)


def _bar(width: int, height: int) -> bytes:
    """One rectangle that stands on the baseline, as an outline of four points."""
    head = struct.pack(">hhhhh", 1, 0, 0, width, height)
    flags = bytes([1, 1, 1, 1])
    xs, ys = struct.pack(">4h", 0, 0, width, 0), struct.pack(">4h", 0, height, 0, -height)
    outline = head + struct.pack(">HH", 3, 0) + flags + xs + ys
    return outline + b"\0" * (-len(outline) % 4)


def _cmap() -> bytes:
    """Every character there is: the blanks are glyph 2, all others glyph 1."""
    groups, begin = [], 0
    for blank in _BLANKS:
        groups += [(begin, blank - 1, 1)] if begin < blank else []
        groups.append((blank, blank, 2))
        begin = blank + 1
    groups.append((begin, 0x10FFFF, 1))
    table = struct.pack(">HHLLL", 13, 0, 16 + 12 * len(groups), 0, len(groups))
    table += b"".join(struct.pack(">LLL", *group) for group in groups)
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table


def _head(width: int) -> bytes:
    bounds = (0, -DESCENT, width, ASCENT)
    return struct.pack(
        ">LLLLHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM, 0, 0, *bounds, 0, 8, 2, 1, 0
    )  # fmt: skip


def _os2(width: int) -> bytes:
    sizes = (650, 600, 0, 75, 650, 600, 0, 350, 50, 300)
    head = struct.pack(">HhHHH", 3, width, 400, 5, 0) + struct.pack(">10h", *sizes) + struct.pack(">h", 0)
    ranges = bytes(10) + struct.pack(">LLLL", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF) + b"NONE"
    lines = struct.pack(">HHHhhhHH", 0x40, 0x20, 0xFFFF, ASCENT, -DESCENT, 0, ASCENT, DESCENT)
    return head + ranges + lines + struct.pack(">LLhhHHH", 1, 0, 500, 700, 0, 0x20, 0)


def _file(tables: dict[bytes, bytes]) -> bytes:
    """The tables behind their directory, each at a multiple of four bytes and with its checksum."""
    power = len(tables).bit_length() - 1
    most = 16 << power
    offset = 12 + 16 * len(tables)
    directory = struct.pack(">LHHHH", 0x10000, len(tables), most, power, 16 * len(tables) - most)
    bodies = b""
    for tag, body in tables.items():
        padded = body + b"\0" * (-len(body) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory += tag + struct.pack(">LLL", total, offset + len(bodies), len(body))
        bodies += padded
    return directory + bodies
