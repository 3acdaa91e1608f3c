"""A new root is cut off at every point: no tablet stops, and the same command ends it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from sync.tablet.errors import PackRefused
from sync.wire.durably import write_durably
from tests.sync.pack_city import PackCity
from tests.sync.tablet.packs.pack_tablet import Tablet, with_first_pack

REPLACED = [("snapshot",), ("timestamp",), ("targets",), ("targets", "snapshot", "timestamp")]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    city = PackCity(tmp_path_factory.mktemp("published"))
    city.init()
    city.publish()
    return city.folder


class PowerCut(BaseException):
    """Nothing after it runs."""


@contextmanager
def cut_after(writes: int) -> Iterator[None]:
    """Let so many files be written while the block runs."""
    left = writes

    def write_until(path: Path, content: bytes) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise PowerCut
        write_durably(path, content)

    with mock.patch("sync.office.packs.repository.write_durably", write_until):
        yield


def lives(published: Path, folder: Path) -> Iterator[tuple[PackCity, Tablet, int]]:
    """Begin again and again with the same city and a tablet that has its first pack."""
    for writes in range(10):
        shutil.copytree(published, folder / f"{writes}")
        city = PackCity(folder / f"{writes}")
        with with_first_pack(city, folder / f"tablet-{writes}") as tablet:
            yield city, tablet, writes
    raise AssertionError("the rotation never came to its end")


def names(city: PackCity, roles: tuple[str, ...]) -> list[str]:
    return [path.stem for role in roles for path in city.keys.glob(f"{role}-*.pem")]


def is_rotated(city: PackCity, replaced: list[str], writes: int) -> bool:
    try:
        with cut_after(writes):
            city.repository.rotate(replaced)
    except PowerCut:
        return False
    return True


def takes_the_pack(city: PackCity, tablet: Tablet) -> None:
    """A tablet of before and one that enrols now follow the newest root."""
    tablet.update()
    with with_first_pack(city, tablet.folder / "new") as new:
        assert new.version() == 1


@pytest.mark.parametrize("roles", REPLACED, ids="+".join)
def test_no_tablet_stops_wherever_a_rotation_is_cut_off(
    published: Path, tmp_path: Path, roles: tuple[str, ...]
) -> None:
    for city, tablet, writes in lives(published, tmp_path):
        replaced = names(city, roles)
        ended = is_rotated(city, replaced, writes)
        takes_the_pack(city, tablet)
        city.repository.refresh()  # the timer does not wait for the people
        takes_the_pack(city, tablet)
        if ended:
            assert writes >= 3
            break
        city.repository.rotate(replaced)
        takes_the_pack(city, tablet)
    assert city.repository.root().version == 2


@pytest.mark.parametrize("roles", REPLACED, ids="+".join)
def test_a_lost_key_is_replaced_by_the_same_command_wherever_it_was_cut_off(
    published: Path, tmp_path: Path, roles: tuple[str, ...]
) -> None:
    """Nobody can sign for the old root: meanwhile the tablets keep what they have."""
    for city, tablet, writes in lives(published, tmp_path):
        replaced = names(city, roles)
        for name in replaced:
            (city.keys / f"{name}.pem").unlink()
        ended = is_rotated(city, replaced, writes)
        try:
            tablet.update()
        except PackRefused:
            assert not ended
        assert tablet.version() == 1
        if ended:
            break
        city.repository.rotate(replaced)
        takes_the_pack(city, tablet)
