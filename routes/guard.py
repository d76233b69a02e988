"""Who may come in: asked before a request's body is looked at.

A laptop's Galley has no login, so it answers only to this machine's own names (a web site could point a name of its
own here) and changes nothing for a page that came from elsewhere. Every other Galley asks for a token.
"""

from __future__ import annotations

from ipaddress import ip_address

from flask import abort, request
from werkzeug.wrappers import Response

from galley.errors import Forbidden
from routes.here import comes_from_here, galley, tenant

OPEN = {
    *("health.alive", "health.health", "login.form", "login.sign_in", "login.sign_out"),
    *("docs.document", "docs.page", "pages.home", "pages.patterns", "static"),
}
COSTS = {"work.test_connection"}  # a GET that does something


def before_request() -> Response | None:
    """Refuse what may not come in."""
    if "\x00" in request.path:  # PostgreSQL would refuse to look for it
        abort(404)
    tenants = galley().tenants
    if not tenants.locked() and galley().settings.loopback and not _names_this_machine(request.host):
        raise Forbidden("This Galley answers on this machine only. Open it as http://127.0.0.1.", code="wrong_host")
    changes = request.method not in ("GET", "HEAD", "OPTIONS") or request.endpoint in COSTS
    if changes and "Authorization" not in request.headers and not comes_from_here():
        raise Forbidden("This request came from another site's page, so nothing was done.", code="other_site")
    if request.endpoint and request.endpoint not in OPEN:
        tenant()
    return None


def _names_this_machine(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
