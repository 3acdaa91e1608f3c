"""Names the parts of a tablet that the flows work with; ``wiring`` builds them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from card_reader import CardSource
from card_reader.genuineness import Issuers
from card_reader.simulated import SimulatedDesk
from field_app.flow.base.filed import FiledToday
from field_app.flow.kept.editions import Editions
from field_app.platform.files import Files
from field_app.platform.workers import Workers
from sync.tablet.boards.shelf import BoardShelf
from sync.tablet.delivery.courier import Courier
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import SecretPlace
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.packs.keeper import PackKeeper
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault
from sync.wire.city import is_practice_city
from sync.wire.marks import Mark


class Papers(Protocol):
    """Lends a document to the browser under an address that says nothing."""

    def put(self, content: bytes, media_type: str) -> str:
        """Keep *content* and return its address."""

    def put_font(self, content: bytes) -> str:
        """Keep a font for as long as the program runs and return its address."""

    def forget(self, address: str) -> None:
        """Forget one document; harmless when there is none."""

    def clear(self) -> None:
        """Forget every document."""


@dataclass(frozen=True)
class Services:
    """One tablet's parts; the same for every session of the process."""

    store: Store
    vault: Vault
    enrolled: EnrolledDevice
    outbox: Outbox
    boards: BoardShelf
    courier: Courier
    evidence: EvidenceLog
    cards: CardSource
    practice: SimulatedDesk | None
    issuers: Issuers
    editions: Editions
    packs: PackKeeper
    hand_out: Papers
    workers: Workers
    now: Callable[[], datetime]
    secret_place: SecretPlace
    place: str | None = None
    files: Files | None = None
    filed: FiledToday = field(default_factory=FiledToday)

    @property
    def is_practice(self) -> bool:
        """Whether everything that is filed here is for practice: an invented city, or its cards."""
        return self.practice is not None or is_practice_city(self.enrolled.city.lg_code)

    def marks(self) -> tuple[Mark, ...]:
        """Return what an application that is sealed now is marked with. Asks the store."""
        alone = (Mark.NO_CONTACT,) if self.is_alone() else ()
        return ((Mark.PRACTICE,) if self.is_practice else ()) + alone

    def is_alone(self) -> bool:
        """Tell whether the city was out of reach for thirty days, or for longer than the lease."""
        return self.editions.is_too_old() or self.vault.leases.is_over()
