"""What the page weighs, and that nothing of it comes from elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Response, expect

from tests.browser.conftest import OpenAt
from tests.browser.person import SAMPLE
from tests.integration.web import Over

MOST_BYTES = 300_000


def test_a_review_loads_little_and_nothing_from_elsewhere(here: Over, visit: OpenAt) -> None:
    person = visit(here)
    answers: list[Response] = []
    person.page.on("response", lambda answer: answers.append(answer))
    session_id = person.hand.open(SAMPLE)
    person.page.goto("about:blank")
    person.go_to_review(session_id)
    expect(person.title).to_have_text("report.md")
    person.page.wait_for_load_state("networkidle")
    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(here.url).netloc}

    paths = {urlsplit(answer.url).path for answer in answers}
    loaded = {path for path in paths if path == "/" or path.startswith("/static/")}
    assert len(loaded) > 20
    sizes = {path: len(person.hand.call("GET", path).data) for path in loaded}
    assert sum(sizes.values()) <= MOST_BYTES, sorted(sizes.items(), key=lambda part: -part[1])[:10]
