"""Keeps large sealed parts beside their envelope, each under the digest of its bytes."""

from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from sync.tablet.store.store import Store
from sync.wire.attachment import seal_attachment
from sync.wire.city import CityKey
from sync.wire.digest import sha256_hex
from sync.wire.package import Package


@dataclass(frozen=True)
class Attachment:
    """One sealed part that the reception does not have yet."""

    digest: str
    sealed: bytes = field(repr=False)


def put_attachments(
    db: Database, id: str, package: Package, key: CityKey
) -> tuple[dict[str, Any], ...]:
    """Seal and keep the large parts of *package*; return what the envelope's header says of them.

    Raises:
        ValueError: a part of more than 16 MiB; the caller's transaction ends with it.
    """
    blobs = []
    for place, part in enumerate(package.beside()):
        sealed = seal_attachment(part.content, id, place, key)
        digest = sha256_hex(sealed)
        db.execute(
            "insert into attachment (digest, id, place, size, sealed) values (?, ?, ?, ?, ?)",
            [digest, id, place, len(sealed), sealed],
        )
        blobs.append({"sha256": digest, "len": len(sealed)})
    return tuple(blobs)


def unsent(store: Store, id: str) -> list[Attachment]:
    """Return what the reception still lacks of one application, in its order."""
    rows = store.rows(
        "select digest, sealed from attachment where id = ? and not sent order by place", id
    )
    return [Attachment(digest, bytes(sealed)) for digest, sealed in rows]


def mark_sent(store: Store, digest: str) -> None:
    """Mark an attachment as whole at the reception; it stays here until the durable receipt."""
    with store.atomic() as db:
        db.execute("update attachment set sent = 1 where digest = ?", [digest])


def mark_missing(store: Store, digests: list[str]) -> int:
    """Mark these as lacking at the reception after all; return how many of them are here."""
    with store.atomic() as db:
        return sum(
            db.execute("update attachment set sent = 0 where digest = ?", [digest]).rowcount
            for digest in digests
        )


def forget_attachments(db: Database, id: str) -> None:
    """Erase the attachments of a durable application."""
    db.execute("delete from attachment where id = ?", [id])


def all_attachments(store: Store, id: str) -> list[Attachment]:
    """Return every attachment of one application that is still here."""
    rows = store.rows("select digest, sealed from attachment where id = ? order by place", id)
    return [Attachment(digest, bytes(sealed)) for digest, sealed in rows]
