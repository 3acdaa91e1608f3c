"""Holds the keys of the member of staff who is signed in; in memory only."""

from dataclasses import dataclass, field

from sync.tablet.errors import Locked
from sync.tablet.vault.drafts import Drafts
from sync.tablet.vault.shift import Shift


@dataclass
class SessionKeys:
    """Holds the open shift of one session; raises Locked when nobody is signed in."""

    shift: Shift | None = field(default=None, repr=False)

    @property
    def open_shift(self) -> Shift:
        """The shift of who is signed in."""
        if self.shift is None:
            raise Locked
        return self.shift

    @property
    def drafts(self) -> Drafts:
        """The half-done visits of who is signed in."""
        return self.open_shift.drafts

    def lock(self) -> None:
        """Forget the keys; harmless when nobody is signed in."""
        shift, self.shift = self.shift, None
        if shift is not None:
            shift.lock()
