"""Reading documents, beside pypdfium2, pypdf, pdfplumber, markitdown and docx2python.

Documents are made here; more may be named, each with `--truth FILE.sections.json` (a list of titles, or a list under
`titles` or `sections`). Every reader reads every file in a process of its own, in turns. Pages a second leave out the
start of the process, the ratio is to Galley's speed, and memory is the most that the process held (on Linux). The
competitors go into a virtual environment that is thrown away, unless `--others` names a folder to keep it in; where
they cannot be installed, Galley is measured alone.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.opening import PAGES, SENTENCE, paragraphs, portable, word  # noqa: E402

OWN = ("galley", "pypdfium2")  # Galley has these installed
OTHERS = ("pypdf", "pdfplumber", "markitdown[pdf,docx]", "docx2python")
ROUNDS = 3
SECONDS = 300
_MEASURED = """
import json, re, sys, time
{source}
began = time.perf_counter()
text, titles, pages = read(sys.argv[1])
seconds = time.perf_counter() - began
megabytes = int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([text, titles, pages, seconds, megabytes]))
"""
_GALLEY = """
from pathlib import Path
from galley.extract import docx, extract, pdf
from galley.sections import sections_of
def read(path):
    found = extract(path, Path(path).read_bytes())
    titles = [section.title for section in sections_of(found.text, found.blocks) if section.title]
    return found.text, titles, found.pages
"""
_BARE = """
import pypdfium2
def read(path):
    pages = pypdfium2.PdfDocument(path)
    return "\\n".join(page.get_textpage().get_text_bounded() for page in pages), [], len(pages)
"""
_PYPDF = """
from pypdf import PdfReader
def read(path):
    pages = PdfReader(path).pages
    return "\\n".join(page.extract_text() for page in pages), [], len(pages)
"""
_PDFPLUMBER = """
import pdfplumber
def read(path):
    with pdfplumber.open(path) as pdf:
        return "\\n".join(page.extract_text() or "" for page in pdf.pages), [], len(pdf.pages)
"""
_MARKITDOWN = """
from markitdown import MarkItDown
converter = MarkItDown()
def read(path):
    text = converter.convert(path).text_content
    return text, [line.lstrip("#").strip() for line in text.splitlines() if line.startswith("#")], None
"""
_DOCX2PYTHON = """
from docx2python import docx2python
def read(path):
    with docx2python(path) as found:
        return found.text, [], None
"""
READERS = {
    "galley": (frozenset((".pdf", ".docx", ".md", ".html", ".txt", ".odt", ".rtf")), _GALLEY),
    "pypdfium2": (frozenset((".pdf",)), _BARE),  # the bare text of the library that Galley reads with
    "pypdf": (frozenset((".pdf",)), _PYPDF),
    "pdfplumber": (frozenset((".pdf",)), _PDFPLUMBER),
    "markitdown": (frozenset((".pdf", ".docx")), _MARKITDOWN),
    "docx2python": (frozenset((".docx",)), _DOCX2PYTHON),
}


def read_by(reader: str, python: Path, path: Path) -> list[Any] | None:
    """Text, titles, pages, seconds, megabytes; None when the reader fails or takes too long."""
    try:
        command = [python, "-W", "ignore", "-c", _MEASURED.replace("{source}", READERS[reader][1]), str(path)]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True, cwd=ROOT)
        answer: list[Any] = json.loads(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError):
        return None
    return answer


def folded(text: str) -> str:
    """Letters and digits alone: what every reader should give alike, however it sets blanks and marks."""
    return re.sub(r"[\W_]+", "", text).casefold()


def wrong_characters(text: str, truth: str) -> float:
    """The edit distance to the true words, as a share of their letters and digits."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(folded(text), folded(truth)) / max(len(folded(truth)), 1)


def f1(titles: list[str], truth: list[str]) -> float:
    """How well the titles were found: 1 when there is none too few and none too many."""
    given, true = (Counter(map(folded, names)) for names in (titles, truth))
    both = (given & true).total()
    return 2 * both / max(given.total() + true.total(), 1)


def made(folder: Path) -> dict[Path, tuple[list[str], str]]:
    """The documents made here, each with its titles and its words."""
    titles = [f"1.{number} Section" for number in range(PAGES * 2)]
    written = [f"{title}\n{paragraphs(number)}" for number, title in enumerate(titles)]
    printed = [f"{title}\n{f'{SENTENCE} ' * 21}" for title in titles]  # each page also has a running header
    headed = [f"Agreement 1\n{words}" if number % 2 == 0 else words for number, words in enumerate(printed)]
    (folder / "made.pdf").write_bytes(portable(1))
    (folder / "made.docx").write_bytes(word(1))
    return {folder / "made.pdf": (titles, "\n".join(headed)), folder / "made.docx": (titles, "\n".join(written))}


def titles_in(truth: Path) -> list[str]:
    """The titles that a file of truth lists."""
    told = json.loads(truth.read_text())
    told = told if isinstance(told, list) else told.get("titles") or told["sections"]
    return [entry if isinstance(entry, str) else entry["title"] for entry in told]


def environment(folder: Path) -> Path | None:
    """The Python of an environment that has the competitors; None where they cannot be installed."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        install = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *OTHERS]
        if subprocess.run(install).returncode:
            return None
    return python


def compare(path: Path, titles: list[str], words: str, others: Path | None) -> None:
    """One table: every reader of this format on this file, in turns, the medians of the rounds."""
    readers = [
        name for name, (suffixes, _) in READERS.items() if path.suffix.lower() in suffixes and (others or name in OWN)
    ]
    runs: dict[str, list[list[Any]]] = {name: [] for name in readers}
    for _ in range(ROUNDS):
        for name in readers:
            python = Path(sys.executable) if others is None or name in OWN else others
            if (run := read_by(name, python, path)) is not None:
                runs[name].append(run)
    pages = next((run[2] for found in runs.values() for run in found if run[2]), None) or PAGES
    print(f"\n{path.name}, {pages} pages{'':<20} pages/s    ratio   MB peak   section F1   wrong characters")
    first: float | None = None
    for name, found in runs.items():
        if not found:
            print(f"  {name:<30} could not read it")
            continue
        text, given, _, seconds, megabytes = sorted(found, key=lambda run: run[3])[len(found) // 2]
        first = first or seconds
        scored = f"{f1(given, titles):.3f}" if titles and given else "-"
        wrong = f"{wrong_characters(text, words):.4f}" if words else "-"
        speed = f"{pages / seconds:9.1f}   x {first / seconds:5.2f}"
        print(f"  {name:<30}{speed} {megabytes:9.0f} {scored:>12} {wrong:>18}")


def main() -> None:
    """Make, install, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--truth", type=Path, action="append", default=[], help="of each file, in their order")
    parser.add_argument("--others", type=Path, help="a folder in which to keep the competitors")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        others = environment(asked.others or Path(temporary) / "others")
        documents = made(Path(temporary))
        truths = [*asked.truth, *[None] * (len(asked.files) - len(asked.truth))]
        for path, truth in zip(asked.files, truths, strict=True):
            documents[path] = (titles_in(truth) if truth else [], "")
        for path, (titles, words) in documents.items():
            compare(path.resolve(), titles, words, others)


if __name__ == "__main__":
    main()
