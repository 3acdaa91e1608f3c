"""Checks a card's data and its presence: certificate, signatures and a fresh challenge."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from cryptography.hazmat.primitives.asymmetric import rsa

from card_reader import layout
from card_reader.card import Card
from card_reader.contents import Attributes, Front
from card_reader.errors import CardUnreadable, PinMissing, UnexpectedStatus
from card_reader.genuineness import signed_data
from card_reader.genuineness.cv_certificate import CvCertificate, parse_cv_certificate, shown_id
from card_reader.genuineness.digest_info import digest_info
from card_reader.genuineness.issuers import Issuers, Signer
from card_reader.genuineness.public_key import has_signed, parse_key
from card_reader.genuineness.signed_data import SignedData

CHALLENGE_LENGTH: Final = 32
# What a card answers that has no such file, key or command; and what cannot be understood.
SILENT: Final = (PinMissing, UnexpectedStatus, CardUnreadable)

T = TypeVar("T")


class Verdict(StrEnum):
    """What the check found; the worst first."""

    MISMATCH = "mismatch"
    NOT_CHECKED = "not_checked"
    UNKNOWN_ISSUER = "unknown_issuer"
    GENUINE = "genuine"


class CheckedPart(StrEnum):
    """Which part did not match, or could not be had."""

    CERTIFICATE = "certificate"
    ATTRIBUTES = "attributes"
    FACE = "face"
    KEY = "key"
    PRESENCE = "presence"
    PERSON = "person"


@dataclass(frozen=True)
class Genuineness:
    """What is known of a chip.

    Attributes:
        part: what did not match or could not be had; None for the two other verdicts.
        issuer: the id of who certified the signing key, as ``5000023/001``; empty where unknown.
        hierarchy, confidence: of that issuer, as its table has them; empty where it is unknown.
    """

    verdict: Verdict
    part: CheckedPart | None = None
    issuer: str = ""
    hierarchy: str = ""
    confidence: str = ""

    def and_also(self, other: "Genuineness") -> "Genuineness":
        """Return the worse of the two; this one where they are equal."""
        order = list(Verdict)
        return min(self, other, key=lambda found: order.index(found.verdict))


class _Ended(Exception):
    """The check ends with this verdict, at this part."""

    def __init__(self, verdict: Verdict, part: CheckedPart) -> None:
        super().__init__(verdict)
        self.found = Genuineness(verdict, part)


@dataclass(frozen=True)
class ChipCheck:
    """Checks cards against the keys of *issuers*; a method raises nothing but CardRemoved."""

    issuers: Issuers

    def attributes(self, card: Card, attributes: Attributes, *, presence: bool) -> Genuineness:
        """Check the four attributes, right after they were read: one or two commands, no try.

        Args:
            presence: let the chip answer a challenge as well; two commands more.
        """
        return _ended(lambda: self._attributes(card, attributes, presence))

    def face(self, card: Card, front: Front) -> Genuineness:
        """Check face and presence, right after the face was read: one or two commands, no try."""
        return _ended(lambda: self._face(card, front))

    def _attributes(self, card: Card, attributes: Attributes, presence: bool) -> Genuineness:
        part = CheckedPart.ATTRIBUTES
        digests = _had(part, lambda: card.read_beside(layout.SIGNED_DIGESTS))
        fits = _had(part, lambda: signed_data.are_attributes_of(digests, attributes.content))
        _demand(fits, part)
        signer = self._signer(card, part, _had(part, lambda: signed_data.signed_digests(digests)))
        if presence:
            _meet(card, _own_key(card, signer))
        return _told(signer)

    def _face(self, card: Card, front: Front) -> Genuineness:
        data = _had(CheckedPart.FACE, lambda: signed_data.signed_face(front.content))
        key = _had(CheckedPart.FACE, lambda: parse_key(signed_data.face_key(front.content)))
        signer = self._signer(card, CheckedPart.FACE, data)
        _meet(card, key)
        return _told(signer)

    def _signer(self, card: Card, part: CheckedPart, data: SignedData) -> Signer:
        """Return the city's key that signed *data*: one that was certified before, or the card's.

        The data of a card whose issuer is unknown has to fit its own certificate all the same.
        """
        for known in self.issuers.certified():
            if has_signed(known.key, data.info, data.signature):
                return known
        read = _had(CheckedPart.CERTIFICATE, lambda: card.read_beside(layout.SIGNER_CERTIFICATE))
        certificate = _had(CheckedPart.CERTIFICATE, lambda: parse_cv_certificate(read))
        signer = self._certified(certificate)
        _demand(has_signed(signer.key, data.info, data.signature), part)
        self.issuers.remember(signer)
        return signer

    def _certified(self, certificate: CvCertificate) -> Signer:
        issuer = self.issuers.find(certificate.issuer)
        if issuer is not None:
            _demand(certificate.is_signed_by(issuer.key), CheckedPart.CERTIFICATE)
        return Signer(certificate.key, certificate.issuer, issuer)


def same_person(attributes: Attributes, front: Front) -> Genuineness:
    """Compare birth date and sex in the two applications; files of two cards would differ."""
    in_both = (attributes.birth_raw, attributes.sex) == (front.birth_raw, front.sex)
    if in_both or len(attributes.birth_raw) != len(front.birth_raw):
        return Genuineness(Verdict.GENUINE)
    return Genuineness(Verdict.MISMATCH, CheckedPart.PERSON)


def _own_key(card: Card, signer: Signer) -> rsa.RSAPublicKey:
    """Return the key with which 券面事項入力補助AP answers, once *signer* vouches for it."""
    content = _had(CheckedPart.KEY, lambda: card.read_beside(layout.SIGNED_KEY))
    data, key = _had(CheckedPart.KEY, lambda: signed_data.signed_key(content))
    _demand(has_signed(signer.key, data.info, data.signature), CheckedPart.KEY)
    return _had(CheckedPart.KEY, lambda: parse_key(key))


def _meet(card: Card, key: rsa.RSAPublicKey) -> None:
    """Let the chip sign a fresh challenge with the key that is in its signed data."""
    asked = digest_info(secrets.token_bytes(CHALLENGE_LENGTH))
    answer = _had(CheckedPart.PRESENCE, lambda: card.answer_challenge(asked))
    _demand(has_signed(key, asked, answer), CheckedPart.PRESENCE)


def _told(signer: Signer) -> Genuineness:
    if signer.issuer is None:
        return Genuineness(Verdict.UNKNOWN_ISSUER, issuer=shown_id(signer.issuer_id))
    return Genuineness(
        Verdict.GENUINE,
        issuer=shown_id(signer.issuer_id),
        hierarchy=signer.issuer.hierarchy,
        confidence=signer.issuer.confidence,
    )


def _had(part: CheckedPart, work: Callable[[], T]) -> T:
    """Return what *work* gives; the check ends as not made where the card has none of it."""
    try:
        return work()
    except SILENT as lacking:
        raise _Ended(Verdict.NOT_CHECKED, part) from lacking


def _demand(fits: bool, part: CheckedPart) -> None:
    if not fits:
        raise _Ended(Verdict.MISMATCH, part)


def _ended(check: Callable[[], Genuineness]) -> Genuineness:
    try:
        return check()
    except _Ended as ended:
        return ended.found
