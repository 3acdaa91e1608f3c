"""Names the parts of a tablet that the flows work with; ``wiring`` builds them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from card_reader import CardSource
from card_reader.genuineness import Issuers
from card_reader.simulated import SimulatedDesk
from field_app.flow.editions import Editions
from field_app.platform.files import Files
from field_app.platform.workers import Workers
from sync.tablet.delivery.courier import Courier
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import SecretPlace
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.packs.keeper import PackKeeper
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault


class Papers(Protocol):
    """Lends a document to the browser under an address that says nothing."""

    def put(self, content: bytes, media_type: str) -> str:
        """Keep *content* and return its address."""

    def clear(self) -> None:
        """Forget every document."""


@dataclass(frozen=True)
class Services:
    """One tablet's parts; the same for every session of the process."""

    store: Store
    vault: Vault
    enrolled: EnrolledDevice
    outbox: Outbox
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
