"""Keeps whom the office tells: an address in its own network, or a destination of the relay."""

import json
import re
import secrets
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from sync.office.audit.log import OfficeEvidence
from sync.office.exports.feed import Feed
from sync.office.store.columns import UNREADABLE
from sync.office.store.store import OfficeStore
from sync.visible import UNSEEN
from sync.wire.city import utc_now
from sync.wire.messages.outgoing import NAME

COLUMN: Final = "webhook.secrets"
LONGEST_NAME: Final = 40
LONGEST_URL: Final = 300
SECRET_BYTES: Final = 32
HOST: Final = re.compile(r"[a-z0-9.-]+|[0-9a-f:]+")
COLUMNS: Final = "id, name, target, secrets, upto, made_at, stopped_at"
ODD_NAME: Final = "相手のシステムの名前を、目に見える文字で40字までで書いてください。"


class WebhookRefused(Exception):
    """Nothing was changed; the text says why (Japanese)."""


@dataclass(frozen=True)
class OutcomeHook:
    """One system that is told; ``target`` is its address, or the name of a relay's destination.

    The newest secret comes first. ``upto`` is the number in the feed up to which it was told.
    """

    id: str
    name: str
    target: str
    secrets: tuple[str, ...] = field(repr=False)
    upto: int
    made_at: str
    stopped_at: str | None

    @property
    def is_inside(self) -> bool:
        """Whether the office sends itself; the relay sends to the others."""
        return "://" in self.target


@dataclass(frozen=True)
class Webhooks:
    """Registers and changes whom the office tells; any thread of any worker may."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now: Callable[[], datetime] = field(default=utc_now)

    def add(self, name: str, target: str, by: str | None) -> str:
        """Register a system that is told from now on; return its secret, shown this once.

        A destination of the relay has its secret there: none is returned.

        Raises:
            WebhookRefused: no good name or target.
        """
        name, target = name.strip(), target.strip()
        if not name or len(name) > LONGEST_NAME or UNSEEN.search(name):
            raise WebhookRefused(ODD_NAME)
        if not is_address(target) and not NAME.fullmatch(target):
            raise WebhookRefused("知らせ先は、http または https の住所か、中継の宛先の名前です。")
        id, made = secrets.token_hex(8), [new_secret()] if "://" in target else []
        upto = Feed(self.store).catch_up()
        with self.store.transaction() as db:
            db.execute(
                "insert into webhook (id, name, target, secrets, upto, made_at)"
                " values (?, ?, ?, ?, ?, ?)",
                [id, name, target, self._sealed(id, made), upto, self.now().isoformat()],
            )
            self._write(db, "webhook_made", by, id)
        return made[0] if made else ""

    def rotate(self, id: str, by: str | None) -> str:
        """Give a system a new secret, shown this once; the one before signs beside it.

        Raises:
            WebhookRefused: there is none, or the relay has its secret.
        """
        hook, made = self.find(id), new_secret()
        if hook is None or not hook.is_inside:
            raise WebhookRefused("その知らせ先の秘密は、ここにはありません。")
        self._change(id, "secrets = ?", self._sealed(id, [made, *hook.secrets[:1]]), by)
        return made

    def end_older(self, id: str, by: str | None) -> None:
        """Sign with the newest secret alone; harmless where there is no older one."""
        hook = self.find(id)
        if hook is not None and len(hook.secrets) > 1:
            self._change(id, "secrets = ?", self._sealed(id, hook.secrets[:1]), by)

    def stop(self, id: str, by: str | None) -> None:
        """Tell a system nothing any more; what waits for it is not sent."""
        self._change(id, "stopped_at = coalesce(stopped_at, ?)", self.now().isoformat(), by)

    def find(self, id: str) -> OutcomeHook | None:
        """Return one; None when there is none."""
        return next((one for one in self.all() if one.id == id), None)

    def all(self) -> list[OutcomeHook]:
        """Return all, the newest first, those that are stopped too."""
        rows = self.store.rows(f"select {COLUMNS} from webhook order by made_at desc, id")  # noqa: S608
        return [self._of(row) for row in rows]

    def _of(self, row: Sequence[Any]) -> OutcomeHook:
        id, name, target, sealed, *more = row
        text = self.store.cipher.opened(COLUMN, id, sealed)
        kept = json.loads(text) if text and text != UNREADABLE else []
        return OutcomeHook(id, name, target, tuple(kept), *more)

    def _sealed(self, id: str, kept: Sequence[str]) -> str | None:
        return self.store.cipher.seal(COLUMN, id, json.dumps(list(kept)))

    def _change(self, id: str, change: str, value: str | None, by: str | None) -> None:
        with self.store.transaction() as db:
            sql = f"update webhook set {change} where id = ?"  # noqa: S608 - words of ours
            if db.execute(sql, [value, id]).rowcount:
                self._write(db, "webhook_changed", by, id)

    def _write(self, db: Any, kind: str, by: str | None, id: str) -> None:
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, webhook=id)


def new_secret() -> str:
    """Return a secret as Standard Webhooks writes it."""
    return f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def is_address(text: str) -> bool:
    """Tell whether a text is an HTTP address without a person's name or a secret in it."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_plain = text.isascii() and text.isprintable() and " " not in text
    return (
        parts.scheme in ("http", "https")
        and is_plain
        and len(text) <= LONGEST_URL
        and HOST.fullmatch(host) is not None
        and "@" not in parts.netloc
        and not parts.fragment
    )
