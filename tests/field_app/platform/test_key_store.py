"""Flet's own secure storage service, with a client that answers, behind the vault's key store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import flet as ft
import pytest

from field_app.design.guard import component
from field_app.platform import key_store
from field_app.platform.key_store import FletKeyStore
from sync.tablet.device.secret import KeyStoreDeviceSecret
from sync.tablet.errors import KeyStoreUnavailable
from tests.field_app.headless_flet import AnsweringConnection, opened
from tests.field_app.platform.platform_store import Platform


@component
def Nothing() -> ft.Control:
    return ft.Text("出窓")


async def test_a_device_secret_is_kept_loaded_and_wiped_through_the_page() -> None:
    platform = Platform()
    async with key_store_on(platform) as (store, _):
        secret = KeyStoreDeviceSecret(store)
        made = await asyncio.to_thread(secret.create)
        assert await asyncio.to_thread(secret.load) == made
        assert set(platform.held) == {"demado.drafts", "demado.line"}
        await asyncio.to_thread(secret.wipe)
        assert set(platform.held) == {"demado.line"}
        assert await asyncio.to_thread(secret.load) is None


async def test_a_refusal_or_silence_is_unavailable_never_a_secret_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    platform = Platform()
    async with key_store_on(platform) as (store, connection):
        secret = KeyStoreDeviceSecret(store)
        await asyncio.to_thread(secret.create)
        platform.is_locked = True
        with pytest.raises(KeyStoreUnavailable):
            await asyncio.to_thread(secret.load)
        connection.session = None
        monkeypatch.setattr(key_store, "ANSWERS_WITHIN_S", 0.05)
        with pytest.raises(KeyStoreUnavailable):
            await asyncio.to_thread(secret.load)


async def test_android_never_clears_the_store_over_an_error() -> None:
    async with key_store_on(Platform()) as (store, _):
        assert store.storage.android_options.reset_on_error is False


async def test_a_call_on_the_loop_is_refused_at_once() -> None:
    async with key_store_on(Platform()) as (store, _):
        with pytest.raises(RuntimeError, match="worker"):
            store.get("x")


@asynccontextmanager
async def key_store_on(
    platform: Platform,
) -> AsyncIterator[tuple[FletKeyStore, AnsweringConnection]]:
    """Open a page whose service answers from *platform*, as a packaged app's ``main`` does."""
    connection, stores = AnsweringConnection(platform.answer), list[FletKeyStore]()

    def prepare() -> None:
        stores.append(FletKeyStore.of_this_page())

    async with opened(Nothing, connection, prepare) as page:
        connection.session = page.session
        yield stores[0], connection
