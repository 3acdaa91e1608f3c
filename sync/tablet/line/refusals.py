"""Turns the reception's refusal of a whole request into an error of the tablet."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from sync.errors import SyncError
from sync.tablet.errors import (
    ClockWrong,
    CodeRefused,
    DeviceRevoked,
    NotApproved,
    QuotaReached,
    ServerRefused,
)
from sync.wire.city import utc_now
from sync.wire.problem import Slug, slug_of

ERRORS: Final[dict[str, type[SyncError]]] = {
    Slug.DEVICE_REVOKED: DeviceRevoked,
    Slug.DEVICE_UNKNOWN: DeviceRevoked,
    Slug.DEVICE_PENDING: NotApproved,
    Slug.CODE_REFUSED: CodeRefused,
    Slug.REQUEST_TOO_OLD: ClockWrong,
    Slug.MALFORMED: ServerRefused,
    Slug.SIGNATURE_INVALID: ServerRefused,
    Slug.NOT_AUTHORISED: ServerRefused,
    Slug.NOT_FOUND: ServerRefused,
    Slug.METHOD_NOT_ALLOWED: ServerRefused,
    Slug.TOO_SLOW: ServerRefused,
    Slug.OTHER_BYTES: ServerRefused,
    Slug.PREFIX_TAKEN: ServerRefused,
    Slug.WRONG_OFFSET: ServerRefused,
    Slug.WRONG_VERSION: ServerRefused,
    Slug.BOARD_NOT_NEWER: ServerRefused,
    Slug.BOARD_AHEAD: ServerRefused,
    Slug.TOO_LARGE: ServerRefused,
    Slug.UNKNOWN_CITY_KEY: ServerRefused,
    Slug.ATTACHMENTS_MISSING: ServerRefused,
    Slug.TOO_MANY_REQUESTS: ServerRefused,
    Slug.QUOTA_REACHED: QuotaReached,
    Slug.UNAVAILABLE: ServerRefused,
    Slug.FULL: ServerRefused,
}
REVOKED: Final = frozenset(slug for slug, error in ERRORS.items() if error is DeviceRevoked)


def refusal_of(status: int, headers: Mapping[str, str], body: Any) -> SyncError:
    """Return the error for a response that is no success.

    Args:
        status: of HTTP.
        headers: of the response, found in any case.
        body: its JSON; None when it has none. Without a slug that is known here
            the request counts as refused as a whole.
    """
    kind = ERRORS.get(slug_of(body), ServerRefused)
    if kind is DeviceRevoked:
        lease = body.get("lease")
        return DeviceRevoked(lease if isinstance(lease, str) else None)
    if kind is ClockWrong:
        return ClockWrong(date_in(headers.get("Date", "")))
    if issubclass(kind, ServerRefused):
        return kind(status, retry_after_s(headers))
    return kind()


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After: seconds, or a time, which is by the reception's own clock.

    Source: RFC 9110 §10.2.3.
    """
    text = headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return float(text)
    until, now = date_in(text), date_in(headers.get("Date", "")) or utc_now()
    return max(0.0, (until - now).total_seconds()) if until else None


def date_in(text: str) -> datetime | None:
    """Read a date of HTTP; None when it is none, or has no zone."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else None
