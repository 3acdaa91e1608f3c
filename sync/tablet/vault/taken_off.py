"""Keeps whoever the city took off from signing in, and opens what they left to a colleague.

While a person works here, their key is sealed to the city's key for that person, and that once
more under a key that all staff of this tablet share. The city publishes its half with the order
that takes the person off: before, nobody but the person opens the visits; after, whoever signs
in on this very tablet.
"""

from dataclasses import dataclass
from typing import Final

from sync.tablet.device.secret import derive
from sync.tablet.errors import ColleagueNotReady, StaffTakenOff
from sync.tablet.store.sealing import open_value, seal_value
from sync.tablet.store.store import Store
from sync.tablet.vault.shift import Staff
from sync.wire.canonical import canonical
from sync.wire.content.staff import StaffList
from sync.wire.hpke.suites import CLASSIC, open_bytes, seal_bytes

STAFF_LIST: Final = "staff_list"
DOMAIN: Final = b"demado-take-over-v1"
COUNT: Final = (
    "select (select count(*) from visit where staff = ? or staff like ?)"
    " + (select count(*) from hand_over where taker = ?)"
)


@dataclass(frozen=True)
class LeftBehind:
    """Half-done visits of a person whom the city took off; not ``is_open``: no key came for them.

    The city then puts the person back for as long as they need to transfer the visits.
    """

    staff: Staff
    visits: int
    is_open: bool


def staff_list(store: Store) -> StaffList:
    """Return the city's list, as the newest pack brought it."""
    found = store.setting(STAFF_LIST)
    return StaffList.parse(found) if found else StaffList()


def is_off(store: Store, id: str) -> bool:
    """Tell whether the city took this person off."""
    member = staff_list(store).find(id)
    return member is not None and member.is_off


def refuse_taken_off(store: Store, id: str) -> None:
    """Raise StaffTakenOff when the city took this person off; nothing was tried."""
    if is_off(store, id):
        raise StaffTakenOff


def count_half_done(store: Store, id: str) -> int:
    """Count this person's half-done visits, those on their way to them included."""
    ((count,),) = store.rows(COUNT, id, f"{id}/%", id)
    return int(count)


def keep_escrow(store: Store, id: str, staff_key: bytes, seal_key: bytes) -> None:
    """Seal this person's key to the city's key for them; nothing where the city has none."""
    member = staff_list(store).find(id)
    if member is None or not member.public:
        return
    inner = seal_bytes(CLASSIC, member.public, staff_key, _info(id))
    sealed = seal_value(_shared(seal_key), inner, _place(id))
    with store.atomic() as db:
        db.execute("update staff set escrow = ? where id = ?", [sealed, id])


def open_escrow(store: Store, id: str, seal_key: bytes) -> bytes:
    """Return the key of a person whom the city took off.

    Raises:
        ColleagueNotReady: the person is not off, or no key came for them.
        StoreDamaged, OpenFailed: the row was changed by somebody else.
    """
    member = staff_list(store).find(id)
    found = store.rows("select escrow from staff where id = ?", id)
    if member is None or not member.take_over or not found or found[0][0] is None:
        raise ColleagueNotReady
    inner = open_value(_shared(seal_key), bytes(found[0][0]), _place(id))
    return open_bytes(CLASSIC, member.take_over, inner, _info(id))


def left_behind(store: Store) -> list[LeftBehind]:
    """Return what people whom the city took off left half-done here."""
    listed, found = staff_list(store), []
    for id, name, has_key in store.rows("select id, name, escrow is not null from staff"):
        member = listed.find(id)
        if member is not None and member.is_off and (count := count_half_done(store, id)):
            found.append(LeftBehind(Staff(id, name), count, bool(has_key and member.take_over)))
    return found


def _shared(seal_key: bytes) -> bytes:
    return derive(seal_key, "take-over")


def _place(id: str) -> str:
    return f"staff/{id}/escrow"


def _info(id: str) -> bytes:
    return DOMAIN + canonical([id])
