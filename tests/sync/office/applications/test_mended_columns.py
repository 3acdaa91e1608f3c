"""Whatever of a row is damaged, or under a key that is not here, its page says so and opens."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.office.applications.verdicts import VERDICT_UNREADABLE
from sync.office.keys.column_keys import column_cipher
from sync.office.keys.keys import make_office_keys
from sync.office.lost_tablet.facts import Sources, facts_of
from sync.office.lost_tablet.report import report
from sync.office.store.columns import UNREADABLE
from sync.office.store.held import held_envelopes
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from sync.wire.package import encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.office.applications.test_office import PACKAGE, Office
from tests.sync.tablet.desk import Desk

TEXTS = [
    "{}", "[]", "null", "{", '{"verdict": "better"}', '{"verdict": "good", "x": ""}', "",
    '{"verdict": ["good"]}',
]  # fmt: skip
TIMES = ["2026-11-29T00:00:00", "yesterday", "2026-11-29", ""]


@pytest.fixture
def id(office: Office, online: Desk, tmp_path: Path) -> str:
    """One application, its columns sealed."""
    approve(office, online)
    make_office_keys(tmp_path / "keys", utc_now())
    office.store.cipher = column_cipher(tmp_path / "keys")
    (id,) = send(online, [encode_package(PACKAGE)])
    office.intake.run_once()
    return id


def put(office: Office, column: str, value: str | None) -> None:
    with office.store.transaction() as db:
        db.execute(f"update application set {column} = ?", [value])  # noqa: S608 - ours


def shown(office: Office, id: str) -> str:
    """Return the application's page; the list and the search have to open as well."""
    assert office.web.get("/").status_code == 200
    assert "届いた申請" in office.search("見本")
    page = office.web.get(f"/applications/{id}")
    assert page.status_code == 200
    return page.text


def lost_report(office: Office, desk: Desk, at: str) -> str:
    """Return the report on a lost tablet, of which the reception says this time."""
    tablet = Tablets(office.store).find(desk.enrolled.id)
    assert tablet is not None
    key = Ed25519PublicKey.from_public_bytes(bytes(tablet.sign_key))
    held = held_envelopes(office.store, tablet.id, key)
    device = {**asdict(tablet), "enrolled_at": at, "last_seen_at": at}
    return report(facts_of(Sources(device, key, True, held, [(at, b"")])), utc_now(), utc_now())


def test_mended_03_a_column_that_cannot_be_read_breaks_no_page(office: Office, id: str) -> None:
    for column in ("procedure", "title", "person", "verdict"):
        ((kept,),) = office.store.rows(f"select {column} from application")  # noqa: S608
        changed = kept[:30] + ("A" if kept[30] != "A" else "B") + kept[31:]
        for damaged in (changed, kept[:-3], kept[:-1], kept.replace("v1.", "v1.0")):
            put(office, column, damaged)
            page = shown(office, id)
            assert column != "verdict" or VERDICT_UNREADABLE in page
        put(office, column, kept)
    assert UNREADABLE not in shown(office, id)


def test_mended_03_a_verdict_that_is_none_is_told_as_not_confirmed(office: Office, id: str) -> None:
    for text in TEXTS:
        put(office, "verdict", office.store.cipher.seal("application.verdict", id, text))
        page = shown(office, id)
        assert 'data-signature="unknown"' in page, text
        assert f"署名を確認できません：<bdi>{VERDICT_UNREADABLE}</bdi>" in page
    put(office, "verdict", json.dumps({"verdict": "foreign"}))
    assert 'data-signature="foreign"' in shown(office, id)


def test_mended_03_an_arrival_that_is_no_time_breaks_neither_page_nor_report(
    office: Office, online: Desk, id: str
) -> None:
    Tablets(office.store).revoke(online.enrolled.id, "clerk", utc_now(), wipe=False)
    assert "data-revoked" not in shown(office, id), "it came before"
    for at in TIMES:
        put(office, "received_at", at)
        page = shown(office, id)
        assert "失効の前に届いたかどうかは分かりません" in page
        assert not at or "到着</dt><dd>（正しい時刻ではありません）" in page
        office.intake.run_once()
        assert "| 登録 | 不明 |" in lost_report(office, online, at)
