"""The documents against the code: what they list is there, and what is there is listed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from dotenv import dotenv_values

from galley.settings import entries

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
POINTS = {"A": 24, "B": 18, "C": 18, "D": 18, "X": 19}
STATES = {"kept", "partly", "not yet", "changed", "dropped"}

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_FILE = re.compile(r"(?:[\w.*-]+/)*[\w.*-]+\.(?:py|md|yaml|toml|txt|in|js|css|html|png|ini)|(?:[\w.-]+/)+")
_PLAIN = {"LICENSE", "Makefile", "Dockerfile", ".env.example", ".ci/run"}


def told(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def cells(name: str, columns: int) -> list[list[str]]:
    """The rows of all tables of that many columns, without their heads."""
    rows = [line[1:].rstrip("|").split("|") for line in told(name).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows if len(row) == columns]


def shown(default: Any) -> str:
    """A default the way it would be typed into the environment."""
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


# Settings


def test_the_settings_page_has_every_setting_as_the_code_has_it() -> None:
    rows = [row for row in cells("docs/settings.md", 3) if row[0] != "name"]
    wanted = []
    for row in entries():
        default = shown(row.default)
        wanted.append([f"`{row.metadata['name']}`", f"`{default}`" if default else "", row.metadata["help"]])
    assert rows == wanted


def test_the_settings_page_names_the_secrets() -> None:
    sentence = next(line for line in told("docs/settings.md").splitlines() if line.startswith("Secrets:"))
    assert _CODE.findall(sentence) == [row.metadata["name"] for row in entries() if row.metadata["secret"]]


def test_the_example_has_every_setting_with_its_default_and_sets_none() -> None:
    found = re.findall(r"^#([A-Z_]+)=(.*)$", told(".env.example"), re.MULTILINE)
    assert found == [(row.metadata["name"], shown(row.default)) for row in entries()]
    assert not dotenv_values(ROOT / ".env.example")


# Routes


def test_the_api_page_lists_the_routes_there_are(app: Flask) -> None:
    listed = [(method, path.strip("`")) for method, path, *_ in cells("docs/api.md", 4) if path.startswith("`/")]
    there = {
        (method, re.sub(r"<[^<>]+:(\w+)>", r"<\1>", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == there


# Requirements


def test_every_point_of_the_requirements_has_one_row_and_a_state() -> None:
    rows = [row for row in cells("docs/requirements.md", 3) if re.fullmatch(r"[A-Z]\d+", row[0])]
    assert [row[0] for row in rows] == [f"{letter}{i}" for letter, most in POINTS.items() for i in range(1, most + 1)]
    assert {row[1] for row in rows} <= STATES
    assert not [row[0] for row in rows if len(row[2]) < 10]


# Files


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_document_names_only_files_that_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    words = {word for fence in _FENCE.findall(text) for word in fence.split()}
    words |= {word for code in _CODE.findall(_FENCE.sub("", text)) for word in code.split()}
    named = {word.strip(",:()") for word in words}
    named = {word for word in named if _FILE.fullmatch(word) or word in _PLAIN}
    assert not sorted(word for word in named if not any(ROOT.glob(word.rstrip("/"))))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_documents_links_lead_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert not [link for link in links if not (page.parent / link.partition("#")[0]).exists()]


def test_the_documents_name_no_private_places() -> None:
    private = re.compile(r"(?<![\w.<])/(?:work|root|home|Users|tmp)/\w")
    assert not [page.name for page in PAGES if private.search(page.read_text(encoding="utf-8"))]
