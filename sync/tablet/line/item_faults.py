"""What is one application's own fault, as words: it is set aside, the others go on."""

from typing import Final

TOO_LARGE: Final = 413
CONFLICT: Final = 409
DAMAGED: Final = "damaged"  # ours alone: the reception never sees such bytes

REASONS: Final[dict[str, str]] = {
    "other-bytes": "sync.p_other_bytes",
    "unknown-city-key": "sync.p_unknown_city_key",
    "malformed": "sync.p_damaged_message",
    "signature-invalid": "sync.p_signature_invalid",
    "too-large": "sync.p_too_large",
    "attachments-missing": "sync.p_damaged_message",
    DAMAGED: "sync.p_damaged_here",
}


def reason_of(problem: str) -> str:
    """Return the words' key for the *problem* that one record met."""
    return REASONS.get(problem, "sync.p_server_refused_one")
