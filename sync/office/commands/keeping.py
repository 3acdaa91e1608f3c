"""The command that says what the office deletes by age, before it does."""

import argparse
import json
from datetime import timedelta
from pathlib import Path

from sync.office.arguments.office import office_store
from sync.office.city.own_layer import read_own_layer
from sync.office.commands.adding import Commands, add_command
from sync.office.retention.done_with import DoneWith
from sync.office.retention.holds import LegalHolds
from sync.office.retention.sweeper import due_rows
from sync.wire.city import utc_now
from sync.wire.japan import JAPAN


def retention(options: argparse.Namespace) -> None:
    """Print how many rows go, table by table and day by day; nothing is deleted."""
    days, now = read_own_layer(options.city).retention, utc_now()
    until = now.astimezone(JAPAN).date() + timedelta(days=options.days)
    with office_store(options) as store:
        going = DoneWith(store).by_day(days.application, until) if days.application else []
        said = {
            "due": due_rows(store, days, now),
            "application": [{"day": day.isoformat(), "count": count} for day, count in going],
            "held": len(LegalHolds(store, None).all()),
        }
    print(json.dumps(said))


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = add_command(commands, retention)
    command.add_argument("--city", type=Path, required=True, help="as `serve` takes it")
    command.add_argument("--days", type=int, default=60, help="how far ahead, from today")
