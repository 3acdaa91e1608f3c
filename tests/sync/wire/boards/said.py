"""Boards as a test's city says them."""

from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.boards.board import Board, sign_board
from sync.wire.boards.bodies import CLOSED_DAYS
from tests.sync.city import City

HOURS: dict[str, Any] = {
    "opens": "08:30",
    "closes": "17:15",
    "closed_on": ["2026-12-28"],
    "year_end": ["12-29", "01-03"],
}


def closed_days(at: datetime, **changes: object) -> Board:
    """Return a board of *at* with *changes* to its body; it is valid for sixty days."""
    return Board(CLOSED_DAYS, at, at + timedelta(days=60), {**HOURS, **changes})


def signed(city: City, board: Board, key: Ed25519PrivateKey | None = None) -> bytes:
    return sign_board(board, "a1", key or city.answer_key)
