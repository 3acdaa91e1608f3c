"""Commands on what clerks may do to many applications at once."""

import argparse
import json

from sync.office.applications.bulk import ALLOWED
from sync.office.arguments.office import office_store
from sync.office.commands.adding import Commands, add_command


def allow_bulk(options: argparse.Namespace) -> None:
    """Say of which procedures clerks may accept many at once; without any, of none."""
    with office_store(options) as store:
        store.put_setting(ALLOWED, " ".join(sorted(set(options.procedure))))
        print(json.dumps({"bulk_accept": store.setting(ALLOWED).split()}))


def add_to(commands: Commands) -> None:
    """Add the commands on many at once."""
    command = add_command(commands, allow_bulk)
    command.add_argument("--procedure", action="append", default=[], help="id of a procedure")
