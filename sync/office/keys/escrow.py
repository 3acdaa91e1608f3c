"""Writes the office's keys as three shares; any two give them back, one alone gives nothing.

The content of both key files is sealed with a key that nobody keeps; each share holds the
sealed content and one of three shares of that key, as words that fit on paper.

Source: SLIP-0039, Shamir's secret sharing for mnemonic codes (section not checked).
"""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from sync.office.keys.keys import OPEN, Locks, read, refuse_keys_that_are_there, write
from sync.office.keys.opening_keys import SEALING, dated
from sync.wire.durably import ONLY_ITS_USER, write_durably

SHARES: Final = 3
NEEDED: Final = 2
KEY_LENGTH: Final = 32
NONCE_LENGTH: Final = 12
AAD: Final = b"demado-escrow-v1"
# What is shared is random already: stretching it adds nothing.
NO_STRETCHING: Final = 0


class EscrowRefused(Exception):
    """These shares do not restore the keys: of two escrows, the same one twice, or damaged."""


def put_in_escrow(data: Path, to: Path, now: datetime, opening: Path | None = None) -> list[Path]:
    """Write three shares of the keys in *data* and *opening* as files into the folder *to*.

    They hold the keys of this moment: after the next epoch there is a new escrow to make.

    Raises:
        FileNotFoundError: there are no keys.
        FileExistsError: *to* holds shares already; nothing was written.
    """
    content = json.dumps(read(data, opening)).encode()
    paths = [to / f"share-{number}.json" for number in range(1, SHARES + 1)]
    if there := [path for path in paths if path.exists()]:
        raise FileExistsError(there[0])
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, nonce = secrets.token_bytes(KEY_LENGTH), secrets.token_bytes(NONCE_LENGTH)
    sealed = base64.b64encode(nonce + AESGCM(key).encrypt(nonce, content, AAD)).decode()
    group = [(NEEDED, SHARES)]
    (shares,) = generate_mnemonics(1, group, key, iteration_exponent=NO_STRETCHING)
    for path, words in zip(paths, shares, strict=True):
        share = {"v": 1, "made_at": now.isoformat(), "words": words, "sealed": sealed}
        write_durably(path, json.dumps(share, indent=1).encode(), ONLY_ITS_USER)
    return paths


def restore(
    shares: Sequence[Path], data: Path, opening: Path | None = None, locks: Locks = OPEN
) -> None:
    """Write the keys that two *shares* hold into an office that lost its own.

    Raises:
        FileExistsError: there are keys already; nothing was changed.
        EscrowRefused: the shares do not belong together; nothing was changed.
    """
    refuse_keys_that_are_there(data, opening)
    content = opened([json.loads(path.read_text(encoding="utf-8")) for path in shares])
    write(data, {**content, SEALING: dated(content)}, opening, locks)


def opened(shares: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the keys' content that *shares* hold, see :func:`restore`."""
    try:
        key = combine_mnemonics([share["words"] for share in shares])
        sealed = base64.b64decode(shares[0]["sealed"], validate=True)
        content = AESGCM(key).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], AAD)
    except (MnemonicError, InvalidTag, KeyError, ValueError) as refused:
        raise EscrowRefused("these shares do not belong together") from refused
    return dict(json.loads(content))
