"""What each command does: returns data for ``--json``, which ``texts`` turns into lines."""

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from card_reader.card import Attributes, Card, Pin
from card_reader.certificates import JAPAN, Certificate, CertificateKind
from card_reader.errors import PinMissing
from card_reader.health import health
from card_reader.tool.desk import Desk, FileRefused
from card_reader.trust import generation_of

POLL_S = 0.3


def list_readers(desk: Desk, _: argparse.Namespace) -> Any:
    return [{"reader": one.name, "has_card": one.has_card} for one in desk.source.readers()]


def watch(desk: Desk, options: argparse.Namespace) -> Any:
    """Print one line an event until the time ends or somebody stops it."""
    end = time.monotonic() + (options.seconds or float("inf"))
    before: set[str] = set()
    while time.monotonic() < end:
        now = {one.name for one in desk.source.readers() if one.has_card}
        for event, names in (("put", now - before), ("taken", before - now)):
            for name in sorted(names):
                text = json.dumps({"event": event, "reader": name}, ensure_ascii=False)
                print(text, flush=True)
        before = now
        time.sleep(POLL_S)
    return None


def identity(desk: Desk, options: argparse.Namespace) -> Any:
    with desk.card() as card:
        found = _attributes(desk, card, options.by)
    birth = found.birth_date.isoformat() if found.birth_date else found.birth_raw
    return {
        "name": found.name,
        "address": found.address,
        "birth_date": birth,
        "sex": found.sex,
        "by": options.by,
    }


def photo(desk: Desk, options: argparse.Namespace) -> Any:
    with desk.card() as card:
        front = card.front_by_verification_b(
            desk.secret("ask_b"), last_try_confirmed=desk.use_last_try
        )
    _write(options.out, front.photo_png)
    expires = front.expires_on.isoformat() if front.expires_on else None
    return {"path": str(options.out), "expires_on": expires}


def certificates(desk: Desk, options: argparse.Namespace) -> Any:
    wanted = options.kind or _FREE
    with desk.card() as card:
        found = [_READ[CertificateKind(kind)](desk, card) for kind in wanted]
    now = datetime.now(UTC)
    return [_described(one, now) for one in found]


def card_health(desk: Desk, options: argparse.Namespace) -> Any:
    with desk.card() as card:
        tries = card.tries()
        attributes = front = None
        if options.by == "b":
            number = desk.secret("ask_b")
            confirmed = desk.use_last_try
            attributes = card.attributes_by_verification_b(number, last_try_confirmed=confirmed)
            front = card.front_by_verification_b(number, last_try_confirmed=confirmed)
        elif options.by == "pin":
            attributes = _attributes(desk, card, "pin")
        found = health(
            datetime.now(JAPAN).date(),
            tries,
            authentication=_or_none(card),
            signature=_signature_certificate(desk, card) if options.signature else None,
            attributes=attributes,
            card_expires_on=front.expires_on if front else None,
        )
    return _plain(found)


def sign(desk: Desk, options: argparse.Namespace) -> Any:
    # pyHanko takes longer to load than every other command to run.
    from card_reader.tool.signature import signed_detached, signed_pdf

    content = _read(options.file)
    with desk.card() as card:
        make = signed_detached if options.detached else signed_pdf
        signed, certificate = make(desk, card, content, options)
    _write(options.out, signed)
    return {"path": str(options.out), "certificate": certificate.status(datetime.now(UTC))}


def pins(desk: Desk, _: argparse.Namespace) -> Any:
    with desk.card() as card:
        return vars(card.tries())


def change_pin(desk: Desk, options: argparse.Namespace) -> Any:
    pin = Pin(options.pin)
    asked = "ask_password" if pin is Pin.SIGNATURE else "ask_pin"
    with desk.card() as card:
        present = desk.secret(asked)
        card.change_pin(pin, present, desk.new_secret(), last_try_confirmed=desk.use_last_try)
    return {"changed": pin.value}


def _attributes(desk: Desk, card: Card, by: str) -> Attributes:
    confirmed = desk.use_last_try
    if by == "b":
        return card.attributes_by_verification_b(desk.secret("ask_b"), last_try_confirmed=confirmed)
    return card.attributes_by_pin(desk.secret("ask_pin"), last_try_confirmed=confirmed)


def _signature_certificate(desk: Desk, card: Card) -> Certificate:
    return card.signature_certificate(
        desk.secret("ask_password"), last_try_confirmed=desk.use_last_try
    )


_READ: dict[CertificateKind, Callable[[Desk, Card], Certificate]] = {
    CertificateKind.USER_AUTHENTICATION: lambda _, card: card.authentication_certificate(),
    CertificateKind.SIGNATURE: _signature_certificate,
    CertificateKind.SIGNATURE_AUTHORITY: lambda _, card: card.authority_certificate(
        CertificateKind.SIGNATURE
    ),
    CertificateKind.USER_AUTHENTICATION_AUTHORITY: lambda _, card: card.authority_certificate(
        CertificateKind.USER_AUTHENTICATION
    ),
}
_FREE = tuple(kind.value for kind in CertificateKind if kind is not CertificateKind.SIGNATURE)


def _or_none(card: Card) -> Certificate | None:
    try:
        return card.authentication_certificate()
    except PinMissing:
        return None


def _described(certificate: Certificate, now: datetime) -> dict[str, Any]:
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
    }


def _plain(found: Any) -> Any:
    """Return a dataclass as JSON can hold it."""
    if hasattr(found, "isoformat"):
        return found.isoformat()
    if hasattr(found, "__dataclass_fields__"):
        return {name: _plain(getattr(found, name)) for name in found.__dataclass_fields__}
    return list(found) if isinstance(found, tuple) else found


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
