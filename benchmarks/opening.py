"""From a dropped file to its first words on the page: twenty pages as Word, PDF and Markdown, in a real Chromium.

Each round drops a file that was not there before. Times are medians in milliseconds, from the drop until the text
of the first section is drawn; beside it, until the server has read the file and answered.
"""

from __future__ import annotations

import base64
import io
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import docx  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.browser.conftest import ARGUMENTS  # noqa: E402
from tests.conftest import running_server, settings_in  # noqa: E402
from tests.servers import chromium_path, wait_until  # noqa: E402
from tests.unit.test_extract_pdf import pdf  # noqa: E402

ROUNDS, PAGES = 7, 20
SENTENCE = "The supplier keeps every record of the work under this agreement for five years."

_WATCH = """() => {
  window.drawn = null
  const look = () => {
    const isThere = [...document.querySelectorAll("[data-testid=leaf-text]")].some(node => node.checkVisibility())
    if (isThere && drawn === null) requestAnimationFrame(() => { drawn ??= performance.now() })
  }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
}"""
_DROP = """([name, data]) => {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([Uint8Array.from(atob(data), letter => letter.charCodeAt(0))], name))
  window.begun = performance.now()
  document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }))
}"""
_TIMES = """() => {
  const [upload] = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/upload"))
  return [upload.responseEnd - begun, drawn - begun]
}"""


def markdown(turn: int) -> bytes:
    """Twenty pages, two sections each."""
    return "\n\n".join(f"## {turn}.{n} Section\n\n{paragraphs(n)}" for n in range(PAGES * 2)).encode()


def word(turn: int) -> bytes:
    """The same as a Word file."""
    document = docx.Document()
    for n in range(PAGES * 2):
        document.add_heading(f"{turn}.{n} Section", 1)
        for words in paragraphs(n).split("\n\n"):
            document.add_paragraph(words)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def portable(turn: int) -> bytes:
    """The same as a PDF."""
    pages = []
    for page in range(PAGES):
        lines: list[Any] = [(72, 800, 9, "R", f"Agreement {turn}")]
        for n in range(44):
            is_heading = n in (0, 22)
            words = f"{turn}.{page * 2 + n // 22} Section" if is_heading else SENTENCE
            lines.append((72, 760 - 16 * n, 15 if is_heading else 11, "B" if is_heading else "R", words))
        pages.append(lines)
    return pdf(pages)


def paragraphs(number: int) -> str:
    """A quarter of a page."""
    return "\n\n".join(f"{SENTENCE} " * 4 + f"Number {number}." for _ in range(4))


def measure(browser: Browser, url: str, name: str, data: bytes) -> tuple[float, float]:
    """Milliseconds until the server has answered, and until the first words are drawn."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.wait_for_selector("[data-testid=session-row]")
    page.evaluate(_WATCH)
    page.evaluate(_DROP, [name, base64.b64encode(data).decode()])
    wait_until(lambda: page.evaluate("drawn"), 60, "the first words are drawn")
    answered, drawn = page.evaluate(_TIMES)
    page.close()
    return answered, drawn


def main() -> None:
    """Measure the formats in turns, so that each meets the same machine."""
    makers = {"report.md": markdown, "report.docx": word, "report.pdf": portable}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in makers}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        with running_server(settings_in(Path(folder)), Path(folder) / "server.log") as web:
            for turn in range(ROUNDS):
                for name, make in makers.items():
                    times[name].append(measure(browser, web.url, name, make(turn)))
        browser.close()
    print(f"\n{PAGES} pages, from the drop, ms      read    drawn")
    for name, found in times.items():
        read, drawn = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"  {name:<28}{read:>8.0f} {drawn:>8.0f}")


if __name__ == "__main__":
    main()
