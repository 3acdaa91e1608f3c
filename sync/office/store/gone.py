"""Knows the applications that were deleted by their age, by what is left of them."""

from dataclasses import dataclass

from sync.office.store.states import ApplicationState
from sync.office.store.store import OfficeStore


@dataclass(frozen=True)
class GoneApplication:
    """One that was deleted; times are ISO in UTC, ``digest`` is of the envelope, in hex."""

    digest: str
    number: str
    status: ApplicationState
    decided_at: str
    gone_at: str


def gone_application(store: OfficeStore, id: str) -> GoneApplication | None:
    """Return what is left of a deleted application; None where it was not deleted."""
    found = store.rows(
        "select digest, number, nth, status, decided_at, gone_at from gone_application"
        " where id = ?",
        id,
    )
    if not found:
        return None
    digest, number, nth, status, decided_at, gone_at = found[0]
    own = f"{number}-{nth}" if nth > 1 else number or ""
    return GoneApplication(digest, own, ApplicationState(status), decided_at, gone_at)
