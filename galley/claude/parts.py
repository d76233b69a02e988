"""The way to Claude in six parts, each of which the one before it needs: which one failed, and what to do about it.

name → connection → tls → key → model → limit. What stands before the failed part works; what stands behind it was
not tried. Where Claude answers but says nothing of a part, its state is unknown.
"""

from __future__ import annotations

import urllib.request
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from galley.errors import GalleyError, Held
from galley.settings import Settings

PARTS = ("name", "connection", "tls", "key", "model", "limit")
SERVICE = "service"  # no part: Claude was reached and failed by itself
_ADDRESS = "https://api.anthropic.com"

_PART_OF = {
    "unknown_host": "name", "connection": "connection", "proxy": "connection", "garbled": "connection",
    "not_claude": "connection", "tls": "tls", "bad_key": "key", "forbidden": "key", "unknown_model": "model",
    "payment_required": "limit", "spend_limit": "limit", "throttled": "limit",
}  # fmt: skip
_KEY_FIX = {
    "set": "Check ANTHROPIC_API_KEY.",
    "kept": "Forget it in Settings and give another.",
    "tried": "Copy it again.",
}


class Parts:
    """The way from here to Claude, as the settings describe it. `origin` says where the key is from."""

    def __init__(self, settings: Settings, origin: str) -> None:
        address = urlsplit(settings.anthropic_base_url or _ADDRESS)
        self._host = address.hostname or ""
        self._port = address.port or (80 if address.scheme == "http" else 443)
        self._encrypted = address.scheme == "https"
        self._own_address = bool(settings.anthropic_base_url)
        self._proxied = _goes_by_proxy(address.scheme, self._host)
        self._model = settings.claude_model
        self._who = "The stand-in" if settings.label else "Claude"
        self._origin = origin

    def success(self) -> dict[str, Any]:
        """What a test that succeeded says."""
        return {"connected": True, "message": f"{self._who} answers.", "parts": self.after(None)}

    def failure(self, error: GalleyError | Held) -> dict[str, Any]:
        """What a failed one says: the part that failed, its words, and every part's state."""
        failed = part_of(error)
        return {"failed": failed, "message": self._words(error), "parts": self.after(error)}

    def untried(self, why: str) -> list[dict[str, str]]:
        """Every part, as not tried."""
        return [{"name": name, "state": "skipped", "words": why} for name in PARTS]

    def after(self, error: GalleyError | Held | None) -> list[dict[str, str]]:
        """Every part with its state and words, after a call that ended so; None is a call that succeeded."""
        failed = part_of(error) if error is not None else None
        at = PARTS.index(failed) if failed in PARTS else 3 if failed else len(PARTS)
        made = []
        for i, name in enumerate(PARTS):
            if i < at:
                state, words = self._works(name)
            elif name == failed and error is not None:
                state, words = "failed", self._words(error)
            elif failed == SERVICE:
                state, words = "unknown", "Claude's answer does not say."
            else:
                state, words = "skipped", "Not tried."
            made.append({"name": name, "state": state, "words": words})
        if failed == "limit":  # a limit is asked for before the model is looked at
            made[4] = {"name": "model", "state": "unknown", "words": "Claude's answer does not say."}
        return made

    def _works(self, name: str) -> tuple[str, str]:
        if name == "name" and _is_number(self._host):
            return "skipped", f"{self._host} is a number; there is no name to look up."
        if name == "name" and self._proxied:
            return "unknown", "A proxy looks the name up."
        if name == "tls" and not self._encrypted:
            return "skipped", "The address begins with http, so nothing is encrypted."
        through = " through the proxy" if self._proxied else ""
        return "ok", {
            "name": f"{self._host} is known.",
            "connection": f"{self._host} answers on port {self._port}{through}.",
            "tls": "The certificate is good.",
            "key": f"{self._who} accepts the key.",
            "model": f"{self._model} may be asked.",
            "limit": "No limit is in the way.",
        }[name]

    def _words(self, error: GalleyError | Held) -> str:
        """What is wrong and what to do. Not the error's own words: those speak of asking again by itself."""
        code = "throttled" if isinstance(error, Held) else error.code
        host, address = self._host, ", and ANTHROPIC_BASE_URL" if self._own_address else ""
        why = "" if isinstance(error, Held) else str(error.facts.get("why", ""))
        named = f"The name of the proxy before {host}" if self._proxied else f"The name {host}"
        known = {
            "unknown_host": f"{named} cannot be looked up. Check the network and its DNS{address}.",
            "connection": f"{host} does not answer on port {self._port}. Check the network and any firewall{address}.",
            "tls": f"The encrypted connection to {host} failed: {why}. Check the clock and the certificates.",
            "bad_key": f"Claude did not accept the key. {_KEY_FIX.get(self._origin, '')}",
            "forbidden": "The key may not do this. Check its workspace and permissions.",
            "unknown_model": f"Claude does not know the model {self._model}. Check CLAUDE_MODEL.",
            "payment_required": "The Anthropic account has no credit left. Add credit.",
            "spend_limit": "The Anthropic account reached its spending limit. Raise it.",
            "throttled": "Claude is at its limit just now. Try again in a minute.",
            "timeout": "Claude took too long to answer. Try again in a minute.",
            "service_fault": "Claude had a fault of its own. Try again in a minute.",
        }
        return known.get(code) or str(error)


def part_of(error: GalleyError | Held) -> str:
    """Which part of the way a failed call names; `service` when it is none of them."""
    return "limit" if isinstance(error, Held) else _PART_OF.get(error.code, SERVICE)


def _goes_by_proxy(scheme: str, host: str) -> bool:
    proxies = urllib.request.getproxies()
    return (scheme in proxies or "all" in proxies) and not urllib.request.proxy_bypass(host)


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
