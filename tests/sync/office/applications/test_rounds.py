"""What the office does every few seconds reads what is left to do, not what is done."""

import re
from typing import Any

import pytest

from sync.database.sqlite import SqliteDatabase, SqliteStatements
from sync.office.applications.decisions import Decisions
from sync.office.applications.verdicts import DUE as UNCHECKED
from sync.wire.package import Package, encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.tablet.desk import Desk

# The indexes that hold no more than what is left to do.
LEFT = ("unchecked", "unread", "unlisted", "uncompared", "unsent")
GROWS = re.compile(rf"SCAN (application|decision|revocation)\b(?!.*_({'|'.join(LEFT)})$)")


def sent_and_opened(office: Office, online: Desk, count: int = 1) -> list[str]:
    """Let an approved tablet send applications and the office open them; return their ids."""
    approve(office, online)
    sent = send(online, [encode_package(Package(DOCUMENT, ())) for _ in range(count)])
    office.intake.run_once()
    return sent


def test_a_round_reads_only_what_is_left_to_do(
    office: Office, online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_and_opened(office, online)
    steps: dict[str, list[str]] = {}
    rows = SqliteDatabase.rows

    def explained(self: SqliteDatabase, sql: str, *values: object) -> list[tuple[Any, ...]]:
        steps[sql] = [row[3] for row in rows(self, f"explain query plan {sql}", *values)]
        return rows(self, sql, *values)

    monkeypatch.setattr(SqliteDatabase, "rows", explained)
    office.intake.run_once()
    office.store.rows(UNCHECKED)  # this office knows no authority and asks for none
    assert len(steps) > 8
    through = {sql: plan for sql, plan in steps.items() if any(map(GROWS.match, plan))}
    assert through == {}


def test_what_waits_to_be_sent_is_read_lot_by_lot(
    office: Office, online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.office.applications.decisions.LOT", 2)
    sent = sent_and_opened(office, online, 5)
    decisions = Decisions(office.store, office.keys)
    assert list(decisions.unsent()) == []
    decisions.mark_all_unsent()
    waiting = [(id, seq) for id, seq, _ in decisions.unsent()]
    assert sorted(id for id, _ in waiting) == sorted(sent)
    office.intake.run_once()
    assert list(decisions.unsent()) == []


def test_a_round_with_nothing_new_writes_nothing(
    office: Office, online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_and_opened(office, online)
    office.intake.run_once()
    said: list[str] = []
    execute = SqliteStatements.execute

    def kept(self: SqliteStatements, sql: str, *values: Any) -> Any:
        if "submission" not in sql:  # the reception's claim, which finds nothing to change
            said.append(sql)
        return execute(self, sql, *values)

    monkeypatch.setattr(SqliteStatements, "execute", kept)
    office.intake.run_once()
    assert said == []
    office.store.put_setting("epoch", "another")
    assert said, "what is written is seen here"
