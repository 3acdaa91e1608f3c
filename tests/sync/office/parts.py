"""An office without its pages: what a test needs of one process on a database."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sync.office.applications.decisions import Decisions
from sync.office.applications.intake import Intake
from sync.office.audit.log import OfficeEvidence
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from tests.sync.city import OFFICE_TOKEN, City
from tests.sync.tablet.desk import Desk


@dataclass
class Parts:
    """One process of the office."""

    store: OfficeStore
    keys: OfficeKeys
    client: OfficeClient
    folder: Path

    def __post_init__(self) -> None:
        self.intake = Intake(self.store, self.keys, self.client)
        self.tablets = Tablets(self.store)
        self.evidence = OfficeEvidence.open(self.store, self.folder)
        self.decisions = Decisions(self.store, self.keys, evidence=self.evidence)

    @classmethod
    def open(cls, city: City, folder: Path, database: str | Path) -> "Parts":
        """Open one more process on *database*; its log's key lies in *folder*."""
        until = utc_now() + timedelta(days=9)
        keys = OfficeKeys({"k1": city.sealing}, "a1", city.answer_key, OFFICE_TOKEN, {"k1": until})
        client = OfficeClient(city.pack.reception_url, city.folder / "ca.pem", OFFICE_TOKEN)
        return cls(OfficeStore.open(database), keys, client, folder)

    def close(self) -> None:
        self.client.close()
        self.store.close()

    def know(self, desk: Desk) -> None:
        """Approve a tablet."""
        self.intake.run_once()
        assert self.tablets.approve(desk.enrolled.id, "clerk", utc_now())
        self.intake.run_once()

    def status(self, id: str) -> str:
        found = self.store.application(id)
        assert found is not None
        return found[0].status

    def steps(self, id: str) -> list[tuple[int, str]]:
        """Return number and status of every decision."""
        return [(step.seq, step.status) for step in self.store.decisions(id)]
