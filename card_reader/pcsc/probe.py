"""Finds out how long an answer a reader carries, before any PIN is presented.

Some readers lose every answer of 256 bytes, others refuse commands of extended length as if the
card had left. A lost answer takes a verified PIN with it, so it must not happen later.
Source: docs/card.md, readers.
"""

from collections.abc import Callable
from typing import Final

from card_reader import commands, layout
from card_reader.apdu import LONGEST_LE, SHORT_LE
from card_reader.blocks import is_cut
from card_reader.channel import Channel, Transport
from card_reader.errors import CardRemoved, CardUnreadable, UnexpectedStatus

# What is asked for, the longest first; the file is a certificate of 1 to 2 KiB that is free.
SIZES: Final = (LONGEST_LE, SHORT_LE, 255, 128)
FILE: Final = layout.AUTH_AUTHORITY


def largest_answer(line: Transport, reopen: Callable[[], None]) -> int | None:
    """Return the longest answer, one of ``SIZES``; None when this card cannot tell.

    Args:
        reopen: powers the card again after a command that broke the line.

    Raises:
        CardRemoved: the card has left: already SELECT got no answer, or *reopen* found none.
    """
    for size in SIZES:
        channel = Channel(line)
        try:
            if not channel.select_df(layout.JPKI):
                return None
        except (UnexpectedStatus, CardUnreadable):
            return None
        try:
            if _carries(channel, size):
                return size
        except CardRemoved:
            reopen()
        except (UnexpectedStatus, CardUnreadable):
            continue
    return None


def _carries(channel: Channel, size: int) -> bool:
    """Read so much of the file at once, by its short id or, where that is unknown, selected."""
    response = channel.transmit(commands.read_short_ef(FILE, size))
    if size > SHORT_LE:
        return response.status.gives_data and not is_cut(response.data)
    if not response.status.gives_data and channel.select_ef(FILE):
        response = channel.transmit(commands.read_binary(0, size))
    return response.status.gives_data and len(response.data) == size
