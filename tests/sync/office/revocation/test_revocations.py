"""The office asks about each checked signature, keeps what it hears, and shows it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from sync.office.applications.reading import ApplicationReader
from sync.office.applications.revocations import Revocations
from sync.office.revocation.finding import RevocationState, Unconfirmed
from sync.office.revocation.folder import FolderSource
from sync.office.revocation.kept import RevocationReport, kept_report
from sync.office.revocation.settings import RevocationSources
from sync.office.store.columns import ColumnCipher, ColumnKeys
from sync.office.store.schema import REVOCATION
from sync.tablet.delivery.decisions import ReceivedDecisions
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.package import Package, Part, encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.office.parsing.signed import SignedForm, signed_form
from tests.sync.office.revocation.authority import DAY, HOUR, LOST, Listed, Pair, crl
from tests.sync.tablet.desk import Desk

UNCONFIRMED = '<span class="pill check">失効を確認できず</span>'


@dataclass
class Scene:
    """An office that received one signed form, and a folder for lists."""

    office: Office
    form: SignedForm
    id: str
    folder: Path
    late: timedelta = timedelta(0)
    looked_at: datetime = field(default_factory=utc_now)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        reader = ApplicationReader(self.office.store, self.office.keys, self.folder.parent)
        sources = RevocationSources((FolderSource("失効リスト", self.folder),))
        self.revocations = Revocations(self.office.store, reader, sources, self.now)

    def now(self) -> datetime:
        self.looked_at = utc_now() + self.late
        return self.looked_at

    def list_with(self, listed: Listed) -> None:
        authority = x509.load_pem_x509_certificate(self.form.authority)
        (self.folder / "own.crl").write_bytes(crl(Pair(self.form.key, authority), listed))

    def report(self) -> RevocationReport:
        found = kept_report(self.office.store, self.id)
        assert found is not None
        return found

    def page(self) -> str:
        return self.office.web.get(f"/applications/{self.id}").text

    def due_in(self) -> timedelta | None:
        """Return how long the office rests, from its last look at the clock."""
        ((at,),) = self.office.store.rows("select due_at from revocation")
        return datetime.fromisoformat(at) - self.looked_at if at else None


@pytest.fixture
def scene(office: Office, online: Desk, tmp_path: Path) -> Scene:
    approve(office, online)
    form = signed_form(utc_now() - 100 * DAY, utc_now() + 100 * DAY)
    (tmp_path / "authority.pem").write_bytes(form.authority)
    document = {**DOCUMENT, "counter_accepted_at": utc_now().isoformat()}
    part = Part("form.pdf", "application/pdf", form.pdf)
    (id,) = send(online, [encode_package(Package(document, (part,)))])
    office.intake.run_once()
    return Scene(office, form, id, tmp_path / "lists")


def change(scene: Scene, sql: str) -> None:
    with scene.office.store.transaction() as db:
        db.execute(sql)


def revoked(scene: Scene, age: timedelta) -> Listed:
    return Listed({scene.form.serial: (utc_now() - age, LOST)})


def test_a_signature_is_unconfirmed_until_a_source_was_heard(scene: Scene) -> None:
    assert 'data-revocation="waiting"' in scene.page()
    assert "失効未確認" in scene.page()
    assert "署名は正しく" in scene.page()
    scene.list_with(Listed())
    scene.revocations.run_once()
    shown = scene.page()
    assert 'data-revocation="good"' in shown
    assert "失効リスト" in shown
    assert scene.due_in() is None


def test_a_revoked_certificate_is_shown_and_marked_in_the_list(scene: Scene) -> None:
    scene.list_with(revoked(scene, DAY))
    scene.revocations.run_once()
    shown = scene.page()
    assert 'data-revocation="revoked"' in shown
    assert "署名したときにはもう失効" in shown
    assert "カードの紛失・盗難など" in shown
    assert '<span class="pill mark">失効</span>' in scene.office.web.get("/").text
    change(scene, "update application set compared = null")
    scene.office.intake.run_once()
    assert '<span class="pill mark">失効</span>' in scene.office.web.get("/").text


def test_a_source_that_is_away_is_asked_again_with_growing_pauses(scene: Scene) -> None:
    pauses = []
    for _ in range(4):
        scene.revocations.run_once()
        pause = scene.due_in()
        assert pause is not None
        pauses.append(pause / timedelta(minutes=1))
        asked = scene.report()
        scene.revocations.run_once()  # too early: nothing is asked
        assert scene.report() == asked
        assert asked.state is RevocationState.UNKNOWN
        scene.late += pause
    assert pauses == [1, 2, 4, 8]
    assert scene.report().failures[0].reason is Unconfirmed.AWAY
    assert "失効を確認できず" in scene.page()
    assert UNCONFIRMED in scene.office.web.get("/").text
    scene.late = timedelta(0)
    scene.list_with(Listed())
    scene.office.web.post(
        f"/applications/{scene.id}/revocation", data={"csrf": scene.office.csrf("/devices")}
    )
    scene.revocations.run_once()
    assert scene.report().state is RevocationState.GOOD
    assert UNCONFIRMED not in scene.office.web.get("/").text


def test_what_was_confirmed_stays_when_the_source_is_away_later(scene: Scene) -> None:
    scene.list_with(revoked(scene, -HOUR / 60))
    scene.late = 2 * HOUR / 60
    scene.revocations.run_once()
    assert scene.report().state is RevocationState.REVOKED_LATER
    (scene.folder / "own.crl").unlink()
    scene.office.web.post(
        f"/applications/{scene.id}/revocation", data={"csrf": scene.office.csrf("/devices")}
    )
    scene.revocations.run_once()
    assert scene.report().state is RevocationState.REVOKED_LATER


def test_a_certificate_on_hold_is_asked_about_again_the_next_day(scene: Scene) -> None:
    hold = x509.ReasonFlags.certificate_hold
    scene.list_with(Listed({scene.form.serial: (utc_now() - DAY, hold)}))
    scene.revocations.run_once()
    assert "一時停止" in scene.page()
    scene.list_with(Listed())
    scene.late = DAY + HOUR / 60
    scene.revocations.run_once()
    assert scene.report().state is RevocationState.GOOD


def test_what_was_heard_is_sealed_and_a_list_is_kept_once(scene: Scene) -> None:
    keys = ColumnKeys({"0a0b0c0d": bytes(32)}, "0a0b0c0d")
    scene.office.store.cipher = ColumnCipher(lambda _: keys)
    scene.list_with(revoked(scene, DAY))
    scene.revocations.run_once()
    ((content,),) = scene.office.store.rows("select content from revocation")
    assert content.startswith("v1.0a0b0c0d.")
    assert scene.report().state is RevocationState.REVOKED
    ((kept,),) = scene.office.store.rows("select content from revocation_list")
    assert bytes(kept) == (scene.folder / "own.crl").read_bytes()


def test_an_office_from_before_checks_undecided_forms_anew(scene: Scene) -> None:
    change(scene, "delete from revocation")
    for step in REVOCATION.split(";"):
        if step.strip().startswith("update"):
            change(scene, step)
    scene.office.intake.run_once()
    assert scene.report() == RevocationReport()


def test_the_clerk_opens_the_form_with_its_evidence(scene: Scene) -> None:
    path = f"/applications/{scene.id}/form-with-evidence.pdf"
    assert scene.office.web.get(path).status_code == 404
    assert path not in scene.page()
    scene.list_with(Listed())
    scene.revocations.run_once()
    assert path in scene.page()
    kept = scene.office.web.get(path)
    assert kept.headers["content-type"] == "application/pdf"
    assert kept.content.startswith(scene.form.pdf)
    assert b"/DSS" in kept.content


def test_the_decision_tells_the_tablet_what_was_found(scene: Scene, online: Desk) -> None:
    vault = Vault(online.store, online.secret, scrypt_n=2**10)
    vault.add_staff("a", "見本 あおい", "demado-aoi-2026")
    shift = vault.sign_in("a", "demado-aoi-2026")

    def told() -> tuple[str, str | None]:
        scene.office.intake.run_once()
        online.courier.run_once()
        said = ReceivedDecisions(online.store, online.enrolled, shift).open(scene.id)
        assert said is not None
        return said.status, said.certificate

    assert told() == ("received", None), "nobody was asked yet"
    scene.list_with(revoked(scene, DAY))
    scene.revocations.run_once()
    scene.office.decide(scene.id, {"status": "rejected", "message": "カードを確かめてください"})
    assert told() == ("rejected", "revoked")
