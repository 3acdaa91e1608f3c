"""Puts a file of the card together from READ BINARY commands of at most 256 bytes."""

from collections.abc import Callable
from typing import Final

from card_reader import tlv
from card_reader.errors import CardUnreadable

BLOCK: Final = 256
# A card that gives less at a time is none; without this a file could take for ever.
LEAST_BLOCK: Final = 16
# The first bit of an offset means a short EF id. Source: docs/card.md, READ BINARY.
LARGEST_OFFSET: Final = 0x7FFF
# Two bytes of tag, up to three of length, and a little: a TLV's length is known from these.
LONGEST_HEAD: Final = 7

Progress = Callable[[float], None]
ReadBlock = Callable[[int, int], bytes]


def read_blocks(
    read_block: ReadBlock, content: bytes, progress: Progress | None, block: int = BLOCK
) -> bytes:
    """Return the file whose first bytes are *content*, read on until its TLV is complete.

    Args:
        read_block: reads from an offset a length of 1 to 256 bytes; may return fewer.
        content: what is known already; with fewer than 7 bytes the file is read from its start.
        progress: is told the share that was read, 0.0 to 1.0, after each block.
        block: what is asked for at a time at most, 1 to 256 bytes.

    Returns:
        Fewer bytes than the TLV says when the card gives less than 16 bytes a block.

    Raises:
        CardUnreadable: no TLV begins the file, or it is longer than offsets reach (32,767).
    """
    content = content if len(content) >= LONGEST_HEAD else read_block(0, block)
    if is_empty(content):
        return content
    total = tlv.total_length(content)
    if total > LARGEST_OFFSET:
        raise CardUnreadable("a file is larger than its offsets reach")
    while len(content) < total:
        more = read_block(len(content), min(block, total - len(content)))
        if len(more) < min(LEAST_BLOCK, total - len(content)):
            break
        content += more
        if progress:
            progress(len(content) / total)
    return content


def is_empty(content: bytes) -> bool:
    """Tell whether the file was never written: it is then all zeros or all FF."""
    return len(content) < 2 or content[:2] in (b"\0\0", b"\xff\xff")


def is_cut(content: bytes) -> bool:
    """Tell whether *content* ends before the TLV that begins it. CardUnreadable for no TLV."""
    if is_empty(content):
        return False
    return len(content) < LONGEST_HEAD or tlv.total_length(content) > len(content)
