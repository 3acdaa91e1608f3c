"""Reads the number of a port from a command line."""

import argparse
from typing import Final

MOST: Final = 65_535


def port_number(text: str, in_a_row: int = 1) -> int:
    """Return the port that *text* names, the first of so many *in_a_row*.

    Raises:
        ArgumentTypeError: it is no number, or a port of the row lies outside 1 to 65535.
    """
    most = MOST - in_a_row + 1
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(
            f"ポートは1から{most}までの数です / a port is a number from 1 to {most}: {text}"
        )
    return int(text)
