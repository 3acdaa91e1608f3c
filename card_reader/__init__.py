"""Reads a My Number Card over PC/SC; knows APDUs and nothing of the app above it.

``card_reader.signing`` is asked for by its own name: pyHanko takes 0.3 s to load, which a
program that only reads should not wait for.
"""

from card_reader.card import Card, CardKind
from card_reader.certificates import Certificate, CertificateAttributes, CertificateKind
from card_reader.contents import Attributes, Front, SupportInformation
from card_reader.errors import (
    AnotherCard,
    Cancelled,
    CardBusy,
    CardError,
    CardMute,
    CardRemoved,
    CardUnreadable,
    CertificateNotInDate,
    LastTry,
    NoCard,
    NoReader,
    NotAllowed,
    NotAsPrinted,
    NotMyNumberCard,
    NotOnPhone,
    PhotoUnreadable,
    PinBlocked,
    PinFormat,
    PinMissing,
    ReaderSilent,
    ServiceStopped,
    SeveralCards,
    TriesUnknown,
    UnexpectedStatus,
    WrongPin,
    WrongSignature,
)
from card_reader.pins import Pin, PinTries
from card_reader.source import CardSource, Reader

__all__ = [
    "AnotherCard",
    "Attributes",
    "Cancelled",
    "Card",
    "CardBusy",
    "CardError",
    "CardKind",
    "CardMute",
    "CardRemoved",
    "CardSource",
    "CardUnreadable",
    "Certificate",
    "CertificateAttributes",
    "CertificateKind",
    "CertificateNotInDate",
    "Front",
    "LastTry",
    "NoCard",
    "NoReader",
    "NotAllowed",
    "NotAsPrinted",
    "NotMyNumberCard",
    "NotOnPhone",
    "PhotoUnreadable",
    "Pin",
    "PinBlocked",
    "PinFormat",
    "PinMissing",
    "PinTries",
    "Reader",
    "ReaderSilent",
    "ServiceStopped",
    "SeveralCards",
    "SupportInformation",
    "TriesUnknown",
    "UnexpectedStatus",
    "WrongPin",
    "WrongSignature",
]
