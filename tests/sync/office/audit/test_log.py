"""What the office opened and decided stands in a log that nobody changes unseen."""

import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.office.applications.decisions import Decisions
from sync.office.arguments.office import DATABASE
from sync.office.audit.chain_check import Finding, FindingKind
from sync.office.audit.log import KEY_FILE, OfficeEvidence
from sync.office.audit.verify import main
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import KnownDevice
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.events.event import SignedEvent
from sync.wire.hpke.suites import CLASSIC, make_key
from tests.sync.wire.events.events import DEVICE, KEY

ENVELOPE = "ab" * 16


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OfficeStore]:
    made = OfficeStore.open(tmp_path / DATABASE)
    yield made
    made.close()


def run(*arguments: str) -> int:
    """Run the command and return its exit status."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["sync.office.evidence", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(str(ended.value.code or 0))


def test_the_log_goes_on_after_a_restart_and_verifies(store: OfficeStore, tmp_path: Path) -> None:
    OfficeEvidence.open(store, tmp_path).put("opened", clerk="clerk-1", envelope=ENVELOPE)
    again = OfficeEvidence.open(store, tmp_path)
    again.put("decided", clerk="clerk-1", envelope=ENVELOPE, status="accepted")
    events = [SignedEvent.from_bytes(raw).event for raw in again.contents()]
    assert [(e.seq, e.kind, e.staff) for e in events] == [
        (1, "opened", "clerk-1"),
        (2, "decided", "clerk-1"),
    ]
    assert again.verify() == []


def test_the_key_is_readable_by_its_user_only_and_stays(store: OfficeStore, tmp_path: Path) -> None:
    first = OfficeEvidence.open(store, tmp_path)
    path = tmp_path / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = OfficeEvidence.open(store, tmp_path)
    assert again.key.private_bytes_raw() == first.key.private_bytes_raw()
    path.write_bytes(b"cut off")
    with pytest.raises(ValueError, match="32"):
        OfficeEvidence.open(store, tmp_path)


def test_a_message_to_a_resident_cannot_get_into_the_log(
    store: OfficeStore, tmp_path: Path
) -> None:
    log = OfficeEvidence.open(store, tmp_path)
    with pytest.raises(ValueError, match="decided"):
        log.put("decided", clerk="c", envelope=ENVELOPE, status="accepted", message="口座を確認")
    assert log.contents() == []


def test_a_decision_and_its_event_stand_or_fall_together(
    store: OfficeStore, tmp_path: Path
) -> None:
    keys = OfficeKeys({}, "a1", Ed25519PrivateKey.generate(), "token", {})
    log = OfficeEvidence.open(store, tmp_path)
    seal, public = make_key(CLASSIC).public, KEY.public_key().public_bytes_raw()
    Tablets(store).record([KnownDevice(DEVICE, "試験", public, seal, 1, "2026-11-23", None)])
    assert Tablets(store).approve(DEVICE, "cli", datetime.now(UTC))
    with store.transaction() as db:
        for id in (ENVELOPE, "no envelope's id"):
            db.execute(
                "insert into application (id, device, received_at, status, content)"
                " values (?, ?, 'at', 'received', x'00')",
                [id, DEVICE],
            )
    decisions = Decisions(store, keys, evidence=log)
    decisions.decide(ENVELOPE, "returned", "口座を確かめてください", by="見本 花子", seen=0)
    ((_, _, _),) = decisions.unsent()
    (event,) = [SignedEvent.from_bytes(raw).event for raw in log.contents()]
    assert dict(event.detail) == {"envelope": ENVELOPE, "status": "returned"}
    assert event.staff is not None
    assert event.staff.startswith("x-")  # a clerk's id that may be a name
    with pytest.raises(ValueError, match="envelope"):
        decisions.decide("no envelope's id", "accepted", "", by="clerk-1", seen=0)
    assert store.decisions("no envelope's id") == []
    assert len(log.contents()) == 1


def test_verify_tells_what_was_changed_and_ends_in_1(
    store: OfficeStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = OfficeEvidence.open(store, tmp_path)
    for _ in range(3):
        log.put("opened", clerk="clerk-1", envelope=ENVELOPE)
    assert run("verify", "--data", str(tmp_path)) == 0
    assert "3 events, 0 findings" in capsys.readouterr().out
    with store.transaction() as db:
        db.execute("delete from office_event where seq = 2")
    assert run("verify", "--data", str(tmp_path)) == 1
    assert "gap at 2 (1)" in capsys.readouterr().out


def test_after_a_damaged_line_the_office_goes_on_and_verify_finds_it(
    store: OfficeStore, tmp_path: Path
) -> None:
    log = OfficeEvidence.open(store, tmp_path)
    log.put("opened", clerk="clerk-1", envelope=ENVELOPE)
    with store.transaction() as db:
        db.execute("update office_event set content = x'00'")
    log.put("opened", clerk="clerk-1", envelope=ENVELOPE)
    assert log.verify() == [Finding(FindingKind.MALFORMED, 1), Finding(FindingKind.GAP, 1, 1)]


def test_the_events_of_a_tablet_that_nobody_approved_are_not_believed(
    store: OfficeStore, tmp_path: Path
) -> None:
    assert Tablets(store).keys(DEVICE) is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["x", "verify", "--data", str(tmp_path), "--device", DEVICE])
        with pytest.raises(SystemExit, match="no approved tablet"):
            main()


def test_a_rows_own_number_and_digest_are_checked(store: OfficeStore, tmp_path: Path) -> None:
    log = OfficeEvidence.open(store, tmp_path)
    for _ in range(3):
        log.put("opened", clerk="clerk-1", envelope=ENVELOPE)
    with store.transaction() as db:
        db.execute("update office_event set digest = ? where seq = 2", ["ab" * 32])
    assert log.verify() == [Finding(FindingKind.REWRITTEN, 2)]
    with store.transaction() as db:
        db.execute("update office_event set seq = 9 where seq = 3")
    assert set(log.verify()) == {Finding(FindingKind.REWRITTEN, 2), Finding(FindingKind.GAP, 3, 6)}
