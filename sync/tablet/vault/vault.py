"""Signs staff in: each has a key, wrapped under a passphrase and the device secret."""

import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NoReturn

from sync.passphrases import normalised
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import DeviceSecret, derive
from sync.tablet.errors import (
    ColleagueHalfDone,
    Locked,
    StaffIdTaken,
    VaultWiped,
    WrongDeviceSecret,
    WrongPassphrase,
)
from sync.tablet.store.sealing import open_value, seal_value
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts
from sync.tablet.vault.filed import FiledNotes
from sync.tablet.vault.lease import Leases
from sync.tablet.vault.passphrase_kdf import PassphraseKdf
from sync.tablet.vault.shift import (
    SharedKeys,
    Shift,
    ShiftKeys,
    Staff,
    erase_shift,
    late_shift,
    late_shifts,
    open_shift_key,
    take_late,
)
from sync.tablet.vault.staff_key import (
    StaffKey,
    WrongKey,
    refuse_short,
    refuse_staff,
    unwrap_staff_key,
    wrap_staff_key,
)
from sync.tablet.vault.staff_pin import StaffPin, staff_pin_setting
from sync.tablet.vault.taken_off import (
    count_half_done,
    keep_escrow,
    refuse_taken_off,
    staff_list,
)
from sync.tablet.vault.transfer import Transfers, make_transfer_keys, open_transfer_key
from sync.tablet.vault.tries import FREE_TRIES, MOST_TRIES, PassphraseTries, Waits, wait_after
from sync.wire.city import utc_now
from sync.wire.japan import JAPAN
from sync.wire.messages.lease import Lease, Order

PENDING_SEAL_KEY: Final = "pending_seal_key"


@dataclass(frozen=True)
class Vault:
    """Staff, sign-in and wipe of one tablet; the try counter outlives a restart."""

    store: Store
    secret: DeviceSecret
    scrypt_n: int | None = None
    """The cost of a passphrase; measured on this machine when it is not given."""
    now: Callable[[], datetime] = field(default=utc_now)
    timer: Callable[[], float] = time.perf_counter
    waits: Waits = field(default_factory=Waits)

    def staff(self) -> list[Staff]:
        """Return the members of staff who may sign in."""
        everybody = self.store.rows("select id, name from staff order by id")
        listed = staff_list(self.store)
        off = {one.id for one in listed.staff if one.is_off}
        return [Staff(*row) for row in everybody if row[0] not in off]

    def names_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the names of these members of staff, also of those who are off."""
        wanted = set(ids)
        return {
            id: name for id, name in self.store.rows("select id, name from staff") if id in wanted
        }

    def add_staff(self, id: str, name: str, passphrase: str, *, by: Shift | None = None) -> Staff:
        """Add a member of staff with a key of their own.

        During enrolment nobody needs to be signed in; afterwards *by* is the
        colleague who vouches.

        Raises:
            PassphraseTooShort, StaffIdInvalid, StaffIdTaken: nothing was changed.
            Locked: enrolment is over and nobody signed in vouches.
        """
        refuse_staff(id, passphrase)
        if self.store.rows("select 1 from staff where id = ?", id):
            raise StaffIdTaken
        seal_key = by.seal_key if by else self._pending_seal_key()
        staff_key = secrets.token_bytes(32)
        wrapped = self._wrapped(id, passphrase, staff_key, self._kdf.measured_cost())
        sealed_key = seal_value(staff_key, seal_key, f"staff/{id}/seal_key")
        hand_keys = make_transfer_keys(id, staff_key, seal_key)
        with self.store.atomic() as db:
            db.execute(
                "insert into staff (id, name, salt, scrypt_n, wrapped_dek, sealed_seal_key,"
                " hand_public, hand_private) values (?, ?, ?, ?, ?, ?, ?, ?)",
                [id, name, *wrapped, sealed_key, *hand_keys],
            )
            keep_escrow(self.store, id, staff_key, seal_key)
        return Staff(id, name)

    def remove_staff(self, id: str, *, by: Shift) -> None:
        """Remove a colleague from this tablet: the key goes for good, what they sealed stays.

        Nobody removes themself: one key at least stays, through which the
        city's decisions open.

        Raises:
            ValueError: *by* is the one to be removed; nothing was changed.
            ColleagueHalfDone: something would be lost; nothing was changed.
            Locked: nobody is signed in.
        """
        if by.staff.id == id:
            raise ValueError("nobody removes themself")
        _ = by.seal_key  # a shift that was locked vouches for nobody
        with self.store.atomic() as db:
            if count := count_half_done(self.store, id):
                raise ColleagueHalfDone(count)
            for name in (id, *late_shifts(self.store, id)):
                erase_shift(db, name)
            db.execute("delete from staff where id = ?", [id])
            self.store.remove_setting(staff_pin_setting(id))
        self.store.scrub()

    def close_enrolment(self) -> None:
        """End the enrolment: the tablet's private key opens through a signed-in person only."""
        self.store.remove_setting(PENDING_SEAL_KEY)
        self.store.scrub()

    def sign_in(self, id: str, passphrase: str) -> Shift:
        """Open this member of staff's key and shift. Takes about 0.4 s by intent (scrypt).

        Within one shift the same half-done visits are there again; after
        :meth:`Shift.end` a new shift begins, empty.

        Raises:
            WrongPassphrase: with the tries left, and the wait until the next one; before that
                nothing is tried.
            VaultWiped: it was the tenth wrong one in a row, or no try was left.
            MemoryError: too little is free for scrypt; it cost no try.
            WrongDeviceSecret: this tablet's secret is missing.
            LeaseEnded, OrderedLock, WipedByCity: the city's lease forbids it; nothing was tried.
            StaffTakenOff: the city took this person off; nothing was tried.
        """
        refuse_taken_off(self.store, id)
        self.leases.refuse_to_open()
        return self._shift(self._unlock(id, passphrase))

    def sign_in_late(self, id: str, passphrase: str) -> Shift:
        """Open a shift for new visits only, after the lease has ended.

        It has a key of its own for each day, so that a visit that began today is there again
        after a lock. The first sign-in under a new lease puts those visits among the others.

        Raises:
            As :meth:`sign_in`, but for LeaseEnded.
        """
        refuse_taken_off(self.store, id)
        self.leases.refuse_ordered()
        opened = self._unlock(id, passphrase)
        seal_key = self._seal_key(opened)
        keep_escrow(self.store, id, opened.key, seal_key)
        name = late_shift(id, self.leases.time().astimezone(JAPAN).date())
        key = open_shift_key(self.store, name, opened.key, self.now)
        drafts = Drafts(self.store, name, key, self.now)
        pin, filed = (
            StaffPin.of(self.store, id, opened.key),
            FiledNotes.of(self.store, name, seal_key),
        )
        return Shift(self.store, opened.staff, ShiftKeys(drafts, None, pin, filed))

    def prove(self, id: str, passphrase: str) -> None:
        """Check this person's passphrase and open nothing; a wrong one counts as at sign-in.

        Raises:
            As :meth:`sign_in`.
        """
        refuse_taken_off(self.store, id)
        self.leases.refuse_ordered()
        self._unlock(id, passphrase)

    def refuse_to_go_on(self, shift: Shift) -> None:
        """Refuse when an open shift has to be locked: as sign_in would, but for a passphrase."""
        refuse_taken_off(self.store, shift.staff.id)
        self.leases.refuse_to_open()

    def start(self) -> bool:
        """Finish a wipe that was cut off and empty the log; call it at every start.

        What a crash left of deleted rows leaves the disk. A lease that is over
        erases nothing: drafts stay shut until the city renews it or orders a wipe.

        Returns:
            True when something was wiped, which is then to be written down.
        """
        has_wiped = self.leases.kept().order is Order.WIPE and self.wipe()
        self.store.scrub()
        return has_wiped

    def take_lease(self, token: str, enrolled: EnrolledDevice) -> Lease:
        """Keep a newer key lease and obey its order to wipe; the caller locks an open shift.

        Raises:
            LeaseInvalid, LeaseTooOld: nothing was changed.
        """
        lease = self.leases.take(token, enrolled.id, enrolled.city.receipt_keys)
        if lease.order is Order.WIPE:
            self.wipe()
        return lease

    def wipe(self) -> bool:
        """Erase every staff key and draft for good; what is sealed to the city stays.

        The secret goes first: from that moment nothing opens, also when the
        tablet is switched off before the rows are gone.

        Returns:
            False when nothing was left to erase.
        """
        found = self.secret.load() is not None
        self.secret.wipe()
        with self.store.atomic() as db:
            for table in ("shift", "filed", "draft", "visit", "hand_over"):
                found |= db.execute(f"delete from {table}").rowcount > 0  # noqa: S608 - fixed names
        self.store.scrub()
        return found

    def change_passphrase(self, id: str, old: str, new: str) -> None:
        """Wrap this person's key under a new passphrase; drafts and an open shift stay.

        Raises:
            PassphraseTooShort: the new one; the old one was not tried.
            WrongPassphrase, VaultWiped, WrongDeviceSecret: as in :meth:`sign_in`;
                a wrong old one counts as a try.
        """
        refuse_short(new)
        refuse_taken_off(self.store, id)
        self.leases.refuse_to_open()
        opened = self._unlock(id, old)
        self._rewrap(opened, new, self._kdf.measured_cost())

    def _unlock(self, id: str, passphrase: str) -> StaffKey:
        """Open the staff key, and wrap it again at a higher cost when this machine can bear it."""
        found = self.store.rows(
            "select name, salt, scrypt_n, wrapped_dek, sealed_seal_key from staff where id = ?", id
        )
        if not found:
            raise WrongPassphrase(FREE_TRIES, 0)
        name, salt, cost, wrapped, sealed_key = found[0]
        secret = self._device_secret()
        if self._tries.left(id) == 0:  # switched off in the tenth, or before its wipe
            self._wipe_for_tries()
        self._tries.count(id)
        try:
            key, right_cost, is_old = self._unwrapped(id, passphrase, (salt, cost, wrapped), secret)
        except WrongKey:
            self._refuse(id)
        except BaseException:
            self._tries.give_back(id)
            raise
        self._tries.clear(id)
        opened = StaffKey(Staff(id, name), key, sealed_key)
        if is_old or right_cost > cost:
            with suppress(MemoryError):  # too little is free just now: the old cost serves on
                self._rewrap(opened, passphrase, right_cost)
        return opened

    def _unwrapped(
        self, id: str, passphrase: str, kept: tuple[bytes, int, bytes], secret: bytes
    ) -> tuple[bytes, int, bool]:
        """Return the staff key, the right cost, and whether it was wrapped under the raw text.

        That was so before passphrases were normalised. Both readings of what was typed are one try.
        """
        salt, cost, wrapped = kept
        normal = normalised(passphrase)
        stretched, right_cost = self._kdf.stretch(normal, salt, cost)
        try:
            return unwrap_staff_key(id, stretched, secret, wrapped), right_cost, False
        except WrongKey:
            if normal == passphrase:
                raise
        stretched, right_cost = self._kdf.stretch(passphrase, salt, cost)
        return unwrap_staff_key(id, stretched, secret, wrapped), right_cost, True

    def _refuse(self, id: str) -> NoReturn:
        left = self._tries.note_wrong(id)
        if left == 0:
            self._wipe_for_tries()
        raise WrongPassphrase(left, wait_after(MOST_TRIES - left))

    def _wipe_for_tries(self) -> NoReturn:
        self.wipe()
        raise VaultWiped

    def _rewrap(self, opened: StaffKey, passphrase: str, cost: int) -> None:
        """Replace the wrapped key; the one before leaves the disk."""
        id = opened.staff.id
        wrapped = self._wrapped(id, passphrase, opened.key, cost)
        with self.store.atomic() as db:
            db.execute(
                "update staff set salt = ?, scrypt_n = ?, wrapped_dek = ? where id = ?",
                [*wrapped, id],
            )
        self.store.scrub()

    def _wrapped(
        self, id: str, passphrase: str, staff_key: bytes, cost: int
    ) -> tuple[bytes, int, bytes]:
        """Return salt, cost and wrapped key, as they lie in a staff row."""
        salt = secrets.token_bytes(16)
        stretched, _ = self._kdf.stretch(normalised(passphrase), salt, cost)
        return salt, cost, wrap_staff_key(id, stretched, self._device_secret(), staff_key)

    def _shift(self, opened: StaffKey) -> Shift:
        id, staff_key, store = opened.staff.id, opened.key, self.store
        seal_key = self._seal_key(opened)
        with store.atomic():
            keep_escrow(store, id, staff_key, seal_key)
            shift_key = open_shift_key(store, id, staff_key, self.now)
            drafts = Drafts(store, id, shift_key, self.now)
            hand_private = open_transfer_key(store, id, staff_key, seal_key, drafts)
            take_late(store, id, staff_key, drafts)
        transfers = Transfers(store, id, drafts, seal_key, hand_private, self.now)
        pin, filed = StaffPin.of(store, id, staff_key), FiledNotes.of(store, id, seal_key)
        keys = ShiftKeys(drafts, SharedKeys(seal_key, transfers), pin, filed)
        return Shift(store, opened.staff, keys, taken=transfers.take())

    def _seal_key(self, opened: StaffKey) -> bytes:
        place = f"staff/{opened.staff.id}/seal_key"
        return open_value(opened.key, opened.sealed_seal_key, place)

    @property
    def leases(self) -> Leases:
        """The key lease of this tablet."""
        return Leases(self.store, self.now)

    @property
    def _tries(self) -> PassphraseTries:
        return PassphraseTries(self.store, self.waits)

    @property
    def _kdf(self) -> PassphraseKdf:
        return PassphraseKdf(self.scrypt_n, self.timer)

    def _device_secret(self) -> bytes:
        secret = self.secret.load()
        if secret is None:
            raise WrongDeviceSecret
        return secret

    def _pending_seal_key(self) -> bytes:
        sealed, secret = self.store.setting(PENDING_SEAL_KEY), self.secret.load()
        if sealed is None or secret is None:
            raise Locked
        return open_value(derive(secret, PENDING_SEAL_KEY), sealed, PENDING_SEAL_KEY)
