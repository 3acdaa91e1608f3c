"""Commands that give what was decided to the city's other systems."""

import argparse
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sync.office.applications.opener import HolderAway
from sync.office.applications.reading import ApplicationReader
from sync.office.arguments.office import office_store
from sync.office.arguments.times import day_or_time
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.adding import Commands, add_command
from sync.office.commands.holding import add_key_holder, key_holder
from sync.office.exports.carriage import CarriedFile
from sync.office.exports.feed import Feed, Outcome
from sync.office.exports.paying import Paying
from sync.office.exports.payments import NoSuchList
from sync.office.exports.records import Records
from sync.office.exports.runs import OF_ALL, ExportForm, Run, summary
from sync.office.keys.keys import load_signing_keys
from sync.office.keys.opening_keys import KeysAway
from sync.office.store.store import OfficeStore

AWAY: Final = (
    "the key holder does not answer; what lies in the folder is whole. Run the"
    " command again once it does."
)
FORMS: Final = ("json", "gif", "csv", "csv-cp932", "bundle")
NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")


def export(options: argparse.Namespace) -> None:
    """Write decided applications into a folder: of a day, one, or what a destination lacks."""
    if options.form not in OF_ALL and not options.procedure:
        raise SystemExit("a CSV file has the columns of one procedure: name it by --procedure")
    wanted = ExportForm(options.form, options.procedure or "", options.only_accepted)
    with _run(options) as run:
        if options.destination:
            paths = list(run.to_destination(options.destination, wanted))
        else:
            paths = list(run.of(_chosen(run.store, options), wanted))
        print(json.dumps(summary(paths), ensure_ascii=False))


def payments(options: argparse.Namespace) -> None:
    """Make the list of a benefit's payments that are on no list yet, or --again an older one."""
    released = {number.replace("-", "") for number in options.release}
    with _run(options) as run:
        paying = Paying(run.store, run.records)
        if options.again is not None:
            made = paying.again(options.again)
            if any(one.record.procedure != options.procedure for one in made.payments):
                raise NoSuchList(f"{options.again}, of {options.procedure}")
        else:
            made = paying.make_whole(options.procedure, options.amount, released)
        table = made.table("cp932")
        name = f"payments-{options.procedure}-{made.number:04}"
        load = CarriedFile(name, ".csv", table.content, table.numbers, made.total, table.left)
        paths = [run.lay(load)] if made.payments else []
        left = [{"number": one.number, "why": one.why} for one in made.left]
        print(json.dumps({**summary(paths), "left_to_a_person": left}, ensure_ascii=False))


def _chosen(store: OfficeStore, options: argparse.Namespace) -> list[Outcome]:
    """Return the outcomes of a day, of one application, or above a number."""
    feed = Feed(store)
    feed.catch_up()
    if options.day:
        begin: datetime = options.day.astimezone(UTC)
        return feed.between(begin.isoformat(), (begin + timedelta(days=1)).isoformat())
    if options.application:
        number = options.application.replace("-", "")
        rows = store.rows("select id from application where number = ? order by nth", number)
        return [one for (id,) in rows for one in feed.of(id)]
    return list(feed.since(options.since))


@contextmanager
def _run(options: argparse.Namespace) -> Iterator[Run]:
    with key_holder(options) as holder, office_store(options) as store:
        reader = ApplicationReader(store, load_signing_keys(options.data, holder))
        evidence = OfficeEvidence.open(store, options.data)
        try:
            yield Run(store, Records(store, reader), evidence, options.to)
        except HolderAway as away:
            raise KeysAway(AWAY) from away


def short_name(text: str) -> str:
    """Return a name of small letters, digits and hyphens; ArgumentTypeError for another."""
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r}: small letters, digits, hyphens")
    return text


def add_to(commands: Commands) -> None:
    """Add the commands that export."""
    command = add_command(commands, export)
    command.add_argument("--form", choices=FORMS, default="json")
    command.add_argument("--procedure", type=short_name, help="id of a procedure")
    command.add_argument("--only-accepted", action="store_true", help="leave refusals out")
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--as", dest="destination", type=short_name, help="all that this destination lacks"
    )
    which.add_argument("--since", type=int, help="everything above this number")
    which.add_argument("--day", type=day_or_time, help="decided on this day, in Japan")
    which.add_argument("--application", help="receipt number of one")
    _add_place(command)
    command = add_command(commands, payments)
    command.add_argument("--procedure", type=short_name, required=True, help="id of a procedure")
    how = command.add_mutually_exclusive_group(required=True)
    how.add_argument("--amount", type=int, help="yen for each application")
    how.add_argument("--again", type=int, help="number of a list that was made before")
    command.add_argument(
        "--release",
        action="append",
        default=[],
        help="receipt number whose account has a payment already, and rightly",
    )
    _add_place(command)


def _add_place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--to", type=Path, required=True, help="the folder that is watched")
    add_key_holder(command)
