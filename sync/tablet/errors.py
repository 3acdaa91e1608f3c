"""Every error of the tablet's side; each class states one fact."""

from datetime import datetime

from sync.errors import SyncError


class StoreInUse(SyncError):
    """Another Demado has this store open; two writers could damage it."""

    message_key = "sync.p_store_in_use"


class StoreFull(SyncError):
    """The disk is full; what was saved before stays, this change was not saved."""

    message_key = "sync.p_store_full"


class StoreDamaged(SyncError):
    """The file is not a sound database; it is left untouched for rescue."""

    message_key = "sync.p_store_damaged"


class StoreUnreachable(SyncError):
    """The store's folder or file cannot be opened or written (gone, read-only); nothing changed."""

    message_key = "sync.p_store_unreachable"


class StoreTooNew(SyncError):
    """A newer Demado wrote this store."""

    message_key = "sync.p_store_too_new"


class WrongDeviceSecret(SyncError):
    """The secret store does not hold the secret that sealed this tablet's keys."""

    message_key = "sync.p_wrong_device_secret"


class KeyStoreUnavailable(SyncError):
    """The platform's key store does not answer, or does not keep what it is given."""

    message_key = "sync.p_key_store_unavailable"


class WrongPassphrase(SyncError):
    """Not this person's passphrase, or too soon; ``wait_s`` seconds until the next try."""

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


class StaffIdTaken(SyncError):
    """Somebody on this tablet has this id already; nothing was changed."""

    message_key = "sync.p_staff_id_taken"


class StaffIdInvalid(SyncError):
    """An id of staff is one small letter, then letters, digits and hyphens, 32 at most."""

    message_key = "sync.p_staff_id_invalid"


class StaffPinInvalid(SyncError):
    """A staff PIN is 4 to 6 digits, and neither one digit again and again nor a run."""

    message_key = "sync.p_staff_pin_invalid"


class VaultWiped(SyncError):
    """Ten wrong passphrases: the device secret is gone and with it every draft."""

    message_key = "sync.p_vault_wiped"


class Locked(SyncError):
    """Nobody is signed in; the keys are not in memory."""

    message_key = "sync.p_locked"


class HalfDoneVisits(SyncError):
    """The shift still has half-done visits; ending it would make them unreadable for ever."""

    message_key = "sync.p_half_done_visits"

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} half-done visits")
        self.count = count


class ColleagueHalfDone(SyncError):
    """The colleague has half-done visits, or visits wait for them; removed, they would be lost."""

    message_key = "sync.p_colleague_half_done"

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} half-done visits")
        self.count = count


class StaffTakenOff(SyncError):
    """The city took this person off every tablet; nothing was tried."""

    message_key = "sync.p_staff_taken_off"


class ColleagueNotReady(SyncError):
    """The colleague has no key to transfer a visit to yet; signing in once makes it."""

    message_key = "sync.p_colleague_not_ready"


class LeaseEnded(SyncError):
    """The key lease is over: drafts stay shut until the tablet was online; sealed items go on."""

    message_key = "sync.p_lease_ended"


class LeaseTooOld(SyncError):
    """A lease that is not newer than the one kept here; it changes nothing."""

    message_key = "sync.p_lease_too_old"


class OrderedLock(SyncError):
    """The city has locked this tablet until it says otherwise; nothing is lost."""

    message_key = "sync.p_ordered_lock"


class WipedByCity(SyncError):
    """The city ordered this tablet's drafts erased; what is sealed is untouched."""

    message_key = "sync.p_wiped_by_city"


class PracticeCardsRefused(SyncError):
    """The tablet of a real city was started with practice cards; nothing of it is open."""

    message_key = "sync.p_practice_refused"


class NotEnrolled(SyncError):
    """This tablet belongs to no city yet."""

    message_key = "sync.p_not_enrolled"


class AlreadyEnrolled(SyncError):
    """This tablet belongs to a city; its keys and what it has sealed must not be lost by another.

    It is given back first, see ``check_in``, and joins from an empty folder.
    """

    message_key = "sync.p_already_enrolled"


class CodeRefused(SyncError):
    """The enrolment code is unknown, used or older than ten minutes."""

    message_key = "sync.p_code_refused"


class NotApproved(SyncError):
    """The city has not yet approved this tablet's keys (problem ``device-pending``); all stays."""

    message_key = "sync.p_not_approved"


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
    """Something other than the reception responded, such as a Wi-Fi's login page."""

    message_key = "sync.p_captive_portal"


class TlsNotTrusted(SyncError):
    """The other end's certificate is not of the city's own authority; nothing was sent."""

    message_key = "sync.p_tls_not_trusted"


class ClockWrong(SyncError):
    """This tablet's clock is wrong, or so far off that the city's certificate is not in date.

    ``city_at`` is the city's own time when a trusted response said it, else None.
    """

    message_key = "sync.p_clock_wrong"

    def __init__(self, city_at: datetime | None) -> None:
        super().__init__(f"the city's time: {city_at}")
        self.city_at = city_at


class ServerRefused(SyncError):
    """The reception refused the request as a whole."""

    message_key = "sync.p_server_refused"

    def __init__(self, status: int, retry_after_s: float | None = None) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.retry_after_s = retry_after_s


class QuotaReached(ServerRefused):
    """This tablet brought as much as it may in a day; what waits goes by itself afterwards."""

    message_key = "sync.p_quota_reached"


class DeviceRevoked(SyncError):
    """The city no longer accepts this tablet; what is sealed stays and can be carried over.

    ``lease`` is the signed order that came with it, such as the one to wipe.
    """

    message_key = "sync.p_device_revoked"

    def __init__(self, lease: str | None = None) -> None:
        super().__init__("revoked")
        self._lease = lease

    @property
    def lease(self) -> str | None:
        """The signed order, or None."""
        return self._lease


class RelayFileRefused(SyncError):
    """Not a file of sealed applications, or cut off or changed on its way; nothing was taken."""

    message_key = "sync.p_relay_file"


class StorageLow(SyncError):
    """Too little room for a new visit; what is on the tablet is safe."""

    message_key = "sync.p_storage_low"


class UnsentWork(SyncError):
    """The tablet still holds what nobody else has; giving it back would lose that."""

    message_key = "sync.p_unsent_work"

    def __init__(self, *, applications: int, drafts: int, carried: int, given_up: int) -> None:
        self.applications, self.drafts = applications, drafts
        self.carried, self.given_up = carried, given_up
        super().__init__(f"{self.total} left")

    @property
    def total(self) -> int:
        """What counts against giving the tablet back; what was given up is only told."""
        return self.applications + self.drafts + self.carried


class ReceiptMismatch(SyncError):
    """A valid receipt, but for other bytes than those held here."""

    message_key = "sync.p_receipt_mismatch"


class SendingStopped(SyncError):
    """A person stopped the sending; what was not receipted stays in the outbox."""

    message_key = "sync.p_sending_stopped"


class PackRefused(SyncError):
    """A pack that cannot be trusted or used; the one before it goes on working.

    ``reason``: expired, rolled-back, not-signed, changed, too-large, missing, malformed,
    another-city or unusable.
    """

    message_key = "sync.p_pack_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PackDamaged(SyncError):
    """A pack's files here are not those that the city signed; the next update mends the newest."""

    message_key = "sync.p_pack_damaged"
