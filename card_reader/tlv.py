"""The card's own TLV: tags of one or two bytes, lengths in 1, ``81`` or ``82`` form.

Source: ISO/IEC 7816-4 §5.2 and X.690; which forms real cards use: docs/card.md.
"""

from collections.abc import Iterator

from card_reader.errors import CardUnreadable

LARGEST = 64 * 1024


def total_length(head: bytes) -> int:
    """Return the length of a whole TLV from its first bytes (seven are always enough).

    Raises:
        CardUnreadable: no tag, or a length form that a card cannot have.
    """
    value, length = _frame(head, 0)
    return value + length


def parse(content: bytes) -> dict[int, bytes]:
    """Return value by tag of the TLVs in *content*; padding (00, FF FF) ends them.

    Raises:
        CardUnreadable: a length leads past the end.
    """
    return {tag: content[value:end] for tag, _, value, end in _objects(content)}


def objects(content: bytes) -> dict[int, bytes]:
    """Return by tag the TLVs in *content* as they are written, with tag and length.

    Raises:
        As :func:`parse`.
    """
    return {tag: content[start:end] for tag, start, _, end in _objects(content)}


def build(tag: int, value: bytes) -> bytes:
    """Return one TLV as a My Number Card writes it: one length byte, or ``82 hh ll``."""
    head = tag.to_bytes(2 if tag > 0xFF else 1, "big")
    if len(value) < 0x80:
        return head + bytes([len(value)]) + value
    return head + b"\x82" + len(value).to_bytes(2, "big") + value


def _objects(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield tag, and where the object, its value and what is behind it begin."""
    at = 0
    while at < len(content) and content[at : at + 2] not in (b"\0", b"\0\0", b"\xff\xff", b"\xff"):
        tag = int.from_bytes(content[at : at + _tag_length(content, at)], "big")
        value, length = _frame(content, at)
        if value + length > len(content):
            raise CardUnreadable("a TLV leads past the end")
        yield tag, at, value, value + length
        at = value + length


def _tag_length(content: bytes, at: int) -> int:
    return 2 if content[at] & 0x1F == 0x1F else 1


def _frame(content: bytes, at: int) -> tuple[int, int]:
    """Return where the value begins and how long it is."""
    if at >= len(content):
        raise CardUnreadable("a TLV is cut off")
    at += _tag_length(content, at)
    if at >= len(content):
        raise CardUnreadable("a TLV is cut off")
    first = content[at]
    if first < 0x80:
        return at + 1, first
    count = first - 0x80
    if count not in (1, 2) or at + 1 + count > len(content):
        raise CardUnreadable("a TLV has an impossible length")
    return at + 1 + count, int.from_bytes(content[at + 1 : at + 1 + count], "big")
