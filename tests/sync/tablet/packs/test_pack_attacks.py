"""Packs that are forged, old, torn or cut off: the pack in use goes on, whole."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata, Timestamp

from sync.tablet.errors import LineDown, PackRefused, ServerRefused
from sync.tablet.packs.folder import from_folder
from tests.sync.pack_city import NOW, PackCity
from tests.sync.tablet.packs.pack_mutations import mutate
from tests.sync.tablet.packs.pack_tablet import Tablet, newer, with_first_pack


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    made = PackCity(tmp_path / "city")
    made.init()
    made.publish()
    return made


@pytest.fixture
def tablet(city: PackCity, tmp_path: Path) -> Iterator[Tablet]:
    with with_first_pack(city, tmp_path / "tablet") as made:
        yield made


Attack = Callable[[PackCity, Tablet], None]


def change(path: Callable[[PackCity], Path], edit: Callable[[bytes], bytes]) -> Attack:
    def attack(city: PackCity, _: Tablet) -> None:
        newer(city)
        file = path(city)
        file.write_bytes(edit(file.read_bytes()))

    return attack


def metadata(name: str) -> Callable[[PackCity], Path]:
    return lambda city: city.metadata(name)


def target(path: str) -> Callable[[PackCity], Path]:
    return lambda city: city.target(path)


def unsigned(content: bytes) -> bytes:
    document = json.loads(content)
    document["signatures"] = document["signatures"][:1]
    return json.dumps(document).encode()


def roll_back(city: PackCity, tablet: Tablet) -> None:
    old = {p: p.read_bytes() for p in city.metadata("").glob("*.json")}
    newer(city)
    tablet.update()
    for path, content in old.items():
        path.write_bytes(content)


def mix(city: PackCity, _: Tablet) -> None:
    """An older targets file under a newer snapshot."""
    old = city.metadata("1.targets.json").read_bytes()
    newer(city)
    city.metadata("2.targets.json").write_bytes(old)


def one_root_key(city: PackCity, tablet: Tablet) -> None:
    city.repository.rotate()
    change(metadata("2.root.json"), unsigned)(city, tablet)


def foreign_key(city: PackCity, _: Tablet) -> None:
    """Another city's timestamp, well signed by a key that is not ours."""
    other = PackCity(city.folder.parent / "other")
    other.init()
    other.publish()
    city.metadata("timestamp.json").write_bytes(other.metadata("timestamp.json").read_bytes())


def freeze(_: PackCity, tablet: Tablet) -> None:
    """The same, once good timestamp is shown for ever."""
    tablet.now = NOW + timedelta(days=8)


def endless(city: PackCity, tablet: Tablet) -> None:
    newer(city)

    def line(path: str, most: int) -> bytes:
        if path == "metadata/timestamp.json":
            return b" " * most  # as much as the line ever gives
        return from_folder(city.repository.folder)(path, most)

    tablet.line = line


ATTACKS: dict[str, tuple[str, Attack]] = {
    "tampered target": (
        "changed",
        change(target("procedures/bus.toml"), lambda raw: raw.replace(b"bus", b"bux")),
    ),
    "wrong manifest": ("changed", change(target("manifest.json"), lambda raw: raw[:-1] + b" ")),
    "torn target": ("changed", change(target("words/ja/bus.toml"), lambda raw: raw[:-3])),
    "oversized target": ("too-large", change(target("words/en/bus.toml"), lambda raw: raw + b" ")),
    "oversized timestamp": (
        "too-large",
        change(metadata("timestamp.json"), lambda raw: raw + b" " * 20_000),
    ),
    "tampered timestamp": (
        "not-signed",
        change(metadata("timestamp.json"), lambda raw: raw.replace(b'"version":2', b'"version":9')),
    ),
    "torn timestamp": ("malformed", change(metadata("timestamp.json"), lambda raw: raw[:99])),
    "login page": ("malformed", change(metadata("timestamp.json"), lambda _: b"<html>")),
    "tampered snapshot": (
        "changed",
        change(metadata("2.snapshot.json"), lambda raw: raw.replace(b"2", b"3", 1)),
    ),
    "endless data": ("too-large", endless),
    "roll-back": ("rolled-back", roll_back),
    "mix and match": ("changed", mix),
    "root with one signature": ("not-signed", one_root_key),
    "foreign key": ("not-signed", foreign_key),
    "freeze": ("expired", freeze),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_and_the_pack_in_use_goes_on(
    city: PackCity, tablet: Tablet, attack: str
) -> None:
    reason, strike = ATTACKS[attack]
    strike(city, tablet)
    before, asked_at = tablet.version(), tablet.store.setting("pack_asked_at")
    with pytest.raises(PackRefused) as refused:
        tablet.update()
    assert refused.value.reason == reason
    assert tablet.version() == before
    assert tablet.store.setting("pack_asked_at") == asked_at


def test_spoiled_files_are_refused_or_change_nothing(tmp_path: Path) -> None:
    found = mutate(tmp_path, 40, seed=20261123)
    assert found.total() == 40
    assert {"changed", "malformed"} <= found.keys()


def test_an_expired_publication_is_refused(city: PackCity, tablet: Tablet) -> None:
    city.now = NOW - timedelta(days=40)
    newer(city)
    with pytest.raises(PackRefused) as refused:
        tablet.update()
    assert refused.value.reason == "expired"
    assert tablet.version() == 1


def test_after_an_attack_the_citys_own_pack_is_taken(city: PackCity, tablet: Tablet) -> None:
    newer(city)
    good = city.target("procedures/bus.toml").read_bytes()
    city.target("procedures/bus.toml").write_bytes(b"bad")
    with pytest.raises(PackRefused):
        tablet.update()
    city.target("procedures/bus.toml").write_bytes(good)
    assert tablet.update().manifest.version == 2


def test_a_line_that_ends_after_any_file_leaves_the_pack_in_use(
    city: PackCity, tablet: Tablet
) -> None:
    newer(city)
    whole, left = tablet.line, 0

    def line(path: str, most: int) -> bytes:
        nonlocal left
        left -= 1
        if left < 0:
            raise LineDown
        return whole(path, most)

    tablet.line = line
    for files in range(100):
        left = files
        try:
            tablet.update()
        except LineDown:
            assert tablet.version() == 1
        else:
            break
    assert tablet.version() == 2
    assert files > 4  # root, timestamp, snapshot, targets and at least one file


def test_a_server_in_trouble_is_no_missing_root(tablet: Tablet) -> None:
    def line(path: str, most: int) -> bytes:  # noqa: ARG001 - the line's own signature
        raise ServerRefused(503)

    tablet.line = line
    with pytest.raises(ServerRefused):
        tablet.update()


def test_a_kill_at_any_step_leaves_the_old_pack_or_the_new_one() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sync.tablet.packs.pack_kills", "12"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    found = json.loads(done.stdout)
    assert found["last_exit"] == 0
    assert found["old"] > 8
    assert found["new"] >= 2  # killed after the switch, and not killed
    assert found["lives"] == found["old"] + found["new"]


def test_rotated_keys_are_followed_and_the_old_ones_no_longer_count(
    city: PackCity, tablet: Tablet
) -> None:
    root = city.repository.root()
    stolen = city.repository.keys.of("timestamp", root)[0]
    names = [f"{role}-{root.roles[role].keyids[0][:8]}" for role in ("root", "timestamp")]
    city.repository.rotate(names)
    city.repository.rotate()
    newer(city)
    assert tablet.update().manifest.version == 2
    newer(city, 3)
    forged = Metadata[Timestamp].from_file(str(city.metadata("timestamp.json")))
    forged.sign(stolen)
    city.metadata("timestamp.json").write_bytes(forged.to_bytes())
    with pytest.raises(PackRefused) as refused:
        tablet.update()
    assert refused.value.reason == "not-signed"
    assert tablet.version() == 2
