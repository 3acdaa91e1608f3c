"""Key files under a passphrase: nothing of a key is in them, and who does not say it gets none."""

import base64
import io
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import sync.office.keys.locks as locks_module
from sync.office.commands.office import main
from sync.office.key_holder.own import CannotHoldKeys, own_key_holder
from sync.office.keys.epochs import next_keys
from sync.office.keys.escrow import put_in_escrow, restore
from sync.office.keys.key_file import (
    OFFICE_FILE,
    OPENING_FILE,
    KeyFileDamaged,
    is_locked,
    read_key_file,
    warn_if_open,
)
from sync.office.keys.keys import NEW_EVERY, OfficeKeys, load_office_keys, make_office_keys, read
from sync.office.keys.locks import KeyLock, WrongKeyPassphrase, passphrase_lock
from sync.office.keys.opening_keys import KeysAway, OpeningKeyMissing, OpeningKeys, Seal
from sync.office.keys.passphrase import KeyPassphraseRefused, KeysLocked, refuse_short
from sync.wire.city import utc_now
from sync.wire.hpke.suites import HYBRID, seal_bytes
from tests.sync.office.key_holder.test_key_holder import children, holders
from tests.sync.pack_city import NOW

OFFICE, OPENING = "ひみつの ことば 2026", "another secret 2026"
CONTENT = "見本　太郎".encode()


def say(patch: pytest.MonkeyPatch, whose: str, text: str) -> None:
    """Give a passphrase by a descriptor, to be read once."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    patch.setenv(f"{whose.upper()}_PASSPHRASE_FD", str(reading))


@cache  # each costs some tenths of a second
def locks() -> dict[str, KeyLock]:
    return {OFFICE_FILE: passphrase_lock(OFFICE), OPENING_FILE: passphrase_lock(OPENING)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office whose files are locked; this process knows their keys."""
    for one in locks().values():
        locks_of_process()[json.dumps(one.said, sort_keys=True)] = one.key
    make_office_keys(tmp_path / "office", NOW, locks=locks())
    return tmp_path / "office"


def secrets_of(keys: OfficeKeys) -> list[bytes]:
    found = [pair.private for pair in keys.sealing.values()]
    found += [keys.answer_key.private_bytes_raw(), keys.office_token.encode()]
    return [form for one in found for form in (one[:32], base64.b64encode(one)[:40])]


def sealed_to(keys: OfficeKeys) -> Seal:
    id = next(id for id, pair in keys.sealing.items() if pair.suite == HYBRID)
    sealed = seal_bytes(HYBRID, keys.sealing[id].public, CONTENT, b"header")
    return Seal(id, HYBRID, "ab" * 16, b"header", sealed)


def run(patch: pytest.MonkeyPatch, *arguments: str, given: str = "", **passphrases: str) -> None:
    """Run a command of the office as a process would that was never told a passphrase."""
    locks_of_process().clear()
    for whose, text in passphrases.items():
        say(patch, whose, text)
    patch.setattr(sys, "argv", ["sync.office", *arguments])
    patch.setattr(sys, "stdin", io.StringIO(given))
    main()


def locks_of_process() -> dict[str, bytes]:
    return locks_module._KEYS


def test_mended_officer_key_no_key_stands_in_a_locked_file(folder: Path) -> None:
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert not [one for one in secrets_of(load_office_keys(folder)) if one in content]
    assert all(is_locked(folder / name) for name in (OFFICE_FILE, OPENING_FILE))


def test_mended_officer_key_init_asks_for_passphrases_and_the_next_epoch_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "office"
    with pytest.raises(SystemExit, match="KeyPassphraseRefused"):
        run(monkeypatch, "init", "--data", str(folder), office="short", opening=OPENING)
    assert not folder.exists()
    run(monkeypatch, "init", "--data", str(folder), office=OFFICE, opening=OPENING)
    next_keys(folder, utc_now() + NEW_EVERY)
    assert len(load_office_keys(folder).sealing) == 4
    assert all(is_locked(folder / name) for name in (OFFICE_FILE, OPENING_FILE))


def test_mended_officer_key_another_passphrase_opens_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks_of_process().clear()
    say(monkeypatch, "opening", OFFICE)
    with pytest.raises(WrongKeyPassphrase) as refused:
        read_key_file(folder / OPENING_FILE)
    assert OFFICE not in str(refused.value)


def test_mended_officer_key_without_a_terminal_and_a_passphrase_nothing_hangs(
    folder: Path,
) -> None:
    command = [sys.executable, "-m", "sync.office", "next-keys", "--data", str(folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, start_new_session=True
    )
    assert (done.returncode, "KeysLocked" in done.stderr) == (1, True)


def test_mended_officer_key_a_change_needs_the_old_passphrase_and_ends_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = ("lock-keys", "--data", str(folder), "--file", "opening")
    before, new = (folder / OPENING_FILE).read_bytes(), "new secret 2027"
    with pytest.raises(SystemExit, match="WrongKeyPassphrase"):
        run(monkeypatch, *lock, given=f"{new}\n", opening="another one that is wrong")
    with pytest.raises(SystemExit, match="KeyPassphraseRefused"):
        run(monkeypatch, *lock, given="short\n", opening=OPENING)
    assert (folder / OPENING_FILE).read_bytes() == before
    run(monkeypatch, *lock, given="ｎｅｗ secret 2027\n", opening=OPENING)
    locks_of_process().clear()
    say(monkeypatch, "opening", OPENING)
    with pytest.raises(WrongKeyPassphrase):
        read_key_file(folder / OPENING_FILE)
    say(monkeypatch, "opening", new)
    assert read_key_file(folder / OPENING_FILE)["sealing"]


def test_mended_officer_key_the_holder_alone_reads_its_passphrase_and_keeps_it_through_a_kill(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = sealed_to(load_office_keys(folder))
    say(monkeypatch, "opening", OPENING)
    pipe = str(Path("/proc/self/fd", os.environ["OPENING_PASSPHRASE_FD"]).readlink())
    with own_key_holder(folder) as client:
        assert client.open(seal) == CONTENT
        assert pipe not in open_files()
        ((child,),) = [children(pid) for pid in holders()]
        os.kill(child, signal.SIGKILL)
        assert client.open(seal) == CONTENT
        next_keys(folder, NOW + NEW_EVERY)
        assert client.open(sealed_to(load_office_keys(folder))) == CONTENT


def test_mended_officer_key_a_holder_that_gave_up_is_told_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A killed holder has no passphrase to read again."""
    seal = sealed_to(load_office_keys(folder))
    say(monkeypatch, "opening", OPENING)
    with own_key_holder(folder) as client:
        client.within_s = 3600.0
        assert client.open(seal) == CONTENT
        (holder,) = holders()
        for pid in (*children(holder), holder)[::-1]:
            os.kill(pid, signal.SIGKILL)
        for _ in range(2):  # one that waits, and one that comes later
            with pytest.raises(KeysAway):
                client.open(seal)
    assert "starts the office anew and gives the passphrase" in caplog.text


def bad_descriptors() -> dict[str, str]:
    """Return what a wrong variable may say: no number, a closed descriptor, no text."""
    closed, writing = os.pipe()
    os.close(closed)
    os.close(writing)
    return {"a word": "three", "closed": str(closed), "too large": "9" * 30}


@pytest.mark.parametrize("which", ["a word", "closed", "too large"])
def test_mended_officer_key_a_wrong_descriptor_is_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    said = bad_descriptors()[which]
    locks_of_process().clear()
    monkeypatch.setenv("OPENING_PASSPHRASE_FD", said)
    with pytest.raises(KeysLocked, match="OPENING_PASSPHRASE_FD names no") as refused:
        read_key_file(folder / OPENING_FILE)
    assert said not in str(refused.value)
    with pytest.raises(KeysLocked), own_key_holder(folder):
        pass


def test_mended_officer_key_a_descriptor_without_text_is_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks_of_process().clear()
    for descriptor in (os.open(folder, os.O_RDONLY), os.open(sys.executable, os.O_RDONLY)):
        monkeypatch.setenv("OPENING_PASSPHRASE_FD", str(descriptor))
        with pytest.raises(KeysLocked, match="cannot be read as text"):
            read_key_file(folder / OPENING_FILE)


def open_files() -> set[str]:
    """Return what the descriptors of this process lead to."""
    found = set()
    for one in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one that lists them
            found.add(str(one.readlink()))
    return found


def test_mended_officer_key_an_unknown_key_asks_nobody_and_holds_nothing_up(folder: Path) -> None:
    """The file was locked anew meanwhile; any tablet can name a key that is not there."""
    keys, seal = OpeningKeys.load(folder), sealed_to(load_office_keys(folder))
    locks_of_process().clear()
    with pytest.raises(OpeningKeyMissing):
        keys.open(replace(seal, key="unknown"))
    assert keys.open(seal) == CONTENT


@pytest.mark.parametrize("passphrase", [OFFICE, None])
def test_mended_officer_key_a_holder_without_its_passphrase_says_so_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    passphrase: str | None,
) -> None:  # fmt: skip
    if passphrase is not None:
        say(monkeypatch, "opening", passphrase)
    monkeypatch.setattr("os.environ", {**os.environ})
    with pytest.raises(CannotHoldKeys), own_key_holder(folder):
        pass
    said = capfd.readouterr().err
    assert said.count("key holder: ") == 1
    assert ("WrongKeyPassphrase" if passphrase else "KeysLocked") in said


def test_mended_officer_key_a_systemd_credential_says_the_passphrase(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = sealed_to(load_office_keys(folder))
    (tmp_path / "opening-passphrase").write_text(OPENING + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with own_key_holder(folder) as client:
        assert client.open(seal) == CONTENT


def test_mended_officer_key_a_changed_file_or_one_in_anothers_place_is_damage(folder: Path) -> None:
    path = folder / OPENING_FILE
    content = json.loads(path.read_text())
    sealed = bytearray(base64.b64decode(content["sealed"]))
    sealed[20] ^= 1
    path.write_text(json.dumps({**content, "sealed": base64.b64encode(sealed).decode()}))
    with pytest.raises(KeyFileDamaged):
        read_key_file(path)
    path.write_bytes((folder / OFFICE_FILE).read_bytes())
    with pytest.raises(KeyFileDamaged):
        read_key_file(path)


def test_mended_officer_key_shares_restore_into_locked_files(folder: Path, tmp_path: Path) -> None:
    shares = put_in_escrow(folder, tmp_path / "safes", NOW)
    restore(shares[:2], tmp_path / "new", locks=locks())
    assert all(is_locked(path) for path in (tmp_path / "new").iterdir())
    assert read(tmp_path / "new") == read(folder)


def test_mended_officer_key_a_file_without_a_passphrase_is_told_at_each_start(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office_keys(tmp_path / "sample", NOW)
    warn_if_open(tmp_path / "sample" / OPENING_FILE)
    assert "合言葉がありません" in capsys.readouterr().err
    warn_if_open(folder / OPENING_FILE)
    assert capsys.readouterr().err == ""


def test_a_new_passphrase_has_twelve_characters() -> None:
    assert refuse_short("あ" * 12)
    with pytest.raises(KeyPassphraseRefused):
        refuse_short("x" * 11)
