"""The commands that name the city's staff in the packs, and take a person off every tablet."""

import argparse
import json
from pathlib import Path

from sync.office.commands.adding import Commands, add_command
from sync.office.packs.staff import StaffRegister
from sync.wire.content.staff import StaffList


def add_staff(options: argparse.Namespace) -> None:
    """Name members of staff in the packs, or take one back; then publish."""
    register = _register(options)
    for id in options.id:
        _say(register.add(id))


def take_off_staff(options: argparse.Namespace) -> None:
    """Take members of staff off every tablet; colleagues take over their visits; then publish."""
    register = _register(options)
    for id in options.id:
        _say(register.take_off(id))


def add_to(commands: Commands) -> None:
    """Add the commands of staff."""
    for run in (add_staff, take_off_staff):
        command = add_command(commands, run)
        command.add_argument("--content", type=Path, required=True, help="a pack's content")
        command.add_argument("--id", action="append", required=True, help="as on the tablets")


def _register(options: argparse.Namespace) -> StaffRegister:
    return StaffRegister(options.data, options.content)


def _say(listed: StaffList) -> None:
    off = [one.id for one in listed.staff if one.is_off]
    print(json.dumps({"staff": [one.id for one in listed.staff], "off": off}))
