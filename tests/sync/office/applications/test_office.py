"""A sealed application comes to the clerk exactly once, and the decision goes back."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn

from build.ports import free_port
from sync.office.applications.decisions import Decisions
from sync.office.applications.intake import Intake
from sync.office.applications.reading import ApplicationReader
from sync.office.audit.chain_check import Finding
from sync.office.audit.log import OfficeEvidence
from sync.office.console.clerks import Clerks
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient, ReceptionAway
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.office.web.app import Console
from sync.reception.store.devices import find_device
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf, ReceivedDecisions
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.events.event import SignedEvent
from sync.wire.messages.enrolment_code import EnrolmentCode, ca_fingerprint
from sync.wire.package import Package, Part
from tests.sync.city import OFFICE_TOKEN, City, enrolled_tablet, make_city, running

NUMBER = "482739562284"
DOCUMENT = {
    "v": 1,
    "number": NUMBER,
    "procedure": {"id": "kyufukin", "title": "給付金の申請", "version": 1},
    "person": {"name": "見本　太郎"},
    "counter_accepted_at": "2026-11-20T01:00:00+00:00",
    "staff": "mihon-a",
    "identity": {"method": "card_verification_b", "face_compared": True},
    "actor": {"kind": "self"},
    "confirmation": {"method": "spoken"},
    "answers": [{"label": "氏名", "display": "見本　太郎<b>", "source": "card"}],
}
PACKAGE = Package(DOCUMENT, (Part("form.pdf", "application/pdf", b"%PDF-1.7 not a form"),))


FONTS = Path(__file__).resolve().parents[4] / "assets" / "fonts"


class Office:
    """The office's parts on one city and one tablet."""

    def __init__(self, city: City, folder: Path, log_findings: Sequence[Finding] = ()) -> None:
        self.keys = OfficeKeys({"k1": city.sealing}, "a1", city.answer_key, OFFICE_TOKEN, {})
        self.store = OfficeStore.open(folder / "office" / "office.db")
        url = f"https://127.0.0.1:{city.port}"
        self.client = OfficeClient(url, city.folder / "ca.pem", OFFICE_TOKEN)
        reader = ApplicationReader(self.store, self.keys, folder)
        self.intake = Intake(self.store, self.keys, self.client, reader=reader)
        self.clerks = Clerks(self.store)
        self.clerks.add("clerk", "庁内 見本", "demado-office-2026")
        self.evidence = OfficeEvidence.open(self.store, folder / "office")
        decisions = Decisions(self.store, self.keys, evidence=self.evidence)
        console = Console(
            *(self.store, self.keys, self.clerks, decisions, folder, FONTS),
            new_code=self.new_code,
            aside=self.intake.claimed.aside,
            log_findings=log_findings,
        )
        port = free_port()
        config = uvicorn.Config(
            console.app(), host="127.0.0.1", port=port, log_level="critical", loop="asyncio"
        )
        self.serving = running(uvicorn.Server(config))
        self.serving.__enter__()
        self.address = f"http://127.0.0.1:{port}"
        self.web = self.browser()
        self.ca = ca_fingerprint((city.folder / "ca.pem").read_text())
        self.url = url

    def browser(self) -> httpx.Client:
        """Return one more browser on the console; it names its origin, as every browser does."""
        return httpx.Client(
            base_url=self.address,
            headers={"Origin": self.address},
            follow_redirects=True,
            trust_env=False,
            timeout=60,  # a busy machine
        )

    def new_code(self) -> EnrolmentCode:
        until = utc_now() + timedelta(minutes=9)
        self.last_code = EnrolmentCode(self.url, self.ca, self.client.new_code(), until)
        return self.last_code

    def sign_in(self) -> None:
        self.web.post("/sign-in", data={"clerk": "clerk", "passphrase": "demado-office-2026"})

    def csrf(self, path: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.web.get(path).text)
        assert found
        return found[1]

    def decide(self, id: str, said: dict[str, str], seen: int | None = None) -> httpx.Response:
        """Send a decision from a page that shows everything up to *seen*, or all there is."""
        if seen is None:
            seen = max((one.seq for one in self.store.decisions(id)), default=0)
        given = {"csrf": self.csrf("/devices"), "seen": str(seen), **said}
        return self.web.post(f"/applications/{id}", data=given)

    def search(self, text: str) -> str:
        """Search as a clerk does; return the list that is shown."""
        given = {"csrf": self.csrf("/devices"), "q": text}
        return self.web.post("/", data=given).text

    def order(self, device: str, what: str, seen: str | None = None) -> httpx.Response:
        """Send an order from a tablets' page of now, or from one that showed *seen*."""
        if seen is None:
            tablet = Tablets(self.store).find(device)
            seen = tablet.standing if tablet else ""
        given = {"csrf": self.csrf("/devices"), "device": device, "order": what, "seen": seen}
        return self.web.post("/devices", data=given)

    def close(self) -> None:
        self.web.close()
        self.serving.__exit__(None, None, None)
        self.client.close()
        self.store.close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = make_city(tmp_path / "city")
    with made.open():
        yield made
    made.store.close()


@pytest.fixture
def office(city: City, tmp_path: Path) -> Iterator[Office]:
    made = Office(city, tmp_path)
    yield made
    made.close()


def test_an_application_is_decided_and_the_answer_reaches_the_tablet(
    city: City, office: Office, tmp_path: Path
) -> None:
    store, secret, enrolled = enrolled_tablet(city, tmp_path / "tablet")
    client = Client(enrolled)
    outbox = Outbox(store, enrolled)
    courier = Courier(outbox, DecisionShelf(store, enrolled), client)
    id = outbox.put(NUMBER, PACKAGE).id
    courier.run_once()
    office.intake.run_once()
    office.sign_in()
    assert "承認していない端末" in office.web.get(f"/applications/{id}").text
    office.order(enrolled.id, "approve")
    office.intake.run_once()
    office.intake.run_once()
    listed = office.web.get("/").text
    assert listed.count(">4827-3956-2284<") == 1
    shown = office.web.get(f"/applications/{id}")
    assert "見本　太郎&lt;b&gt;" in shown.text
    assert "カードから" in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    refused = office.decide(id, {"status": "returned"})
    assert refused.status_code == 409
    assert "理由" in refused.text
    sent = {"status": "returned", "message": "口座を確かめてください"}
    assert office.decide(id, sent).status_code == 200
    office.intake.run_once()
    courier.run_once()
    vault = Vault(store, secret, scrypt_n=2**10)
    vault.add_staff("a", "見本 あおい", "demado-aoi-2026")
    answer = ReceivedDecisions(store, enrolled, vault.sign_in("a", "demado-aoi-2026")).open(id)
    assert answer is not None
    assert (answer.status, answer.message) == ("returned", "口座を確かめてください")
    kinds = [SignedEvent.from_bytes(one).event.kind for one in office.evidence.contents()]
    assert kinds.count("decided") >= 1
    assert "opened" in kinds, "whoever looked at it is on record"
    client.close()
    store.close()


def test_a_tablet_that_was_never_approved_can_be_wiped_from_the_console(
    city: City, office: Office, tmp_path: Path
) -> None:
    store, _, enrolled = enrolled_tablet(city, tmp_path / "tablet")
    store.close()
    with city.store.transaction() as db:
        db.execute("update device set approved_at = null")
    office.intake.run_once()
    office.sign_in()
    for order in ("revoke", "wipe"):  # the second once the first was not enough
        shown = office.web.get("/devices")
        assert f'value="{order}"' in shown.text
        shown = office.order(enrolled.id, order)
    assert ('value="approve"' in shown.text, 'value="wipe"' in shown.text) == (True, False)
    office.intake.run_once()
    known = find_device(city.store, enrolled.id)
    assert known is not None
    assert (known.approved_at, known.lease_order) == (None, "wipe")


def test_a_qr_enrols_one_tablet_of_this_city(city: City, office: Office) -> None:
    office.sign_in()
    shown = office.web.post("/devices/code", data={"csrf": office.csrf("/devices")})
    image = re.search(r'src="data:image/svg\+xml[^"]+"', shown.text)
    assert image
    text = office.last_code
    assert text.code in shown.text
    read = EnrolmentCode.parse(text.to_text(), utc_now())
    read.refuse_another_city(city.pack.reception_url, city.pack.ca_pem)
    assert office.web.post("/devices/code", data={"csrf": "x"}).url.path == "/sign-in"


def test_nothing_is_shown_without_sign_in(office: Office) -> None:
    for path in ("/", "/devices", "/applications/x", "/applications/x/form.pdf"):
        assert office.web.get(path, follow_redirects=False).status_code == 303
    wrong = office.web.post("/sign-in", data={"clerk": "clerk", "passphrase": "x"})
    assert wrong.status_code == 403
    assert "違います" in wrong.text


def test_a_decision_needs_the_forms_own_secret(office: Office) -> None:
    office.sign_in()
    answer = office.web.post("/devices", data={"device": "x"}, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in"


def test_another_host_name_is_refused(office: Office) -> None:
    assert office.web.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_the_reception_lets_in_the_token_only(city: City) -> None:
    stranger = OfficeClient(f"https://127.0.0.1:{city.port}", city.folder / "ca.pem", "wrong")
    with pytest.raises(ReceptionAway):
        stranger.claim()
    stranger.close()
