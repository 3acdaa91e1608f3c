"""What each command does: returns data for ``--json``, which ``texts`` turns into lines."""

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography import x509

from card_reader.card import Card, Pin
from card_reader.certificates import JAPAN, Certificate, CertificateKind
from card_reader.checks.health import health
from card_reader.checks.trust import generation_of, load_authorities, verdict
from card_reader.contents import Attributes
from card_reader.errors import PinMissing
from card_reader.tool.desk import Desk, FileRefused
from card_reader.tool.words import say

POLL_S = 0.3


def list_readers(desk: Desk, _: argparse.Namespace) -> Any:
    return [{"reader": one.name, "has_card": one.has_card} for one in desk.source.readers()]


def watch(desk: Desk, options: argparse.Namespace) -> Any:
    """Print one line an event until the time ends or somebody stops it."""
    end = time.monotonic() + (options.seconds or float("inf"))
    before: set[str] = set()
    while time.monotonic() < end:
        now = {one.name for one in desk.watched() if one.has_card}
        for event, names in (("put", now - before), ("taken", before - now)):
            for name in sorted(names):
                print(_event(event, name, options), flush=True)
        before = now
        time.sleep(POLL_S)
    return None


def identity(desk: Desk, options: argparse.Namespace) -> Any:
    read = _ask_for_attributes(desk, options.by)
    with desk.card() as card:
        found = read(card)
    birth = found.birth_date.isoformat() if found.birth_date else found.birth_raw
    return {
        "name": found.name,
        "address": found.address,
        "birth_date": birth,
        "sex": found.sex,
        "by": options.by,
    }


def photo(desk: Desk, options: argparse.Namespace) -> Any:
    _refuse_no_folder(options.out)
    number = desk.secret("ask_b", "verification_b")
    with desk.card() as card:
        front = card.front_by_verification_b(number, last_try_confirmed=desk.use_last_try)
    _write(options.out, front.photo_png)
    expires = front.expires_on.isoformat() if front.expires_on else None
    return {"path": str(options.out), "expires_on": expires}


def certificates(desk: Desk, options: argparse.Namespace) -> Any:
    authorities = _authorities(options.trust)
    reads = [_ask_for_certificate(desk, CertificateKind(kind)) for kind in options.kind or _FREE]
    with desk.card() as card:
        found = [read(card) for read in reads]
    now = datetime.now(UTC)
    return [_described(one, now, authorities) for one in found]


def card_health(desk: Desk, options: argparse.Namespace) -> Any:
    read = _ask_for_what_is_printed(desk, options.by)
    read_signature = (
        _ask_for_certificate(desk, CertificateKind.SIGNATURE) if options.signature else None
    )
    with desk.card() as card:
        attributes, expires_on = read(card)
        found = health(
            datetime.now(JAPAN).date(),
            card.tries(),
            authentication=_or_none(card),
            signature=read_signature(card) if read_signature else None,
            attributes=attributes,
            card_expires_on=expires_on,
        )
    return _plain(found)


def sign(desk: Desk, options: argparse.Namespace) -> Any:
    # pyHanko takes longer to load than every other command to run.
    from card_reader.tool.signature import signed_detached, signed_pdf

    content = _read(options.file)
    _refuse_no_folder(options.out)
    make = signed_detached if options.detached else signed_pdf
    password = desk.secret("ask_password", "signature")
    signed, certificate = make(desk, password, content, options)
    _write(options.out, signed)
    return {"path": str(options.out), "certificate": certificate.status(datetime.now(UTC))}


def pins(desk: Desk, _: argparse.Namespace) -> Any:
    with desk.card() as card:
        return vars(card.tries())


def change_pin(desk: Desk, options: argparse.Namespace) -> Any:
    pin = Pin(options.pin)
    asked = "ask_password" if pin is Pin.SIGNATURE else "ask_pin"
    present, new = desk.secret(asked, pin.value), desk.new_secret()
    with desk.card() as card:
        card.change_pin(pin, present, new, last_try_confirmed=desk.use_last_try)
    return {"changed": pin.value}


def _ask_for_attributes(desk: Desk, by: str) -> Callable[[Card], Attributes]:
    confirmed = desk.use_last_try
    if by == "b":
        number = desk.secret("ask_b", "verification_b")
        return lambda card: card.attributes_by_verification_b(number, last_try_confirmed=confirmed)
    pin = desk.secret("ask_pin", "input_support")
    return lambda card: card.attributes_by_pin(pin, last_try_confirmed=confirmed)


def _ask_for_what_is_printed(
    desk: Desk, by: str | None
) -> Callable[[Card], tuple[Attributes | None, date | None]]:
    """Attributes and the card's own expiry, as far as the way of reading shows them."""
    if by is None:
        return lambda _: (None, None)
    if by == "pin":
        read = _ask_for_attributes(desk, by)
        return lambda card: (read(card), None)
    number, confirmed = desk.secret("ask_b", "verification_b"), desk.use_last_try
    return lambda card: (
        card.attributes_by_verification_b(number, last_try_confirmed=confirmed),
        card.front_by_verification_b(number, last_try_confirmed=confirmed).expires_on,
    )


def _ask_for_certificate(desk: Desk, kind: CertificateKind) -> Callable[[Card], Certificate]:
    if kind is CertificateKind.SIGNATURE:
        password, confirmed = desk.secret("ask_password", "signature"), desk.use_last_try
        return lambda card: card.signature_certificate(password, last_try_confirmed=confirmed)
    return _FREE[kind]


_FREE: dict[CertificateKind, Callable[[Card], Certificate]] = {
    CertificateKind.USER_AUTHENTICATION: Card.authentication_certificate,
    CertificateKind.SIGNATURE_AUTHORITY: lambda card: card.authority_certificate(
        CertificateKind.SIGNATURE
    ),
    CertificateKind.USER_AUTHENTICATION_AUTHORITY: lambda card: card.authority_certificate(
        CertificateKind.USER_AUTHENTICATION
    ),
}


def _or_none(card: Card) -> Certificate | None:
    try:
        return card.authentication_certificate()
    except PinMissing:
        return None


def _authorities(folder: Path | None) -> tuple[x509.Certificate, ...]:
    try:
        return load_authorities(folder) if folder else ()
    except (OSError, ValueError) as refused:
        raise FileRefused(str(folder)) from refused


def _event(event: str, reader: str, options: argparse.Namespace) -> str:
    if options.json:
        return json.dumps({"event": event, "reader": reader}, ensure_ascii=False)
    return say(options.lang, event, reader=reader)


def _described(
    certificate: Certificate, now: datetime, authorities: tuple[x509.Certificate, ...]
) -> dict[str, Any]:
    generation = generation_of(certificate)
    return {
        "kind": certificate.kind.value,
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": f"{certificate.serial:x}",
        "not_before": certificate.not_before.isoformat(),
        "not_after": certificate.not_after.isoformat(),
        "status": certificate.status(now),
        "issuer_key_id": certificate.issuer_key_id,
        "generation": generation.generation if generation else None,
        "is_test": certificate.is_test,
        "trust": verdict(certificate, authorities) if authorities else None,
    }


def _plain(found: Any) -> Any:
    """Return a dataclass as JSON can hold it."""
    if hasattr(found, "isoformat"):
        return found.isoformat()
    if hasattr(found, "__dataclass_fields__"):
        return {name: _plain(getattr(found, name)) for name in found.__dataclass_fields__}
    return list(found) if isinstance(found, tuple) else found


def _refuse_no_folder(path: Path) -> None:
    """Refuse before anything is presented to the card what could not be written after it."""
    if not path.parent.is_dir():
        raise FileRefused(path.name)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as refused:
        raise FileRefused(path.name) from refused


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as refused:
        raise FileRefused(path.name) from refused


COMMANDS = {
    "list": list_readers,
    "watch": watch,
    "identity": identity,
    "photo": photo,
    "certificates": certificates,
    "health": card_health,
    "sign": sign,
    "pins": pins,
    "change-pin": change_pin,
}
