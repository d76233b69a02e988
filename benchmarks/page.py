"""The page with a long document, in a real Chromium: what it keeps the window busy with, beside the same page that
lays out every card and every leaf at once; and how soon a review's first section and first finding are seen.

Long tasks are the browser's own (PerformanceObserver, "longtask": 50 ms and more on the main thread). Both ways of
showing run in one browser against one server, in turns.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import ARGUMENTS  # noqa: E402
from tests.conftest import running_server, settings_in  # noqa: E402
from tests.integration.web import Over  # noqa: E402
from tests.servers import chromium_path  # noqa: E402

PAGES, WORDS_A_PAGE, FINDINGS, ROUNDS = 120, 420, 500, 3
_SENTENCES = [
    "The supplier must keep a record of every access to the data.",
    "Each change is reported to the owner in writing before the work begins.",
    "The owner answers within ten working days.",
    "Records are kept for five years and are then destroyed.",
    "Keys are held in the European Union and are changed every year.",
    "Backups are tested once in every quarter, and the result is sent to the owner.",
    "No data may leave the network without written consent.",
]
_WATCH = """window.long = []; new PerformanceObserver(list => {
  for (const entry of list.getEntries()) long.push(entry.duration) }).observe({ type: "longtask", buffered: true })"""
_ALL_AT_ONCE = """for (const node of document.querySelectorAll(".leaf")) {
  node.style.contentVisibility = "visible"; node.leaf.near(); node.leaf.far = () => {}; node.leaf.place(null) }"""


def text(pages: int) -> str:
    """A document of about that many pages, a section every two."""
    chosen, parts = random.Random(7), []
    for number in range(1, pages // 2 + 1):
        parts.append(f"## {number}. Duties of the supplier, part {number}")
        words = 0
        while words < 2 * WORDS_A_PAGE:
            parts.append(" ".join(paragraph := chosen.sample(_SENTENCES, 6)))
            words += sum(len(sentence.split()) for sentence in paragraph)
    return "# Duties\n\n" + "\n\n".join(parts) + "\n"


def long_review(galley: Over) -> str:
    """A review of the long document with its findings, some of them overlapping."""
    session_id = galley.open(text(PAGES), "long.md")
    sections = [s for s in galley.get(f"/sessions/{session_id}")["sections"] if s["words"] > 50]
    chosen = random.Random(3)
    for number in range(FINDINGS):
        section = sections[number % len(sections)]
        start = chosen.randrange(50, section["end"] - section["start"] - 200)
        own = {
            "section": section["name"],
            "start": start,
            "end": start + chosen.choice([8, 20, 60, 150]),
            "description": f"Finding {number}: this part of the sentence says less than it seems to.",
            "suggestion": "Say who does it and until when.",
            "severity": chosen.choice(["high", "medium", "low"]),
        }
        galley.post(f"/sessions/{session_id}/feedback", own, expect=201)
    return session_id


def busy(page: Page, galley: Over, session_id: str, *, all_at_once: bool) -> dict[str, float]:
    """The longest task of each thing a person does, in ms; 0 when there was none of 50 ms."""
    page.goto("about:blank")
    page.goto(f"{galley.url}/#/s/{session_id}")
    page.get_by_test_id("finding").first.wait_for()
    page.wait_for_timeout(1500)
    page.evaluate(_WATCH)
    found = {}

    def longest(name: str) -> None:
        page.wait_for_timeout(700)
        tasks: list[float] = page.evaluate("(() => { const seen = long; window.long = []; return seen })()")
        found[name] = max(tasks, default=0.0)

    loading = "load, the same both ways"
    longest(loading)
    if all_at_once:
        page.evaluate(_ALL_AT_ONCE)
    page.evaluate("window.long = []")
    page.get_by_label("Text of the document").hover()
    for _ in range(40):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(30)
    longest("scroll")
    page.get_by_test_id("filter-open").check(force=True)
    longest("filter by decision")
    page.get_by_test_id("filter-words").fill("finding 12")
    longest("filter by words")
    page.get_by_test_id("filter-clear").click()
    longest("show all again")
    page.get_by_label("Text of the document").focus()
    for _ in range(10):
        page.keyboard.press("j")
        page.wait_for_timeout(60)
    longest("ten times to the next finding")
    page.keyboard.press("a")
    longest("accept")
    return found


def soon(page: Page, galley: Over) -> dict[str, float]:
    """Seconds from the drop of 20 pages to their sections, and from "analyse" to the first finding."""
    flawed = text(20).replace("within ten working days", "within twelve (10) working days")
    page.goto(galley.url)
    page.get_by_test_id("drop-zone").wait_for()
    file = {"name": f"twenty {time.time()}.md", "mimeType": "text/markdown", "buffer": flawed.encode()}
    began = time.perf_counter()
    page.get_by_test_id("file-input").set_input_files(file)
    page.get_by_test_id("leaf-text").first.wait_for()
    opened = time.perf_counter() - began
    page.wait_for_timeout(500)
    began = time.perf_counter()
    page.get_by_test_id("analyse-all").click()
    page.get_by_test_id("finding").first.wait_for()
    return {"drop to sections, 20 pages": opened, "analyse to the first finding": time.perf_counter() - began}


def main() -> None:
    """Run it all."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        with running_server(settings_in(Path(folder)), Path(folder) / "server.log") as galley:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            session_id = long_review(galley)
            ways: dict[bool, list[dict[str, float]]] = {False: [], True: []}
            for _ in range(ROUNDS):
                for all_at_once, runs in ways.items():
                    runs.append(busy(page, galley, session_id, all_at_once=all_at_once))
            show(ways)
            times = [soon(page, galley) for _ in range(ROUNDS)]
            print("\nHow soon (median)")
            for name in times[0]:
                print(f"  {name:<40} {statistics.median(t[name] for t in times):6.2f} s")
        browser.close()


def show(ways: dict[bool, list[dict[str, float]]]) -> None:
    """The medians of the longest tasks, side by side."""
    print(f"{PAGES} pages, {FINDINGS} findings: longest task in ms (0: none of 50 ms), median of {ROUNDS} runs")
    lazy, whole = ({n: statistics.median(r[n] for r in runs) for n in runs[0]} for runs in ways.values())
    for name, ours in lazy.items():
        theirs = whole[name]
        ratio = f"x {theirs / ours:.1f}" if ours else ""
        print(f"  {name:<40} as it is {ours:6.0f}   all at once {theirs:6.0f}   {ratio}")


if __name__ == "__main__":
    main()
