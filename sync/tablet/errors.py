"""What can go wrong on the tablet's side, as facts."""

from sync.wire.errors import SyncError


class StoreInUse(SyncError):
    """Another Demado has this store open; two writers could damage it."""

    message_key = "sync.p_store_in_use"


class StoreFull(SyncError):
    """The disk is full; what was saved before stays, this change was not saved."""

    message_key = "sync.p_store_full"


class StoreDamaged(SyncError):
    """The file is not a sound database; it is left untouched for rescue."""

    message_key = "sync.p_store_damaged"


class StoreTooNew(SyncError):
    """A newer Demado wrote this store."""

    message_key = "sync.p_store_too_new"


class WrongDeviceSecret(SyncError):
    """The secret store does not hold the secret that sealed this tablet's keys."""

    message_key = "sync.p_wrong_device_secret"


class WrongPassphrase(SyncError):
    """Not this person's passphrase; or too soon after the last wrong one (``wait_s`` > 0)."""

    message_key = "sync.p_wrong_passphrase"

    def __init__(self, tries_left: int, wait_s: int) -> None:
        super().__init__(f"{tries_left} tries left, wait {wait_s} s")
        self.tries_left = tries_left
        self.wait_s = wait_s
        if wait_s:
            self.message_key = "sync.p_wait_passphrase"


class PassphraseTooShort(SyncError):
    """A new passphrase has fewer than twelve characters."""

    message_key = "sync.p_passphrase_short"


class VaultWiped(SyncError):
    """Ten wrong passphrases: the device secret is gone and with it every draft."""

    message_key = "sync.p_vault_wiped"


class Locked(SyncError):
    """Nobody is signed in; the keys are not in memory."""

    message_key = "sync.p_locked"


class NotEnrolled(SyncError):
    """This tablet belongs to no city yet."""

    message_key = "sync.p_not_enrolled"


class CodeRefused(SyncError):
    """The enrolment code is unknown, used or older than ten minutes."""

    message_key = "sync.p_code_refused"


class NumberInvalid(SyncError):
    """Not a receipt number: wrong length, a sign that none has, or the check digit fails."""

    message_key = "sync.p_number_invalid"


class UnknownCityKey(SyncError):
    """No key of the city that this tablet may seal to is in date, or the city refused it."""

    message_key = "sync.p_unknown_city_key"


class LineDown(SyncError):
    """No line to the reception now; it will be tried again."""

    message_key = "sync.p_line_down"


class CaptivePortal(SyncError):
    """Something other than the reception answered, such as a Wi-Fi's login page."""

    message_key = "sync.p_captive_portal"


class TlsNotTrusted(SyncError):
    """The other end's certificate is not of the city's own authority; nothing was sent."""

    message_key = "sync.p_tls_not_trusted"


class ServerRefused(SyncError):
    """The reception refused the request as a whole."""

    message_key = "sync.p_server_refused"

    def __init__(self, status: int, retry_after_s: float | None = None) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.retry_after_s = retry_after_s


class DeviceRevoked(SyncError):
    """The city no longer accepts this tablet; what is sealed stays and can be carried over."""

    message_key = "sync.p_device_revoked"


class ReceiptMismatch(SyncError):
    """A valid receipt, but for other bytes than those held here."""

    message_key = "sync.p_receipt_mismatch"


class SendingStopped(SyncError):
    """A person stopped the sending; what was not receipted stays in the outbox."""

    message_key = "sync.p_sending_stopped"
