"""Puts applications into an office's database, as an intake would have left them."""

from typing import Any

from sync.office.store.store import OfficeStore


def put(store: OfficeStore, id: str, received_at: str, **values: Any) -> None:
    """Put one application in, received unless *values* say otherwise; named ones are sealed."""
    sealed = {
        name: store.cipher.seal(f"application.{name}", id, value)
        if name in ("procedure", "title", "person", "readings")
        else value
        for name, value in {"status": "received", **values}.items()
    }
    store.put_application(id, values.get("device", "d"), received_at, b"sealed")
    names = ", ".join(f"{name} = ?" for name in sealed)
    with store.transaction() as db:
        db.execute(f"update application set {names} where id = ?", [*sealed.values(), id])  # noqa: S608
