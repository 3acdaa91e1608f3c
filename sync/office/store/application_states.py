"""Puts an application into another state, unless another office was faster."""

from collections.abc import Mapping, Sequence
from typing import Any

from sync.office.store.columns import APPLICATION
from sync.office.store.states import ApplicationState, in_sql
from sync.office.store.store import OfficeStore


def mark(
    store: OfficeStore,
    id: str,
    state: ApplicationState,
    values: Mapping[str, Any],
    *,
    of: Sequence[ApplicationState],
) -> None:
    """Put an application whose state is one *of* these into *state*, with *values*.

    Another office may have gone on meanwhile; then nothing is changed.
    """
    values = {
        "status": state.value,
        **{name: _kept(store, id, name, values[name]) for name in values},
    }
    names = ", ".join(f"{name} = ?" for name in values)
    with store.transaction() as db:
        db.execute(
            f"update application set {names}"  # noqa: S608 - the names are ours
            f" where id = ? and status in {in_sql(*of)}",
            [*values.values(), id],
        )


def _kept(store: OfficeStore, id: str, name: str, value: Any) -> Any:
    """Return a value as its column holds it."""
    return store.cipher.seal(f"application.{name}", id, value) if name in APPLICATION else value
