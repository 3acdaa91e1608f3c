"""Decides which identity documents are enough: one with a photo, or two without; none expired.

Source: the two-group rule that city counters use (reference: 本人確認書類 A×1 / B×2).
"""

from datetime import date

from field_app.document.inputs import IdentityDocument


class TooFewDocuments(Exception):
    """What was shown is not enough; more must be shown, or another way chosen."""

    message_key = "identity.p_too_few_documents"


def refuse_too_few(documents: tuple[IdentityDocument, ...], today: date) -> None:
    """Raise TooFewDocuments unless the valid ones suffice; an expired one does not count."""
    valid = [seen for seen in documents if seen.expires_on is None or seen.expires_on >= today]
    if any(seen.with_photo for seen in valid) or len({seen.type for seen in valid}) >= 2:
        return
    raise TooFewDocuments
