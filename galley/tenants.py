"""Who somebody is, and the tag that marks all that is theirs.

The tag is HMAC-SHA-256 of the user under SECRET_KEY, computed once when the user is made and kept with them, so a
changed SECRET_KEY orphans nobody's documents.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading

from sqlalchemy.exc import IntegrityError

from galley.errors import InputError, NotAllowed
from galley.settings import Settings
from galley.store import Store
from galley.store.models import User

LOCAL = "local"  # the one user of a laptop


class Tenants:
    """Finds the tenant of a request, and makes users."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._lock = threading.Lock()
        self._local: str | None = None

    def local(self) -> str:
        """The tag of the one local tenant; made at the first call."""
        with self._lock:
            if self._local is None:
                self._local = (self._find(LOCAL) or self._make(LOCAL, None)).tag
            return self._local

    def add(self, email: str) -> str:
        """Make a user, or give a known one a new token. Returns the token; only its hash is kept."""
        if "@" not in email or len(email) > 320 or any(c.isspace() for c in email):
            raise InputError(f"{email!r} is no e-mail address.", code="bad_email")
        token = "galley_" + secrets.token_urlsafe(32)
        if user := self._find(email):
            user.token_hash = _hash(token)
            self._store.save_user(user)
        else:
            self._make(email, token)
        return token

    def locked(self) -> bool:
        """Whether a token is asked for: once a user exists, and on every public address."""
        if self._settings.auth == "off":
            return False
        return not self._settings.loopback or self.known()

    def known(self) -> bool:
        """Whether anybody but the local tenant exists."""
        return any(user.email != LOCAL for user in self._store.users())

    def user_of(self, token: str) -> User:
        """Whose token this is. Raises NotAllowed."""
        return self.user_of_key(_hash(token))

    def user_of_key(self, key: str) -> User:
        """Whose token has this SHA-256; a new token makes the old key nobody's. Raises NotAllowed."""
        user = self._store.user_by_token(key)
        if user is None:
            raise NotAllowed()
        return user

    def _find(self, email: str) -> User | None:
        return next((user for user in self._store.users() if user.email == email), None)

    def _make(self, email: str, token: str | None) -> User:
        tag = hmac.new(self._settings.secret_key.encode(), email.encode(), hashlib.sha256).hexdigest()
        user = User(email=email, tag=tag, token_hash=_hash(token) if token else None)
        try:
            self._store.save_user(user)
        except IntegrityError:  # another process made it a moment ago
            found = self._find(email)
            assert found is not None
            return found
        return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
