"""A person's own key to Claude: tried, then kept on this machine only, and forgotten again.

A key is taken over the page only where nobody else can come by: on a loopback address, without users and without a
proxy in front. It is no job, so that it is written down in one place alone.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from galley.claude.keys import clean
from galley.claude.parts import Parts, part_of
from galley.errors import Conflict, Forbidden, GalleyError, Held, Refused, Throttled, Transient

if TYPE_CHECKING:
    from galley.root import Galley

log = logging.getLogger(__name__)

_NOT_KEPT = "The key was not kept."


def obstacle(galley: Galley) -> GalleyError | None:
    """Why no key is taken here, as the error that says so; None where one is."""
    settings = galley.settings
    if not settings.loopback or settings.trusted_proxies:
        words = "Others can reach this Galley, so no key is taken over the page. Set ANTHROPIC_API_KEY at its start."
        return Forbidden(words, code="not_this_machine")
    if galley.tenants.known():
        words = "This Galley has users, so no key is taken over the page. Set ANTHROPIC_API_KEY at its start."
        return Forbidden(words, code="has_users")
    if settings.label:
        words = "This is the demo: a script answers in Claude's place. Start Galley with make run to use a key."
        return Conflict(words, code="demo")
    if settings.claude_provider == "offline":
        words = "CLAUDE_PROVIDER is offline, so Claude is never asked. Set it to auto to use a key."
        return Conflict(words, code="provider_is_offline")
    if settings.anthropic_api_key:
        words = "ANTHROPIC_API_KEY is set, and the key it names is the one that counts."
        return Conflict(words, code="key_is_set")
    return None


def keep(galley: Galley, tag: str, text: str) -> None:
    """Try the key, and keep it when Claude takes it. It counts at once, here and wherever DATA_DIR is shared.

    Raises Refused when Claude does not take it; Throttled or Transient when that could not be seen. Nothing is kept.
    """
    if (reason := obstacle(galley)) is not None:
        raise reason
    key = clean(text)
    parts = Parts(galley.settings, "tried")
    try:
        galley.entrance.try_key(tag, key)
    except (GalleyError, Held) as error:
        raise _told(error, parts) from None
    try:
        galley.entrance.keys.keep(key)
    except OSError as error:
        words = f"Claude takes this key, but it cannot be written to DATA_DIR ({error.strerror}). {_NOT_KEPT}"
        raise GalleyError(words, code="not_writable") from None
    log.info("a key to Claude is kept on this machine", extra={"action": "key_kept"})
    galley.changed()


def forget(galley: Galley) -> None:
    """Remove the kept key; Galley is offline again at once. Without one, nothing happens."""
    reason = obstacle(galley)
    if isinstance(reason, Forbidden):
        raise reason
    galley.entrance.keys.forget()
    log.info("no key to Claude is kept on this machine", extra={"action": "key_forgotten"})
    galley.changed()


def _told(error: GalleyError | Held, parts: Parts) -> GalleyError:
    """The error of a try, with its parts. Its cause is left out: it holds the request, and so the key."""
    said = parts.failure(error)
    words = f"{said.pop('message')} {_NOT_KEPT}"
    code = "throttled" if isinstance(error, Held) else error.code
    if isinstance(error, Held | Throttled):
        return Throttled(words, wait_seconds=getattr(error, "wait_seconds", 0.0), **said)
    if part_of(error) in ("key", "model", "limit"):
        return Refused(words, code=code, **said)
    return Transient(words, code=code, **said)
