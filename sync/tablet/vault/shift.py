"""Holds the keys of one signed-in member of staff until they are locked or erased."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from sqlite_utils import Database

from sync.tablet.device.secret import derive
from sync.tablet.errors import HalfDoneVisits, LeaseEnded, Locked, StoreDamaged
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts
from sync.tablet.vault.filed import FiledNotes
from sync.tablet.vault.staff_pin import StaffPin
from sync.tablet.vault.transfer import Transfers
from sync.wire.city import NamedKey
from sync.wire.messages.decision import Decision, open_decision


@dataclass(frozen=True)
class Staff:
    """A member of staff who may sign in on this tablet."""

    id: str
    name: str


@dataclass(frozen=True)
class ShiftKeys:
    """The keys that a sign-in opened; nothing of it is printed."""

    drafts: Drafts = field(repr=False)
    shared: "SharedKeys | None" = field(repr=False)
    pin: StaffPin = field(repr=False)
    filed: FiledNotes = field(repr=False)


@dataclass(frozen=True)
class SharedKeys:
    """What opens more than the shift's own visits: decisions, and visits from and to colleagues."""

    seal_key: bytes = field(repr=False)
    transfers: Transfers = field(repr=False)


class Shift:
    """The shift of a signed-in member of staff; its keys are in this object's memory only.

    One that ``is_late`` began after the key lease ended. It holds the visits of that day only,
    so that no visitor is sent home; what was there before stays shut, and so do decisions and
    colleagues' visits.
    """

    def __init__(self, store: Store, staff: Staff, keys: ShiftKeys, taken: int = 0) -> None:
        """*taken*: how many visits of colleagues came with this sign-in."""
        self.staff = staff
        self.taken = taken
        self._store = store
        self._keys: ShiftKeys | None = keys

    @property
    def drafts(self) -> Drafts:
        """The half-done visits of this member of staff.

        Raises:
            Locked: the shift was locked.
        """
        return self._open.drafts

    @property
    def pin(self) -> StaffPin:
        """The short PIN of this member of staff; Locked after the lock."""
        return self._open.pin

    @property
    def filed(self) -> FiledNotes:
        """What was filed here today, as keyed digests; Locked after the lock."""
        return self._open.filed

    @property
    def is_late(self) -> bool:
        """Whether the lease was over when it was opened; Locked after the lock."""
        return self._open.shared is None

    @property
    def seal_key(self) -> bytes:
        """The tablet's private key for decisions; Locked after the lock, LeaseEnded when late."""
        return self._shared.seal_key

    def open_decision(self, content: bytes, keys: tuple[NamedKey, ...]) -> Decision:
        """Open a decision that the city sealed to this tablet, see ``wire.messages.decision``.

        Raises:
            LeaseEnded: the shift is late.
        """
        return open_decision(content, self.seal_key, keys)

    def give(self, visit: str, colleague: str) -> None:
        """Transfer one half-done visit to a colleague, see :meth:`Transfers.give`."""
        self._shared.transfers.give(visit, colleague)

    def lock(self) -> None:
        """Forget every key; sealed rows stay, and the same shift opens at the next sign-in."""
        self._keys = None

    def end(self, *, erase_half_done: bool = False) -> None:
        """End the shift: its key is erased, and whatever was sealed under it is noise.

        Raises:
            HalfDoneVisits: with their number; nothing was changed. Finish them,
                transfer them to a colleague, or say *erase_half_done*.
            Locked: nobody is signed in.
        """
        drafts = self.drafts
        with self._store.atomic() as db:
            left = len(drafts.visits())
            if left and not erase_half_done:
                raise HalfDoneVisits(left)
            erase_shift(db, drafts.staff)
        self._store.scrub()
        self.lock()

    @property
    def _open(self) -> ShiftKeys:
        if self._keys is None:
            raise Locked
        return self._keys

    @property
    def _shared(self) -> SharedKeys:
        if self._open.shared is None:
            raise LeaseEnded
        return self._open.shared


def open_shift_key(
    store: Store, staff: str, staff_key: bytes, now: Callable[[], datetime]
) -> bytes:
    """Return the key of this person's open shift; begin a shift when there is none.

    Raises:
        StoreDamaged: the wrapped key is not the one that was written.
    """
    with store.atomic() as db:
        found = db.execute("select id, wrapped_key from shift where staff = ?", [staff]).fetchone()
        if found:
            return _unwrap(staff_key, *found)
        id, key = secrets.token_hex(16), secrets.token_bytes(32)
        wrapped = aes_key_wrap(_wrapping(staff_key, id), key)
        db.execute(
            "insert into shift (staff, id, wrapped_key, begun_at) values (?, ?, ?, ?)",
            [staff, id, wrapped, now().isoformat()],
        )
        return key


def late_shifts(store: Store, staff: str) -> list[str]:
    """Return the names of this person's late shifts, which stand in the place of a staff id."""
    rows = store.rows("select staff from shift where staff like ? order by staff", f"{staff}/%")
    return [name for (name,) in rows]


def late_shift(staff: str, day: date) -> str:
    """Return the name of the late shift of one day; no id of staff has a stroke."""
    return f"{staff}/{day.isoformat()}"


def take_late(store: Store, staff: str, staff_key: bytes, drafts: Drafts) -> None:
    """Put the visits of this person's late shifts among *drafts*, in one transaction.

    A damaged visit stays as it is, and its shift with it.
    """
    with store.atomic() as db:
        for name in late_shifts(store, staff):
            key = open_shift_key(store, name, staff_key, drafts.now)
            late = Drafts(store, name, key, drafts.now)
            for visit in late.visits():
                with suppress(StoreDamaged):
                    drafts.adopt(late.release(visit.id))
            if not late.visits():
                erase_shift(db, name)


def erase_shift(db: Database, staff: str) -> None:
    """Delete a shift's key and all that was sealed under it, within the open transaction."""
    db.execute("delete from shift where staff = ?", [staff])
    db.execute("delete from filed where staff = ?", [staff])
    db.execute("delete from draft where visit in (select id from visit where staff = ?)", [staff])
    db.execute("delete from visit where staff = ?", [staff])


def _wrapping(staff_key: bytes, id: str) -> bytes:
    """Return the wrapping key of one shift; AES-KW itself could not bind the shift's id."""
    return derive(staff_key, f"shift/{id}")


def _unwrap(staff_key: bytes, id: str, wrapped: bytes) -> bytes:
    try:
        return aes_key_unwrap(_wrapping(staff_key, id), wrapped)
    except (InvalidUnwrap, ValueError) as refused:
        raise StoreDamaged("the key of a shift does not open") from refused
