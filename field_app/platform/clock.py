"""Turns stored UTC times into the day and the time that a person in Japan reads."""

from datetime import date, datetime

from sync.wire.japan import JAPAN


def local_date(moment: datetime) -> date:
    """Return the day that *moment* falls on in Japan."""
    return moment.astimezone(JAPAN).date()


def local_time(moment: datetime) -> str:
    """Return *moment* as a person writes it, e.g. 11月23日 14:05."""
    here = moment.astimezone(JAPAN)
    return f"{here.month}月{here.day}日 {here:%H:%M}"
