"""Reads a My Number Card over PC/SC; knows APDUs and nothing of the app above it."""

from card_reader.card import Attributes, Card, CardKind, Front, PinTries
from card_reader.certificates import Certificate, CertificateAttributes, CertificateKind
from card_reader.errors import (
    Cancelled,
    CardBusy,
    CardError,
    CardRemoved,
    CardUnreadable,
    LastTry,
    NoCard,
    NoReader,
    NotMyNumberCard,
    PhotoUnreadable,
    PinBlocked,
    PinFormat,
    PinMissing,
    ServiceStopped,
    SeveralCards,
    UnexpectedStatus,
    WrongPin,
)
from card_reader.signing import SignedPdf, VisibleField, sign_pdf
from card_reader.source import CardSource, Reader

__all__ = [
    "Attributes",
    "Cancelled",
    "Card",
    "CardBusy",
    "CardError",
    "CardKind",
    "CardRemoved",
    "CardSource",
    "CardUnreadable",
    "Certificate",
    "CertificateAttributes",
    "CertificateKind",
    "Front",
    "LastTry",
    "NoCard",
    "NoReader",
    "NotMyNumberCard",
    "PhotoUnreadable",
    "PinBlocked",
    "PinFormat",
    "PinMissing",
    "PinTries",
    "Reader",
    "ServiceStopped",
    "SeveralCards",
    "SignedPdf",
    "UnexpectedStatus",
    "VisibleField",
    "WrongPin",
    "sign_pdf",
]
