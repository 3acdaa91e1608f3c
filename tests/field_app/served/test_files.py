"""Files that the browser brings to the tablet's own server or fetches there, over a real socket."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.field_app.served.test_server import Tablet, running

LARGER_THAN_THE_SOCKET_TAKES = 17 * 1024 * 1024


@pytest.fixture
async def tablet() -> AsyncIterator[Tablet]:
    async with running() as running_tablet:
        yield running_tablet


@pytest.fixture
async def browser(tablet: Tablet) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=tablet.url, trust_env=False) as client:
        await client.get(tablet.door.address)
        yield client


def arrival() -> "asyncio.Future[bytes]":
    return asyncio.get_running_loop().create_future()


async def test_a_large_file_arrives_whole_and_once(
    tablet: Tablet, browser: httpx.AsyncClient
) -> None:
    content, coming = bytes(LARGER_THAN_THE_SOCKET_TAKES), arrival()
    path = tablet.files.expect(len(content), coming)
    assert (await browser.put(path, content=content)).status_code == 204
    assert await coming == content
    assert (await browser.put(path, content=content)).status_code == 404


@pytest.mark.parametrize(("content", "status"), [(b"12345", 413), (b"123", 400)])
async def test_a_file_of_another_size_is_refused(
    tablet: Tablet, browser: httpx.AsyncClient, content: bytes, status: int
) -> None:
    coming = arrival()
    response = await browser.put(tablet.files.expect(4, coming), content=content)
    assert response.status_code == status
    assert not coming.done()


async def test_a_file_for_a_tablet_that_was_locked_meanwhile_goes_nowhere(
    tablet: Tablet, browser: httpx.AsyncClient
) -> None:
    coming = arrival()
    path = tablet.files.expect(4, coming)
    coming.cancel()
    assert (await browser.put(path, content=b"1234")).status_code == 204


async def test_a_stranger_brings_nothing(tablet: Tablet) -> None:
    coming = arrival()
    path = tablet.files.expect(4, coming)
    async with httpx.AsyncClient(base_url=tablet.url, trust_env=False) as stranger:
        assert (await stranger.put(path, content=b"1234")).status_code == 403
    assert not coming.done()


async def test_a_file_is_fetched_once_under_its_name_and_the_giver_is_told(
    tablet: Tablet, browser: httpx.AsyncClient
) -> None:
    fetched: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    path = tablet.files.offer("queue.demado", b"sealed", fetched)
    response = await browser.get(path)
    assert (response.status_code, response.content) == (200, b"sealed")
    assert response.headers["content-disposition"] == 'attachment; filename="queue.demado"'
    assert response.headers["cache-control"] == "no-store"
    await fetched
    assert (await browser.get(path)).status_code == 404


async def test_an_address_that_was_closed_gives_and_takes_nothing(
    tablet: Tablet, browser: httpx.AsyncClient
) -> None:
    fetched: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    offered, expected = tablet.files.offer("x", b"1", fetched), tablet.files.expect(1, arrival())
    tablet.files.forget(offered)
    tablet.files.forget(expected)
    assert (await browser.get(offered)).status_code == 404
    assert (await browser.put(expected, content=b"1")).status_code == 404
    assert not fetched.done()
