"""Builds the commands that a My Number Card takes. Sources and confidence: docs/card.md."""

from typing import Final

from card_reader.apdu import (
    CLA_ISO,
    CLA_PROPRIETARY,
    INS_CHANGE_REFERENCE_DATA,
    INS_GET_RESPONSE,
    INS_PERFORM_SECURITY_OPERATION,
    INS_READ_BINARY,
    INS_READ_RECORD,
    INS_SELECT,
    INS_VERIFY,
    LONGEST_LE,
    SHORT_LE,
    Apdu,
)

BY_NAME: Final = 0x04
CHILD_EF: Final = 0x02
NO_FCI: Final = 0x0C
NEW_DATA_ONLY: Final = 0x01
# P2 of VERIFY and P1 of READ BINARY: this bit and a short EF id; in VERIFY, alone, the selected EF.
SHORT_EF: Final = 0x80
RECORD_BY_NUMBER: Final = 0x04


def select_df(aid: bytes) -> Apdu:
    """Return SELECT of an application by its name, without file control information."""
    return Apdu(CLA_ISO, INS_SELECT, BY_NAME, NO_FCI, aid)


def select_ef(ef: int) -> Apdu:
    """Return SELECT of a file (its id in two bytes) of the selected application."""
    return Apdu(CLA_ISO, INS_SELECT, CHILD_EF, NO_FCI, ef.to_bytes(2, "big"))


def verify(short_ef: int | None, secret: bytes | bytearray = b"") -> Apdu:
    """Return VERIFY of the PIN of *short_ef*, or of the selected file.

    With *secret* a wrong one costs a try; without it the card tells its counter, free.
    """
    return Apdu(CLA_ISO, INS_VERIFY, 0x00, SHORT_EF | (short_ef or 0), secret)


def ask_counter(short_ef: int | None) -> Apdu:
    """Return VERIFY without data and with Le, which some cards want where others take none."""
    return Apdu(CLA_ISO, INS_VERIFY, 0x00, SHORT_EF | (short_ef or 0), le=SHORT_LE)


def change_reference_data(new: bytearray) -> Apdu:
    """Return CHANGE REFERENCE DATA of the selected PIN file, which is verified already."""
    return Apdu(CLA_ISO, INS_CHANGE_REFERENCE_DATA, NEW_DATA_ONLY, SHORT_EF, new)


def read_binary(offset: int, length: int) -> Apdu:
    """Return READ BINARY of the selected file: *length* bytes, 1 to 256, from *offset*."""
    high, low = offset.to_bytes(2, "big")
    return Apdu(CLA_ISO, INS_READ_BINARY, high, low, le=length)


def read_short_ef(short_ef: int, length: int) -> Apdu:
    """Return READ BINARY of *short_ef* from its start; it selects the file as well."""
    return Apdu(CLA_ISO, INS_READ_BINARY, SHORT_EF | short_ef, 0, le=length)


def read_whole(short_ef: int) -> Apdu:
    """Return READ BINARY of all of *short_ef*; the one command of extended length here."""
    return read_short_ef(short_ef, LONGEST_LE)


def read_record(short_ef: int, number: int) -> Apdu:
    """Return READ RECORD of one record of *short_ef*; the first has number 1."""
    return Apdu(CLA_ISO, INS_READ_RECORD, number, short_ef << 3 | RECORD_BY_NUMBER, le=SHORT_LE)


def sign(content: bytes, length: int = SHORT_LE) -> Apdu:
    """Return the command that signs *content* with the selected key.

    *length* is what the reader carries at once, 1 to 256 bytes; the rest waits behind 61XX.
    """
    ins = INS_PERFORM_SECURITY_OPERATION
    return Apdu(CLA_PROPRIETARY, ins, 0x00, 0x80, content, length)


def answer_challenge(content: bytes) -> Apdu:
    """Return the command that signs *content* with the application's own key; no PIN is asked."""
    ins = INS_PERFORM_SECURITY_OPERATION
    return Apdu(CLA_PROPRIETARY, ins, 0x00, 0x00, content, SHORT_LE)


def get_response(length: int) -> Apdu:
    """Return GET RESPONSE for *length* bytes that wait behind 61XX."""
    return Apdu(CLA_ISO, INS_GET_RESPONSE, 0, 0, le=length)
