"""Broken files: documents that are made here, damaged in seeded ways, and read; nothing may come but text or a refusal.

`python -m tests.chaos.broken_files --count 1000 [FILES…]` reads each in a child process as Galley does, or over HTTP
with `--url`, and counts what came of it. Exit code 1 when anything else came than text or a refusal with its code.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import random
import sys
import time
import urllib.parse
import uuid
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil
from docx import Document
from PIL import Image, ImageDraw

from galley.apart import Apart
from galley.errors import InputError
from tests.unit.open_document import odt
from tests.unit.pdf_files import pdf

SLOW_SECONDS = 60.0
T = TypeVar("T")
_WORDS = "The supplier keeps every record of the work under this agreement for five years."
_BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">' + b"".join(
    b'<!ENTITY c%d "%s">' % (n, (b"&c%d;" % (n - 1) if n else b"&b;") * 10) for n in range(9)
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A damaged file, and what was done to it."""

    name: str
    data: bytes
    how: str


def whole_files() -> dict[str, bytes]:
    """One sound document of each format."""
    document = Document()
    document.add_heading("Agreement", 1)
    for _ in range(20):
        document.add_paragraph(_WORDS)
    document.add_table(2, 2).cell(0, 0).text = "A"
    word, picture = io.BytesIO(), io.BytesIO()
    document.save(word)
    image = Image.new("L", (500, 120), 255)
    ImageDraw.Draw(image).text((10, 40), _WORDS, fill=0)
    image.save(picture, "PNG")
    lines = [(72, 760 - 16 * n, 11, "R", _WORDS) for n in range(20)]
    return {
        "a.docx": word.getvalue(), "a.pdf": pdf([lines, lines]), "a.odt": odt(*[_WORDS] * 20),
        "a.rtf": rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard\b Scope\b0\par " + (_WORDS + r"\par ").encode() * 20 + b"}",
        "a.html": f"<html><body><h1>Agreement</h1>{f'<p>{_WORDS}</p><ul><li>a<li>b</ul>' * 20}</body></html>".encode(),
        "a.md": f"# Agreement\n\n{_WORDS}\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode() * 5,
        "a.txt": f"AGREEMENT\n\n1. Scope\n\n{_WORDS}\n\n".encode() * 10, "a.png": picture.getvalue(),
    }  # fmt: skip


def broken(files: dict[str, bytes], count: int, seed: int = 1) -> Iterator[Broken]:
    """That many damaged files, each way of damage on each file in turn; the same ones for the same seed."""
    chance = random.Random(seed)
    pairs = [(how, name) for how in _WAYS for name in files]
    chance.shuffle(pairs)
    for number in range(count):
        how, name = pairs[number % len(pairs)]
        data = files[name]
        yield Broken(*(_WAYS[how](chance, name, data) if data else (name, data)), how)


def _cut(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    return name, data[: chance.randrange(len(data) + 1)]


def _flipped(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 5, 50))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return name, bytes(changed)


def _swapped(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    size = max(len(data) // 10, 1)
    one, other = sorted(chance.randrange(len(data)) for _ in range(2))
    first, second = data[one : one + size], data[other : other + size]
    return name, data[:one] + second + data[one + size : other] + first + data[other + size :]


def _doubled(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    at = chance.randrange(len(data))
    return name, data[:at] + data[at : at + len(data) // 5] * chance.choice((2, 20)) + data[at:]


def _zeros(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    at = chance.randrange(len(data))
    return name, data[:at] + bytes(chance.choice((1, 100, len(data) // 4))) + data[at + 100 :]


def _header_only(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    return name, data[: chance.choice((1, 4, 8, 20, 60))]


def _other_suffix(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    return chance.choice(("a.docx", "a.pdf", "a.odt", "a.rtf", "a.html", "a.md", "a.txt", "a.png", "a", "a.exe")), data


def _two_suffixes(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    return chance.choice((f"{name}.docx", f"{name}.exe", f"a.pdf.{name}", f"../{name}", name.upper(), f"{name} ")), data


def _huge_numbers(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    digits = [at for at in range(len(data)) if 48 <= data[at] < 58]
    for at in sorted(chance.sample(digits, min(len(digits), 5)), reverse=True):
        data = data[:at] + chance.choice((b"99999999999", b"-1", b"4294967296", b"0")) + data[at + 1 :]
    return name, data


def _nested(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    for _ in range(chance.choice((1, 3))):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(f"word/{name}", data)
        data = target.getvalue()
    return chance.choice((name, "a.docx", "a.odt")), data


def _member(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    """One part of the package gone, renamed, emptied, damaged, or full of entities that grow."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return _flipped(chance, name, data)
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    victim, way = chance.choice(source.namelist()), chance.randrange(6)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for part in source.namelist():
            inside = source.read(part)
            if part != victim:
                package.writestr(part, inside)
            elif way:
                changed = {
                    1: b"", 2: _flipped(chance, "", inside)[1] if inside else b"", 3: inside[: len(inside) // 2],
                    4: _BOMB + b"]><a>&c8;</a>", 5: inside,
                }  # fmt: skip
                package.writestr(part if way != 5 else part + "x", changed[way])
    return name, target.getvalue()


def _deep(chance: random.Random, name: str, data: bytes) -> tuple[str, bytes]:
    """The opening signs of the format, very often."""
    openings = {"html": b"<div><ul><li>", "rtf": b"{\\b ", "md": b"> - ", "txt": b"(", "pdf": b"<<"}
    opening, at = openings.get(name.rsplit(".", 1)[-1], b"<a>"), len(data) // 2
    return name, data[:at] + opening * chance.choice((100, 20_000)) + data[at:]


Way = Callable[[random.Random, str, bytes], tuple[str, bytes]]
_WAYS: dict[str, Way] = {
    "cut": _cut, "flipped": _flipped, "swapped": _swapped, "doubled": _doubled, "zeros": _zeros, "deep": _deep,
    "header only": _header_only, "other suffix": _other_suffix, "two suffixes": _two_suffixes, "member": _member,
    "huge numbers": _huge_numbers, "nested": _nested,
}  # fmt: skip


def outcome(read: Callable[[str, bytes], object], file: Broken) -> str:
    """What came of reading it: `read`, `refused: CODE`, or `FAILED: …` for everything else."""
    began = time.monotonic()
    try:
        read(file.name, file.data)
        came = "read"
    except InputError as error:
        came = f"refused: {error.code}"
    except Exception as error:
        came = f"FAILED: {type(error).__name__}: {str(error)[:80]}"
    return came if time.monotonic() - began < SLOW_SECONDS else f"FAILED: slow, then {came}"


def posted_to(url: str) -> Callable[[str, bytes], object]:
    """Reading by a running server: anything but 200, 202 and a 4xx with a code fails."""

    def read(name: str, data: bytes) -> object:
        border = uuid.uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=180)
        try:
            raw = head.encode() + data + f"\r\n--{border}--\r\n".encode()
            connection.request("POST", "/upload", raw, {"Content-Type": f"multipart/form-data; boundary={border}"})
            answer = connection.getresponse()
            told = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status >= 500:
            raise RuntimeError(f"{answer.status} {told}")
        if answer.status >= 400:
            raise InputError(str(told["error"]), code=told["code"])
        return told

    return read


def main(argv: Sequence[str] | None = None) -> int:
    """Read them all and print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="documents to damage, beside those made here")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="a running Galley to send them to")
    parser.add_argument("--keep", type=Path, help="a folder for the files that failed")
    asked = parser.parse_args(argv)
    files = whole_files() | {path.name: path.read_bytes() for path in asked.files}
    apart = Apart()
    read: Callable[[str, bytes], object] = posted_to(asked.url) if asked.url else apart.extract
    counts: Counter[str] = Counter()
    with ThreadPoolExecutor(2) as pool:
        todo = ((file, pool.submit(outcome, read, file)) for file in broken(files, asked.count, asked.seed))
        for batch in _batches(todo, 8):
            for file, told in batch:
                came = told.result()
                counts[came] += 1
                if came.startswith("FAILED"):
                    print(f"{came}   {file.name}, {file.how}, {len(file.data)} bytes", flush=True)
                    if asked.keep:
                        (asked.keep / f"{counts.total()}-{file.name.strip('./ ')}").write_bytes(file.data)
    apart.close()
    left = psutil.Process().children(recursive=True)
    for came, number in counts.most_common():
        print(f"{number:6}  {came}")
    print(f"{len(left):6}  processes left")
    return 1 if left or any(came.startswith("FAILED") for came in counts) else 0


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


if __name__ == "__main__":
    sys.exit(main())
