"""Applications that were sent, opened, decided and told: what an export begins with."""

from collections.abc import Sequence
from typing import Any

from sync.office.applications.reading import ApplicationReader
from sync.office.exports.feed import Feed
from sync.office.exports.records import Record, Records
from sync.wire.package import Package
from tests.sync.office.applications.test_alike import send
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

ACCOUNT = {
    "kind": "bank", "bank_code": "0182", "branch_code": "101", "account_type": "ordinary",
    "number": "1234567", "holder_kana": "ﾐﾎﾝ ﾀﾛｳ",
}  # fmt: skip


def package(name: str, account: dict[str, Any] | None = None, **more: Any) -> Package:
    """Return a benefit of somebody, with the names that its definition exports."""
    said = {"氏名": name, "口座": account or ACCOUNT, **more}
    answers = [
        {"question": export, "label": export, "export": export, "value": value, "display": "見本"}
        for export, value in said.items()
    ]
    hidden = {"question": "q", "label": "内部", "export": None, "value": "出さない"}
    document = {
        "v": 1,
        "number": "482739562284",
        "procedure": {"id": "kyufukin", "title": "給付金の申請", "version": 1},
        "person": {"name": name},
        "counter_accepted_at": "2026-11-20T01:00:00+00:00",
        "actor": {"kind": "self"},
        "answers": [*answers, hidden],
    }
    return Package(document, ())


def decided(
    office: Parts, desk: Desk, *packages: Package, status: str = "accepted", tells: bool = True
) -> Sequence[str]:
    """Send, open and decide; where it *tells*, the reception has the decisions."""
    ids = send(desk, *packages)
    office.intake.run_once()
    for id in ids:
        seen = max(one.seq for one in office.store.decisions(id))
        office.decisions.decide(id, status, "見本", by="clerk", seen=seen)
    if tells:
        office.intake.run_once()
    return ids


def records(office: Parts, since: int = 0) -> list[Record]:
    """Return what can be exported above a number."""
    feed = Feed(office.store)
    feed.catch_up()
    found = Records(office.store, ApplicationReader(office.store, office.keys)).of(
        feed.since(since)
    )
    return [one for one in found if isinstance(one, Record)]
