"""Gives the words for a problem of one application, which is set aside while the others go on."""

from typing import Final

from sync.wire.problem import Slug

TOO_LARGE: Final = 413
CONFLICT: Final = 409
DAMAGED: Final = "damaged"  # ours alone: the reception never sees such bytes

REASONS: Final[dict[str, str]] = {
    Slug.OTHER_BYTES: "sync.p_other_bytes",
    Slug.UNKNOWN_CITY_KEY: "sync.p_unknown_city_key",
    Slug.MALFORMED: "sync.p_damaged_message",
    Slug.SIGNATURE_INVALID: "sync.p_signature_invalid",
    Slug.TOO_LARGE: "sync.p_too_large",
    Slug.ATTACHMENTS_MISSING: "sync.p_damaged_message",
    DAMAGED: "sync.p_damaged_here",
}


def reason_of(problem: str) -> str:
    """Return the word key for the *problem* that one record met."""
    return REASONS.get(problem, "sync.p_server_refused_one")
