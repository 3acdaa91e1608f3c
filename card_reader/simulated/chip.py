"""Simulates the chip of a practice card: applications, files, PINs and two keys.

Follows what docs/card.md says of the real one, variants included. It is
the only place that holds a (zero) 個人番号, so that tests can prove that
nobody ever asks for it.
"""

from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from card_reader.apdu import (
    INS_CHANGE_REFERENCE_DATA,
    INS_GET_RESPONSE,
    INS_PERFORM_SECURITY_OPERATION,
    INS_READ_BINARY,
    INS_READ_RECORD,
    INS_SELECT,
    INS_VERIFY,
)

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

OK: Final = 0x9000
NOT_FOUND: Final = 0x6A82
NO_RECORD: Final = 0x6A83
CLOSED: Final = 0x6982
WRONG_LENGTH: Final = 0x6700
OUTSIDE: Final = 0x6B00
UNKNOWN: Final = 0x6D00
# P2 of the signing command: the application's own key, and not the selected one.
OWN_KEY: Final = 0x00
NO_DIAGNOSIS: Final = 0x6F00


@dataclass(eq=False)
class StoredPin:
    """A secret and its counter."""

    secret: bytes = field(repr=False)
    limit: int
    left: int


@dataclass(eq=False)
class File:
    """A transparent file; any of *opened_by* (PIN files) must be verified first."""

    content: bytes = field(repr=False)
    opened_by: tuple[int, ...] = ()


@dataclass(eq=False)
class ChipApplication:
    """One application of the chip; with ``own_key`` it answers challenges, without a PIN."""

    files: dict[int, File] = field(default_factory=dict)
    pins: dict[int, StoredPin] = field(default_factory=dict)
    keys: dict[int, tuple[PrivateKey, int]] = field(default_factory=dict, repr=False)
    own_key: rsa.RSAPrivateKey | None = field(default=None, repr=False)
    records: dict[int, list[bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Habits:
    """The points in which real cards and readers are said to differ."""

    takes_short_ef: bool = True
    short_ef_sw: int = 0x6A86
    takes_extended: bool = True
    longest_answer: int = 65536
    blocked_sw: int = 0x6984
    wrong_sw: int | None = None  # 0x6300: the card does not say how many tries are left
    says_verified: bool = False  # an empty VERIFY after the right PIN answers 9000
    counter_sw: int | None = None  # what every empty VERIFY without Le answers instead
    counter_takes_le: bool = True  # an empty VERIFY with Le tells the counter, else counter_sw
    counter_silent: int | None = None  # counter_sw is about this PIN file alone
    keeps_pins: bool = False  # a verified PIN survives SELECT and a warm reset
    starts_slowly: bool = False  # the first command after power-up answers 6F00
    end_sw: int = OK  # what a read to the very end of a file answers
    get_response: bool = False  # long answers wait behind 61xx
    exact_length: bool = False  # 6Cxx unless the right length was asked for
    reselect_clears: bool = True
    signature_bytes: int | None = None  # so much of a signature is answered; 0 is a bare 9000


@dataclass(eq=False)
class Chip:
    """One card; ``transmit`` is its whole interface.

    ``presented`` has one entry for every VERIFY that brought a secret.
    ``asked_for`` holds application and file of every read and every presented
    PIN, granted or not, so that tests can show what nobody asks for.
    """

    applications: dict[bytes, ChipApplication]
    habits: Habits = Habits()
    log: list[bytes] = field(default_factory=list, repr=False)
    asked_for: set[tuple[bytes, int]] = field(default_factory=set, repr=False)
    presented: list[tuple[bytes, int]] = field(default_factory=list)
    _waiting: bytes = b""
    _app: ChipApplication | None = None
    _aid: bytes = b""
    _ef: int | None = None
    _open: set[tuple[bytes, int]] = field(default_factory=set)
    _is_cold: bool = True

    def power_off(self) -> None:
        """Take the power away: nothing is selected, nothing verified."""
        self.warm_reset()
        self._open.clear()
        self._is_cold = True

    def warm_reset(self) -> None:
        """Reset with the power on: nothing is selected; a verified PIN may stay so."""
        self._app, self._aid, self._ef = None, b"", None
        if not self.habits.keeps_pins:
            self._open.clear()

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """Return the response to one command; the log keeps headers only, never a secret."""
        apdu = bytes(apdu)  # over the radio it is a copy as well
        self.log.append(apdu[:4])
        if len(apdu) < 4:
            return WRONG_LENGTH.to_bytes(2, "big")
        data, sw = self._answer(apdu)
        return data + sw.to_bytes(2, "big")

    def _answer(self, apdu: bytes) -> tuple[bytes, int]:
        is_cold, self._is_cold = self._is_cold, False
        if is_cold and self.habits.starts_slowly:
            return b"", NO_DIAGNOSIS
        gives = {
            INS_READ_BINARY: self._read,
            INS_READ_RECORD: self._read_record,
            INS_PERFORM_SECURITY_OPERATION: self._sign,
        }
        if apdu[1] in gives:
            return gives[apdu[1]](apdu)
        if apdu[1] == INS_GET_RESPONSE:
            return self._next_piece()
        tells = {
            INS_SELECT: self._select,
            INS_VERIFY: self._verify,
            INS_CHANGE_REFERENCE_DATA: self._change,
        }
        return b"", tells[apdu[1]](apdu) if apdu[1] in tells else UNKNOWN

    def _select(self, apdu: bytes) -> int:
        name = apdu[5 : 5 + apdu[4]] if len(apdu) > 5 else b""
        return (
            self._select_df(name)
            if apdu[2] == 0x04
            else self._select_ef(int.from_bytes(name, "big"))
        )

    def _select_df(self, aid: bytes) -> int:
        found = self.applications.get(aid)
        if found is None:
            return NOT_FOUND
        if (aid != self._aid or self.habits.reselect_clears) and not self.habits.keeps_pins:
            self._open = set()
        self._app, self._aid, self._ef = found, aid, None
        return OK

    def _select_ef(self, ef: int) -> int:
        app = self._app
        if app is None or not (ef in app.files or ef in app.pins or ef in app.keys):
            return NOT_FOUND
        self._ef = ef
        return OK

    def _verify(self, apdu: bytes) -> int:
        ef = apdu[3] & 0x1F if self.habits.takes_short_ef and apdu[3] & 0x1F else self._ef
        if apdu[3] & 0x1F and not self.habits.takes_short_ef:
            return self.habits.short_ef_sw
        pin = self._app.pins.get(ef) if self._app and ef is not None else None
        if pin is None or ef is None:
            return NOT_FOUND
        if len(apdu) <= 5:
            return self._counter(apdu, ef, pin)
        self.asked_for.add((self._aid, ef))
        self.presented.append((self._aid, ef))
        if pin.left == 0:
            return self.habits.blocked_sw
        if apdu[5 : 5 + apdu[4]] != pin.secret:
            pin.left -= 1
            self._open.discard((self._aid, ef))
            return self.habits.wrong_sw or 0x63C0 | pin.left
        pin.left = pin.limit
        self._open.add((self._aid, ef))
        return OK

    def _counter(self, apdu: bytes, ef: int, pin: StoredPin) -> int:
        """Answer an empty VERIFY, as this card's habits have it."""
        habits = self.habits
        is_odd = habits.counter_sw is not None and ef == (habits.counter_silent or ef)
        if is_odd and not (len(apdu) == 5 and habits.counter_takes_le):
            return habits.counter_sw or OK
        if pin.left == 0:
            return habits.blocked_sw
        known = habits.says_verified and (self._aid, ef) in self._open
        return OK if known else 0x63C0 | pin.left

    def _change(self, apdu: bytes) -> int:
        pin = self._app.pins.get(self._ef) if self._app and self._ef is not None else None
        if pin is None or self._ef is None:
            return NOT_FOUND
        if (self._aid, self._ef) not in self._open:
            return CLOSED
        if apdu[2] != 0x01 or len(apdu) < 6:
            return 0x6A86
        pin.secret = apdu[5 : 5 + apdu[4]]
        return OK

    def _read(self, apdu: bytes) -> tuple[bytes, int]:
        offset, ef = int.from_bytes(apdu[2:4], "big"), self._ef
        if apdu[2] & 0x80:
            if not self.habits.takes_short_ef:
                return b"", self.habits.short_ef_sw
            offset, ef = apdu[3], apdu[2] & 0x1F
        file = self._app.files.get(ef) if self._app and ef is not None else None
        if ef is not None:
            self.asked_for.add((self._aid, ef))
        if file is None:
            return b"", NOT_FOUND if apdu[2] & 0x80 else 0x6986
        if file.opened_by and not any((self._aid, pin) in self._open for pin in file.opened_by):
            return b"", CLOSED
        self._ef = ef
        return self._give(file.content[offset:], self._wanted(apdu))

    def _give(self, there: bytes, length: int | None) -> tuple[bytes, int]:
        """Return what lies behind the offset, as this card's habits have it."""
        if length is None:
            return b"", WRONG_LENGTH
        if not there:
            return b"", OUTSIDE
        if self.habits.exact_length and len(there) < min(length, 256):
            return b"", 0x6C00 | len(there)
        data = there[: min(length, self.habits.longest_answer)]
        if self.habits.get_response and len(data) > 256:
            self._waiting = data
            return self._next_piece()
        return data, self.habits.end_sw if length > len(there) else OK

    def _next_piece(self) -> tuple[bytes, int]:
        """GET RESPONSE: 256 bytes at a time, and how many wait behind them."""
        piece, self._waiting = self._waiting[:256], self._waiting[256:]
        left = len(self._waiting)
        return piece, 0x6100 | min(left, 0xFF) if left else OK

    def _read_record(self, apdu: bytes) -> tuple[bytes, int]:
        records = self._app.records.get(apdu[3] >> 3, []) if self._app else []
        if not 1 <= apdu[2] <= len(records):
            return b"", NO_RECORD
        return records[apdu[2] - 1], OK

    def _wanted(self, apdu: bytes) -> int | None:
        if len(apdu) == 5:
            return apdu[4] or 256
        if len(apdu) == 7 and apdu[4] == 0 and self.habits.takes_extended:
            return int.from_bytes(apdu[5:7], "big") or 65536
        return None

    def _sign(self, apdu: bytes) -> tuple[bytes, int]:
        if apdu[3] == OWN_KEY:
            own = self._app.own_key if self._app else None
            return (pad_and_sign(own, apdu[5 : 5 + apdu[4]]), OK) if own else (b"", NOT_FOUND)
        found = self._app.keys.get(self._ef) if self._app and self._ef is not None else None
        if found is None:
            return b"", NOT_FOUND
        key, pin = found
        if (self._aid, pin) not in self._open:
            return b"", CLOSED
        info = apdu[5 : 5 + apdu[4]]
        if isinstance(key, ec.EllipticCurvePrivateKey):
            signature, sw = sign_p384(key, info)
        elif 0 < len(info) <= key.key_size // 8 - 11:
            signature, sw = pad_and_sign(key, info), OK
        else:
            return b"", 0x6A80
        return self._in_pieces(signature[: self.habits.signature_bytes], apdu[-1] or 256, sw)

    def _in_pieces(self, data: bytes, length: int, sw: int) -> tuple[bytes, int]:
        """Give as much as was asked for; the rest waits behind 61XX."""
        if len(data) <= length:
            return data, sw
        self._waiting = data[length:]
        return data[:length], 0x6100 | min(len(self._waiting), 0xFF)


def sign_p384(key: ec.EllipticCurvePrivateKey, digest: bytes) -> tuple[bytes, int]:
    """Sign a SHA-384 digest; r and s in 48 bytes each."""
    if len(digest) != 48:
        return b"", 0x6A80
    der = key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA384())))
    return b"".join(half.to_bytes(48, "big") for half in decode_dss_signature(der)), OK


def pad_and_sign(key: rsa.RSAPrivateKey, info: bytes) -> bytes:
    """Sign *info* as it is, as the card does: PKCS#1 v1.5 type 1 padding (RFC 8017 §9.2), RSASP1.

    The key is a practice card's, so its timing gives nothing away.
    """
    size = key.key_size // 8
    padded = b"\x00\x01" + b"\xff" * (size - 3 - len(info)) + b"\x00" + info
    numbers, message = key.private_numbers(), int.from_bytes(padded, "big")
    by_p = pow(message, numbers.dmp1, numbers.p)
    by_q = pow(message, numbers.dmq1, numbers.q)
    signature = by_q + numbers.iqmp * (by_p - by_q) % numbers.p * numbers.q
    return signature.to_bytes(size, "big")
