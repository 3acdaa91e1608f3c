"""The command that copies a SQLite office while it runs."""

import argparse
import json
from pathlib import Path

from sync.database import SqliteDatabase
from sync.office.arguments.office import DATABASE, office_store
from sync.office.commands.adding import Commands, add_command


def backup(options: argparse.Namespace) -> None:
    """Copy a SQLite office into a file while it runs; the keys are in another place."""
    database = options.data / DATABASE
    if not database.exists():
        raise SystemExit(f"there is no database {database}")
    if options.to.resolve() == database.resolve():
        raise SystemExit(f"{options.to} is the database itself")
    with office_store(options) as store:
        if not isinstance(store.database, SqliteDatabase):
            raise SystemExit("a PostgreSQL office is backed up by PostgreSQL's own tools")
        store.database.backup(options.to)
        ((count,),) = store.rows("select count(*) from application")
    print(json.dumps({"applications": count}))


def add_to(commands: Commands) -> None:
    """Add the command."""
    add_command(commands, backup).add_argument("--to", type=Path, required=True)
