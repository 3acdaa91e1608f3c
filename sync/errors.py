"""The root of every error of ``sync``, and the errors that either end of the line may meet."""


class SyncError(Exception):
    """The root; ``message_key`` names the sentence a person may be shown."""

    message_key = "sync.p_failed"


class WireError(SyncError):
    """Bytes that are not of the agreed form; the text names what, never the content."""

    message_key = "sync.p_damaged_message"


class SignatureInvalid(WireError):
    """The signature does not belong to these bytes and this key."""


class UnknownSuite(WireError):
    """A cipher suite outside the allow-list."""


class OpenFailed(WireError):
    """The sealed bytes do not open with this key and this header."""


class ReceiptInvalid(SyncError):
    """A receipt that the city's key did not sign; the envelope stays in the outbox."""

    message_key = "sync.p_receipt_invalid"


class ReceiptKeyUnknown(ReceiptInvalid):
    """Signed with a key that this tablet's city file does not name, or not yet; all waits."""

    message_key = "sync.p_receipt_key_unknown"


class LeaseInvalid(SyncError):
    """A key lease that the city's key did not sign for this tablet; the one before stays."""

    message_key = "sync.p_lease_invalid"
