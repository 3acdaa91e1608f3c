"""The city's side: what is signed by whom, what is refused before it is signed."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from sync.office.packs import repository as pack_repository
from sync.office.packs.content import PackContentRefused, collect
from sync.office.packs.keys import KeyMissing, KeyRing
from sync.office.packs.repository import PackRepository
from sync.reception.routes.packs import Packs
from sync.reception.store.refusal import RequestRefused
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import PackShelf
from sync.tablet.store.store import Store
from sync.wire.durably import write_durably
from sync.wire.problem import STATUS
from tests.sync.pack_city import LAYER, NOW, PackCity, city_pack


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    made = PackCity(tmp_path)
    made.init()
    return made


def test_init_makes_one_private_file_a_key_and_refuses_a_second_root(city: PackCity) -> None:
    files = sorted(path.name.split("-")[0] for path in city.keys.iterdir())
    assert files == ["root", "root", "root", "snapshot", "targets", "timestamp"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in city.keys.iterdir()} == {0o600}
    root = city.repository.root()
    assert root.roles["root"].threshold == 2
    assert root.consistent_snapshot
    with pytest.raises(FileExistsError):
        city.repository.init()


def test_publish_signs_every_file_and_raises_the_version(city: PackCity) -> None:
    first = city.publish()
    city.procedure("bus", title="新しい名", version=2)
    second = city.publish()
    assert (first.version, second.version) == (1, 2)
    assert first.id != second.id
    assert set(second.files) == set(collect(city.content, NOW))
    for path in second.files:
        assert city.target(path).read_bytes() == (city.content / path).read_bytes()
    timestamp = Metadata[Timestamp].from_file(str(city.metadata("timestamp.json")))
    root = city.repository.root()
    root.verify_delegate("timestamp", timestamp.signed_bytes, timestamp.signatures)
    assert timestamp.signed.expires == NOW + timedelta(days=7)
    assert timestamp.signed.snapshot_meta.version == 2


def test_a_publication_that_is_cut_off_anywhere_leaves_the_one_before(
    city: PackCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.publish()
    root, write = city.metadata("1.root.json").read_bytes(), write_durably
    city.procedure("bus", title="新しい名", version=2)
    left = 0

    def write_until(path: Path, content: bytes) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            path.with_name(f"{path.name}.partial").write_bytes(content[:9])
            raise OSError("no power")
        write(path, content)

    monkeypatch.setattr(pack_repository, "write_durably", write_until)
    store = Store.open(tmp_path / "tablet.db")
    for writes in range(0, 100, 3):
        left = writes
        shelf = PackShelf(store, tmp_path / "shelf")
        shelf.trust(root)
        try:
            city.publish()
        except OSError:
            pack = shelf.update(from_folder(city.repository.folder))
            assert pack is not None
            assert pack.manifest.version == 1
        else:
            break
    assert writes > 8  # eight files, the manifest, three signatures
    pack = shelf.update(from_folder(city.repository.folder))
    store.close()
    assert pack is not None
    assert pack.manifest.version == 2


def test_refresh_needs_the_online_keys_only_and_renews_an_ageing_snapshot(
    city: PackCity, tmp_path: Path
) -> None:
    city.publish()
    online = tmp_path / "online"
    online.mkdir()
    for path in city.keys.iterdir():
        if path.name.startswith(("timestamp", "snapshot")):
            path.rename(online / path.name)
    at = NOW + timedelta(days=1)
    repository = PackRepository(city.repository.folder, KeyRing([online]), lambda: at)
    repository.refresh()
    assert repository.expiries()["timestamp"] == (at + timedelta(days=7)).isoformat()
    assert not city.metadata("2.snapshot.json").exists()
    at = NOW + timedelta(days=61)
    repository.refresh()
    snapshot = Metadata[Snapshot].from_file(str(city.metadata("2.snapshot.json"))).signed
    assert snapshot.meta["targets.json"].version == 1
    with pytest.raises(KeyMissing):
        repository.publish(collect(city.content, at))


def test_rotate_replaces_keys_and_is_signed_by_old_and_new_root(city: PackCity) -> None:
    city.publish()
    before = Metadata[Root].from_file(str(city.metadata("1.root.json"))).signed
    dropped = [before.roles[role].keyids[0] for role in ("root", "targets", "timestamp")]
    roles = ("root", "targets", "timestamp")
    names = [f"{role}-{keyid[:8]}" for role, keyid in zip(roles, dropped, strict=True)]
    city.repository.rotate(names)
    new = Metadata[Root].from_file(str(city.metadata("2.root.json")))
    for root in (before, new.signed):
        root.verify_delegate("root", new.signed_bytes, new.signatures)
    assert not set(dropped) & set(new.signed.keys)
    targets = Metadata[Targets].from_file(str(city.metadata("2.targets.json")))
    new.signed.verify_delegate("targets", targets.signed_bytes, targets.signatures)
    assert city.publish().version == 3


def test_rotate_with_one_root_key_signs_nothing(city: PackCity) -> None:
    for path in sorted(city.keys.glob("root-*"))[:2]:
        path.unlink()
    with pytest.raises(KeyMissing):
        city.repository.rotate()
    assert not city.metadata("2.root.json").exists()


Spoil = Callable[[PackCity], None]
MISTAKES: dict[str, tuple[str, Spoil]] = {
    "a stray file": ("notes.txt", lambda c: c.write("notes.txt", "x")),
    "a hidden file": ("words/ja/.x.toml", lambda c: c.write("words/ja/.x.toml", "")),
    "no city": ("city.json", lambda c: (c.content / "city.json").unlink()),
    "a torn definition": ("procedures/bus.toml", lambda c: c.write("procedures/bus.toml", "a =")),
    "another id": ("procedures/cat.toml", lambda c: c.write("procedures/cat.toml", 'id = "dog"')),
    "no question": (
        "procedures/cat.toml",
        lambda c: c.write("procedures/cat.toml", 'id = "cat"\nversion = 1'),
    ),
    "a word that lacks": ("words/ja_easy", lambda c: c.write("words/ja/a.toml", 'l_x = "x"')),
    "a word twice": (
        "words/ja/z.toml",
        lambda c: c.write("words/ja/z.toml", '[p.bus]\nl_title = "x"'),
    ),
    "a number as word": ("words/en/a.toml", lambda c: c.write("words/en/a.toml", "l_x = 1")),
    "another city's layer": (
        "city/layer.toml",
        lambda c: c.write("city/layer.toml", 'lg_code = "011002"'),
    ),
    "a change of nothing": (
        "city/layer.toml",
        lambda c: c.write("city/layer.toml", f"{LAYER.format(phone='1')}[procedures.cat]\nfee = 1"),
    ),
    "every key revoked": ("city.json", lambda c: c.revoke("key-0", "key-1")),
    "keys out of date": (
        "city.json",
        lambda c: c.city(city_pack(NOW - timedelta(days=100))),
    ),
    "a city with a hole": ("city.json, revoked.json", lambda c: c.write("city.json", "{}")),
    "cases of nothing": ("cases/cat.toml", lambda c: c.write("cases/cat.toml", "")),
    "torn cases": ("cases/bus.toml", lambda c: c.write("cases/bus.toml", "[[cases]")),
    "cases without a role": ("cases/bus.toml", lambda c: c.write("cases/bus.toml", "")),
    "a link": ("link.toml", lambda c: (c.content / "link.toml").symlink_to("city.json")),
    "too large": (
        "notices/big.toml",
        lambda c: c.write("notices/big.toml", f'x = "{"x" * 4_200_000}"'),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_before_anything_is_signed(city: PackCity, mistake: str) -> None:
    file, spoil = MISTAKES[mistake]
    spoil(city)
    with pytest.raises(PackContentRefused) as refused:
        city.publish()
    assert refused.value.file == file
    assert not city.metadata("timestamp.json").exists()


def test_a_procedure_changed_under_its_old_version_is_refused(city: PackCity) -> None:
    city.publish()
    city.procedure("bus", title="敬老バス", question="another")
    with pytest.raises(PackContentRefused) as refused:
        city.publish()
    assert refused.value.file == "procedures/bus.toml"
    assert city.repository.targets() is not None
    assert not city.metadata("2.targets.json").exists()


def test_the_command_makes_publishes_refreshes_and_names_a_mistake(
    city: PackCity, tmp_path: Path
) -> None:
    def run(command: str, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                *(sys.executable, "-m", "sync.office.publish", command, *more),
                *("--repository", str(tmp_path / "new"), "--keys", str(tmp_path / "new-keys")),
            ],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )

    assert run("init").returncode == 0
    said = run("publish", "--content", str(city.content))
    assert set(json.loads(said.stdout)["expires"]) == {"root", "targets", "snapshot", "timestamp"}
    assert not said.stderr
    layer = (city.content / "city/layer.toml").read_text()
    old = layer.replace(f"verified_on = {NOW:%Y}", "verified_on = 2020")
    city.write("city/layer.toml", old)
    two = ("--made-by", "aoi", "--approved-by", "ren")
    alone = run("publish", "--content", str(city.content))
    assert (alone.returncode, "city/layer.toml" in alone.stderr) == (1, True)
    warned = run("publish", "--content", str(city.content), *two)
    assert warned.returncode == 0
    assert re.match(r"city/layer\.toml: verified_on 2020-.* から1年をすぎました", warned.stderr)
    city.write("city/layer.toml", layer)
    (city.content / "cases/bus.toml").unlink()
    without = run("publish", "--content", str(city.content), *two)
    assert (without.returncode, without.stderr) == (0, "bus: 事例がまだありません\n")
    assert "expires" in json.loads(without.stdout)
    city.write("notes.txt", "x")
    refused = run("publish", "--content", str(city.content))
    assert refused.returncode == 1
    assert "notes.txt" in refused.stderr


def served(folder: Path) -> httpx.AsyncClient:
    async def problem(_: Request, stop: Exception) -> Response:
        assert isinstance(stop, RequestRefused)
        return Response(status_code=STATUS[stop.slug])

    app = Starlette(routes=Packs(folder).routes(), exception_handlers={RequestRefused: problem})
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://reception")


def test_the_reception_knows_the_sealing_keys_of_every_version(city: PackCity) -> None:
    city.publish()
    old = city_pack().encryption_keys
    new = tuple(key.model_copy(update={"id": f"next-{key.id}"}) for key in old)
    city.city(city_pack(encryption_keys=new))
    city.publish()
    assert Packs(city.repository.folder).city_keys() == {key.id for key in (*old, *new)}


async def test_the_reception_serves_what_was_published(city: PackCity) -> None:
    city.publish()
    async with served(city.repository.folder) as client:
        for path in city.repository.folder.rglob("*.*"):
            name = path.relative_to(city.repository.folder).as_posix()
            answer = await client.get(f"/v1/packs/{name}")
            assert answer.content == path.read_bytes(), name


@pytest.mark.parametrize(
    "path",
    [
        "../keys/root.pem",
        "metadata/../../keys/root.pem",
        "metadata/%2e%2e/%2e%2e/secret",
        "targets/..%2f..%2fsecret",
        "metadata/9.root.json",
        "metadata/1.root.json/",
        "metadata",
        "metadata/link.json",
        "metadata/timestamp.json%00",
        "//etc/passwd",
        "",
    ],
)
async def test_the_reception_serves_nothing_else(city: PackCity, path: str) -> None:
    city.publish()
    (city.folder / "secret").write_text("secret")
    city.metadata("7.root.json").symlink_to(city.folder / "secret")
    async with served(city.repository.folder) as client:
        assert (await client.get(f"/v1/packs/{path}")).status_code == 404
        assert (await client.get("/v1/packs/metadata/7.root.json")).status_code == 404
        assert (await client.get("/v1/packs/metadata/1.root.json")).status_code == 200
