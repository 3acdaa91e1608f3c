"""The table of the tool's commands; parser, work and lines are found from it."""

from typing import Final

from card_reader.tool.commands import (
    applications,
    certificates,
    change_pin,
    chip,
    export,
    genuine,
    health,
    identity,
    login,
    photo,
    pins,
    readers,
    sign,
    verify,
    watch,
)
from card_reader.tool.terminal.command import ToolCommand

# In the order of ``--help``.
TABLE: Final[tuple[ToolCommand, ...]] = (
    readers.COMMAND,
    watch.COMMAND,
    identity.COMMAND,
    photo.COMMAND,
    genuine.COMMAND,
    certificates.COMMAND,
    export.COMMAND,
    health.COMMAND,
    sign.COMMAND,
    login.COMMAND,
    verify.COMMAND,
    pins.COMMAND,
    change_pin.COMMAND,
    applications.COMMAND,
    chip.COMMAND,
)
BY_NAME: Final = {command.name: command for command in TABLE}
