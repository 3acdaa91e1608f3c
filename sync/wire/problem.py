"""Refusals as RFC 9457 problem details; the tablet decides by the slug in their type."""

from enum import StrEnum
from typing import Any, Final, Literal

MEDIA_TYPE: Final = "application/problem+json"
PREFIX: Final = "urn:demado:problem:"


class Slug(StrEnum):
    """Every problem that the reception sends, as it stands on the wire."""

    MALFORMED = "malformed"
    SIGNATURE_INVALID = "signature-invalid"
    NOT_AUTHORISED = "not-authorised"
    REQUEST_TOO_OLD = "request-too-old"
    CODE_REFUSED = "code-refused"
    DEVICE_UNKNOWN = "device-unknown"
    DEVICE_PENDING = "device-pending"
    DEVICE_REVOKED = "device-revoked"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    TOO_SLOW = "too-slow"
    OTHER_BYTES = "other-bytes"
    PREFIX_TAKEN = "prefix-taken"
    WRONG_OFFSET = "wrong-offset"
    WRONG_VERSION = "wrong-version"
    BOARD_NOT_NEWER = "board-not-newer"
    BOARD_AHEAD = "board-ahead"
    TOO_LARGE = "too-large"
    UNKNOWN_CITY_KEY = "unknown-city-key"
    ATTACHMENTS_MISSING = "attachments-missing"
    TOO_MANY_REQUESTS = "too-many-requests"
    QUOTA_REACHED = "quota-reached"
    UNAVAILABLE = "unavailable"
    FULL = "full"


# The problems of one record of a batch; the others of the batch go on.
RecordSlug = Literal[
    Slug.MALFORMED,
    Slug.SIGNATURE_INVALID,
    Slug.UNKNOWN_CITY_KEY,
    Slug.ATTACHMENTS_MISSING,
    Slug.OTHER_BYTES,
]

STATUS: Final[dict[Slug, int]] = {
    Slug.MALFORMED: 400,
    Slug.SIGNATURE_INVALID: 400,
    Slug.NOT_AUTHORISED: 401,
    Slug.REQUEST_TOO_OLD: 401,
    Slug.CODE_REFUSED: 403,
    Slug.DEVICE_UNKNOWN: 403,
    Slug.DEVICE_PENDING: 403,
    Slug.DEVICE_REVOKED: 403,
    Slug.NOT_FOUND: 404,
    Slug.METHOD_NOT_ALLOWED: 405,
    Slug.TOO_SLOW: 408,
    Slug.OTHER_BYTES: 409,
    Slug.PREFIX_TAKEN: 409,
    Slug.WRONG_OFFSET: 409,
    Slug.BOARD_NOT_NEWER: 409,
    Slug.WRONG_VERSION: 412,
    Slug.TOO_LARGE: 413,
    Slug.UNKNOWN_CITY_KEY: 422,
    Slug.BOARD_AHEAD: 422,
    Slug.ATTACHMENTS_MISSING: 424,
    Slug.TOO_MANY_REQUESTS: 429,
    Slug.QUOTA_REACHED: 429,
    Slug.UNAVAILABLE: 503,
    Slug.FULL: 507,
}


def problem(slug: Slug, detail: str = "") -> dict[str, Any]:
    """Return the problem *slug* as JSON-able details; *detail* holds no personal data."""
    return {
        "type": PREFIX + slug,
        "status": STATUS[slug],
        "title": slug.value,
        "detail": detail,
    }


def slug_of(details: Any) -> str:
    """Return the slug of a problem that came over the line; empty when it is none.

    A newer reception may send one that is no :class:`Slug`.
    """
    kind = details.get("type") if isinstance(details, dict) else None
    return kind.removeprefix(PREFIX) if isinstance(kind, str) and kind.startswith(PREFIX) else ""
