"""Chooses the edition that a new visit begins with and a half-done visit goes on with."""

import logging
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from field_app.content.edition import ContentRefused, Edition, load_edition
from sync.errors import SyncError
from sync.tablet.errors import PackDamaged
from sync.tablet.packs.packs import AGEING_AFTER, TOO_OLD_AFTER, PackShelf

log = logging.getLogger(__name__)


class PackTooOld(Exception):
    """The city was not heard of for thirty days; what is filed now is marked."""

    message_key = "home.p_pack_too_old"

    def __init__(self, days: int) -> None:
        super().__init__(f"{days} days since the city was last asked")
        self.days = days


class PackAgeing(Exception):
    """The city was not heard of for a week; after *left* more days what is filed is marked."""

    message_key = "home.p_pack_ageing"

    def __init__(self, days: int, left: int) -> None:
        super().__init__(f"{days} days without contact, {left} left")
        self.days = days
        self.left = left


class TableOutdated(Exception):
    """A table that is looked up on this tablet knows nothing of the last months."""

    def __init__(self, as_of: date) -> None:
        super().__init__(f"a table of {as_of}")
        self.year, self.month, self.day = as_of.year, as_of.month, as_of.day


class BanksOutdated(TableOutdated):
    """Branches that closed since are still offered, new ones are not."""

    message_key = "home.p_banks_outdated"


class PostalOutdated(TableOutdated):
    """Towns with a new postal code are not found."""

    message_key = "home.p_postal_outdated"


OUTDATED: Final = {"banks": BanksOutdated, "postal": PostalOutdated}


class Editions:
    """The editions of one tablet. Without a shelf there is only the one in the app.

    *own* returns the app's content as the files of a pack: a visit that begins with it keeps
    it like any other, whatever the next version of the app brings.
    """

    def __init__(
        self,
        built_in: Edition,
        shelf: PackShelf | None,
        own: Callable[[], Mapping[str, bytes]],
    ) -> None:
        self._built_in, self._shelf, self._own = built_in, shelf, own
        self._loaded: dict[str, Edition] = {}
        self._newest, self._damage = built_in, False
        self.refresh()

    def refresh(self) -> None:
        """Take up the pack that is current now; for the start, and after every switch.

        Where it is damaged, the app's own content is shown and no visit begins.
        """
        id = self._shelf.current_id() if self._shelf else None
        try:
            self._newest, self._damage = self.of(id), False
        except PackDamaged:
            log.error("the pack in use is damaged")
            self._damage = True

    def newest(self) -> Edition:
        """Return the edition that new visits are offered now."""
        return self._newest

    def of(self, id: str | None) -> Edition:
        """Return the edition of the pack *id*; None stands for the one in the app.

        Raises:
            PackDamaged: the pack is not here, or not as the city signed it.
        """
        if id is None or self._shelf is None:
            return self._built_in
        if id not in self._loaded:
            try:
                self._loaded[id] = load_edition(self._shelf.find(id))
            except ContentRefused as refused:
                raise PackDamaged from refused
        return self._loaded[id]

    def for_new_visit(self) -> Edition:
        """Return the edition that a visit beginning now is pinned to.

        Raises:
            PackDamaged: no visit may begin; half-done ones go on.
            StoreFull: no room to keep the app's own content.
        """
        if self._damage:
            raise PackDamaged
        if self._shelf is not None and self._newest is self._built_in:
            return self.of(self._shelf.keep(self._own()).id)
        return self._newest

    def is_too_old(self) -> bool:
        """Tell whether the city was not heard of for thirty days. Asks the store."""
        return self._shelf is not None and self._shelf.is_too_old()

    def pin(self, visit: str, edition: Edition) -> None:
        """Keep *edition* while the visit is there; joins an open transaction."""
        if self._shelf is not None and edition.pack is not None:
            self._shelf.pin(visit, edition.pack)

    def trouble(self, last: SyncError | None, today: date) -> Exception | None:
        """Return what staff should know: too old, damaged, *last* refused, soon too old.

        After those a table that knows nothing of the months before *today*.
        """
        age = self._shelf.age() if self._shelf else None
        if age is not None and age > TOO_OLD_AFTER:
            return PackTooOld(age.days)
        if self._damage:
            return PackDamaged()
        if last is not None:
            return last
        if age is not None and age > AGEING_AFTER:
            return PackAgeing(age.days, (TOO_OLD_AFTER - age).days)
        outdated = (OUTDATED[name](day) for name, day in self._newest.tables.outdated(today))
        return next(outdated, None)
