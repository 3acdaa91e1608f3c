"""Refusals as RFC 9457 problem details; the slug is what the tablet decides by."""

from typing import Any, Final

MEDIA_TYPE: Final = "application/problem+json"
PREFIX: Final = "urn:demado:problem:"

STATUS: Final[dict[str, int]] = {
    "malformed": 400,
    "signature-invalid": 400,
    "not-authorised": 401,
    "request-too-old": 401,
    "code-refused": 403,
    "device-unknown": 403,
    "device-pending": 403,
    "device-revoked": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "too-slow": 408,
    "other-bytes": 409,
    "prefix-taken": 409,
    "wrong-offset": 409,
    "wrong-version": 412,
    "too-large": 413,
    "unknown-city-key": 422,
    "attachments-missing": 424,
    "too-many-requests": 429,
    "unavailable": 503,
    "full": 507,
}


def problem(slug: str, detail: str = "") -> dict[str, Any]:
    """Return the problem *slug* as JSON-able details; *detail* holds no personal data."""
    return {"type": PREFIX + slug, "status": STATUS[slug], "title": slug, "detail": detail}


def slug_of(details: Any) -> str:
    """Return the slug of a problem that came over the line; empty when it is none."""
    kind = details.get("type") if isinstance(details, dict) else None
    return kind.removeprefix(PREFIX) if isinstance(kind, str) and kind.startswith(PREFIX) else ""
