"""Reads a My Number Card, signs with it and changes its PINs, in the fewest commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

from card_reader import layout, pins, secrets, tlv
from card_reader.algorithms import (
    RSA_SHA256,
    Algorithm,
    algorithm_of,
    refuse_wrong_signature,
)
from card_reader.blocks import Progress
from card_reader.certificates import Certificate, CertificateKind, parse_certificate
from card_reader.channel import Channel
from card_reader.contents import (
    Attributes,
    Front,
    SupportInformation,
    parse_attributes,
    parse_front,
    parse_support_information,
)
from card_reader.errors import (
    CardUnreadable,
    NotMyNumberCard,
    NotOnPhone,
    PinBlocked,
    PinMissing,
)
from card_reader.pins import PIN_FILES, Pin, PinTries

TOKEN_LENGTH: Final = 32


class CardKind(StrEnum):
    """What holds the certificates, as the token file of the JPKI application says."""

    MY_NUMBER_CARD = "my_number_card"
    PHONE = "phone"
    IPHONE = "iphone"

    @property
    def is_phone(self) -> bool:
        """Whether it holds certificates alone, and nothing printed on a face."""
        return self is not CardKind.MY_NUMBER_CARD


TOKENS: Final = {
    "JPKIAPICCTOKEN2": CardKind.MY_NUMBER_CARD,
    "JPKIAPGPSETOKEN": CardKind.PHONE,
    "JPKIAPIOSTOKEN": CardKind.IPHONE,
}


class Card:
    """A card that lies on the reader now. No method reads 個人番号."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def kind(self) -> CardKind:
        """Tell what it is, by its token; two commands, no try.

        Raises:
            NotMyNumberCard: it has no JPKI application or another token.
        """
        if not self._channel.select_df(layout.JPKI):
            raise NotMyNumberCard
        try:
            token = self._read_token()
        except PinMissing as refused:
            raise NotMyNumberCard from refused
        if token not in TOKENS:
            raise NotMyNumberCard
        return TOKENS[token]

    def tries(self) -> PinTries:
        """Ask every PIN's counter; costs no try, and one that cannot be read hides no other."""
        return pins.count(self._channel)

    def attributes_by_verification_b(
        self, number: str, *, last_try_confirmed: bool = False
    ) -> Attributes:
        """Read the four attributes with 照合番号B; a wrong number costs one of ten tries.

        Raises:
            PinFormat, PinMissing, PinBlocked, LastTry: no try is used.
            WrongPin: one try is used. CardRemoved: ask the counter before anything else.
        """
        secret = secrets.verification_b(number)
        self._select(layout.SUPPORT)
        self._channel.verify(layout.SUPPORT_B, secret, last_try_confirmed=last_try_confirmed)
        return parse_attributes(self._channel.read(layout.ATTRIBUTES))

    def attributes_by_pin(self, pin: str, *, last_try_confirmed: bool = False) -> Attributes:
        """Read the four attributes with the 4-digit PIN; a wrong one costs one of three tries.

        Raises:
            As :meth:`attributes_by_verification_b`.
        """
        secret = secrets.four_digits(pin)
        self._select(layout.SUPPORT)
        self._present(Pin.INPUT_SUPPORT, secret, last_try_confirmed)
        return parse_attributes(self._channel.read(layout.ATTRIBUTES))

    def front_by_verification_b(
        self, number: str, *, last_try_confirmed: bool = False, progress: Progress | None = None
    ) -> Front:
        """Read photo, images and expiry with 照合番号B (its own counter of ten).

        Raises:
            PhotoUnreadable: the photo is no JPEG 2000 that can be drawn; else as above.
        """
        secret = secrets.verification_b(number)
        self._select(layout.VISUAL)
        self._channel.verify(layout.VISUAL_B, secret, last_try_confirmed=last_try_confirmed)
        return parse_front(self._channel.read(layout.FRONT, progress))

    def read_beside(self, ef: int) -> bytes:
        """Read another file of the application that the last task left selected.

        Raises:
            PinMissing: no such file, or it is closed. CardUnreadable: it is empty or cut off.
        """
        return self._channel.read(ef)

    def answer_challenge(self, info: bytes) -> bytes:
        """Let the application that the last task left selected sign *info*, a DigestInfo.

        It signs with its own key, whose public half is in the data that it holds; no PIN, no try.

        Raises:
            UnexpectedStatus: it has no such key, or does not know the command.
        """
        return self._channel.answer_challenge(info)

    def applications(self) -> dict[layout.ApplicationName, bool]:
        """Tell which applications the chip has; each is selected once and nothing is read.

        A card that was issued as a マイナ免許証 or a 特定在留カード has one more (docs/card.md).
        """
        select = self._channel.select_df
        return {name: select(aid) for name, aid in layout.APPLICATIONS.items()}

    def manufacturing_number(self) -> str:
        """Return the chip's own number; free, and the same for the chip's whole life.

        Raises:
            NotOnPhone, NotMyNumberCard, PinMissing, CardUnreadable: the chip gives none.
        """
        self._select(layout.COMMON)
        texts = list(tlv.parse(self._channel.record(1, 1)).values())
        if not texts:
            raise CardUnreadable("no manufacturing number")
        return texts[0].decode("ascii", errors="replace")[2:]

    def support_information(self) -> SupportInformation:
        """Read what the application for the four attributes says of itself; free.

        Raises:
            NotMyNumberCard: the card has no such application. CardUnreadable: it says nothing.
        """
        self._select(layout.SUPPORT)
        return parse_support_information(self._channel.read(layout.SUPPORT_INFORMATION))

    def authority_certificate(self, kind: CertificateKind) -> Certificate:
        """Read the certificate of the authority that issued *kind*; free.

        It tells which generation issued the card. It is no ground for trust: it comes
        from the card itself.
        """
        self._select(layout.JPKI)
        if kind is CertificateKind.SIGNATURE:
            der = self._channel.read(layout.SIGN_AUTHORITY)
            return parse_certificate(der, CertificateKind.SIGNATURE_AUTHORITY)
        der = self._channel.read(layout.AUTH_AUTHORITY)
        return parse_certificate(der, CertificateKind.USER_AUTHENTICATION_AUTHORITY)

    def change_pin(
        self, pin: Pin, present: str, new: str, *, last_try_confirmed: bool = False
    ) -> None:
        """Replace a PIN that its owner knows; a wrong present one costs a try.

        Raises:
            PinFormat, PinMissing, PinBlocked, LastTry: no try is used.
            WrongPin: one try is used; the PIN is as it was.
            CardRemoved: the card left; ask its owner to try the new PIN, then the old one.
        """
        application, ef = PIN_FILES[pin]
        if pin is Pin.SIGNATURE:
            old, wanted = secrets.signature_password(present), secrets.new_signature_password(new)
        else:
            old, wanted = secrets.four_digits(present), secrets.four_digits(new)
        self._select(application)
        with self._locked_or_missing(pin):
            self._channel.change(ef, old, wanted, last_try_confirmed=last_try_confirmed)

    def authentication_certificate(
        self, pin: str | None = None, *, last_try_confirmed: bool = False
    ) -> Certificate:
        """Read the certificate for user authentication; free on the card.

        A phone keeps it behind its PIN (token JPKIAPGPSETOKEN); a wrong *pin* costs one of
        three tries.

        Raises:
            PinMissing: it is behind a PIN and *pin* is None; no try is used.
            As :meth:`open_signature` when *pin* is given.
        """
        self._select(layout.JPKI)
        if pin is not None:
            secret = secrets.four_digits(pin)
            self._present(Pin.USER_AUTHENTICATION, secret, last_try_confirmed)
        der = self._channel.read(layout.AUTH_CERTIFICATE)
        return parse_certificate(der, CertificateKind.USER_AUTHENTICATION)

    def signature_certificate(
        self, password: str, *, last_try_confirmed: bool = False
    ) -> Certificate:
        """Read the signature certificate; a wrong password costs one of five tries.

        Raises:
            As :meth:`open_signature`; CardUnreadable: it is no certificate.
        """
        self.open_signature(password, last_try_confirmed=last_try_confirmed)
        return self.read_signature_certificate()

    def open_signature(self, password: str, *, last_try_confirmed: bool = False) -> None:
        """Present the signature password once; certificate and signature follow without it.

        A wrong password costs one of five tries.

        Raises:
            PinFormat, PinMissing, PinBlocked, LastTry: no try is used.
            WrongPin: one try is used. CardRemoved: ask the counter before anything else.
        """
        secret = secrets.signature_password(password)
        self._select(layout.JPKI)
        self._present(Pin.SIGNATURE, secret, last_try_confirmed)

    def read_signature_certificate(self) -> Certificate:
        """Read the signature certificate after :meth:`open_signature`; costs no try.

        Raises:
            PinMissing: the password was not presented. CardUnreadable: it is no certificate.
        """
        der = self._channel.read(layout.SIGN_CERTIFICATE)
        return parse_certificate(der, CertificateKind.SIGNATURE)

    def sign_opened(self, digest: bytes, certificate: Certificate) -> bytes:
        """Sign a digest after :meth:`open_signature`; costs no try and some 0.7 s.

        Args:
            digest: of the hash that the key of *certificate* takes, see ``algorithms``.
            certificate: the card's own, as :meth:`read_signature_certificate` returned it; the
                signature is checked against it.

        Raises:
            ValueError: *digest* has another length; nothing was sent.
            PinMissing: the card has no such key. UnexpectedStatus: it refused to sign.
            WrongSignature: the answer is no signature by the key of *certificate*.
        """
        return self._sign(layout.SIGN_KEY, digest, certificate)

    def sign_digest(
        self,
        kind: CertificateKind,
        secret: str,
        digest: bytes,
        *,
        algorithm: Algorithm = RSA_SHA256,
        last_try_confirmed: bool = False,
    ) -> bytes:
        """Sign a digest with one of the two keys, and check it; a wrong PIN costs a try.

        Args:
            kind: whose key signs, ``SIGNATURE`` or ``USER_AUTHENTICATION``.
            algorithm: of the key's certificate, see ``algorithms.algorithm_of``.

        Raises:
            ValueError: *digest* has not the length of its hash, or *kind* is an authority, whose
                key is in no card; nothing was sent.
            As :meth:`open_signature` and :meth:`sign_opened`.
        """
        _refuse_length(digest, algorithm)
        if kind is CertificateKind.SIGNATURE:
            certificate = self.signature_certificate(secret, last_try_confirmed=last_try_confirmed)
            return self.sign_opened(digest, certificate)
        if kind is not CertificateKind.USER_AUTHENTICATION:
            raise ValueError(f"no card holds the key of a {kind}")
        certificate = self.authentication_certificate(secret, last_try_confirmed=last_try_confirmed)
        return self._sign(layout.AUTH_KEY, digest, certificate)

    def _present(self, pin: Pin, secret: bytearray, confirmed: bool) -> None:
        with self._locked_or_missing(pin):
            self._channel.verify(PIN_FILES[pin][1], secret, last_try_confirmed=confirmed)

    @contextmanager
    def _locked_or_missing(self, pin: Pin) -> Iterator[None]:
        """Raise PinMissing for a PIN that the card calls locked because it never was set."""
        try:
            yield
        except PinBlocked as locked:
            if pins.is_never_set(self._channel, pin):
                raise PinMissing from locked
            raise

    def _sign(self, key: int, digest: bytes, certificate: Certificate) -> bytes:
        algorithm = algorithm_of(certificate)
        _refuse_length(digest, algorithm)
        signature = algorithm.from_card(self._channel.sign(key, algorithm.to_card(digest)))
        refuse_wrong_signature(signature, digest, certificate)
        return signature

    def _select(self, aid: bytes) -> None:
        """Select an application. NotOnPhone, NotMyNumberCard when it is not there."""
        if self._channel.select_df(aid):
            return
        if aid != layout.JPKI and self.kind().is_phone:
            raise NotOnPhone
        raise NotMyNumberCard

    def _read_token(self) -> str:
        """Read the token, which is bare text and no TLV."""
        data = self._channel.read_start(layout.TOKEN, TOKEN_LENGTH)
        return data.decode("ascii", errors="replace").rstrip(" \0")


def _refuse_length(digest: bytes, algorithm: Algorithm) -> None:
    if len(digest) != algorithm.digest_length:
        raise ValueError(f"a digest of {algorithm.digest_length} bytes is needed")
