"""An enrolled tablet in a test, with everything between its store and the line."""

from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf, ReceivedDecisions
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.line.client import Client, connect
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.city import utc_now
from sync.wire.messages.decision import Decision
from sync.wire.package import Package, Part
from sync.wire.request import HEADER, Request, authorise
from tests.sync.city import City, enrolled_tablet

PACKAGE = Package({"number": "x"}, (Part("form.pdf", "application/pdf", b"%PDF-1.7"),))


@dataclass
class Desk:
    """The parts of one tablet."""

    store: Store
    secret: FileDeviceSecret
    enrolled: EnrolledDevice

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.store, self.enrolled)
        self.client = Client(self.enrolled)
        self.shelf = DecisionShelf(self.store, self.enrolled)
        self.courier = Courier(self.outbox, self.shelf, self.client)

    @classmethod
    def join(cls, city: City, folder: Path) -> "Desk":
        """Enrol at the running reception of *city*, and be approved."""
        return cls(*enrolled_tablet(city, folder))

    def close(self) -> None:
        self.client.close()
        self.store.close()

    def seal(
        self, count: int = 1, package: Package = PACKAGE, *, is_urgent: bool = False
    ) -> list[str]:
        today, put = utc_now().date(), self.outbox.put
        return [
            put(self.outbox.reserve_number(today), package, is_urgent=is_urgent).id
            for _ in range(count)
        ]

    def states(self) -> set[str]:
        return {item.state for item in self.outbox.items()}

    def station_at(self, port: int) -> EnrolledDevice:
        """The same tablet, calling another port of this machine."""
        url = f"https://127.0.0.1:{port}"
        return replace(
            self.enrolled, city=self.enrolled.city.model_copy(update={"reception_url": url})
        )

    def ask(self, method: str, target: str, headers: dict[str, str]) -> httpx.Response:
        """Send one signed request as it is."""
        enrolled = self.enrolled
        signed = authorise(
            Request(method, target), device=enrolled.id, key=enrolled.sign_key, at=utc_now()
        )
        with connect(enrolled.city) as http:
            return http.request(method, target, headers={HEADER: signed, **headers})


def answers_by_number(answers: ReceivedDecisions) -> dict[str, Decision]:
    """Open the newest answer to every application."""
    opened = [answers.open(id) for id in answers.newest()]
    return {answer.number: answer for answer in opened if answer is not None}
