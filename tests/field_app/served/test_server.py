"""The tablet's server, asked over a real socket on 127.0.0.1."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import flet as ft
import httpx
import msgpack  # type: ignore[import-untyped]
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from build.ports import free_port
from field_app.platform.assets_folder import assets_folder
from field_app.served.door import BROWSERS, Door
from field_app.served.files import BrowserFiles
from field_app.served.hand_out import HandOutStore
from field_app.served.server import make_asgi, make_server


@dataclass
class Tablet:
    """A running server, and what it noticed."""

    port: int
    door: Door
    hand_out: HandOutStore = field(default_factory=HandOutStore)
    files: BrowserFiles = field(default_factory=BrowserFiles)
    activity: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - uvicorn sets a flag, no event
            await asyncio.sleep(0.02)


def draw(page: ft.Page) -> None:
    page.add(ft.Text("出窓"))


@asynccontextmanager
async def running() -> AsyncIterator[Tablet]:
    with TemporaryDirectory() as folder:
        async with running_in(Path(folder)) as tablet:
            yield tablet


@asynccontextmanager
async def running_in(folder: Path, port: int | None = None) -> AsyncIterator[Tablet]:
    port = port or free_port()
    tablet = Tablet(port, Door(folder, port))
    app = make_asgi(
        draw,
        door=tablet.door,
        port=tablet.port,
        assets_dir=assets_folder(),
        hand_out=tablet.hand_out,
        files=tablet.files,
        on_activity=lambda: tablet.activity.append("seen"),
    )
    server = make_server(app, tablet.port)
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield tablet
    finally:
        server.should_exit = True
        await serving


@pytest.fixture
async def tablet() -> AsyncIterator[Tablet]:
    async with running() as running_tablet:
        yield running_tablet


@pytest.fixture
async def stranger(tablet: Tablet) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=tablet.url, trust_env=False) as client:
        yield client


@pytest.fixture
async def browser(tablet: Tablet, stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    await stranger.get(tablet.door.address)
    return stranger


def cookie_of(client: httpx.AsyncClient) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


async def test_launch_gives_a_strict_cookie_and_hides_the_token(
    tablet: Tablet, stranger: httpx.AsyncClient
) -> None:
    address = tablet.door.address
    response = await stranger.get(address)

    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert "HttpOnly" in response.headers["set-cookie"]
    assert "SameSite=Strict" in response.headers["set-cookie"]
    assert address.partition("token=")[2] not in response.headers["set-cookie"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "開けません"),
        ("/?token=wrong", "もう使えません"),
        ("/fonts/x.ttf", "開けません"),
        ("/docs", "開けません"),
        ("/hand-out/x", "開けません"),
    ],
)
async def test_stranger_without_cookie_is_refused_in_japanese(
    stranger: httpx.AsyncClient, path: str, said: str
) -> None:
    response = await stranger.get(path)

    assert response.status_code == 403
    assert said in response.text
    assert '<p lang="en">' in response.text


async def test_mended_19_a_launch_address_lets_in_one_browser(tablet: Tablet) -> None:
    address = tablet.door.address
    async with (
        httpx.AsyncClient(base_url=tablet.url, trust_env=False) as first,
        httpx.AsyncClient(base_url=tablet.url, trust_env=False) as second,
    ):
        assert (await first.get(address)).status_code == 303
        refused = await second.get(address)
        assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
        assert "もう使えません" in refused.text
        assert (await second.get("/")).status_code == 403
        # The browser that came in goes on, also where it loads the old address once more.
        assert (await first.get("/")).status_code == 200
        again = await first.get(address)
        assert (again.status_code, again.headers["location"]) == (303, "/")
        # The next address is another one, for the second browser.
        assert tablet.door.address != address
        assert (await second.get(tablet.door.address)).status_code == 303
        assert (await second.get("/")).status_code == (await first.get("/")).status_code == 200


async def test_mended_25_a_restarted_app_knows_the_browsers_that_were_let_in(
    tmp_path: Path,
) -> None:
    async with running_in(tmp_path) as before, httpx.AsyncClient(trust_env=False) as browser:
        address = before.door.address
        await browser.get(address)
    async with running_in(tmp_path, before.port) as tablet:
        assert (await browser_with(browser).get(tablet.url + "/")).status_code == 200
        assert address != tablet.door.address
        async with connect(
            f"ws://127.0.0.1:{tablet.port}/ws",
            origin=tablet.url,  # type: ignore[arg-type]
            additional_headers={"cookie": cookie_of(browser)},
            proxy=None,
        ):
            pass


def browser_with(other: httpx.AsyncClient) -> httpx.AsyncClient:
    """Return a client with the cookies of *other*, which is closed."""
    return httpx.AsyncClient(cookies=other.cookies, trust_env=False)


def test_mended_19_the_files_hold_no_browsers_secret_and_are_this_users_alone(
    tmp_path: Path,
) -> None:
    door = Door(tmp_path, 8550)
    assert (tmp_path / "address").read_text("ascii").strip() == door.address
    secret = door.open(door.address.partition("token=")[2])
    assert secret
    assert (tmp_path / "address").read_text("ascii").strip() == door.address
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert secret not in path.read_text("ascii")
    assert Door(tmp_path, 8550).knows(secret)


def test_mended_19_the_oldest_browser_is_forgotten(tmp_path: Path) -> None:
    door = Door(tmp_path, 8550)
    secrets = [door.open(door.address.partition("token=")[2]) or "" for _ in range(BROWSERS + 1)]
    assert [door.knows(secret) for secret in secrets] == [False, *[True] * BROWSERS]


def test_mended_19_a_folder_that_refuses_to_be_written_lets_the_browser_in(tmp_path: Path) -> None:
    door = Door(tmp_path / "gone", 8550)
    used = door.address
    secret = door.open(used.partition("token=")[2])
    assert door.knows(secret or "")
    assert door.open(used.partition("token=")[2]) is None


async def test_document_carries_the_policy_and_is_not_kept(
    tablet: Tablet, browser: httpx.AsyncClient
) -> None:
    response = await browser.get("/")

    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert f"connect-src 'self' blob: ws://127.0.0.1:{tablet.port};" in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("host", ["demado.example", "127.0.0.1", "127.0.0.1:1", "[::1]:80"])
async def test_another_host_name_is_refused(browser: httpx.AsyncClient, host: str) -> None:
    response = await browser.get("/", headers={"host": host})

    assert response.status_code == 403


async def test_fonts_are_where_the_manifest_says(browser: httpx.AsyncClient) -> None:
    manifest = (await browser.get("/assets/FontManifest.json")).json()
    ours = [f for f in manifest if f["family"] in ("BIZ UDPGothic", "Demado Names", "Roboto")]

    assert len(ours) == 3
    for family in ours:
        for font in family["fonts"]:
            response = await browser.get(f"/assets/{font['asset']}")
            assert (response.status_code, len(response.content) > 5000) == (200, True)


async def test_fallback_font_is_answered_here(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/assets/fonts/notosansjp/v53/abc.woff2")

    assert response.status_code == 200
    assert response.content.startswith(b"\x00\x01\x00\x00")


async def test_paper_is_shown_inline_until_it_is_cleared(
    tablet: Tablet, browser: httpx.AsyncClient
) -> None:
    path = tablet.hand_out.put(b"%PDF-1.7", "application/pdf")

    response = await browser.get(path)
    tablet.hand_out.clear()
    later = await browser.get(path)

    assert (response.status_code, response.content) == (200, b"%PDF-1.7")
    assert response.headers["content-disposition"] == "inline"
    assert response.headers["cache-control"] == "no-store"
    assert later.status_code == 404


async def test_paper_of_another_type_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="text/html"):
        HandOutStore().put(b"<script>", "text/html")


async def test_socket_of_another_origin_is_refused(
    tablet: Tablet, browser: httpx.AsyncClient
) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        async with connect(
            f"ws://127.0.0.1:{tablet.port}/ws",
            origin="http://127.0.0.1:1",  # type: ignore[arg-type]
            additional_headers={"cookie": cookie_of(browser)},
            proxy=None,
        ):
            pass


async def test_socket_without_cookie_is_refused(tablet: Tablet) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        async with connect(
            f"ws://127.0.0.1:{tablet.port}/ws",
            origin=tablet.url,  # type: ignore[arg-type]
            proxy=None,
        ):
            pass


async def test_event_from_a_person_counts_as_activity_and_registering_does_not(
    tablet: Tablet, browser: httpx.AsyncClient
) -> None:
    register = [1, {"session_id": None, "page_name": "", "page": {"route": "/"}}]
    event = [3, {"target": 1, "name": "resize", "data": None}]
    async with connect(
        f"ws://127.0.0.1:{tablet.port}/ws",
        origin=tablet.url,  # type: ignore[arg-type]
        additional_headers={"cookie": cookie_of(browser)},
        proxy=None,
    ) as client:
        await client.send(b"\x00" + msgpack.packb(register))
        await client.recv()
        assert tablet.activity == []
        await client.send(b"\x00" + msgpack.packb(event))
        await until(lambda: bool(tablet.activity))
