"""Share a definition with another city as one signed file, and take one that is verified.

The file is a compact JWS (Ed25519) of everything that the author has. It says its key; whose key
that is, two cities tell each other by another way: its fingerprint, read out on the telephone.
"""

import base64
import binascii
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from field_app.authors.drafts.draft import Draft, Remarks
from field_app.authors.drafts.toml_text import toml_text
from field_app.words.words import LANGUAGES
from sync.errors import WireError
from sync.wire.city import NamedKey
from sync.wire.digest import sha256_hex
from sync.wire.token import fields_of, read_token, sign_token

TYPE: Final = "demado-procedure"
LARGEST: Final = 4 * 1024 * 1024
FIELDS: Final = frozenset({"v", "from", "public", "definition", "cases", "words", "remarks"})


class NotShared(Exception):
    """A file is no shared definition, was changed, or is of another city; ``reason`` says so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class SharedDefinition:
    """A definition of another city, and which city says it made it."""

    draft: Draft
    city: str
    fingerprint: str


def share(draft: Draft, city: str, key: Path) -> bytes:
    """Return *draft* as a file that *key*, a PEM of Ed25519, signed for *city*.

    Raises:
        ValueError: the key is none of Ed25519, or has a passphrase.
    """
    private = load_pem_private_key(key.read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{key.name} is no Ed25519 key")
    public = private.public_key().public_bytes_raw()
    fields = {
        "v": 1,
        "from": city,
        "public": base64.b64encode(public).decode(),
        "definition": toml_text(draft.definition),
        "cases": toml_text(draft.cases),
        "words": {language: dict(texts) for language, texts in draft.words.items()},
        "remarks": [dict(draft.remarks.above), dict(draft.case_remarks.above)],
    }
    return sign_token(fields, fingerprint_of(public), private, TYPE).encode()


def take_shared(content: bytes, fingerprint: str) -> SharedDefinition:
    """Return the definition in *content*, signed by the key with *fingerprint*.

    What is wrong in the definition itself, its check says.

    Raises:
        NotShared: another key, a changed byte, or no such file.
    """
    if len(content) > LARGEST:
        raise NotShared("大きすぎます。わたされた定義のファイルではありません。")
    try:
        token = content.decode("ascii").strip()
        public = base64.b64decode(str(fields_of(token).get("public")), validate=True)
        found = fingerprint_of(public)
        if found != "".join(fingerprint.split()).lower():
            raise NotShared(f"鍵が違います。ファイルの鍵の指紋は {spaced(found)} です。")
        fields = read_token(token, (NamedKey(kid=found, public=public),), TYPE)
        return SharedDefinition(_draft(fields), str(fields["from"]), found)
    except (WireError, UnicodeDecodeError, binascii.Error, ValueError) as refused:
        reason = (
            "署名と中身が合いません。途中で変わったか、わたされた定義のファイルではありません。"
        )
        raise NotShared(reason) from refused


def public_fingerprint(key: Path) -> str:
    """Return the fingerprint of the public half of *key*, in groups to read out."""
    private = load_pem_private_key(key.read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{key.name} is no Ed25519 key")
    return spaced(fingerprint_of(private.public_key().public_bytes_raw()))


def fingerprint_of(public: bytes) -> str:
    """Return what stands for a public key: 32 signs of its SHA-256, which is 128 bits."""
    return sha256_hex(public)[:32]


def spaced(fingerprint: str) -> str:
    """Return *fingerprint* in groups of four."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def _draft(fields: Mapping[str, Any]) -> Draft:
    """Return the draft that *fields* are. ValueError where they are none."""
    if set(fields) != FIELDS or fields["v"] != 1:
        raise ValueError("other fields")
    words, remarks = fields["words"], fields["remarks"]
    is_whole = (
        isinstance(words, dict)
        and all(isinstance(texts, dict) for texts in words.values())
        and isinstance(remarks, list)
        and len(remarks) == 2
        and all(isinstance(one, dict) for one in remarks)
    )
    if not is_whole:
        raise ValueError("other fields")
    return Draft(
        tomllib.loads(str(fields["definition"])),
        {language: words.get(language, {}) for language in LANGUAGES},
        tomllib.loads(str(fields["cases"])),
        Remarks(remarks[0]),
        Remarks(remarks[1]),
    )
