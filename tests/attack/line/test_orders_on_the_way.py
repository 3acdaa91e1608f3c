"""Leases and orders through hostile hands: no forged wipe, and no old lease lifts a lock."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.reception.store.devices import find_device, keep_device
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.delivery.lease_taker import LeaseTaker
from sync.tablet.errors import OrderedLock
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.messages.lease import Lease, Order, sign_lease
from sync.wire.problem import Slug, problem
from tests.attack.proxy import Asked, Proxy, Told
from tests.sync.city import City, stored
from tests.sync.tablet.desk import Desk

PASSPHRASE = "demado-aoi-2026"


@pytest.fixture
def vault(proxied: Desk) -> Vault:
    made = Vault(proxied.store, proxied.secret, scrypt_n=2**10)
    made.add_staff("a", "見本 あおい", PASSPHRASE)
    made.close_enrolment()
    drafts = made.sign_in("a", PASSPHRASE).drafts
    drafts.put(drafts.open_visit(), "answer/x", b"half done")
    return made


@pytest.fixture
def courier(proxied: Desk, vault: Vault) -> Courier:
    taker = LeaseTaker(vault, proxied.enrolled, EvidenceLog(proxied.store, proxied.enrolled))
    shelf = DecisionShelf(proxied.store, proxied.enrolled)
    return Courier(proxied.outbox, shelf, proxied.client, on_lease=taker.take)


def order(city: City, desk: Desk, order: str) -> None:
    device = find_device(city.store, desk.enrolled.id)
    assert device is not None
    keep_device(city.store, replace(device, lease_order=order))


def drafts_open(vault: Vault) -> bool:
    drafts = vault.sign_in("a", PASSPHRASE).drafts
    (visit,) = drafts.visits()
    return drafts.all(visit.id) == {"answer/x": b"half done"}


def with_lease(lease: Callable[[dict[str, Any]], str]) -> Callable[[Asked, Told], Told]:
    def told(asked: Asked, told: Told) -> Told:
        if asked.path != "/v1/news":
            return told
        fields = json.loads(told.body)
        return told.saying(json.dumps({**fields, "lease": lease(fields)}).encode())

    return told


def signed(device: str, order: Order, key: Ed25519PrivateKey) -> str:
    now = utc_now() + timedelta(minutes=1)
    return sign_lease(Lease(device, now, now + timedelta(days=30), order), "r", key)


def test_nobody_but_the_city_orders_a_wipe(
    city: City, proxy: Proxy, proxied: Desk, courier: Courier, vault: Vault
) -> None:
    """Neither with a key of its own, nor with the order that another tablet got."""
    own = Ed25519PrivateKey.generate()
    orders = [
        lambda _: signed(proxied.enrolled.id, Order.WIPE, own),
        lambda _: signed("another tablet", Order.WIPE, city.keys.receipt_key),
        lambda fields: fields["lease"][:-4] + "AAAA",
        lambda _: "",
    ]
    for forged in orders:
        proxy.on_told = with_lease(forged)
        assert courier.run_once().line == "online"
        assert drafts_open(vault)


def test_a_made_up_revocation_erases_nothing(
    city: City, proxy: Proxy, proxied: Desk, courier: Courier, vault: Vault
) -> None:
    proxied.seal()
    lease = signed(proxied.enrolled.id, Order.WIPE, Ed25519PrivateKey.generate())
    body = json.dumps({**problem(Slug.DEVICE_REVOKED), "lease": lease}).encode()
    proxy.on_asked = lambda _: Told(403, (), body)
    assert courier.run_once().line == "refused"
    assert drafts_open(vault)
    proxy.be_honest()
    assert courier.run_once().line == "online"
    assert len(stored(city)) == 1


def test_no_old_lease_lifts_a_lock(
    city: City, proxy: Proxy, proxied: Desk, courier: Courier, vault: Vault
) -> None:
    courier.run_once()
    before = json.loads(proxy.seen[-1][1].body)["lease"]
    order(city, proxied, "lock")
    courier.run_once()
    for old in (before, ""):
        proxy.on_told = with_lease(lambda _, old=old: old)  # type: ignore[misc]
        courier.run_once()
        with pytest.raises(OrderedLock):
            vault.sign_in("a", PASSPHRASE)
    order(city, proxied, "none")
    proxy.be_honest()
    courier.run_once()
    assert drafts_open(vault)


def test_a_time_of_the_proxys_own_holds_nothing_once_it_is_gone(
    city: City, proxy: Proxy, proxied: Desk, courier: Courier, vault: Vault
) -> None:
    """It makes the tablet sign with a time of 2030, and has nothing from that."""
    proxied.seal()
    late = ((b"date", b"Tue, 01 Jan 2030 00:00:00 GMT"),)
    body = json.dumps(problem(Slug.REQUEST_TOO_OLD)).encode()
    proxy.on_asked = lambda _: Told(401, late, body)
    assert courier.run_once().line == "refused"
    assert b"at=2030-01-01" in dict(proxy.seen[-1][0].headers)[b"demado-auth"]
    proxy.be_honest()
    assert courier.run_once().line == "online"
    assert (proxied.states(), len(stored(city))) == ({"receipted"}, 1)
    assert drafts_open(vault)
