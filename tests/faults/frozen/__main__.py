"""``python -m tests.faults.frozen STEP``: freeze a tablet's store at a schema step that shipped.

Run once when a step ships; the files are never made again. They hold a store's dump and, beside
it, everything a test needs to open it: all of it random or invented.
"""

import contextlib
import json
import sqlite3
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.tablet.device.secret import FileDeviceSecret, derive
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.schema import STEPS
from sync.tablet.store.sealing import seal_value
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import PENDING_SEAL_KEY, Vault
from sync.wire.hpke.suites import CLASSIC, KeyPair, make_key
from sync.wire.package import Package, Part
from sync.wire.receipt import Receipt
from tests.faults.kills.stories import AT, DAY, make_station
from tests.faults.kills.worker import CANARY

HERE = Path(__file__).parent
STAFF = {"s1": "見本だけの合言葉その一です", "s2": "見本だけの合言葉その二です"}
SCRYPT_N = 2**10  # the cost is stored with each row; a test need not wait for the real one


def main() -> None:
    """Write ``stepN.sql`` and ``stepN.json``."""
    step = int(sys.argv[1])
    with (
        tempfile.TemporaryDirectory() as name,
        mock.patch("sync.tablet.store.store.STEPS", STEPS[:step]),
    ):
        known = freeze(Path(name))
        with contextlib.closing(sqlite3.connect(Path(name) / "tablet.db")) as database:
            dump = [*database.iterdump(), f"pragma user_version = {step};"]
    (HERE / f"step{step}.sql").write_text("\n".join(dump) + "\n", encoding="utf-8")
    text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True)
    (HERE / f"step{step}.json").write_text(text + "\n", encoding="utf-8")


def freeze(folder: Path) -> dict[str, Any]:
    """Live a morning on a tablet and return what must still be there later."""
    store, secret = Store.open(folder / "tablet.db"), FileDeviceSecret(folder / "device")
    sealing, device_secret = make_key(CLASSIC), secret.create()
    enrolled = replace(make_station(sealing), sign_key=Ed25519PrivateKey.generate())
    line = secret.load_line()
    assert line is not None
    enrolled.save(store, line)
    enrol(store, device_secret)
    vault = Vault(store, secret, SCRYPT_N, lambda: AT)
    for id, passphrase in STAFF.items():
        vault.add_staff(id, f"見本 {id}", passphrase)
    vault.close_enrolment()
    drafts = {id: draft(vault, id) for id in STAFF}
    documents = fill(Outbox(store, enrolled, lambda: AT))
    items = Outbox(store, enrolled).items()
    store.close()
    return {
        "secret": device_secret.hex(),
        "city_private": sealing.private.hex(),
        "sign_public": enrolled.sign_key.public_key().public_bytes_raw().hex(),
        "staff": STAFF,
        "drafts": drafts,
        "states": {item.number: item.state for item in items},
        "documents": documents,
    }


def enrol(store: Store, device_secret: bytes) -> None:
    """Keep the key that answers are sealed to, as enrolment does."""
    answers: KeyPair = make_key(CLASSIC)
    key = derive(device_secret, PENDING_SEAL_KEY)
    store.put_setting(PENDING_SEAL_KEY, seal_value(key, answers.private, PENDING_SEAL_KEY))


def draft(vault: Vault, id: str) -> dict[str, dict[str, str]]:
    """Begin two visits as this member of staff."""
    shift = vault.sign_in(id, STAFF[id])
    found: dict[str, dict[str, str]] = {}
    for number in range(2):
        visit = shift.drafts.open_visit()
        found[visit] = {f"answer/{n}": f"{CANARY} {id} {number} {n}" for n in range(4)}
        for name, value in found[visit].items():
            shift.drafts.put(visit, name, value.encode())
    return found


def fill(outbox: Outbox) -> dict[str, Any]:
    """Seal applications and bring one each into every state but one, which two have."""
    documents: dict[str, Any] = {}
    for order in range(6):
        number = outbox.reserve_number(DAY)
        documents[number] = {"order": order, "person": CANARY}
        part = Part("form.pdf", "application/pdf", b"%PDF invented")
        outbox.put(number, Package(documents[number], (part,)))
    ids = [item.id for item in reversed(outbox.items())]
    outbox.mark_sending([ids[1]])
    outbox.postpone([ids[2]], AT + timedelta(minutes=5), None)
    outbox.quarantine(ids[3], "sync.p_other_bytes")
    for id, stage in ((ids[4], "accepted"), (ids[5], "durable")):
        ((digest, seq),) = outbox.store.rows("select digest, seq from outbox where id = ?", id)
        receipt = Receipt(id, digest, outbox.enrolled.id, seq, AT, "e1", "accepted")
        outbox.settle(receipt if stage == "accepted" else replace(receipt, stage="durable"), "t")
    return documents


if __name__ == "__main__":
    main()
