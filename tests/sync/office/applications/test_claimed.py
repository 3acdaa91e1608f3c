"""What lies damaged is never called durable: the tablet's good copy comes again."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from sync.database import DatabaseAway
from sync.office.applications.claimed import (
    NO_ATTACHMENT,
    NO_ENVELOPE,
    OTHER_BYTES,
    ClaimedApplications,
)
from sync.office.line.client import Arrived
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.reception.app import Reception
from sync.reception.routes import office as office_side
from sync.wire.city import utc_now
from sync.wire.package import Package, Part
from tests.cluster.lonely import lonely_primary
from tests.sync.city import City, stored
from tests.sync.office.applications.test_office import DOCUMENT, PACKAGE, Office
from tests.sync.reception.backup.test_backup import command
from tests.sync.tablet.desk import Desk

WITHIN_S = 20.0


@pytest.fixture
def office(served: City, tmp_path: Path) -> Iterator[Office]:
    made = Office(served, tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(served: City, office: Office, tmp_path: Path) -> Iterator[Desk]:
    """A tablet that the office has approved."""
    made = Desk.join(served, tmp_path / "tablet")
    office.intake.run_once()
    assert Tablets(office.store).approve(made.enrolled.id, "clerk", utc_now())
    yield made
    made.close()


@pytest.fixture
def short_loans(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loan ends at once, as one does after five minutes."""
    monkeypatch.setattr(office_side, "CLAIMED_FOR", timedelta(0))


def flip(city: City, id: str, column: str, at: int) -> None:
    """Change one bit of a value in the reception's database."""
    with city.store.transaction() as db:
        (value,) = db.execute(
            f"select cast({column} as blob) from submission where id = ?",  # noqa: S608
            [id],
        ).fetchone()
        changed = bytearray(value)
        changed[at] ^= 1
        new: object = bytes(changed) if column == "content" else changed.decode("latin-1")
        db.execute(f"update submission set {column} = ? where id = ?", [new, id])  # noqa: S608


def opened(office: Office) -> dict[str, str]:
    """Return the status of everything at the office."""
    return dict(office.store.rows("select id, status from application"))


def test_a_flipped_bit_at_the_reception_loses_nothing(
    served: City, desk: Desk, office: Office
) -> None:
    flips = (("content", 10), ("content", -100), ("digest", 5), ("received_at", 4))
    whole, *damaged = (desk.seal(1, PACKAGE)[0] for _ in range(5))
    metrics = Reception(served.store, served.keys).registry
    desk.courier.run_once()
    sent = stored(served)
    for id, (column, at) in zip(damaged, flips, strict=True):
        flip(served, id, column, at)
    office.intake.run_once()
    assert opened(office) == {whole: "received"}, "what is damaged is not lent"
    assert b"demado_applications_damaged 4.0" in generate_latest(metrics)
    desk.courier.run_once()  # it hears that they are not there, and offers them again
    assert sorted(item.state for item in desk.outbox.items()) == ["durable", *["receipted"] * 4]
    assert b"demado_applications_damaged 0.0" in generate_latest(metrics)
    office.intake.run_once()
    desk.courier.run_once()
    assert opened(office) == dict.fromkeys([whole, *damaged], "received")
    assert stored(served) == sent
    assert desk.states() == {"durable"}


def test_no_other_tablet_replaces_what_is_damaged(served: City, desk: Desk, office: Office) -> None:
    (id,) = desk.seal()
    desk.courier.run_once()
    flip(served, id, "device", 0)
    flip(served, id, "content", 10)
    damaged = stored(served)
    office.intake.run_once()
    desk.outbox.offer_again()
    desk.courier.run_once()
    assert stored(served) == damaged
    assert desk.states() == {"quarantined"}, "its own bytes are kept, and a person sees it"


def with_photo() -> Package:
    return Package(DOCUMENT, (Part("photo.jpg", "image/jpeg", os.urandom(200_000)),))


def damage_attachment(city: City) -> None:
    with city.store.transaction() as db:
        db.execute("update attachment_part set content = ? where start = 0", [bytes(65536)])


@pytest.mark.usefixtures("short_loans")
def test_a_damaged_attachment_holds_up_its_own_application_only(
    served: City, desk: Desk, office: Office
) -> None:
    ids = [desk.seal(1, package)[0] for package in (PACKAGE, with_photo(), PACKAGE)]
    desk.courier.run_once()
    damage_attachment(served)
    office.intake.run_once()
    assert opened(office) == dict.fromkeys([ids[0], ids[2]], "received")
    assert office.intake.claimed.aside == {ids[1]: NO_ATTACHMENT}
    office.sign_in()
    assert NO_ATTACHMENT in office.web.get("/").text
    desk.courier.run_once()  # the tablet uploads it again
    office.intake.run_once()
    desk.courier.run_once()
    assert opened(office) == dict.fromkeys(ids, "received")
    assert desk.states() == {"durable"}
    assert office.intake.claimed.aside == {}


def test_an_attachment_damaged_at_the_office_is_fetched_again(
    served: City, desk: Desk, office: Office
) -> None:
    (id,) = desk.seal(1, with_photo())
    desk.courier.run_once()
    with served.store.transaction() as db:
        (digest,) = db.execute("select digest from attachment").fetchone()
    office.store.put_attachment(digest, b"half of it")
    office.intake.run_once()
    assert opened(office) == {id: "received"}


def test_the_office_takes_nothing_for_what_it_is_not(
    served: City, desk: Desk, office: Office
) -> None:
    (id,) = desk.seal()
    desk.courier.run_once()
    (content,) = stored(served)
    other = content[:-1] + bytes([content[-1] ^ 1])
    claimed = ClaimedApplications(office.store, office.client)
    claimed.keep_and_acknowledge([Arrived("2026-11-23T00:00:00+00:00", b"no envelope")])
    assert list(claimed.aside.values()) == [NO_ENVELOPE]
    claimed.keep_and_acknowledge([Arrived("2026-11-23T00:00:00+00:00", other)])
    handed_over = "select count(*) from submission where handed_over_at is not null"
    assert served.store.rows(handed_over) == [(0,)], "the digests differ"
    office.intake.run_once()  # what was lent is whole, and takes its place
    assert served.store.rows(handed_over) == [(1,)]
    claimed.keep_and_acknowledge([Arrived("2026-11-23T00:00:00+00:00", other)])
    assert claimed.aside[id] == OTHER_BYTES
    held = office.store.application(id)
    assert held is not None
    assert held[1] == content


def test_a_backup_calls_nothing_durable_that_is_damaged(
    served: City, desk: Desk, tmp_path: Path
) -> None:
    whole, damaged, _ = (desk.seal(1, one)[0] for one in (PACKAGE, PACKAGE, with_photo()))
    desk.courier.run_once()
    flip(served, damaged, "content", -100)
    damage_attachment(served)
    said = command(served, "backup", "--to", str(tmp_path / "elsewhere.db"))
    assert (said["durable_now"], said["damaged"]) == (1, 2)
    desk.courier.run_once()
    assert {item.id for item in desk.outbox.items() if item.state == "durable"} == {whole}
    said = command(served, "backup", "--to", str(tmp_path / "elsewhere.db"))
    assert (said["durable_now"], said["damaged"]) == (2, 0)
    desk.courier.run_once()
    assert desk.states() == {"durable"}


@pytest.mark.usefixtures("short_loans")
def test_a_row_on_one_machine_alone_is_not_noted_as_taken(
    served: City, desk: Desk, office: Office
) -> None:
    """A repetition after a cancelled wait for the standby waits for it again."""
    desk.seal()
    desk.courier.run_once()
    with lonely_primary() as primary, ThreadPoolExecutor(1) as aside:
        store = OfficeStore.open(primary.url)
        claimed = ClaimedApplications(store, office.client)
        durable = "select count(*) from submission where durable_at is not null"
        try:
            primary.lose_standby()
            first = aside.submit(claimed.keep_and_acknowledge, office.client.claim())
            primary.cancel(primary.waiting())
            with pytest.raises(DatabaseAway):
                first.result(WITHIN_S)
            again = aside.submit(claimed.keep_and_acknowledge, office.client.claim())
            primary.waiting()
            assert not again.done()
            assert served.store.rows(durable) == [(0,)]
            primary.find_standby()
            again.result(WITHIN_S)
        finally:
            primary.find_standby()
            store.close()
    assert served.store.rows(durable) == [(1,)]
