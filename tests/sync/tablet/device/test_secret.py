"""The device secret: two halves, of which a wipe takes one; and where each platform keeps it."""

from pathlib import Path

import pytest

from sync.tablet.device.secret import (
    DeviceSecret,
    FileDeviceSecret,
    KeyStoreDeviceSecret,
    secret_place,
)
from sync.tablet.errors import KeyStoreUnavailable


class Memory:
    """A key store; *forgets* takes everything and keeps nothing, as one without a keyring."""

    def __init__(self, *, forgets: bool = False) -> None:
        self.held: dict[str, str] = {}
        self.forgets = forgets

    def get(self, name: str) -> str | None:
        return self.held.get(name)

    def set(self, name: str, value: str) -> None:
        if not self.forgets:
            self.held[name] = value

    def remove(self, name: str) -> None:
        self.held.pop(name, None)


@pytest.fixture(params=["file", "key_store"])
def secret(request: pytest.FixtureRequest, tmp_path: Path) -> DeviceSecret:
    if request.param == "file":
        return FileDeviceSecret(tmp_path / "secret" / "device")
    return KeyStoreDeviceSecret(Memory())


def test_there_is_none_before_enrolment_and_a_wipe_is_harmless(secret: DeviceSecret) -> None:
    secret.wipe()
    assert (secret.load(), secret.load_line()) == (None, None)


def test_the_halves_differ_and_stay(secret: DeviceSecret) -> None:
    made = secret.create()
    line = secret.load_line()
    assert secret.load() == made
    assert line is not None
    assert len({made, line}) == 2
    assert {len(made), len(line)} == {32}


def test_a_wipe_takes_the_half_for_drafts_only(secret: DeviceSecret) -> None:
    secret.create()
    line = secret.load_line()
    secret.wipe()
    secret.wipe()
    assert (secret.load(), secret.load_line()) == (None, line)


def test_a_new_secret_replaces_both_halves(secret: DeviceSecret) -> None:
    before = secret.create(), secret.load_line()
    secret.wipe()
    after = secret.create(), secret.load_line()
    assert not set(before) & set(after)


def test_the_file_is_its_users_only_and_holds_nothing_after_the_wipe(tmp_path: Path) -> None:
    path = tmp_path / "secret" / "device"
    made = FileDeviceSecret(path).create()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    FileDeviceSecret(path).wipe()
    assert made not in path.read_bytes()
    assert path.stat().st_size == 64


def test_a_file_of_before_is_both_halves_and_a_cut_off_one_is_none(tmp_path: Path) -> None:
    path = tmp_path / "device"
    path.write_bytes(b"\1" * 32)
    old = FileDeviceSecret(path)
    assert old.load() == old.load_line() == b"\1" * 32
    path.write_bytes(b"\1" * 40)
    assert (old.load(), old.load_line()) == (None, None)


def test_a_key_store_that_keeps_nothing_is_found_at_enrolment() -> None:
    with pytest.raises(KeyStoreUnavailable):
        KeyStoreDeviceSecret(Memory(forgets=True)).create()


def test_a_damaged_entry_is_no_secret() -> None:
    store = Memory()
    secret = KeyStoreDeviceSecret(store)
    secret.create()
    for odd in ("", "zz", "00" * 31):
        store.held["demado.drafts"] = odd
        assert secret.load() is None


@pytest.mark.parametrize(
    ("platform", "served", "kind"),
    [
        ("android", False, "key_store"),
        ("win32", False, "key_store"),
        ("darwin", False, "key_store"),
        ("linux", False, "file"),
        ("win32", True, "file"),
        ("linux", True, "file"),
    ],
)
def test_the_place_is_said_as_it_is(platform: str, served: bool, kind: str) -> None:
    place = secret_place(platform, served=served)
    assert (place.kind, place.message_key) == (kind, f"sync.p_secret_{kind}")
    assert ("flash_image" in place.protects) is (kind == "key_store")
