"""A real Chromium, a person who uses the page in it, and Galleys that run work here or through a queue.

Whatever the page complains about (console errors, failed requests, answers of 400 and more) fails the test, unless
the test said before that it is meant to happen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.browser.person import SAMPLE, SECTION, Person
from tests.claude_double import ClaudeDouble, Outcome
from tests.conftest import running_server, running_worker, settings_in
from tests.integration.web import Over
from tests.servers import RedisServer, chromium_path

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--force-color-profile=srgb",  # for pictures: colours as they are written
)
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process; each has a context of its own."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Over]:
    """A Galley without Redis: work runs in the web process."""
    folder = tmp_path_factory.mktemp("here")
    with running_server(settings_in(folder), folder / "server.log") as web:
        yield web


@pytest.fixture(scope="module")
def queued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Over]:
    """A Galley with a Redis and a worker: work goes through the queue."""
    folder = tmp_path_factory.mktemp("queued")
    with ExitStack() as stack:
        redis = stack.enter_context(RedisServer())
        env = settings_in(folder, USE_CELERY="true", REDIS_URL=redis.url)
        web = stack.enter_context(running_server(env, folder / "server.log"))
        stack.enter_context(running_worker(env, folder / "worker.log"))
        yield web


@pytest.fixture(scope="module")
def shared_double() -> Iterator[ClaudeDouble]:
    """One double for the module, so that one server is enough."""
    with ClaudeDouble() as double:
        yield double


@pytest.fixture(scope="module")
def with_claude(shared_double: ClaudeDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Over]:
    """A Galley that asks the double."""
    folder = tmp_path_factory.mktemp("with_claude")
    with running_server(settings_in(folder, **shared_double.settings), folder / "server.log") as web:
        yield web


@pytest.fixture
def claude(shared_double: ClaudeDouble) -> Iterator[ClaudeDouble]:
    """The double, with nothing scripted; what it is asked must be in order."""
    shared_double.reset()
    yield shared_double
    shared_double.default = Outcome()  # what is tried again after the test must not hang
    assert not shared_double.violations


class Complaints:
    """What the page complained about, without what a test said would come."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._meant: list[str] = []

    def expect(self, *patterns: str) -> None:
        """These are meant: parts of regular expressions, such as `HTTP 415`."""
        self._meant += patterns

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"error on the page: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    @property
    def unexpected(self) -> list[str]:
        return [words for words in self.heard if not any(re.search(pattern, words) for pattern in self._meant)]

    def _console(self, message: ConsoleMessage) -> None:
        # What Chromium says about answers and lost connections is heard by the two below, with more detail.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.heard.append(f"{message.type} in the console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page itself let go: it was left, or a download began
            self.heard.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"HTTP {response.status}: {response.request.method} {response.url}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Nothing unexpected may be heard from any page of the test."""
    heard = Complaints()
    yield heard
    assert not heard.unexpected


OpenAt = Callable[..., Person]


@pytest.fixture
def visit(browser: Browser, complaints: Complaints) -> Iterator[OpenAt]:
    """`visit(galley)` is a person with a window of their own at that Galley's first view."""
    with ExitStack() as stack:

        def visit(galley: Over, *, width: int = 1440, height: int = 900, dark: bool = False) -> Person:
            context: BrowserContext = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",  # what moves is drawn by the processor here
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            context.on("page", complaints.listen)
            return Person(galley, context.new_page())

        yield visit


@pytest.fixture
def person(here: Over, visit: OpenAt) -> Person:
    """Somebody at the first view."""
    return visit(here)


@pytest.fixture
def visitor(here: Over, visit: OpenAt) -> Person:
    """Somebody at the first view, with the list of reviews in front of them."""
    someone = visit(here)
    expect(someone.at("session-row").first).to_be_visible()
    return someone


@pytest.fixture
def reader(here: Over, visit: OpenAt) -> Person:
    """Somebody who has a section with four findings in front of them, and no others."""
    someone = visit(here)
    session_id = someone.hand.open(SAMPLE)
    someone.hand.analyze(session_id, SECTION)
    someone.go_to_review(session_id, SECTION)
    expect(someone.findings).to_have_count(4)
    return someone


@pytest.fixture
def asker(with_claude: Over, claude: ClaudeDouble, visit: OpenAt) -> Person:
    """Somebody with the sample in front of them, about to ask Claude."""
    someone = visit(with_claude)
    someone.open_to_ask()
    return someone
