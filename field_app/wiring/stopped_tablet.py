"""Works on the folder of a tablet whose app does not run: packs, relay export, giving it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from field_app.wiring.relay_to import Saved, relay_to
from field_app.wiring.wiring import pack_shelf, secret_of, store_path
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.enrolment.check_in import check_in
from sync.tablet.errors import NotEnrolled
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import Pack
from sync.tablet.store.store import Store


def take_packs(data: Path, packs: Path) -> Pack | None:
    """Take the newest pack from a copy of the city's repository; None when there is none.

    Raises:
        SyncError: the tablet cannot be opened, or the copy is not the city's.
    """
    with _store(data) as store:
        enrolled = EnrolledDevice.open(store, secret_of(data))
        return pack_shelf(data, store, enrolled).update(from_folder(packs))


def export_queue(data: Path, to: Path) -> Saved:
    """Save the sealed queue as files from *to* on; see :func:`relay_to`."""
    with _store(data) as store:
        return relay_to(to, store, secret_of(data))


def give_back(data: Path) -> None:
    """Erase the tablet's keys before it goes back to the city.

    Raises:
        UnsentWork: something has not reached the city; nothing was erased.
    """
    with _store(data) as store:
        secret = secret_of(data)
        check_in(Outbox(store, EnrolledDevice.open(store, secret)), secret)


@contextmanager
def _store(data: Path) -> Iterator[Store]:
    """Open the store of a tablet that is there; a mistyped folder becomes none."""
    if not store_path(data).exists():
        raise NotEnrolled(f"{data} に登録したタブレットのデータがありません / there is no tablet")
    store = Store.open(store_path(data))
    try:
        yield store
    finally:
        store.close()
