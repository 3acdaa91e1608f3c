"""Enrols a tablet: its keys, its first staff, and the city's first content pack."""

import logging
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from field_app.flow.joining import NewStaff
from field_app.wiring.wiring import pack_shelf, secret_of, store_path
from field_app.words.typed_text import refuse_individual_number
from sync.errors import SyncError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import DeviceSecret, KeyStore
from sync.tablet.enrolment.enrolment import enrol
from sync.tablet.enrolment.introduction import Introduction, introduce
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.line.client import Client
from sync.tablet.packs.folder import from_folder
from sync.tablet.store.store import Store
from sync.tablet.vault.staff_key import refuse_staff
from sync.tablet.vault.vault import Vault
from sync.wire.events.event_kinds import person_id
from sync.wire.messages.enrolment_code import EnrolmentCode

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EmptyTablet:
    """A tablet that belongs to no city yet: its folder and the place of its secret.

    *packs* is a carried copy of the city's packs, for where there is no line.
    """

    data: Path
    secret: DeviceSecret = field(repr=False)
    packs: Path | None = None

    def ask(self, code: EnrolmentCode) -> Introduction:
        """Ask the reception of a QR for its city, see :func:`introduce`."""
        return introduce(code)

    def join(
        self, introduction: Introduction, *, code: str, name: str, staff: Sequence[NewStaff]
    ) -> EnrolledDevice:
        """Enrol with all staff in one transaction, then take the first pack.

        Without the root of any pack, and where none can be had yet, the app's
        own content serves. Takes about a second a person by intent (scrypt).

        Raises:
            StaffIdInvalid, StaffIdTaken, PassphraseTooShort, AlreadyEnrolled,
            IndividualNumberTyped: nothing was changed; except for StaffIdTaken the
                code is still good.
            CodeRefused, LineDown, CaptivePortal, TlsNotTrusted, ServerRefused,
            KeyStoreUnavailable, WrongDeviceSecret, StoreInUse: nothing was changed.
        """
        for person in staff:
            refuse_staff(person.id, person.passphrase)
        refuse_individual_number((name, *(text for one in staff for text in (one.id, one.name))))
        with closing(Store.open(store_path(self.data))) as store:
            # One transaction: switched off in between, it has joined whole or not at all.
            with store.atomic():
                enrolled = enrol(store, self.secret, introduction.city, code, name)
                self._add(store, enrolled, staff)
                if introduction.root:
                    pack_shelf(self.data, store, enrolled).trust(introduction.root)
            store.scrub()
            self._take_first_pack(store, enrolled)
        return enrolled

    def _add(self, store: Store, enrolled: EnrolledDevice, staff: Sequence[NewStaff]) -> None:
        vault, evidence = Vault(store, self.secret), EvidenceLog(store, enrolled)
        evidence.put("enrolled")
        for person in staff:
            vault.add_staff(person.id, person.name, person.passphrase)
            evidence.put("staff_added", person=str(person_id(person.id)))
        vault.close_enrolment()

    def _take_first_pack(self, store: Store, enrolled: EnrolledDevice) -> None:
        shelf = pack_shelf(self.data, store, enrolled)
        with closing(Client(enrolled)) as client:
            try:
                shelf.update(from_folder(self.packs) if self.packs else client.pack_file)
            except SyncError as error:
                log.warning("no pack yet: %s %s", type(error).__name__, error)


def empty_tablet(
    data: Path, *, packs: Path | None = None, key_store: KeyStore | None = None
) -> EmptyTablet:
    """Return the tablet in *data*, with its secret where :func:`secret_of` puts it."""
    return EmptyTablet(data, secret_of(data, key_store), packs)
