"""What a tablet may bring in a day has an end: it waits, and nothing is lost."""

import hashlib
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from sync.reception.http.metrics import StoreMetrics
from sync.reception.store import attachments
from sync.reception.store.quota import MIB, Brought, Quota, quotas, refuse_over_quota, set_quota
from sync.reception.store.refusal import RequestRefused
from sync.tablet.errors import QuotaReached
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.evidence.sender import EvidenceSender
from sync.wire.package import Package, Part
from tests.sync.city import City, deliver_all, stored
from tests.sync.tablet.desk import Desk

CONTENT = hashlib.shake_256(b"a photo").digest(200 * 1024)
LARGE = Package({"number": "x"}, (Part("photo.jpg", "image/jpeg", CONTENT),))
EVENING = datetime(2026, 11, 27, 14, 59, 50, tzinfo=UTC)  # ten seconds before midnight in Japan


def allow(city: City, kind: Brought, items: int) -> None:
    set_quota(city.store, kind, Quota(items, 64 * MIB))


def test_mended_09_attachments_over_the_quota_wait_and_the_others_go(
    served: City, online: Desk
) -> None:
    allow(served, Brought.ATTACHMENTS, 1)
    first, second = online.seal(2, LARGE)
    (small,) = online.seal()
    assert online.courier.run_once().line == "online"
    found = {item.id: item for item in online.outbox.items()}
    assert [found[id].state for id in (first, second, small)] == [
        "receipted",
        "sealed",
        "receipted",
    ]
    assert found[second].reason_key == "sync.p_quota_reached"
    refused = online.ask(
        "POST", f"/v1/attachments/{'0' * 64}", {"Tus-Resumable": "1.0.0", "Upload-Length": "9"}
    )
    assert (refused.status_code, refused.json()["title"]) == (429, "quota-reached")
    assert 0 < int(refused.headers["Retry-After"]) <= 24 * 3600 + 1
    allow(served, Brought.ATTACHMENTS, 9)
    online.courier.send_now()
    online.courier.run_once()
    assert online.states() == {"receipted"}
    assert len(stored(served)) == 3


def test_mended_09_applications_over_the_quota_wait_and_the_news_still_come(
    served: City, online: Desk
) -> None:
    allow(served, Brought.APPLICATIONS, 1)
    (first,) = online.seal()
    online.courier.run_once()
    deliver_all(served)
    (second,) = online.seal()
    status = online.courier.run_once()
    assert isinstance(status.error, QuotaReached)
    assert online.courier._pause_s() > 600.0
    assert [online.outbox.item(id).state for id in (first, second)] == ["durable", "sealed"]
    allow(served, Brought.APPLICATIONS, 9)
    assert online.courier.run_once().line == "online"
    assert online.outbox.item(second).state == "receipted"
    assert len(stored(served)) == 2


def test_mended_09_evidence_over_the_quota_waits(served: City, online: Desk) -> None:
    evidence = EvidenceLog(online.store, online.enrolled)
    sender = EvidenceSender(evidence, lambda path, body: online.client.call("POST", path, body))
    allow(served, Brought.EVENTS, 1)
    evidence.note("locked")
    sender.run_once()
    evidence.note("locked")
    with pytest.raises(QuotaReached):
        sender.run_once()
    allow(served, Brought.EVENTS, 9)
    sender.run_once()
    assert served.store.rows("select count(*) from event") == [(2,)]


def test_mended_09_what_is_begun_with_another_size_counts_again(city: City) -> None:
    set_quota(city.store, Brought.ATTACHMENTS, Quota(9, 2 * MIB))
    attachments.begin(city.store, "0" * 64, 1, "t", EVENING)
    attachments.begin(city.store, "0" * 64, MIB, "t", EVENING)
    with pytest.raises(RequestRefused, match="quota-reached"):
        attachments.begin(city.store, "0" * 64, MIB + 1, "t", EVENING)
    assert attachments.begin(city.store, "0" * 64, MIB, "t", EVENING).size == MIB


def test_mended_09_each_tablet_has_its_own_day_and_one_alert_in_it(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    allow(city, Brought.ATTACHMENTS, 1)
    attachments.begin(city.store, "0" * 64, 9, "t", EVENING)
    caplog.set_level(logging.ERROR)
    for _ in range(3):
        with pytest.raises(RequestRefused) as refused:
            attachments.begin(city.store, "1" * 64, 9, "t", EVENING)
        assert refused.value.retry_after_s == 11
    assert [record.facts for record in caplog.records] == [  # type: ignore[attr-defined]
        {"tablet": "t", "kind": "attachments"}
    ]
    assert "demado_tablets_over_quota 1.0" in metrics(city, EVENING)
    attachments.begin(city.store, "1" * 64, 9, "another", EVENING)
    tomorrow = EVENING + timedelta(seconds=11)
    attachments.begin(city.store, "2" * 64, 9, "t", tomorrow)
    assert "demado_tablets_over_quota 0.0" in metrics(city, tomorrow)


def metrics(city: City, at: datetime) -> str:
    registry = CollectorRegistry()
    registry.register(StoreMetrics(city.store, lambda: at))
    return generate_latest(registry).decode()


def test_mended_09_the_values_are_a_table_that_an_operator_changes(city: City) -> None:
    usual = quotas(city.store)
    refuse_over_quota(city.store, "t", Brought.APPLICATIONS, EVENING)
    set_quota(city.store, Brought.EVENTS, Quota(7, MIB))
    assert quotas(city.store) == {**usual, Brought.EVENTS: Quota(7, MIB)}
    with pytest.raises(ValueError, match="at least"):
        Quota(0, MIB)
    assert json.loads(json.dumps(vars(Quota(7, MIB)))) == {"items": 7, "bytes": MIB}
