"""The key that signs receipts changes, and no tablet meets a receipt that it cannot read."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from sync.reception.keys.keys import KEY_FILE, key_path, load_keys, make_keys, read_settings
from sync.reception.keys.next_key import WAITS_FOR, TooEarly, next_receipt_key
from sync.wire.city import NamedKey
from sync.wire.receipt import Receipt, verify_receipt
from tests.sync.pack_city import NOW, PackCity, city_pack

RECEIPT = Receipt("e1", "00" * 32, "d1", 1, NOW, "epoch", "durable")
LATER = NOW + WAITS_FOR


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_keys(tmp_path / "reception", ["k1"], "")
    return tmp_path / "reception"


def signing(folder: Path) -> NamedKey:
    keys = load_keys(folder)
    return NamedKey(kid=keys.kid, public=keys.receipt_key.public_key().public_bytes_raw())


def test_a_key_signs_after_it_was_published_and_old_receipts_stay_good(folder: Path) -> None:
    first, old = signing(folder), load_keys(folder).sign(RECEIPT)
    second = next_receipt_key(folder, {first.kid}, NOW)
    assert signing(folder) == first, "the next one only waits"
    city = (first, second)
    third = next_receipt_key(folder, {key.kid for key in city}, LATER)
    assert signing(folder) == second
    assert verify_receipt(load_keys(folder).sign(RECEIPT), city) == RECEIPT
    assert verify_receipt(old, city) == RECEIPT
    assert not key_path(folder, first.kid).exists()
    modes = {key_path(folder, kid).stat().st_mode & 0o777 for kid in (second.kid, third.kid)}
    assert modes == {0o600}


def test_a_key_that_tablets_cannot_know_yet_does_not_sign(folder: Path) -> None:
    first = signing(folder)
    second = next_receipt_key(folder, {first.kid}, NOW)
    before = read_settings(folder)
    with pytest.raises(TooEarly, match="not in the published"):
        next_receipt_key(folder, {first.kid}, LATER)
    with pytest.raises(TooEarly, match="may sign from"):
        next_receipt_key(folder, {first.kid, second.kid}, LATER - timedelta(seconds=1))
    assert read_settings(folder) == before
    assert signing(folder) == first


def test_a_reception_from_before_there_was_a_second_key_goes_on(folder: Path) -> None:
    first = signing(folder)
    key_path(folder, first.kid).rename(folder / KEY_FILE)
    assert signing(folder) == first
    second = next_receipt_key(folder, {first.kid}, NOW)
    assert signing(folder) == first
    next_receipt_key(folder, {first.kid, second.kid}, LATER)
    assert signing(folder) == second


def test_the_command_reads_what_was_published(folder: Path, tmp_path: Path) -> None:
    city = PackCity(tmp_path / "city")
    city.init()
    arguments = ("--data", str(folder), "--packs", str(city.repository.folder))

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sync.reception", "next-receipt-key", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert "nothing was published" in run().stderr
    city.publish()
    made = NamedKey.model_validate_json(run().stdout)
    assert json.loads((folder / "reception.json").read_text())["next_kid"] == made.kid
    assert "not in the published city file" in run().stderr
    city.city(city_pack(receipt_keys=(signing(folder), made)))
    city.publish()
    assert f"{made.kid} may sign from" in run().stderr
