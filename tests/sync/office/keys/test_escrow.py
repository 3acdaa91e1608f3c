"""Two of three shares give the office's keys back; one says nothing and opens nothing."""

import base64
import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sync.office.keys.epochs import next_keys
from sync.office.keys.escrow import EscrowRefused, put_in_escrow, restore
from sync.office.keys.keys import KEY_FILE, NEW_EVERY, load_office_keys, make_office_keys, read
from sync.wire.hpke.suites import open_bytes, seal_bytes
from tests.sync.pack_city import NOW


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office of two epochs."""
    make_office_keys(tmp_path / "office", NOW)
    next_keys(tmp_path / "office", NOW + NEW_EVERY)
    return tmp_path / "office"


@pytest.fixture
def shares(office: Path, tmp_path: Path) -> list[Path]:
    return put_in_escrow(office, tmp_path / "safes", NOW)


@pytest.mark.parametrize("two", list(itertools.permutations(range(3), 2)))
def test_any_two_shares_open_what_was_sealed(
    office: Path, shares: list[Path], tmp_path: Path, two: tuple[int, int]
) -> None:
    restore([shares[number] for number in two], tmp_path / "new")
    again, lost = load_office_keys(tmp_path / "new"), load_office_keys(office)
    assert again.sealing.keys() == lost.sealing.keys()
    for id, pair in lost.sealing.items():
        sealed = seal_bytes(pair.suite, pair.public, b"an application", b"header")
        found = again.sealing[id]
        assert open_bytes(found.suite, found.private, sealed, b"header") == b"an application"
    assert again.office_token == lost.office_token
    assert (tmp_path / "new" / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_one_share_gives_nothing_back_and_holds_no_key(
    office: Path, shares: list[Path], tmp_path: Path
) -> None:
    private = [entry["private"] for entry in read(office)["sealing"]]
    for share in shares:
        for given in ([share], [share, share]):
            with pytest.raises(EscrowRefused):
                restore(given, tmp_path / "new")
        held = json.loads(share.read_text())
        sealed = base64.b64decode(held["sealed"])
        assert not any(base64.b64decode(secret) in sealed for secret in private)
        assert share.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "new").exists()


def test_no_share_repeats_in_another_escrow_of_the_same_keys(
    office: Path, shares: list[Path], tmp_path: Path
) -> None:
    others = put_in_escrow(office, tmp_path / "others", NOW)
    with pytest.raises(EscrowRefused):
        restore([shares[0], others[1]], tmp_path / "new")
    words = [json.loads(path.read_text())["words"] for path in (*shares, *others)]
    assert len(set(words)) == 6


def test_a_damaged_share_is_refused(shares: list[Path], tmp_path: Path) -> None:
    held = json.loads(shares[0].read_text())
    first, *rest = held["words"].split()
    shares[0].write_text(json.dumps({**held, "words": " ".join([*rest, first])}))
    with pytest.raises(EscrowRefused):
        restore(shares[:2], tmp_path / "new")
    sealed = bytearray(base64.b64decode(held["sealed"]))
    sealed[-1] ^= 1
    changed = {**held, "sealed": base64.b64encode(sealed).decode()}
    shares[0].write_text(json.dumps(changed))
    with pytest.raises(EscrowRefused):
        restore(shares[:2], tmp_path / "new")


def test_neither_keys_nor_shares_are_written_over(
    office: Path, shares: list[Path], tmp_path: Path
) -> None:
    before = [path.read_bytes() for path in (office / KEY_FILE, *shares)]
    with pytest.raises(FileExistsError):
        restore(shares[:2], office)
    shares[2].unlink()
    with pytest.raises(FileExistsError):
        put_in_escrow(office, tmp_path / "safes", NOW)
    assert [path.read_bytes() for path in (office / KEY_FILE, *shares[:2])] == before[:3]


def test_the_commands_lose_an_office_and_find_it_again(office: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "sync.office", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    made = json.loads(run("escrow", "--data", str(office), "--to", str(tmp_path / "safes")))
    _, second, third = made["shares"]
    new = tmp_path / "new"
    run("escrow-restore", "--data", str(new), "--share", second, "--share", third, "--unencrypted")
    assert read(new) == read(office)
