"""The opening keys lie in a process apart, which opens seals for the office and nobody else."""

import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sync.errors import OpenFailed
from sync.office.key_holder.client import KeyHolderClient
from sync.office.key_holder.holder import KeyHolder
from sync.office.key_holder.message import Spoken, decode_seal, encode_seal
from sync.office.key_holder.own import CannotHoldKeys, own_key_holder
from sync.office.key_holder.pace import AT_ONCE, PER_S, Pace
from sync.office.keys.key_file import OFFICE_FILE, OPENING_FILE, read_key_file, write_key_file
from sync.office.keys.keys import OfficeKeys, load_signing_keys, make_office_keys, read
from sync.office.keys.opening_keys import KeysAway, OpeningKeyMissing, OpeningKeys, Seal
from sync.wire.hpke.suites import HYBRID, seal_bytes
from tests.sync.pack_city import NOW

CONTENT = "見本　太郎".encode()
ENVELOPE = "ab" * 16


@pytest.fixture
def keys(tmp_path: Path) -> OfficeKeys:
    return make_office_keys(tmp_path / "office", NOW)


@pytest.fixture
def seal(keys: OfficeKeys) -> Seal:
    (id,) = (id for id, pair in keys.sealing.items() if pair.suite == HYBRID)
    sealed = seal_bytes(HYBRID, keys.sealing[id].public, CONTENT, b"the header")
    return Seal(id, HYBRID, ENVELOPE, b"the header", sealed)


@pytest.fixture
def client(keys: OfficeKeys, tmp_path: Path) -> Iterator[KeyHolderClient]:
    assert keys.sealing
    with own_key_holder(tmp_path / "office") as made:
        yield made


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(one) for one in text.split()]


def holders() -> list[int]:
    """Return the key holders that threads of this process started."""
    tasks = Path("/proc/self/task").iterdir()
    found = [pid for task in tasks for pid in (task / "children").read_text().split()]
    return [pid for pid in map(int, found) if b"key_holder" in _command(pid)]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_mended_officer_key_opens_a_seal_and_refuses_others(
    client: KeyHolderClient, seal: Seal
) -> None:
    assert client.open(seal) == CONTENT
    with pytest.raises(OpenFailed):
        client.open(Seal(seal.key, seal.suite, seal.id, b"another header", seal.sealed))
    with pytest.raises(OpeningKeyMissing):
        client.open(Seal("unknown", seal.suite, seal.id, seal.info, seal.sealed))


def test_mended_officer_key_answers_only_the_process_that_started_it(
    client: KeyHolderClient, seal: Seal
) -> None:
    """A child that reads a tablet's bytes has the same user, and may not ask."""
    assert client.path.parent.stat().st_mode & 0o777 == 0o700
    ask = (
        "import sys; from pathlib import Path; from sync.office.key_holder.client import *;"
        "print(KeyHolderClient(Path(sys.argv[1])).is_there())"
    )
    child = subprocess.run(
        [sys.executable, "-c", ask, str(client.path)], capture_output=True, check=True
    )
    assert child.stdout.strip() == b"False"
    assert client.open(seal) == CONTENT


def test_mended_officer_key_a_killed_holder_starts_again_and_no_request_is_lost(
    client: KeyHolderClient, seal: Seal
) -> None:
    assert client.is_there()
    (holder,) = holders()
    (child,) = children(holder)
    os.kill(child, signal.SIGKILL)
    assert client.open(seal) == CONTENT
    os.kill(holder, signal.SIGKILL)
    assert client.open(seal) == CONTENT
    assert holders() != [holder]


@pytest.mark.usefixtures("keys")
def test_mended_officer_key_ends_with_its_office(tmp_path: Path) -> None:
    with own_key_holder(tmp_path / "office") as client:
        assert client.is_there()
        (holder,) = holders()
        (child,) = children(holder)
    for pid in (holder, child):
        with suppress(FileNotFoundError):
            while "zombie" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8"):
                time.sleep(0.01)


def test_mended_officer_key_without_keys_it_says_so_at_once(tmp_path: Path) -> None:
    with pytest.raises(CannotHoldKeys), own_key_holder(tmp_path):
        pass


def test_mended_officer_key_a_line_that_nobody_accepts_is_not_waited_for_for_ever(
    seal: Seal, tmp_path: Path
) -> None:
    path = Path(os.path.relpath(tmp_path / "s"))  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen(0)
        client = KeyHolderClient(path, within_s=0.05)
        for _ in range(4):  # the first ones lie in the queue, where no answer comes
            with pytest.raises(KeysAway):
                client.open(seal)
        for _ in range(4):
            client._turns.acquire()
        with pytest.raises(KeysAway, match="turn"):
            client.open(seal)


DUMPABLE = """
import ctypes, resource
from sync.private_memory import keep_memory_private
keep_memory_private()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_mended_officer_key_leaves_no_core_dump(client: KeyHolderClient) -> None:
    done = subprocess.run([sys.executable, "-c", DUMPABLE], capture_output=True, check=True)
    assert done.stdout.split() == [b"0", b"0", b"0"]
    assert client.is_there()
    for pid in (*holders(), *children(holders()[0])):
        assert resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0)


def test_mended_officer_key_is_apart_from_web_server_and_parsers() -> None:
    """Neither is loaded in the process that holds the keys."""
    ask = "import sync.office.key_holder.__main__, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {
        *("uvicorn", "starlette", "jinja2", "pydantic", "pyhanko", "httpx", "psycopg"),
        *("sqlite3", "sqlite_utils", "asn1crypto", "PIL", "reportlab"),
    }
    assert "sync.office.applications" not in done.stdout
    assert "sync.office.parsing" not in done.stdout


def test_mended_officer_key_the_log_names_ids_and_nothing_else(
    keys: OfficeKeys, seal: Seal, caplog: pytest.LogCaptureFixture
) -> None:
    holder = KeyHolder(OpeningKeys(keys.sealing), lambda *_: True)
    odd = Seal(seal.key, seal.suite, "見本　太郎", seal.info, seal.sealed)
    with caplog.at_level(logging.INFO):
        assert holder.said(encode_seal(seal)) == Spoken.OPENED.value + CONTENT
        assert holder.said(encode_seal(odd)) == Spoken.OPENED.value + CONTENT
        assert holder.said(b"\xff" * 40) == Spoken.REFUSED.value
    assert [record.getMessage() for record in caplog.records] == [f"opened {ENVELOPE}", "opened ?"]


def test_mended_officer_key_slows_down_who_has_everything_opened() -> None:
    clock = [0.0]
    pace = Pace(mono_s=lambda: clock[0])
    waits = [pace.wait_s() for _ in range(int(AT_ONCE) + 200)]
    assert not any(waits[: int(AT_ONCE)])
    assert waits[-1] == pytest.approx(200 / PER_S)
    clock[0] = 3600.0
    assert pace.wait_s() == 0.0


def test_mended_officer_key_an_older_office_is_parted_at_its_start(
    seal: Seal, tmp_path: Path
) -> None:
    folder = tmp_path / "office"
    whole = read(folder)
    (folder / OPENING_FILE).unlink()
    write_key_file(folder / OFFICE_FILE, whole)
    with own_key_holder(folder) as client:
        assert client.open(seal) == CONTENT
    assert "sealing" not in read_key_file(folder / OFFICE_FILE)
    assert read(folder) == whole
    assert load_signing_keys(folder).sealing == {}


SYSTEMD = (
    "exec 3<&{fd}; LISTEN_FDS=1 LISTEN_PID=$$ exec {python} -m sync.office.key_holder --data {data}"
)


def test_mended_officer_key_has_a_unit_and_a_user_of_its_own_where_systemd_gives_it_a_socket(
    seal: Seal, tmp_path: Path
) -> None:
    """The office then has no file of opening keys at all."""
    (tmp_path / "own").mkdir()
    (tmp_path / "office" / OPENING_FILE).rename(tmp_path / "own" / OPENING_FILE)
    path = Path(os.path.relpath(tmp_path / "s"))  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        fd, data = listening.fileno(), tmp_path / "own"
        command = SYSTEMD.format(fd=fd, python=sys.executable, data=data)
        process = subprocess.Popen(["bash", "-c", command], pass_fds=[fd])
    client = KeyHolderClient(path)
    assert load_signing_keys(tmp_path / "office", client).opener().open(seal) == CONTENT
    process.terminate()
    process.wait()
    with pytest.raises(KeysAway):
        client.open(seal)


def test_a_seal_comes_out_of_its_message_as_it_went_in(seal: Seal) -> None:
    assert decode_seal(encode_seal(seal)) == seal
    for length in range(len(encode_seal(seal)) - len(seal.sealed)):
        with pytest.raises(ValueError, match=r"seal|codec"):
            decode_seal(encode_seal(seal)[:length])
