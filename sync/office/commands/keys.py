"""Commands that make, renew, erase and put in escrow the city's private keys."""

import argparse
import json
from pathlib import Path
from typing import Any

from sync.office.arguments.office import office_store
from sync.office.commands.adding import Commands, Run, add_command
from sync.office.commands.locking import add_unencrypted, locks_of
from sync.office.keys import epochs
from sync.office.keys.column_keys import add_column_key, give_up_lost_key
from sync.office.keys.escrow import EscrowRefused, put_in_escrow, restore
from sync.office.keys.keys import OfficeKeys, make_office_keys
from sync.wire.city import CityFile, utc_now


def init(options: argparse.Namespace) -> None:
    """Make the keys; print their public halves and the token's digest, as JSON."""
    keys = make_office_keys(options.data, utc_now(), options.opening, locks_of(options))
    print(json.dumps({**public_halves(keys), "office_token_sha256": keys.token_sha256()}))


def next_keys(options: argparse.Namespace) -> None:
    """Every 3 months: make the next epoch's keys, print the public halves; publish them at once."""
    try:
        keys = epochs.next_keys(options.data, utc_now(), options.opening)
    except epochs.EpochThere as refused:
        raise SystemExit(f"there is an epoch of this day: {refused}") from refused
    if options.city:
        city = CityFile.load(options.city)
        epochs.with_keys(city, keys, utc_now()).save(options.city)
    print(json.dumps(public_halves(keys)))


def forget_keys(options: argparse.Namespace) -> None:
    """Erase the keys that ended a year ago; what was decided under them opens never again."""
    with office_store(options) as store:
        needed = epochs.undecided(store)
    gone = epochs.forget_keys(options.data, needed, utc_now(), options.opening)
    print(json.dumps({"forgotten": gone}))


def escrow(options: argparse.Namespace) -> None:
    """After each next-keys: write the keys as three shares, for three safes; two give them back."""
    made = put_in_escrow(options.data, options.to, utc_now(), options.opening)
    print(json.dumps({"shares": [str(path) for path in made]}))


def escrow_restore(options: argparse.Namespace) -> None:
    """Make an office's lost keys again from two shares."""
    try:
        restore(options.share, options.data, options.opening, locks_of(options))
    except EscrowRefused as refused:
        raise SystemExit(str(refused)) from refused


def next_column_key(options: argparse.Namespace) -> None:
    """Make another key for the database's sealed columns; restart the office, it seals anew."""
    if options.lost:
        with office_store(options) as store:
            made = give_up_lost_key(options.data, store)
    else:
        made = add_column_key(options.data)
    print(json.dumps({"column_key": made}))


def public_halves(keys: OfficeKeys) -> dict[str, Any]:
    """Return what the city's file says of these keys."""
    return {
        "encryption_keys": [key.model_dump(mode="json") for key in keys.public_sealing(utc_now())],
        "answer_keys": [key.model_dump(mode="json") for key in keys.public_answers()],
    }


def add_to(commands: Commands) -> None:
    """Add the commands of keys."""
    add_unencrypted(_add(commands, init, makes_office=True))
    command = _add(commands, next_keys)
    command.add_argument("--city", type=Path, help="the city's file, to write them into")
    _add(commands, forget_keys)
    command = add_command(commands, next_column_key)
    command.add_argument(
        "--lost", action="store_true", help="the database's key is lost with every copy of it"
    )
    command = _add(commands, escrow)
    command.add_argument("--to", type=Path, required=True, help="an empty folder")
    command = _add(commands, escrow_restore, makes_office=True)
    command.add_argument("--share", type=Path, action="append", required=True, help="two")
    add_unencrypted(command)


def _add(commands: Commands, run: Run, *, makes_office: bool = False) -> argparse.ArgumentParser:
    """Add a command that handles the opening keys as well."""
    command = add_command(commands, run, makes_office=makes_office)
    command.add_argument(
        "--opening", type=Path, help="folder of the opening keys, where the key holder has its own"
    )
    return command
