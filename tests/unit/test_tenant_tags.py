"""Who somebody is: tags that stay, tokens whose hash alone is kept."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from galley.errors import InputError, NotAllowed
from galley.tenants import Tenants

if TYPE_CHECKING:
    from galley.root import Galley

Make = Callable[..., "Galley"]


def test_the_local_tenant_is_made_once(make_galley: Make) -> None:
    galley = make_galley()
    tag = galley.tenants.local()
    assert len(tag) == 64
    assert Tenants(galley.settings, galley.store).local() == tag
    assert [user.email for user in galley.store.users()] == ["local"]


def test_many_at_once_make_one_local_tenant(make_galley: Make) -> None:
    galley = make_galley()
    tags: list[str] = []

    def ask() -> None:
        tags.append(Tenants(galley.settings, galley.store).local())

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tags) == 6
    assert len(set(tags)) == 1


def test_a_changed_secret_key_orphans_nobody(make_galley: Make) -> None:
    before = make_galley(SECRET_KEY="a" * 16)
    tag = before.tenants.local()
    token = before.tenants.add("ann@example.org")
    owner = before.tenants.user_of(token).tag
    after = make_galley(SECRET_KEY="b" * 16)
    assert after.tenants.local() == tag
    assert after.tenants.user_of(token).tag == owner


def test_users_have_tags_of_their_own(make_galley: Make) -> None:
    tenants = make_galley().tenants
    ann, bob = tenants.add("ann@example.org"), tenants.add("bob@example.org")
    assert len({tenants.local(), tenants.user_of(ann).tag, tenants.user_of(bob).tag}) == 3


def test_only_the_hash_of_a_token_is_kept(make_galley: Make) -> None:
    galley = make_galley()
    token = galley.tenants.add("ann@example.org")
    (user,) = galley.store.users()
    assert user.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(vars(user))


def test_a_new_token_makes_the_old_one_nobody_s(make_galley: Make) -> None:
    tenants = make_galley().tenants
    old = tenants.add("ann@example.org")
    tag = tenants.user_of(old).tag
    new = tenants.add("ann@example.org")
    assert tenants.user_of(new).tag == tag
    with pytest.raises(NotAllowed):
        tenants.user_of(old)


@pytest.mark.parametrize("token", ["", "galley_nobody", "x" * 10_000, "é\x00"])
def test_an_unknown_token_is_nobody_s(make_galley: Make, token: str) -> None:
    tenants = make_galley().tenants
    tenants.local()
    with pytest.raises(NotAllowed):
        tenants.user_of(token)


@pytest.mark.parametrize("email", ["", "ann", "local", "a b@example.org", "a@b\n", "a" * 320 + "@x"])
def test_what_is_no_address_makes_no_user(make_galley: Make, email: str) -> None:
    galley = make_galley()
    with pytest.raises(InputError):
        galley.tenants.add(email)
    assert galley.store.users() == []


def test_a_token_is_asked_for_once_a_user_exists_and_on_public_addresses(make_galley: Make) -> None:
    here = make_galley()
    here.tenants.local()
    assert not here.tenants.locked()
    here.tenants.add("ann@example.org")
    assert here.tenants.locked()
    assert make_galley(HOST="0.0.0.0", DATABASE_URL="").tenants.locked()
    assert not make_galley(HOST="0.0.0.0", AUTH="off").tenants.locked()
