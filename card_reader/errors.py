"""What can go wrong with a card, as facts; none holds a PIN or personal data."""


class CardError(Exception):
    """The root; ``message_key`` names the sentence a person may be shown."""

    message_key = "card.p_unreadable"


class ServiceStopped(CardError):
    """The PC/SC service does not run, or pyscard is not installed."""

    message_key = "card.p_service_stopped"


class NotAllowed(ServiceStopped):
    """The PC/SC service runs and does not let this user in (polkit)."""

    message_key = "card.p_not_allowed"


class NoReader(CardError):
    """No reader is connected."""

    message_key = "card.p_no_reader"


class NoCard(CardError):
    """No card came in time."""

    message_key = "card.p_no_card"


class SeveralCards(CardError):
    """More than one reader has a My Number Card; nobody guesses which is the resident's."""

    message_key = "card.p_several_cards"


class Cancelled(CardError):
    """A person stopped the waiting."""

    message_key = "card.p_cancelled"


class CardBusy(CardError):
    """Another program holds the card for itself."""

    message_key = "card.p_busy"


class CardMute(CardError):
    """Something lies on the reader and does not answer to power, as a card upside down."""

    message_key = "card.p_mute"


class ReaderSilent(CardError):
    """The reader gave no answer in time; ask the counter before a PIN is presented again."""

    message_key = "card.p_reader_silent"


class CardRemoved(CardError):
    """The card left, or the line to it broke; no PIN is ever sent again by itself."""

    message_key = "card.p_removed"


class AnotherCard(CardError):
    """Not the card that was touched before; nothing was presented to it."""

    message_key = "card.p_another_card"


class NotMyNumberCard(CardError):
    """Some other card."""

    message_key = "card.p_not_my_number_card"


class NotOnPhone(CardError):
    """A phone holds certificates and nothing else: no name, no address, no photo."""

    message_key = "card.p_not_on_phone"


class PinMissing(CardError):
    """This card has no such PIN or certificate, as a 顔認証 card; no try was used."""

    message_key = "card.p_pin_missing"


class WrongPin(CardError):
    """The card refused it; one try is used and *tries_left* remain."""

    message_key = "card.p_wrong_pin"

    def __init__(self, tries_left: int | None) -> None:
        super().__init__("the card refused the PIN")
        self.tries_left = tries_left
        if tries_left is None:
            self.message_key = "card.p_wrong_pin_unknown"


class PinBlocked(CardError):
    """No try is left; the city hall sets a new PIN."""

    message_key = "card.p_pin_blocked"


class LastTry(CardError):
    """One try is left and nobody confirmed to use it; nothing was sent.

    *pin* is the PIN's file on the card (``layout.py``), never its digits.
    """

    message_key = "card.p_last_try"

    def __init__(self, pin: int) -> None:
        super().__init__(f"a try of PIN file {pin:02X} needs a second yes")
        self.pin = pin


class TriesUnknown(LastTry):
    """The card does not say how many tries are left; nothing was sent until somebody confirms."""

    message_key = "card.p_tries_unknown"


class PinFormat(CardError):
    """It cannot be this PIN by its length or letters; nothing was sent."""

    message_key = "card.p_pin_format"


class NotAsPrinted(CardError):
    """No card prints such a 照合番号B; nothing was sent. *part* is ``birth`` or ``expiry``."""

    message_key = "card.p_not_as_printed"

    def __init__(self, part: str = "birth") -> None:
        super().__init__(f"no card prints this {part}")
        self.part = part


class UnexpectedStatus(CardError):
    """The card answered with a status word that this command does not have."""

    message_key = "card.p_unexpected"

    def __init__(self, sw: int, ins: int) -> None:
        super().__init__(f"SW {sw:04X} to INS {ins:02X}")
        self.sw = sw
        self.ins = ins


class CardUnreadable(CardError):
    """What the card gave cannot be understood."""

    message_key = "card.p_unreadable"


class CertificateNotInDate(CardError):
    """The certificate is over, or not yet begun; nothing was signed with it."""

    message_key = "card.p_certificate_expired"

    def __init__(self, status: str) -> None:
        super().__init__(f"the dates of the certificate say {status}")
        self.status = status
        if status == "not_yet":
            self.message_key = "card.p_certificate_not_yet"


class WrongSignature(CardError):
    """What the card answered is no signature by its certificate's key: cut short, or none at all.

    The password was right and costs no try; nothing may be written of this signature.
    """

    message_key = "card.p_wrong_signature"


class PhotoUnreadable(CardError):
    """The photo in the chip cannot be drawn."""

    message_key = "card.p_photo"
