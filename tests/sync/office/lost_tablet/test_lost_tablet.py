"""The report of a lost tablet says what the real rows say, and leaves the rest blank."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from build.ports import free_port
from sync.office.audit.chain_check import Finding, FindingKind
from sync.office.audit.verify import main as verify_main
from sync.office.keys.keys import KEY_FILE, make_office_keys
from sync.office.line.client import KnownDevice
from sync.office.line.evidence_client import EvidenceClient
from sync.office.lost_tablet.command import main
from sync.office.lost_tablet.facts import Sources, facts_of
from sync.office.lost_tablet.gathering import gather
from sync.office.lost_tablet.report import BLANK, Deadlines, report
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.evidence.sender import EvidenceSender
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.city import utc_now
from sync.wire.events.event import SignedEvent, sign_event
from sync.wire.hpke.suites import HYBRID
from tests.sync.city import OFFICE_TOKEN, deliver_all, enrolled_tablet
from tests.sync.evidence_city import EvidenceCity, make_evidence_city
from tests.sync.tablet.evidence.evidence_worker import seal
from tests.sync.wire.events.events import DEVICE, KEY, START, VISIT, Line, chain, event

FIRST, SECOND = "51" * 16, "52" * 16
UNTIL = "2026-12-01T00:00:00.000+00:00"


@dataclass
class Lost:
    """A tablet's day on a real reception, and the office that asks afterwards."""

    city: EvidenceCity
    client: EvidenceClient
    office: OfficeStore
    folder: Path
    device: str
    stuck: str

    def sources(self) -> Sources:
        return gather(self.office, self.client, self.device)


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lost]:
    folder = tmp_path_factory.mktemp("lost")
    city = make_evidence_city(folder / "city")
    with city.open():
        store, _, enrolled = enrolled_tablet(city, folder / "tablet")
        stuck = a_day(city, store, EvidenceLog(store, enrolled))
        store.close()
        url = f"https://127.0.0.1:{city.port}"
        client = EvidenceClient(url, city.folder / "ca.pem", OFFICE_TOKEN)
        office = office_of(folder / "office", enrolled.id, enrolled.sign_key.public_key())
        yield Lost(city, client, office, folder, enrolled.id, stuck)
        client.close()
        office.close()
    city.store.close()


def a_day(city: EvidenceCity, store: Store, log: EvidenceLog) -> str:
    """Three applications, of which the second never arrives; return its id."""
    client, outbox = Client(log.enrolled), Outbox(store, log.enrolled)
    courier = Courier(outbox, DecisionShelf(store, log.enrolled), client)
    sender = EvidenceSender(log, lambda path, body: client.call("POST", path, body))
    log.put("app_started", version="0.1.0", secret="file", at_rest="A256GCM")
    log.put("signed_in", staff="mihon-a")
    log.put("lease_renewed", until=UNTIL)
    log.put("visit_opened", staff="mihon-a", visit=FIRST)
    seal(outbox, log)
    log.put("visit_closed", staff="mihon-a", visit=FIRST, outcome="done")
    courier.run_once()
    deliver_all(city)  # the office keeps it: durable
    courier.run_once()
    log.put("visit_opened", staff="mihon-a", visit=SECOND)
    seal(outbox, log)
    stuck = outbox.items()[0].id
    outbox.quarantine(stuck, "sync.p_server_refused_one")
    assert sender.run_once() > 8
    seal(outbox, log)  # arrives, but its event and what the tablet did with it do not
    courier.run_once()
    client.close()
    return stuck


def office_of(folder: Path, device: str, key: Any) -> OfficeStore:
    office = OfficeStore.open(folder / "office.db")
    make_office_keys(folder, utc_now())
    path = folder / KEY_FILE
    keys = json.loads(path.read_text()) | {"office_token": OFFICE_TOKEN}
    path.write_text(json.dumps(keys))
    public = key.public_bytes_raw()
    Tablets(office).record([KnownDevice(device, "試験", public, bytes(32), 1, "2026-11-23", None)])
    assert Tablets(office).approve(device, "cli", utc_now())
    return office


def test_the_facts_are_those_of_the_real_rows(lost: Lost) -> None:
    facts = facts_of(lost.sources())
    held = facts.holdings
    assert (held.sealed, held.arrived, held.durable, held.copies) == (3, 2, 1, 1)
    assert [event.detail["envelope"] for event in held.not_arrived] == [lost.stuck]
    assert held.chain.gaps == ((2, 2),)
    assert [event.visit for event in held.open_visits] == [SECOND]
    assert facts.last_sign_in is not None
    assert (facts.last_sign_in.staff, facts.is_locked) == ("mihon-a", False)
    assert (facts.suites, facts.city_keys) == ((HYBRID,), ("k1",))
    assert facts.findings == ()
    assert facts.last_contact_at is not None
    assert abs(facts.last_contact_at - utc_now()) < timedelta(minutes=5)


def test_the_report_says_the_facts_and_leaves_the_rest_blank(lost: Lost) -> None:
    text = report(facts_of(lost.sources()), utc_now(), utc_now())
    for row in (
        "| 封をした申請 | 3件 |",
        "| サーバーに届いた申請 | 2件 |",
        "| うち保全が済んだ申請 | 1件 |",
        "| 封をしたが届いていない申請 | 1件 |",
        "| 届いたが、端末の写しを消した記録がない申請 | 1件 |",
        "| 届いていない番号 | 2 |",
        "| 書きかけのおそれがある訪問 | 1件 |",
        "| 書きかけを開ける期限 | 2026年12月01日 09:00 |",
        "| その後の施錠 | 記録なし（開いたままだったおそれ） |",
        f"| 封をした申請の暗号 | {HYBRID} |",
        "| 書きかけの暗号 | AES-256-GCM |",
        "| 端末の失効 | まだ失効していません |",
        "| 庁内からの指示 | 指示なし |",
        "| 消去の確認 | 記録なし |",
        f"- 届いていない申請 {lost.stuck}",
        f"- 書きかけのおそれ {SECOND}",
    ):
        assert row in text, row
    draft = text[text.index("## 5.") :]
    assert [line[:2] for line in draft.splitlines() if line[:1].isdigit()] == [
        f"{n}." for n in range(1, 10)
    ]
    assert draft.count(BLANK) == 9
    assert "第8条第1項" in draft


def test_the_command_prints_the_report_and_knows_a_revocation(
    lost: Lost, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    revoked_at = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert Tablets(lost.office).revoke(lost.device, "clerk-1", revoked_at, wipe=True)
    arguments = [*line_of(lost), "--device", lost.device, "--known-at", "2026-11-24T01:00"]
    monkeypatch.setattr(sys, "argv", ["x", *arguments])
    main()
    text = capsys.readouterr().out
    assert "| 端末の失効 | 2026年11月23日 12:00、clerk-1 |" in text
    assert "| 庁内からの指示 | 消去の指示あり |" in text
    assert "速報（おおむね3〜5日以内）：2026-11-26 〜 2026-11-28" in text


def test_the_command_refuses_a_tablet_that_never_was(
    lost: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["x", *line_of(lost), "--device", "00" * 8])
    with pytest.raises(SystemExit, match="no tablet"):
        main()


def test_without_a_reception_no_report_is_made_up(
    lost: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"https://127.0.0.1:{free_port()}"
    line = [url if one.startswith("https:") else one for one in line_of(lost)]
    for command, first in ((main, []), (verify_main, ["verify"])):
        monkeypatch.setattr(sys, "argv", ["x", *first, *line, "--device", lost.device])
        with pytest.raises(SystemExit, match="reception is away"):
            command()


def test_verify_finds_a_row_that_was_taken_from_the_reception(
    lost: Lost, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "verify", *line_of(lost), "--device", lost.device])
    with pytest.raises(SystemExit) as ended:
        verify_main()
    assert ended.value.code == 0
    with lost.city.store.transaction() as db:
        db.execute("update event set device = 'kept' where seq = 3")
    with pytest.raises(SystemExit) as ended:
        verify_main()
    assert ended.value.code == 1
    assert "gap at 3 (1)" in capsys.readouterr().out
    with lost.city.store.transaction() as db:
        db.execute("update event set device = ? where device = 'kept'", [lost.device])


def line_of(lost: Lost) -> list[str]:
    url, ca = f"https://127.0.0.1:{lost.city.port}", str(lost.city.folder / "ca.pem")
    return ["--data", str(lost.folder / "office"), "--reception", url, "--ca", ca]


def sources(signed: list[SignedEvent], envelopes: tuple[dict[str, Any], ...] = ()) -> Sources:
    arrived = [(START.isoformat(), one.to_bytes()) for one in signed]
    device = dict.fromkeys(("enrolled_at", "last_seen_at", "approved_at", "approved_by"))
    device |= {"id": DEVICE, "name": "試験", "revoked_at": None, "revoked_by": None}
    device |= {"lease_order": "none"}
    return Sources(device, KEY.public_key(), True, envelopes, arrived)


def test_a_tablet_that_said_nothing_is_not_called_empty() -> None:
    text = report(facts_of(sources([])), START, START)
    for row in (
        "| 登録 | 不明 |",
        "| 最後の連絡（サーバーの時計） | 不明 |",
        "| 最後に職員が入った記録 | 端末の記録はまだ届いていません |",
        "| 書きかけを開ける期限 | 不明 |",
    ):
        assert row in text, row


def test_mended_21_in_its_first_hours_the_report_says_what_the_city_knows() -> None:
    enrolled = {
        "enrolled_at": "2026-11-23T00:00:00+00:00",
        "approved_at": "2026-11-23T00:10:00+00:00",
        "approved_by": "clerk-1",
        "last_seen_at": None,
    }
    told = sources([])
    first = replace(told, device={**told.device, **enrolled})
    text = report(facts_of(first), START, START)
    for row in (
        "| 登録 | 2026年11月23日 09:00 |",
        "| 庁内の承認 | 2026年11月23日 09:10、clerk-1 |",
        "| 最初の連絡（サーバーの時計） | 2026年11月23日 09:00 |",
        "| 2026年11月23日 09:00（登録のあとの連絡はまだありません） |",
        "| 最後の記録（端末の時計） | 端末の記録はまだ届いていません |",
        "| 書きかけを開ける期限 | 遅くとも2026年11月30日 09:00（市の時計から。",
        "| 封をした申請の暗号 | 封をした申請はまだ届いていません |",
        "| 書きかけの暗号 | AES-256-GCM（どの版も同じ。",
        "| 端末の秘密の置き場所 | ファイルか鍵保管庫のどちらか（",
    ):
        assert row in text, row
    assert "不明" not in text
    seen = replace(first, device={**first.device, "last_seen_at": "2026-11-23T01:00:00+00:00"})
    text = report(facts_of(seen), START, START)
    assert "| 最後の連絡（サーバーの時計） | 2026年11月23日 10:00 |" in text
    assert "遅くとも2026年12月23日 11:00" in text, "a later contact may have brought a lease"


def test_mended_21_the_office_says_who_let_the_tablet_in(lost: Lost) -> None:
    text = report(facts_of(lost.sources()), utc_now(), utc_now())
    approved = re.search(r"\| 庁内の承認 \| .+、cli \|", text)
    assert approved
    assert "| 登録 | 不明 |" not in text


def test_each_day_says_what_lay_on_the_tablet_alone_when_it_ended() -> None:
    said: list[tuple[str, dict[str, str | int]]] = [
        ("sealed", {"envelope": f"{n:032x}", "digest": "cd" * 32, "suite": HYBRID})
        for n in (1, 2, 3)
    ]
    next_day = "2026-11-23T15:00:00+00:00"  # the 24th in Japan
    rows = tuple(
        {
            "id": f"{n:032x}", "seq": n, "prev": "", "digest": f"{n}", "suite": HYBRID,
            "city_key": "k1", "sealed_at": START.isoformat(), "received_at": at,
            "durable_at": None,
        }
        for n, at in ((1, START.isoformat()), (2, next_day))
    )  # fmt: skip
    days = facts_of(sources(chain(said), rows)).days
    assert [(d.day.day, d.sealed, d.arrived, d.waiting) for d in days] == [
        (23, 3, 1, 2),
        (24, 0, 1, 1),
    ]


@pytest.mark.parametrize(
    ("then", "left"),
    [
        ([], 1),
        ([("visit_closed", {"outcome": "discarded"})], 0),
        ([("visit_resumed", {})], 1),
        ([("locked", {})], 1),
        ([("shift_ended", {"drafts": 1})], 0),
        ([("wiped", {"cause": "ordered"})], 0),
        ([("wiped", {"cause": "ordered"}), ("visit_opened", {})], 1),
    ],
)
def test_a_visit_is_open_until_it_was_closed_or_erased(
    then: list[tuple[str, dict[str, str | int]]], left: int
) -> None:
    signed = chain([("visit_opened", {}), *then])
    assert len(facts_of(sources(signed)).holdings.open_visits) == left


def by(staff: str, kind: str, **detail: str | int) -> dict[str, Any]:
    visit = VISIT if kind.startswith("visit") else None
    return {"kind": kind, "staff": staff, "visit": visit, "detail": detail}


@pytest.mark.parametrize(
    ("then", "holder"),
    [
        ([by("mihon-a", "visit_given", to="mihon-b")], "mihon-b"),
        ([by("mihon-b", "visit_resumed")], "mihon-b"),  # from before a hand-over was written
        ([by("mihon-a", "visit_given", to="mihon-b"), by("mihon-b", "visit_resumed")], "mihon-b"),
    ],
)
def test_a_visit_that_was_given_away_ends_with_the_colleagues_shift(
    then: list[dict[str, Any]], holder: str
) -> None:
    ends = [by(staff, "shift_ended", drafts=0) for staff in ("mihon-a", holder)]
    signed: list[SignedEvent] = []
    for said in (by("mihon-a", "visit_opened"), *then, *ends):
        signed.append(sign_event(event(signed[-1] if signed else None, **said), KEY))
    (left,) = facts_of(sources(signed[:-1])).holdings.open_visits
    assert (left.visit, left.staff, left.seq) == (VISIT, holder, 1)
    assert facts_of(sources(signed)).holdings.open_visits == ()


def test_a_wipe_and_a_lock_are_told() -> None:
    wiped: list[Line] = [("wiped", {"cause": "ordered"})] * 61  # the first in the first minute
    signed = chain([("signed_in", {}), ("locked", {}), *wiped])
    text = report(facts_of(sources(signed)), START, START)
    assert "| その後の施錠 | 記録あり |" in text
    assert "| 消去の確認 | 2026年11月23日 10:00 |" in text


def test_forged_events_count_for_nothing_and_are_named() -> None:
    (real,) = chain([("visit_opened", {})])
    forged = SignedEvent(event(real, "wiped", detail={"cause": "ordered"}), bytes(64))
    facts = facts_of(sources([real, forged]))
    assert facts.wiped is None
    assert facts.findings == (Finding(FindingKind.BAD_SIGNATURE, 2),)
    assert "署名が合わない記録：番号 2" in report(facts, START, START)


def test_a_clock_that_was_set_stands_in_the_report() -> None:
    first = sign_event(event(None, at=START, mono_s=10.0), KEY)
    late = sign_event(event(first, at=START + timedelta(days=1), mono_s=20.0), KEY)
    text = report(facts_of(sources([first, late])), START, START)
    assert "記録されていない時計のずれ（秒）：番号 2、大きさ 86390" in text


def test_the_deadlines_are_japans_days_with_the_day_of_knowing_as_the_first() -> None:
    evening = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # the 24th in Japan
    days = Deadlines.of(evening)
    assert (days.first_from, days.first_until) == (date(2026, 11, 26), date(2026, 11, 28))
    assert (days.final, days.final_malicious) == (date(2026, 12, 23), date(2027, 1, 22))
