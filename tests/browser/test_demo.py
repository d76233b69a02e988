"""The demo, whose answers come from a script and say so."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenAt
from tests.browser.person import CALL_MS
from tests.conftest import ROOT, settings_in
from tests.integration.web import Over
from tests.servers import Program, clean_environment, free_port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Over]:
    """`main.py demo` as a program."""
    folder: Path = tmp_path_factory.mktemp("demo")
    port = free_port()
    env = clean_environment(**settings_in(folder, PORT=str(port)))
    with contextlib.ExitStack() as stack:
        argv = [sys.executable, str(ROOT / "main.py"), "demo"]
        program = stack.enter_context(Program(argv, folder / "demo.log", env=env, cwd=ROOT))
        web = Over(f"http://127.0.0.1:{port}", program)
        web.wait_until_up()
        yield web


@pytest.mark.parametrize("width", [1440, 360])
def test_a_demo_says_all_the_time_and_everywhere_that_it_is_not_claude(demo: Over, visit: OpenAt, width: int) -> None:
    person = visit(demo, width=width, height=740)
    label = person.at("demo-label")
    expect(label).to_have_text("Demo: a script answers here, not Claude.")
    expect(label).to_be_in_viewport()
    person.open_settings()
    expect(label).to_be_in_viewport()
    expect(person.at("claude-words")).to_contain_text("Scripted stand-in, not Claude")
    expect(person.at("key-why-not")).to_contain_text("This is the demo")
    person.at("test-connection").click()
    expect(person.at("connection-words")).to_contain_text("scripted-demo answered", timeout=CALL_MS)
    if width == 1440:
        person.open_review_of("# Duties\n\nThe forms must be sent as soon as possible.\n")
        person.analyse_all()
        expect(person.finding("as soon as possible")).to_contain_text("Demo")
        expect(person.finding("as soon as possible")).not_to_contain_text("Claude")
        expect(label).to_be_in_viewport()
