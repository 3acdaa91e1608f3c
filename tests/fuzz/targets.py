"""What is fuzzed. The first byte chooses the target, the rest is what the card gives."""

import contextlib
from collections.abc import Callable

from card_reader import Card, CardError, CertificateKind, tlv
from card_reader.certificates import parse_certificate
from card_reader.channel import Channel
from card_reader.contents import parse_attributes, to_png

LONGEST = 4096
MOST_COMMANDS = 20_000  # the largest file in the smallest reads, behind 61xx, and a little


class Scripted:
    """A card whose answers are the fuzzer's: one length byte, then the answer."""

    def __init__(self, script: bytes) -> None:
        self._script = script
        self.commands = 0

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """Return the next answer; the script begins again at its end."""
        assert apdu
        self.commands += 1
        assert self.commands < MOST_COMMANDS, "a flow without end"
        if not self._script:
            return b"\x6a\x82"
        length = self._script[0]
        answer, rest = self._script[1 : 1 + length], self._script[1 + length :]
        self._script = rest + bytes([length]) + answer
        return answer


def _flow(work: Callable[[Card], object]) -> Callable[[bytes], object]:
    def run(data: bytes) -> object:
        extended, short_ef = bool(data[:1] and data[0] & 1), bool(data[:1] and data[0] & 2)
        channel = Channel(Scripted(data[1:]), takes_extended=extended, takes_short_ef=short_ef)
        return work(Card(channel))

    return run


TARGETS: tuple[Callable[[bytes], object], ...] = (
    tlv.parse,
    tlv.total_length,
    parse_attributes,
    lambda data: parse_certificate(data, CertificateKind.SIGNATURE),
    to_png,
    _flow(Card.kind),
    _flow(Card.tries),
    _flow(lambda card: card.attributes_by_pin("1234")),
    _flow(lambda card: card.front_by_verification_b("20040320314321")),
    _flow(Card.authentication_certificate),
    _flow(lambda card: card.sign_digest(CertificateKind.SIGNATURE, "ABC123", bytes(32))),
    _flow(Card.support_information),
    _flow(Card.manufacturing_number),
)


def one(data: bytes) -> None:
    """Run one input; anything but a result or a CardError is a finding."""
    if not data:
        return
    with contextlib.suppress(CardError):
        TARGETS[data[0] % len(TARGETS)](data[1:LONGEST])
