"""Links a certificate to a 宛名番号 once a clerk said whose it is, and finds the link again.

The database finds it by a keyed digest of authority and number; what is linked is sealed. A
renewed certificate has another number: who has the same name and birth date is suggested, and
a clerk confirms. Nothing is ever linked by itself.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sync.office.audit.log import OfficeEvidence
from sync.office.parsing.signature import SignatureReport, SignatureVerdict
from sync.office.recognition.addressee import LinkRefused, addressee_of
from sync.office.store.columns import UNREADABLE
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.folding import folded

COLUMN: Final = "certificate_link.content"
LOT: Final = 200
BETWEEN_LOTS_S: Final = 0.2
WHEN_DONE_S: Final = 3600.0
NO_KEY: Final = "-"  # in ``made_by``: an office without a column key
COLUMNS: Final = "id, linked_by, linked_at, content"
LINKED_MEANWHILE: Final = (
    "この証明書は、ほかの職員がもう結びつけました。ページを読みなおして、確かめてください。"
)
GONE: Final = "その結びつきは、もうありません。ページを読みなおしてください。"
NOT_SURE: Final = "署名と証明書を確かめてからでないと、結びつけられません。"
SURE: Final = (SignatureVerdict.GOOD, SignatureVerdict.LAPSED)


@dataclass(frozen=True)
class CertificateHolder:
    """A certificate by its authority and number, and whose it is by its own words."""

    authority: str
    serial: str
    name: str = field(repr=False)
    born: str = field(repr=False)

    @classmethod
    def of(cls, report: SignatureReport | None) -> "CertificateHolder | None":
        """Return whose certificate signed; None where the signature is not to be believed."""
        if report is None or report.verdict not in SURE or not report.authority:
            return None
        return cls(report.authority, report.serial, report.holder, report.born)


@dataclass(frozen=True)
class CertificateLink:
    """What a clerk said: whose certificate it is. ``born`` is eight digits."""

    id: str
    linked_by: str
    linked_at: str
    addressee: str = field(repr=False)
    name: str = field(repr=False)
    born: str = field(repr=False)


@dataclass
class CertificateLinks:
    """Finds, makes and takes back links; each that is made or taken back is an event."""

    store: OfficeStore
    evidence: OfficeEvidence | None = None
    now: Callable[[], datetime] = utc_now
    _is_more: bool = field(default=False, init=False)

    def find(self, holder: CertificateHolder) -> CertificateLink | None:
        """Return the link of this very certificate."""
        found = self._read("digest = ?", self._digest(holder))
        return found[0] if found else None

    def suggested(self, holder: CertificateHolder) -> list[CertificateLink]:
        """Return the links of others of the same name and birth date, one a 宛名番号."""
        person = self._person(holder)
        found = self._read("person = ? order by linked_at desc limit 20", person) if person else []
        return list({one.addressee: one for one in reversed(found) if one.addressee}.values())

    def link(self, holder: CertificateHolder | None, addressee: str, *, by: str, on: str) -> None:
        """Link a certificate to a 宛名番号 by a clerk's word, given on the page of *on*.

        Raises:
            LinkRefused: it is no such number, or a colleague was faster.
        """
        if holder is None:
            raise LinkRefused(NOT_SURE)
        said, id = addressee_of(addressee), secrets.token_hex(16)
        content = {
            "addressee": said, "authority": holder.authority, "serial": holder.serial,
            "name": holder.name, "born": holder.born,
        }  # fmt: skip
        text = json.dumps(content, ensure_ascii=False)
        values = [
            *(id, self._digest(holder), self._person(holder), self._made_by()),
            *(by, self.now().isoformat(), self.store.cipher.seal(COLUMN, id, text)),
        ]
        with self.store.transaction() as db:
            made = db.execute(
                "insert into certificate_link values (?, ?, ?, ?, ?, ?, ?)"
                " on conflict (digest) do update set digest = excluded.digest returning id",
                values,
            ).fetchone()
            if made is None or made[0] != id:
                raise LinkRefused(LINKED_MEANWHILE)
            self._write(db, "certificate_linked", by, on)

    def link_as(self, holder: CertificateHolder | None, id: str, *, by: str, on: str) -> None:
        """Link a renewed certificate to whom an earlier one is linked. LinkRefused: as `link`."""
        known = self._read("id = ?", id)
        if not known:
            raise LinkRefused(GONE)
        self.link(holder, known[0].addressee, by=by, on=on)

    def unlink(self, id: str, *, by: str, on: str) -> None:
        """Take a link back. LinkRefused: it is gone already."""
        with self.store.transaction() as db:
            if not db.execute("delete from certificate_link where id = ?", [id]).rowcount:
                raise LinkRefused(GONE)
            self._write(db, "certificate_unlinked", by, on)

    def pause_s(self) -> float:
        """Return how long to rest before the next lot of `renew_digests`."""
        return BETWEEN_LOTS_S if self._is_more else WHEN_DONE_S

    def renew_digests(self) -> None:
        """Make the digests of a lot anew that an older column key made.

        Where a clerk linked the same certificate again meanwhile, the newer word stays.
        """
        rows = self.store.rows(
            f"select id, content from certificate_link where made_by <> ? limit {LOT}",  # noqa: S608
            self._made_by(),
        )
        for id, content in rows:
            self._renew(id, content)
        self._is_more = len(rows) == LOT

    def _renew(self, id: str, content: str) -> None:
        said = self._opened(id, content)
        holder = CertificateHolder(*(said.get(name, "") for name in HOLDER))
        digest = self._digest(holder) if said else id  # what does not open is found by nothing
        with self.store.transaction() as db:
            again = "select 1 from certificate_link where digest = ? and id <> ?"
            if db.execute(again, [digest, id]).fetchone():
                db.execute("delete from certificate_link where id = ?", [id])
            db.execute(
                "update certificate_link set digest = ?, person = ?, made_by = ? where id = ?",
                [digest, self._person(holder), self._made_by(), id],
            )

    def _read(self, where: str, value: str) -> list[CertificateLink]:
        rows = self.store.rows(
            f"select {COLUMNS} from certificate_link where {where}",  # noqa: S608 - ours
            value,
        )
        return [self._link(*row) for row in rows]

    def _link(self, id: str, by: str, at: str, content: str) -> CertificateLink:
        said = self._opened(id, content)
        return CertificateLink(id, by, at, *(said.get(name, "") for name in SHOWN))

    def _opened(self, id: str, content: str) -> dict[str, str]:
        text = self.store.cipher.opened(COLUMN, id, content)
        if not text or text == UNREADABLE:  # under a key that is not here
            return {}
        found: dict[str, Any] = json.loads(text)
        return {name: str(value) for name, value in found.items()}

    def _digest(self, holder: CertificateHolder) -> str:
        return self.store.cipher.digest(f"certificate\n{holder.authority}\n{holder.serial}")

    def _person(self, holder: CertificateHolder) -> str:
        if not holder.name or not holder.born:
            return ""
        return self.store.cipher.digest(f"holder\n{folded(holder.name)}\n{holder.born}")

    def _made_by(self) -> str:
        return self.store.cipher.current or NO_KEY

    def _write(self, db: Any, kind: str, by: str, on: str) -> None:
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, envelope=on)


HOLDER: Final = ("authority", "serial", "name", "born")
SHOWN: Final = ("addressee", "name", "born")
