"""Writes a board as a page: no script, nothing from elsewhere, and never without its age."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from html import escape
from typing import Final

from sync.wire.boards.board import Board
from sync.wire.boards.bodies import CLOSED_DAYS, ClosedDaysBody, body_of
from sync.wire.japan import JAPAN

STYLE: Final = (
    "body{font:1.25rem/1.8 sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}h1{font-size:1.6rem}.age{font-weight:bold}"
)
POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src"
    f" 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)
PAGE: Final = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>{title} - {city}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>
<body><h1>{city} {title}</h1>{lines}<p class="age">{age}</p>
<p>くわしいことは、市役所へ電話してください。 <a href="tel:{dialled}">{phone}</a></p></body></html>
"""
TITLES: Final = {CLOSED_DAYS: "窓口の時間と休み"}
OVER: Final = "この情報は古くなりました。電話で確かめてください。"


def board_page(city: str, phone: str, board: Board, now: datetime) -> str:
    """Return the page of *board*; one that is no longer valid says only that."""
    is_over = now > board.valid_until
    lines = [OVER] if is_over else LINES[board.name](board, now.astimezone(JAPAN).date())
    return PAGE.format(
        title=TITLES[board.name],
        city=escape(city),
        phone=escape(phone),
        dialled=escape("".join(sign for sign in phone if sign.isdigit())),
        style=STYLE,
        lines="".join(f"<p>{escape(line)}</p>" for line in lines),
        age=age_of(board, now),
    )


def age_of(board: Board, now: datetime) -> str:
    """Return how old a board is, as a sentence."""
    minutes = max(int((now - board.at).total_seconds()) // 60, 0)
    if minutes < 60:
        return f"{minutes}分前に市役所が確かめました。"
    if minutes < 48 * 60:
        return f"{minutes // 60}時間前に市役所が確かめました。"
    return f"{minutes // (24 * 60)}日前に市役所が確かめました。"


def _closed_days(board: Board, today: date) -> Iterator[str]:
    said = body_of(board, ClosedDaysBody)
    yield f"開いている時間: {said.opens}から{said.closes}まで"
    first, last = (_day(*map(int, day.split("-"))) for day in said.year_end)
    yield f"土曜日・日曜日・祝日と、{first}から{last}までは休みです。"
    coming = [day for day in sorted(said.closed_on) if day >= today]
    if coming:
        days = "、".join(_day(day.month, day.day) for day in coming)
        yield f"このほかの休み: {days}"


def _day(month: int, day: int) -> str:
    return f"{month}月{day}日"


LINES: Final[dict[str, Callable[[Board, date], Iterator[str]]]] = {CLOSED_DAYS: _closed_days}
