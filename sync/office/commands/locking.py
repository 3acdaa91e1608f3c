"""The command that puts a key file under a passphrase or a token, and how new files get theirs."""

import argparse
import sys
from pathlib import Path

from sync.office.commands.adding import Commands, add_command
from sync.office.keys.key_file import (
    OFFICE_FILE,
    OPENING_FILE,
    WHOSE,
    read_key_file,
    write_key_file,
)
from sync.office.keys.keys import OPEN, Locks
from sync.office.keys.locks import KeyLock, passphrase_lock, token_lock
from sync.office.keys.opening_keys import split_key_file
from sync.office.keys.passphrase import first_line, new_passphrase_of, refuse_short
from sync.office.keys.token import TokenKey


def lock_keys(options: argparse.Namespace) -> None:
    """Put a key file under a new passphrase, or a token's key; a line of standard input says it."""
    folder = options.opening or options.data
    split_key_file(options.data)
    path = folder / OPENING_FILE if options.file == "opening" else options.data / OFFICE_FILE
    content = read_key_file(path)
    write_key_file(path, content, _new_lock(options))
    print(f"{path.name} is locked; restart what reads it", file=sys.stderr)


def locks_of(options: argparse.Namespace) -> Locks:
    """Return the locks of new key files: a passphrase each, unless ``--unencrypted`` is said."""
    if options.unencrypted:
        return OPEN
    return {name: passphrase_lock(new_passphrase_of(whose)) for name, whose in WHOSE.items()}


def add_unencrypted(command: argparse.ArgumentParser) -> None:
    """Add the argument that leaves new key files without a passphrase."""
    command.add_argument(
        "--unencrypted", action="store_true", help="no passphrase: for a sample city only"
    )


def _new_lock(options: argparse.Namespace) -> KeyLock:
    said = first_line(sys.stdin.readline())
    if options.token:
        return token_lock(TokenKey(str(options.module), options.token, options.key), said)
    return passphrase_lock(refuse_short(said))


def add_to(commands: Commands) -> None:
    """Add the command that locks keys."""
    command = add_command(commands, lock_keys)
    command.add_argument("--file", choices=sorted(WHOSE.values()), required=True)
    command.add_argument("--opening", type=Path, help="folder of the opening keys, if another")
    command.add_argument("--token", help="label of a PKCS#11 token; its PIN is said")
    command.add_argument("--module", type=Path, help="the token's PKCS#11 library")
    command.add_argument("--key", default="demado-opening", help="label of the key in the token")
