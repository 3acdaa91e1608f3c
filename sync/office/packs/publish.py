"""``python -m sync.office.publish``: sign a city's content packs for its tablets.

Once: ``init``; then move the files ``snapshot-*`` and ``timestamp-*`` to the machine that is
always on, and lay the others in a safe, the three of root in three places.
Each change: ``python -m field_app check``, then ``publish`` with the medium of the targets key,
by two people: ``--made-by`` who changed it, ``--approved-by`` who read the difference.
Every day, by a timer: ``refresh-timestamp``; tablets refuse a timestamp after 7 days.
Every 3 months: ``python -m sync.office next-keys --city content/city.json`` in the office, then
``publish``; without it tablets have no key to seal to 31 days later.
Once a year, and when a key is lost: ``rotate-root`` with two root keys.

``--keys`` may be given several times; each key is looked for in all of them. The printed
dates say until when each role is good.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from sync.errors import SyncError
from sync.office.packs.content import collect, without_cases
from sync.office.packs.keys import KeyRing
from sync.office.packs.repository import PackRepository
from sync.office.packs.two_people import refuse_one_person
from sync.wire.city import utc_now
from sync.wire.content.verified import to_verify
from sync.wire.japan import JAPAN

SUMMARY: Final = "Sign a city's content packs for its tablets."


def init(repository: PackRepository, _: argparse.Namespace) -> None:
    """Make the keys and the first root, which tablets are enrolled with."""
    repository.init()


def publish(repository: PackRepository, options: argparse.Namespace) -> None:
    """Check the content of a folder, sign it and make it the newest pack.

    Where it changes what residents are asked or told, two people are named.
    """
    now = utc_now()
    content = collect(options.content, now)
    refuse_one_person(repository, content, (options.made_by, options.approved_by))
    repository.publish(content)
    to_look_at = to_verify(options.content, now.astimezone(JAPAN).date())
    for line in (*without_cases(options.content), *to_look_at):
        print(line, file=sys.stderr)


def refresh_timestamp(repository: PackRepository, _: argparse.Namespace) -> None:
    """Say that the newest pack is still the newest; for a timer, once a day."""
    repository.refresh()


def rotate_root(repository: PackRepository, options: argparse.Namespace) -> None:
    """Sign a new root, with new keys in the place of those that are named."""
    repository.rotate(options.replace)


def run_on_repository(options: argparse.Namespace) -> None:
    """Run the command that *options* name; print until when each role is good, as JSON.

    A refusal is one sentence and exit code 1.
    """
    repository = PackRepository(options.repository, KeyRing(options.keys))
    try:
        options.act(repository, options)
    except (SyncError, FileExistsError, FileNotFoundError, ValueError) as refused:
        raise SystemExit(f"{type(refused).__name__}: {refused}") from refused
    print(json.dumps({"expires": repository.expiries()}))


def fill(parser: argparse.ArgumentParser) -> None:
    """Give *parser* the commands that sign packs, and their arguments."""
    commands = parser.add_subparsers(required=True)
    for act in (init, publish, refresh_timestamp, rotate_root):
        command = commands.add_parser(act.__name__.replace("_", "-"), help=act.__doc__)
        command.add_argument("--repository", type=Path, required=True, help="served by reception")
        command.add_argument("--keys", type=Path, action="append", required=True)
        command.set_defaults(run=run_on_repository, act=act)
        if act is publish:
            command.add_argument("--content", type=Path, required=True)
            command.add_argument("--made-by", default="", help="who changed the content")
            command.add_argument("--approved-by", default="", help="who read it, another person")
        if act is rotate_root:
            command.add_argument(
                "--replace", action="append", default=[], help="a key file's name without .pem"
            )


def main() -> None:
    """Run the command that the arguments of ``python -m sync.office.publish`` name."""
    parser = argparse.ArgumentParser(prog="python -m sync.office.publish", description=__doc__)
    fill(parser)
    options = parser.parse_args()
    options.run(options)
