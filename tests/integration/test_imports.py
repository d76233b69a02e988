"""The rules that hold the code together: who may import what, and how long things may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("galley", "routes", "cli")
MOST_LINES, MOST_FUNCTION_LINES = 300, 60


def _files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _all() -> list[Path]:
    return [*_files(*FOLDERS), *sorted(ROOT.glob("*.py"))]


def _imported(path: Path) -> Iterator[tuple[str, int]]:
    """The packages that a file imports, at its top or within a function, with the line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0], node.lineno


def _offences(files: list[Path], forbidden: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files
        for name, line in _imported(path)
        if name in forbidden
    ]


def test_the_domain_knows_neither_flask_nor_celery() -> None:
    files = _files("galley")
    wiring = {"app", "routes", "cli", *(path.stem for path in ROOT.glob("celery_*.py"))}
    assert _offences(files, {"flask", "werkzeug", "celery", "kombu", "billiard"} | wiring) == []


def test_routes_know_no_driver() -> None:
    drivers = {"sqlalchemy", "anthropic", "redis", "celery", "kombu", "psycopg", "sqlite3", "httpx2"}
    assert _offences(_files("routes"), drivers) == []


def test_only_one_folder_knows_the_sdk() -> None:
    others = [path for path in _all() if not path.is_relative_to(ROOT / "galley" / "claude")]
    assert _offences(others, {"anthropic", "httpx2"}) == []


def test_only_the_celery_files_know_celery() -> None:
    others = [path for path in _all() if not (path.parent == ROOT and path.name.startswith("celery_"))]
    assert _offences(others, {"celery", "kombu", "billiard"}) == []


def test_the_rules_look_at_files_that_are_there() -> None:
    assert len(_all()) > 40
    assert _offences(_files("galley"), {"anthropic"}) != []


# A migration is one list of tables.
SHORT = [path for path in _all() if path.parent.name != "versions"]


@pytest.mark.parametrize("path", SHORT, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= MOST_LINES
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert long == []
