"""A real ``serve``: it opens, shows and decides, and no opening key is in its memory."""

import base64
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from build.ports import free_port
from sync.office.applications.opening import Opening
from sync.office.applications.reading import ApplicationReader
from sync.office.applications.verdicts import Verdicts
from sync.office.arguments.office import DATABASE
from sync.office.key_holder.client import KeyHolderClient
from sync.office.keys.keys import write
from sync.office.line.client import KnownDevice
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from tests.sync.city import OFFICE_TOKEN, City
from tests.sync.office.applications.test_office import FONTS, NUMBER, PACKAGE
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk


def write_keys(city: City, folder: Path) -> None:
    """Write the keys of a test's city as ``init`` does."""
    pair = city.sealing
    entry = {"id": "k1", "suite": pair.suite, "not_after": "2099-01-01T00:00:00+00:00"}
    halves = {"public": pair.public, "private": pair.private}
    entry |= {name: base64.b64encode(half).decode() for name, half in halves.items()}
    answer = base64.b64encode(city.answer_key.private_bytes_raw()).decode()
    token = {"office_token": OFFICE_TOKEN}
    write(folder, {"sealing": [entry], "answer_kid": "a1", "answer_key": answer, **token})


def know(store: OfficeStore, desk: Desk) -> None:
    enrolled = desk.enrolled
    sign = enrolled.sign_key.public_key().public_bytes_raw()
    one = KnownDevice(enrolled.id, "t", sign, enrolled.seal_public, 7, utc_now().isoformat(), None)
    Tablets(store).record([one])
    assert Tablets(store).approve(enrolled.id, "cli", utc_now())


@pytest.fixture
def process(served: City, online: Desk, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    folder = tmp_path / "office"
    write_keys(served, folder)
    with closing(OfficeStore.open(folder / DATABASE)) as store:
        know(store, online)
    arguments = ("--data", folder, "--port", str(free_port()), "--trust", folder)
    line = ("--reception", served.pack.reception_url, "--ca", served.folder / "ca.pem")
    command = [sys.executable, "-m", "sync.office", "serve", *map(str, (*arguments, *line))]
    with subprocess.Popen([*command, "--fonts", str(FONTS)]) as process:
        yield process
        process.terminate()


def memory_of(process: subprocess.Popen[bytes]) -> bytes:
    """Return what the process, stopped meanwhile, has in its written memory."""
    found = []
    process.send_signal(signal.SIGSTOP)
    maps = Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")
    with Path(f"/proc/{process.pid}/mem").open("rb", buffering=0) as memory:
        for start, end in re.findall(r"(?m)^([0-9a-f]+)-([0-9a-f]+) rw", maps):
            memory.seek(int(start, 16))
            with suppress(OSError):  # a device's page
                found.append(memory.read(int(end, 16) - int(start, 16)))
    process.send_signal(signal.SIGCONT)
    return b"".join(found)


def test_mended_officer_key_no_opening_key_is_in_the_memory_of_the_office(
    process: subprocess.Popen[bytes], served: City, online: Desk, tmp_path: Path
) -> None:
    id = online.outbox.put(NUMBER, PACKAGE).id
    online.courier.run_once()
    with closing(OfficeStore.open(tmp_path / "office" / DATABASE)) as store:
        while (found := store.application(id)) is None or found[0].status != "received":
            assert process.poll() is None
            time.sleep(0.05)
        ((person,),) = store.rows("select person from application")
    assert person.startswith("v1."), "the office seals what names a resident"
    memory, private = memory_of(process), served.sealing.private
    assert OFFICE_TOKEN.encode() in memory, "what it needs is there"
    for part in (private[:32], private[-32:], base64.b64encode(private)[:40]):
        assert part not in memory


def test_mended_officer_key_while_the_holder_is_away_nothing_is_called_damaged(
    served: City, online: Desk, tmp_path: Path
) -> None:
    office = Parts.open(served, tmp_path, tmp_path / "office.db")
    office.know(online)
    id = online.outbox.put(NUMBER, PACKAGE).id
    online.courier.run_once()
    office.intake.claimed.keep_and_acknowledge(office.client.claim())
    away = replace(office.keys, sealing={}, holder=KeyHolderClient(tmp_path / "nobody"))
    reader = ApplicationReader(office.store, away, tmp_path)
    assert not Opening(office.store, reader).run_once()
    assert office.store.rows("select status, tries from application") == [("new", 0)]
    office.intake.run_once()
    assert office.status(id) == "received"
    assert not Verdicts(office.store, reader).run_once()
    assert office.store.rows("select verdict from application") == [(None,)]
    office.close()
