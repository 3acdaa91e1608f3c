"""Makes the next epoch of the city's keys while the last one is in date; erases old ones.

What is new is published before it is used (RFC 6781 §4.1.1.1 calls it a
pre-publish rollover): a tablet seals to a new key from the pack that tells it
of the key, and the office signs decisions with the key that went out an epoch ago.
"""

from collections.abc import Container
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sync.office.keys.keys import (
    OVERLAP,
    OfficeKeys,
    load_office_keys,
    new_answer_key,
    new_epoch,
    read,
    write,
)
from sync.office.store.states import FINALLY_DECIDED, ApplicationState, in_sql
from sync.office.store.store import OfficeStore
from sync.wire.city import CityFile
from sync.wire.envelope import Envelope

OPENS_FOR: Final = timedelta(days=365)


class EpochThere(Exception):
    """There is an epoch of this day already; nothing was changed."""


def next_keys(folder: Path, now: datetime, opening: Path | None = None) -> OfficeKeys:
    """Add an epoch to the keys in *folder*; the old ones go on opening what is sealed to them.

    The answer key that waits signs from now on when it has waited for an
    overlap, in which the city published it; another one is made to wait.

    Raises:
        FileNotFoundError: there are no keys yet.
        EpochThere: there is one of this day; nothing was changed.
    """
    last, content = load_office_keys(folder, opening), read(folder, opening)
    made = new_epoch(now)
    if made[0]["id"] in last.sealing:
        raise EpochThere(made[0]["id"])
    content["sealing"] = [*content["sealing"], *made]
    waiting = content.get("next_answer")
    if waiting and datetime.fromisoformat(waiting["made_at"]) + OVERLAP <= now:
        content |= {"answer_kid": waiting["kid"], "answer_key": waiting["private"]}
        waiting = None
    content["next_answer"] = waiting or new_answer_key(now)
    write(folder, content, opening)
    return load_office_keys(folder, opening)


def forget_keys(
    folder: Path, needed: Container[str], now: datetime, opening: Path | None = None
) -> list[str]:
    """Erase the sealing keys that ended a year ago; return their ids.

    What was sealed to them opens never again, here or from a copy of the
    database: a key file that is stolen later tells nothing of that time. A copy
    of the file, and its escrow, have to go as well.

    Args:
        folder: the office's.
        needed: ids of keys that stay whatever their age, see :func:`undecided`.
        now: aware.
        opening: the folder of the opening keys, where the key holder has its own.
    """
    last, content = load_office_keys(folder, opening), read(folder, opening)
    gone = [id for id, end in last.not_after.items() if end + OPENS_FOR <= now and id not in needed]
    kept = [entry for entry in content["sealing"] if entry["id"] not in gone]
    if gone:
        write(folder, {**content, "sealing": kept}, opening)
    return gone


def undecided(store: OfficeStore) -> set[str]:
    """Return the ids of the keys that applications still in work are sealed to."""
    ended = in_sql(*FINALLY_DECIDED, ApplicationState.REPLACED)
    rows = store.rows(f"select content from application where status not in {ended}")  # noqa: S608
    return {Envelope.from_bytes(bytes(content)).header.city_key for (content,) in rows}


def are_due(city: CityFile, now: datetime) -> bool:
    """Tell whether the newest sealing key of *city* ends within the overlap, or has ended."""
    return all(key.not_after - OVERLAP <= now for key in city.encryption_keys)


def with_keys(city: CityFile, keys: OfficeKeys, now: datetime) -> CityFile:
    """Return *city* with the keys in date; its decision keys all stay.

    Tablets need the old ones for decisions that they received before.
    """
    known = {key.kid for key in city.answer_keys}
    new = tuple(key for key in keys.public_answers() if key.kid not in known)
    return city.model_copy(
        update={
            "encryption_keys": keys.public_sealing(now),
            "answer_keys": (*city.answer_keys, *new),
        }
    )
