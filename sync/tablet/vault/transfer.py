"""Transfers half-done visits to a colleague on this tablet, sealed until their next sign-in."""

import base64
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sync.errors import WireError
from sync.tablet.device.secret import derive
from sync.tablet.errors import ColleagueNotReady, StoreDamaged
from sync.tablet.store.sealing import open_value, seal_value
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts, VisitRows
from sync.wire.canonical import canonical, parse_object
from sync.wire.hpke.suites import CLASSIC, make_key, open_bytes, seal_bytes

DOMAIN: Final = b"demado-hand-over-v1"
# A visit that was transferred lies between its two colleagues until the next sign-in.
HALF_DONE: Final = "select id from visit union select visit from hand_over"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Transfers:
    """Transfers visits from and to one signed-in member of staff."""

    store: Store
    staff: str
    drafts: Drafts = field(repr=False)
    seal_key: bytes = field(repr=False)
    private: bytes = field(repr=False)
    now: Callable[[], datetime]

    def give(self, visit: str, colleague: str) -> None:
        """Seal *visit* to the colleague and erase it here, in one transaction.

        From now on only the colleague reads it, from the next sign-in on.

        Raises:
            ValueError: the colleague is the giver.
            ColleagueNotReady: never signed in on this tablet since visits can be transferred.
            KeyError: no such visit of the giver, or no such colleague.
            StoreFull: nothing was changed.
        """
        if colleague == self.staff:
            raise ValueError("a visit is transferred to somebody else")
        public = colleague_public(self.store, self.seal_key, colleague)
        with self.store.atomic() as db:
            rows = self.drafts.release(visit)
            info = _info(visit, self.staff, colleague)
            sealed = seal_bytes(CLASSIC, public, _packed(rows), info)
            db.execute(
                "insert into hand_over values (?, ?, ?, ?, ?)",
                [visit, self.staff, colleague, self.now().isoformat(), sealed],
            )

    def take(self) -> int:
        """Put every visit that waits for this person among their own; return how many.

        What does not open stays where it is and holds up nothing else.
        """
        waiting = self.store.rows(
            "select visit, giver, sealed from hand_over where taker = ? order by given_at",
            self.staff,
        )
        taken = sum(self._take_one(*row) for row in waiting)
        if taken:
            self.store.scrub()
        return taken

    def _take_one(self, visit: str, giver: str, sealed: bytes) -> bool:
        if self.store.rows("select 1 from visit where id = ?", visit):
            log.error("a transferred visit is here already")
            return False
        try:
            plain = open_bytes(CLASSIC, self.private, sealed, _info(visit, giver, self.staff))
            rows = _unpacked(visit, plain)
        except WireError as error:
            log.error("a transferred visit does not open: %s", type(error).__name__)
            return False
        with self.store.atomic() as db:
            db.execute("delete from hand_over where visit = ?", [visit])
            self.drafts.adopt(rows)
        return True


def make_transfer_keys(id: str, staff_key: bytes, seal_key: bytes) -> tuple[bytes, bytes]:
    """Return the staff row's ``hand_public`` and ``hand_private``, both sealed.

    The public half is sealed under a key that all staff of this tablet share:
    not to hide it, but so that nobody can put a key of their own there.
    """
    key = make_key(CLASSIC)
    return (
        seal_value(_shared(seal_key), key.public, f"staff/{id}/hand_public"),
        seal_value(staff_key, key.private, f"staff/{id}/hand_private"),
    )


def open_transfer_key(
    store: Store, id: str, staff_key: bytes, seal_key: bytes, drafts: Drafts
) -> bytes:
    """Return the key for transferred visits; a staff row from before there were any gets one.

    Until then the drafts lay under the staff key itself; they move to *drafts*, under the
    shift's key, with it, once.
    """
    with store.atomic() as db:
        ((sealed,),) = store.rows("select hand_private from staff where id = ?", id)
        if sealed is None:
            public, sealed = make_transfer_keys(id, staff_key, seal_key)
            before = Drafts(store, id, staff_key, drafts.now)
            for visit in before.visits():
                with suppress(StoreDamaged):  # it stays as it is; the others move
                    drafts.adopt(before.release(visit.id))
            db.execute(
                "update staff set hand_public = ?, hand_private = ? where id = ?",
                [public, sealed, id],
            )
    return open_value(staff_key, sealed, f"staff/{id}/hand_private")


def colleague_public(store: Store, seal_key: bytes, id: str) -> bytes:
    """Return the public key of a colleague.

    Raises:
        KeyError: nobody of this name.
        ColleagueNotReady: added before there were such keys, and not signed in since.
        StoreDamaged: the row was changed by somebody else.
    """
    found = store.rows("select hand_public from staff where id = ?", id)
    if not found:
        raise KeyError("no such member of staff")
    if found[0][0] is None:
        raise ColleagueNotReady
    return open_value(_shared(seal_key), found[0][0], f"staff/{id}/hand_public")


def _shared(seal_key: bytes) -> bytes:
    return derive(seal_key, "colleagues")


def _info(visit: str, giver: str, taker: str) -> bytes:
    return DOMAIN + canonical([visit, giver, taker])


def _packed(rows: VisitRows) -> bytes:
    values = {name: base64.b64encode(value).decode() for name, value in rows.values.items()}
    times = {"opened_at": rows.opened_at, "updated_at": rows.updated_at}
    return canonical({**times, "values": values})


def _unpacked(visit: str, plain: bytes) -> VisitRows:
    fields: dict[str, Any] = parse_object(plain, "transfer")
    try:
        values = {name: base64.b64decode(text) for name, text in fields["values"].items()}
        return VisitRows(visit, fields["opened_at"], fields["updated_at"], values)
    except (KeyError, TypeError, ValueError, AttributeError) as refused:
        raise WireError("a transfer lacks a field") from refused
