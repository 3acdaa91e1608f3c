"""The command that tells the office how the city works on each procedure."""

import argparse
import json
from pathlib import Path

from sync.office.arguments.office import office_store
from sync.office.casework.procedure_rules import put_rules, read_rules
from sync.office.commands.adding import Commands, add_command


def take_procedures(options: argparse.Namespace) -> None:
    """Learn by when, by which department and by how many clerks each procedure is decided."""
    rules = read_rules(options.definitions, options.rules, options.layer)
    with office_store(options) as store:
        put_rules(store, rules)
    print(json.dumps({"procedures": sorted(rules)}))


def add_to(commands: Commands) -> None:
    """Add the command on procedures."""
    command = add_command(commands, take_procedures)
    command.add_argument(
        "--definitions", type=Path, required=True, help="the folder procedures of a pack's content"
    )
    command.add_argument("--layer", type=Path, help="city/layer.toml of the same content")
    command.add_argument("--rules", type=Path, help="the office's own file of rules")
