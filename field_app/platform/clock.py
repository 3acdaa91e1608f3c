"""Japan's clock. Stored times are UTC; what a person reads, and what day it is, are Japan's."""

from datetime import date, datetime, timedelta, timezone

# Fixed, because Japan has no summer time and Windows has no zone database.
JAPAN = timezone(timedelta(hours=9), "JST")


def local_date(moment: datetime) -> date:
    """Return the day that *moment* falls on in Japan."""
    return moment.astimezone(JAPAN).date()


def local_time(moment: datetime) -> str:
    """Return *moment* as a person writes it, e.g. 11月23日 14:05."""
    here = moment.astimezone(JAPAN)
    return f"{here.month}月{here.day}日 {here:%H:%M}"
