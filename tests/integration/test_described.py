"""The description of the API is true: every route is called, and each real answer is held against it, strictly."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from galley.queue import QUEUES
from routes.openapi import openapi, routes_of
from tests.claude_double import ClaudeDouble
from tests.conftest import running_app, running_worker, settings_in
from tests.integration import every_route
from tests.integration.described import Book, Watched, closed
from tests.integration.web import BACKGROUND, Here, document
from tests.servers import RedisServer, wait_until

ROOT = Path(__file__).parents[2]
ELSEWHERE = {500, 502, 503}  # faults, which other tests bring about
# Codes of the tree's branches, whose leaves have their own; and what only the command line can meet.
NEVER_ANSWERED = {
    *("error", "bad_input", "malformed", "conflict", "unreadable", "model_error", "transient", "incomplete"),
    *("job_failed", "settings", "bad_email", "file_gone"),
}
NO_EXAMPLE = {"get-api-openapi.json"}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """What was seen by somebody who called every route. An answer that is not as described fails here."""
    return every_route.alone(tmp_path_factory.mktemp("alone"))


@pytest.fixture(scope="module")
def with_claude(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The same where Claude is asked as well."""
    return every_route.with_claude(tmp_path_factory.mktemp("claude"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The document."""
    with running_app(settings_in(tmp_path_factory.mktemp("told"))) as app:
        yield openapi(app)


def operations(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in told["paths"].values():
        yield from methods.values()


def test_what_a_galley_without_claude_answers_is_as_described(alone: Book) -> None:
    assert {at for at, _, _ in alone.seen} == {at for at, _ in alone.operations()}


def test_what_comes_of_claudes_answers_and_failures_is_as_described(with_claude: Book) -> None:
    assert 422 in with_claude.statuses(("post", "/analyze_section"))


def test_every_route_was_called_and_gave_each_of_its_answers(alone: Book, with_claude: Book) -> None:
    missing = []
    for at, told in alone.operations():
        statuses = {int(status) for status in told["responses"] if status != "default"} - ELSEWHERE
        left = statuses - alone.statuses(at) - with_claude.statuses(at)
        missing += [f"{' '.join(at)} {status}" for status in sorted(left)]
    assert not missing, "\n".join(missing)


def test_what_celerys_workers_do_is_answered_as_described(tmp_path: Path) -> None:
    with ClaudeDouble() as claude, RedisServer() as redis:
        env = settings_in(
            tmp_path, **claude.settings, USE_CELERY="true", REDIS_URL=redis.url, RATE_LIMIT_ANALYSIS="5/m"
        )
        with running_worker(env, tmp_path / "worker.log"), running_app(env) as app:
            you = Watched(Here(app), Book(app))
            wait_until(lambda: _served(you) == set(QUEUES), 40, "all queues are served")
            wait_until(lambda: you.get("/health")["mode"] == "queued", 40, "work is queued")
            session_id = you.open(document(7))
            you.get("/settings")
            whole = you.analyze_all(session_id, expect=202, **BACKGROUND)["task_id"]
            you.until(whole, 60, "the rate paces it", lambda seen: "limit" in seen)
            you.until(whole, 60, "it waits", lambda seen: seen.get("waiting", {}).get("reason") == "rate_limit")
            you.until_ready(you.chat(session_id, "Who opens the crate?", expect=202, **BACKGROUND)["task_id"])
            you.until_ready(you.test_connection(expect=202, **BACKGROUND)["task_id"])
            assert you.cancel(whole)["stopped"]["jobs"] > 1
            you.call("GET", f"/jobs/{whole}/events", headers=every_route.STREAM)


def _served(you: Watched) -> set[str]:
    return {queue for worker in you.get("/queue_stats")["worker_details"].values() for queue in worker["queues"]}


def test_the_document_is_sound(app: Flask, told: dict[str, Any]) -> None:
    schemas = told["components"]["schemas"]
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        assert "__" not in name, "two models have one name"
        assert schema.get("description"), name
    for ref in set(refs_in(told)):
        assert ref.removeprefix("#/components/schemas/") in schemas
    ids = [operation["operationId"] for operation in operations(told)]
    assert len(ids) == len(set(ids)) == len(routes_of(app))


def refs_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from refs_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from refs_in(value)


def test_every_route_and_every_parameter_is_described(told: dict[str, Any]) -> None:
    for operation in operations(told):
        at = operation["operationId"]
        assert set(operation["responses"]) != {"default"}, f"{at}: say what it answers with @described"
        assert operation["summary"], at
        for parameter in operation["parameters"]:
            assert parameter["description"], (at, parameter["name"])


def test_every_code_of_an_error_is_in_it(told: dict[str, Any]) -> None:
    files = [*ROOT.glob("galley/**/*.py"), *ROOT.glob("routes/*.py"), *ROOT.glob("*.py")]
    there = {code for file in files for code in codes_in(ast.parse(file.read_text(encoding="utf-8")))}
    listed = {code for operation in operations(told) for code in codes_of(operation)}
    assert len(there) > 40
    assert not there - listed - NEVER_ANSWERED, "name new codes in @described(errors=…)"


def codes_in(tree: ast.Module) -> Iterator[str]:
    """What is given as `code=` to an error, and what a class of errors has as its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
            if isinstance(node.value.value, str):
                yield node.value.value
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple | ast.Constant):
            names = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for name, value in zip(names, values, strict=False):
                if isinstance(name, ast.Name) and name.id == "code" and isinstance(value, ast.Constant):
                    yield str(value.value)


def codes_of(operation: dict[str, Any]) -> Iterator[str]:
    for answer in operation["responses"].values():
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        yield from schema.get("properties", {}).get("code", {}).get("enum", ())


def test_every_body_and_every_json_answer_has_an_example_that_fits(told: dict[str, Any]) -> None:
    again = "run `python -m tests.integration.examples` to write the examples again"
    for operation in operations(told):
        contents = {"request": operation.get("requestBody", {}).get("content", {})}
        contents |= {status: answer.get("content", {}) for status, answer in operation["responses"].items()}
        for where, content in contents.items():
            form = content.get("application/json", {})
            at = f"{operation['operationId']} {where}: {again}"
            good = where == "request" or where[0] == "2"
            assert "example" in form or not form or not good or operation["operationId"] in NO_EXAMPLE, at
            if "example" in form:
                fits(told, form, at)


def fits(told: dict[str, Any], form: dict[str, Any], at: str) -> None:
    whole = closed({"components": told["components"]} | form["schema"])
    errors = [error.message for error in Draft202012Validator(whole).iter_errors(form["example"])]
    assert not errors, f"{at} {errors}"
