"""The opening keys' file under a key of a PKCS#11 token: SoftHSM, where it is installed."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.key_holder.own import CannotHoldKeys, own_key_holder
from sync.office.keys.key_file import OPENING_FILE, read_key_file
from sync.office.keys.keys import load_office_keys, make_office_keys, read
from sync.office.keys.token import TokenAway, TokenKey
from tests.sync.office.keys.test_locks import CONTENT, locks_of_process, run, say, sealed_to
from tests.sync.pack_city import NOW

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, LABEL = "274951", "demado-test"
KEY = TokenKey(str(LIBRARY), LABEL, "demado-opening")


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A token of its own; a process loads the library once, so there is one for this module."""
    pytest.importorskip("pkcs11", reason="needs python-pkcs11")
    if not LIBRARY.exists() or shutil.which("softhsm2-util") is None:
        pytest.skip("needs softhsm2")
    place = tmp_path_factory.mktemp("token")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(configuration(place)))
        made = ("softhsm2-util", "--init-token", "--free", "--label", LABEL)
        subprocess.run([*made, "--pin", PIN, "--so-pin", PIN], check=True, capture_output=True)
        yield place


def configuration(place: Path) -> Path:
    """Return the configuration of a SoftHSM whose tokens lie in a folder of *place*."""
    (place / "tokens").mkdir()
    path = place / "softhsm2.conf"
    path.write_text(f"directories.tokendir = {place / 'tokens'}\nlog.level = ERROR\n")
    return path


@pytest.fixture
def folder(token: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office whose opening keys are under the token's key, by the command."""
    folder = tmp_path / "office"
    make_office_keys(folder, NOW)
    lock = ("lock-keys", "--data", str(folder), "--file", "opening", "--token", LABEL)
    run(monkeypatch, *lock, "--module", str(LIBRARY), given=PIN)
    locks_of_process().clear()
    assert list((token / "tokens").iterdir())
    return folder


def test_mended_officer_pkcs11_the_holder_opens_with_the_token_and_never_without(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert b"private" not in (folder / OPENING_FILE).read_bytes()
    (tmp_path / "opening-passphrase").write_text(PIN)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with own_key_holder(folder) as client:
        assert client.open(sealed_to(load_office_keys(folder))) == CONTENT
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration(tmp_path)))
    with pytest.raises(CannotHoldKeys), own_key_holder(folder):
        pass


def test_mended_officer_pkcs11_another_pin_opens_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, "opening", "000000")
    with pytest.raises(TokenAway):
        read_key_file(folder / OPENING_FILE)


def test_mended_officer_pkcs11_the_key_cannot_be_read_out_of_the_token(folder: Path) -> None:
    import pkcs11

    assert folder.exists()
    wrapped = KEY.encrypt(b"x" * 32, PIN)
    assert KEY.decrypt(wrapped, PIN) == b"x" * 32
    with pkcs11.lib(KEY.module).get_token(token_label=LABEL).open(user_pin=PIN) as session:
        (key,) = session.get_objects({pkcs11.Attribute.LABEL: KEY.label})
        assert not key[pkcs11.Attribute.EXTRACTABLE]
        with pytest.raises(pkcs11.exceptions.AttributeSensitive):
            key[pkcs11.Attribute.VALUE]


def test_mended_officer_pkcs11_a_token_is_never_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the library, the passphrase does; asking for a token says what is missing."""
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    folder = tmp_path / "office"
    run(monkeypatch, "init", "--data", str(folder), "--unencrypted")
    lock = ("lock-keys", "--data", str(folder), "--file", "opening")
    before = (folder / OPENING_FILE).read_bytes()
    with pytest.raises(SystemExit, match="python-pkcs11"):
        run(monkeypatch, *lock, "--token", "any", "--module", "any.so", given=PIN)
    assert (folder / OPENING_FILE).read_bytes() == before
    run(monkeypatch, *lock, given="a passphrase 2026")
    assert read(folder)["sealing"]
