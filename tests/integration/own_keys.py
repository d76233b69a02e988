"""A person's own key, given over HTTP, and where it went."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.claude_double import ClaudeDouble
from tests.integration.web import Here, Over

GOOD, OTHER, BAD = "sk-good-4711", "sk-other-4712", "sk-bad-4713"


def key_file(web: Here) -> Path:
    return web.galley.settings.data_dir / "claude_key"


def put(web: Here | Over, key: Any, **headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.call("PUT", "/settings/claude_key", {"key": key}, headers=sent)


def asked_with(claude: ClaudeDouble) -> list[str]:
    """The key of every call so far."""
    return [call.key for call in claude.calls]


def sources(answer: Any) -> set[str]:
    return {item["source"].partition(":")[0] for item in answer["feedback_items"]}
