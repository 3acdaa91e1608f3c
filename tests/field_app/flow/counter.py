"""A tablet that is started again and again, with the flows of its sessions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from field_app.flow.app import App
from field_app.served.hand_out import HandOutStore
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.sync.city import City, enrolled_tablet
from tests.sync.tablet.staff import CHEAP


def enrol(city: City, data: Path) -> None:
    """Make *data* a tablet of *city* with one member of staff."""
    with city.open():
        store, secret, _ = enrolled_tablet(city, data)
    vault = Vault(store, secret, scrypt_n=CHEAP)
    vault.add_staff(STAFF, "見本 あおい", PASSPHRASE)
    vault.close_enrolment()
    store.close()


@contextmanager
def started(data: Path, now: Callable[[], datetime] = utc_now) -> Iterator[App]:
    """Start the app of the tablet *data*; *now* is the clock of its vault."""
    with services(TabletOptions(data), HandOutStore()) as parts:
        vault = replace(parts.vault, scrypt_n=CHEAP, now=now)
        yield App.open(replace(parts, vault=vault), lambda _: None)
