"""Keeps where the office's log ends, so that rows which the office lost show."""

from typing import Final

from sync.reception.store.store import ReceptionStore

NAME: Final = "office_log"
DIGITS: Final = 16
# The number stands first with all its digits, so that the database compares it. Only a higher
# one takes the place of what is kept.
KEEP: Final = (
    "insert into setting values (?, ?)"  # noqa: S608 - a number of ours
    " on conflict (name) do update set value = excluded.value"
    f" where substr(excluded.value, 1, {DIGITS}) > substr(setting.value, 1, {DIGITS})"
)


def keep_office_log(store: ReceptionStore, seq: int, token: str) -> None:
    """Keep the signed head *token* of number *seq*, unless one as high is here."""
    with store.transaction() as db:
        db.execute(KEEP, [NAME, f"{seq:0{DIGITS}d} {token}".encode()])


def office_log(store: ReceptionStore) -> str:
    """Return the highest signed head; empty when the office sent none."""
    found = store.setting(NAME)
    return found.decode().partition(" ")[2] if found else ""
