"""Issues a practice card: an invented person's data in the files of a chip."""

import hashlib
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from card_reader import layout, pins, tlv
from card_reader.genuineness.signed_data import FACE_KEY, FACE_SIGNATURE
from card_reader.simulated import images
from card_reader.simulated.authority import Authority
from card_reader.simulated.chip import Chip, ChipApplication, File, Habits, StoredPin
from card_reader.simulated.persons import PERSONS, Person
from card_reader.simulated.vouching import Application, CitySeal, key_objects

TOKEN: Final = b"JPKIAPICCTOKEN2".ljust(32)
PHONE_TOKEN: Final = b"JPKIAPGPSETOKEN".ljust(32)
# Known to the practice card alone, so that tests can show that nobody uses them.
NUMBER_FILE: Final = 0x01
VERIFICATION_A: Final = 0x14
CERTIFICATE_EF: Final = 2048
# Tag, length and four offsets at the head of the attributes file.
OFFSETS_LENGTH: Final = 11
# A PIN that was never set counts as locked.
UNSET: Final = StoredPin(b"", 3, 0)
LIMITS: Final = {"auth": 3, "sign": 5, "support": 3, "b": 10, "visual_b": 10}


def issue(person: Person, authority: Authority, habits: Habits) -> Chip:
    """Return the chip of *person*; keys are made at the first time (some 0.3 s)."""
    if not person.is_my_number_card:
        return Chip({}, habits)
    if person.is_phone:
        return Chip({layout.JPKI: _jpki(person, authority)}, habits)
    return Chip(
        {
            layout.JPKI: _jpki(person, authority),
            layout.SUPPORT: _support(person, authority),
            layout.VISUAL: _visual(person, authority),
            layout.COMMON: _common(person),
        },
        habits,
    )


def _jpki(person: Person, authority: Authority) -> ChipApplication:
    app = ChipApplication()
    app.files[layout.TOKEN] = File(PHONE_TOKEN if person.is_phone else TOKEN)
    if not person.is_phone:
        issued = bytes((pins.ISSUED if person.password else 0, pins.ISSUED, 0))
        app.files[layout.ISSUED_CERTIFICATES] = File(issued)
    user = authority.card_pair(person, "authentication")
    app.files[layout.AUTH_CERTIFICATE] = _certificate(
        user.certificate.public_bytes(Encoding.DER), *([layout.AUTH_PIN] if person.is_phone else [])
    )
    for ef, kind in (
        (layout.SIGN_AUTHORITY, "signature"),
        (layout.AUTH_AUTHORITY, "authentication"),
    ):
        ca = authority.ca(kind, person.generation).certificate.public_bytes(Encoding.DER)
        app.files[ef] = _certificate(ca)
    if person.pin:
        app.pins[layout.AUTH_PIN] = _pin(person, "auth", person.pin)
        app.keys[layout.AUTH_KEY] = (user.key, layout.AUTH_PIN)
    if person.password:
        pair = authority.card_pair(person, "signature")
        der = pair.certificate.public_bytes(Encoding.DER)
        app.files[layout.SIGN_CERTIFICATE] = _certificate(der, layout.SIGN_PIN)
        app.pins[layout.SIGN_PIN] = _pin(person, "sign", person.password)
        app.keys[layout.SIGN_KEY] = (pair.key, layout.SIGN_PIN)
    elif person.unset_pins:
        app.pins[layout.SIGN_PIN] = UNSET
    if person.unset_pins and not person.pin:
        app.pins[layout.AUTH_PIN] = UNSET
    return app


def _support(person: Person, authority: Authority) -> ChipApplication:
    app = ChipApplication()
    app.files[layout.ATTRIBUTES] = File(
        attribute_file(person), (layout.SUPPORT_PIN, layout.SUPPORT_B)
    )
    app.files[NUMBER_FILE] = File(
        tlv.build(0xFF10, person.number.encode()), (layout.SUPPORT_PIN, VERIFICATION_A)
    )
    information = tlv.build(0xDF41, bytes((1, 1, 0, 0))) + tlv.build(0xDF42, bytes(16))
    app.files[layout.SUPPORT_INFORMATION] = File(tlv.build(0xFF40, information).ljust(256, b"\xff"))
    app.pins[layout.SUPPORT_B] = _pin(person, "b", person.verification_b)
    app.pins[VERIFICATION_A] = StoredPin(person.number.encode(), 10, 10)
    if person.pin:
        app.pins[layout.SUPPORT_PIN] = _pin(person, "support", person.pin)
    elif person.unset_pins:
        app.pins[layout.SUPPORT_PIN] = UNSET
    if not person.is_next_card:
        _vouch_for_support(app, person, authority)
    return app


def _vouch_for_support(app: ChipApplication, person: Person, authority: Authority) -> None:
    """Add what shows that the attributes are the city's and the chip is no copy."""
    vouching = _vouching(person, authority, "support")
    opened_by = (layout.SUPPORT_PIN, layout.SUPPORT_B, VERIFICATION_A)
    attributes = attribute_file(person)
    inner = next(iter(tlv.parse(attributes).values()))
    digests = vouching.signed_digests(
        hashlib.sha256(app.files[NUMBER_FILE].content).digest(),
        hashlib.sha256(inner[OFFSETS_LENGTH:]).digest(),
    )
    key = authority.bare_key(f"{person.key}-chip-support")
    app.files[layout.SIGNED_DIGESTS] = File(digests, opened_by)
    app.files[layout.SIGNED_KEY] = File(vouching.signed_key(key.public_key()), opened_by)
    app.files[layout.SIGNER_CERTIFICATE] = File(vouching.certificate())
    app.own_key = authority.bare_key(f"{person.key}-copy") if person.chip == "copied" else key


def _vouching(person: Person, authority: Authority, application: Application) -> CitySeal:
    return CitySeal(authority, application, is_known=person.chip != "unknown_issuer")


def _common(person: Person) -> ChipApplication:
    """The manufacturing number in a record; docs/card.md."""
    number = f"00PRACTICE{PERSONS.index(person):03}"
    return ChipApplication(records={1: [tlv.build(0xDF21, number.encode())]})


def _visual(person: Person, authority: Authority) -> ChipApplication:
    fields = {
        0xDF22: person.birth.encode(),
        0xDF23: person.sex.encode(),
        0xDF25: images.text(person.name),
        0xDF26: images.text(person.address),
        0xDF27: images.face(PERSONS.index(person)),
        0xDF29: person.expiry.encode(),
        0xDF2A: images.text(person.security_code),
    }
    app = ChipApplication()
    app.pins[layout.VISUAL_B] = _pin(person, "visual_b", person.verification_b)
    signature = b"" if person.is_next_card else _vouch_for_face(app, fields, person, authority)
    if person.chip == "changed_photo":
        fields[0xDF27] = images.face(len(PERSONS))
    objects = [tlv.build(tag, value) for tag, value in sorted(fields.items())]
    signed = sum(tag < FACE_SIGNATURE for tag in fields)
    inner = b"".join((*objects[:signed], signature, *objects[signed:]))
    app.files[layout.FRONT] = File(tlv.build(0xFF20, inner), (layout.VISUAL_B,))
    return app


def _vouch_for_face(
    app: ChipApplication, fields: dict[int, bytes], person: Person, authority: Authority
) -> bytes:
    """Add the chip's key to *fields* and its certificate to *app*; return the signature object."""
    vouching = _vouching(person, authority, "visual")
    key = authority.bare_key(f"{person.key}-chip-visual")
    fields[FACE_KEY] = key_objects(key.public_key())
    app.files[layout.SIGNER_CERTIFICATE] = File(vouching.certificate())
    app.own_key = authority.bare_key(f"{person.key}-copy") if person.chip == "copied" else key
    return vouching.face_signature(fields)


def attribute_file(person: Person) -> bytes:
    """Return EF 0002: four offsets from the start of the file, then the four texts."""
    texts = [person.name, person.address, person.birth, person.sex]
    fields = [tlv.build(0xDF22 + n, text.encode()) for n, text in enumerate(texts)]
    body = sum(map(len, fields)) + OFFSETS_LENGTH
    start = (3 if body < 0x80 else 5) + OFFSETS_LENGTH
    offsets = b"".join(
        (start + sum(map(len, fields[:n]))).to_bytes(2, "big") for n in range(len(fields))
    )
    return tlv.build(0xFF20, tlv.build(0xDF21, offsets) + b"".join(fields))


def _certificate(der: bytes, *opened_by: int) -> File:
    """Real certificate files are larger than the certificate; the rest is padding."""
    return File(der.ljust(CERTIFICATE_EF, b"\xff"), opened_by)


def _pin(person: Person, name: str, secret: str) -> StoredPin:
    limit = LIMITS[name]
    return StoredPin(secret.encode(), limit, person.tries.get(name, limit))
