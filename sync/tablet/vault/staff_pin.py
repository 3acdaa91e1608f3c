"""Keeps the short PIN by which a member of staff takes the tablet back from a resident."""

import hmac
from dataclasses import dataclass, field
from typing import Final

from sync.tablet.device.secret import derive
from sync.tablet.errors import StaffPinInvalid
from sync.tablet.store.sealing import open_value, seal_value
from sync.tablet.store.store import Store

LEAST_DIGITS: Final = 4
MOST_DIGITS: Final = 6
RUNS: Final = ("01234567890", "09876543210")


@dataclass(frozen=True)
class StaffPin:
    """The PIN of one signed-in member of staff, sealed under a key made of that person's own.

    It opens nothing: it only says who holds the tablet while the person is signed in. Whoever
    has the database and not the passphrase can neither read it nor try one. The person's own
    key is not kept here: in memory it would open that person's past shifts.
    """

    store: Store = field(repr=False)
    id: str
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, store: Store, id: str, staff_key: bytes) -> "StaffPin":
        """Return the PIN of who has *staff_key*, which is forgotten again."""
        return cls(store, id, derive(staff_key, "staff-pin"))

    def is_chosen(self) -> bool:
        """Tell whether this person chose one on this tablet."""
        return self.store.setting(self._place) is not None

    def choose(self, pin: str) -> None:
        """Keep *pin* in place of the one before.

        Raises:
            StaffPinInvalid: it is not 4 to 6 digits, or the same digit or a run; nothing changed.
        """
        if not may_be_chosen(pin):
            raise StaffPinInvalid
        self.store.put_setting(self._place, seal_value(self.key, pin.encode(), self._place))

    def matches(self, pin: str) -> bool:
        """Tell whether *pin* is the one that was chosen; False where none was.

        Raises:
            StoreDamaged: what is kept is not what was written.
        """
        sealed = self.store.setting(self._place)
        if sealed is None:
            return False
        return hmac.compare_digest(pin.encode(), open_value(self.key, sealed, self._place))

    @property
    def _place(self) -> str:
        return staff_pin_setting(self.id)


def staff_pin_setting(id: str) -> str:
    """Return the name of the setting that holds the sealed PIN of this person."""
    return f"staff_pin/{id}"


def may_be_chosen(pin: str) -> bool:
    """Tell whether *pin* is 4 to 6 digits that are not the first ones that anybody tries."""
    is_short = pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS
    return is_short and len(set(pin)) > 1 and not any(pin in run for run in RUNS)
