"""Lets the city's other systems in by tokens: each of narrow rights, for a time, shown once.

A token is ``demado_``, its id, and 32 random bytes; it may count from some networks alone. The
database holds a digest, so that a stolen one lets nobody in; 256 random bits need no slow digest.
"""

import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Self, TypeAlias, get_args

from sync.office.access.orders import LONGEST_NAME
from sync.office.access.places import Network, is_in, networks_of
from sync.office.audit.log import OfficeEvidence
from sync.office.store.moments import read_moment
from sync.office.store.store import OfficeStore
from sync.visible import UNSEEN, one_line
from sync.wire.city import utc_now
from sync.wire.digest import sha256_hex

ApiRight: TypeAlias = Literal[
    "outcomes.list", "records.export", "forms.export", "payments.export", "payments.make"
]
API_RIGHTS: Final[tuple[ApiRight, ...]] = get_args(ApiRight)
API_RIGHT_NAMES: Final[Mapping[ApiRight, str]] = {
    "outcomes.list": "決まった申請の番号と結果を受け取る（氏名などはない）",
    "records.export": "決まった申請の答えを受け取る",
    "forms.export": "決まった申請の申請書（PDF）を受け取る",
    "payments.export": "支払一覧を受け取る",
    "payments.make": "支払一覧を作る",
}
MOST_DAYS: Final = 400
MOST_NETWORKS: Final = 20
ELSEWHERE: Final = "elsewhere"  # why a good token is refused: it is bound to other networks
PREFIX: Final = "demado_"
FORM: Final = re.compile(r"demado_([0-9a-f]{16})_[A-Za-z0-9_-]{43}")
# A use within so many seconds of the last one that was noted is not noted.
NOTED_EVERY: Final = timedelta(seconds=60)
COLUMNS: Final = (
    "id, name, digest, rights, procedures, departments, made_by, made_at, expires_at, used_at,"
    " withdrawn_at, networks"
)


class TokenRefused(Exception):
    """No token was made; the text says why (Japanese)."""


class NotLetIn(Exception):
    """No token of ours, one that is over or elsewhere; ``why`` is the log's word, ``id`` whose."""

    def __init__(self, why: str, id: str = "0" * 16) -> None:
        super().__init__(why)
        self.why, self.id = why, id


@dataclass(frozen=True)
class ApiToken:
    """What a token lets its system do, and until when; without procedures of all, as departments.

    ``digest`` is what it is known by. Without ``networks`` it counts from everywhere.
    """

    id: str
    name: str
    digest: str = field(repr=False)
    rights: frozenset[str]
    procedures: frozenset[str]
    departments: frozenset[str]
    made_by: str
    made_at: str
    expires_at: str
    used_at: str | None
    withdrawn_at: str | None
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, row: Iterable[Any]) -> Self:
        """Return what a row of :data:`COLUMNS` holds."""
        id, name, digest, rights, procedures, departments, *times, networks = row
        sets = frozenset(rights.split()), frozenset(procedures.split())
        kept = cls(id, name, digest, *sets, frozenset(json.loads(departments)), *times)
        return replace(kept, networks=networks_of(networks))

    def counts_from(self, address: str) -> bool:
        """Tell whether it lets a request of *address* in; what is no address is in no network."""
        return not self.networks or any(is_in(address, one) for one in self.networks)

    def state_at(self, now: datetime) -> str:
        """Return ``valid``, ``withdrawn`` or ``expired``."""
        if self.withdrawn_at:
            return "withdrawn"
        end = read_moment(self.expires_at)
        return "valid" if end is not None and now < end else "expired"


@dataclass(frozen=True)
class TokenOrder:
    """What an administrator says of a new token; empty procedures or departments mean all.

    ``networks`` are as they were typed, see `networks_of`; empty means everywhere.
    """

    name: str
    rights: frozenset[str]
    procedures: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    days: int = 90
    networks: str = ""


@dataclass(frozen=True)
class ApiTokens:
    """Makes, finds and withdraws tokens; any thread of any worker may ask."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now: Callable[[], datetime] = field(default=utc_now)

    def make(self, order: TokenOrder, by: str | None) -> str:
        """Make a token and return its text, which stands nowhere from then on.

        Raises:
            TokenRefused: see the class.
        """
        _refuse(order)
        networks = _networks(order.networks)
        id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        text, now = f"{PREFIX}{id}_{secret}", self.now()
        row = [
            *(id, order.name.strip(), sha256_hex(text.encode())),
            *(" ".join(sorted(order.rights)), " ".join(sorted(order.procedures))),
            *(json.dumps(sorted(order.departments), ensure_ascii=False), by or ""),
            *(now.isoformat(), (now + timedelta(days=order.days)).isoformat()),
            " ".join(map(str, networks)),
        ]
        with self.store.transaction() as db:
            db.execute(
                "insert into api_token (id, name, digest, rights, procedures, departments,"
                " made_by, made_at, expires_at, networks) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            self._write(db, "token_made", by, token=id, days=order.days)
            if networks:
                self._write(db, "token_bound", by, token=id, count=len(networks))
        return text

    def withdraw(self, id: str, by: str | None) -> bool:
        """End a token at once, for every worker; False when there is none or it is withdrawn."""
        with self.store.transaction() as db:
            changed = db.execute(
                "update api_token set withdrawn_at = ? where id = ? and withdrawn_at is null",
                [self.now().isoformat(), id],
            ).rowcount
            if changed:
                self._write(db, "token_withdrawn", by, token=id)
        return bool(changed)

    def all(self) -> list[ApiToken]:
        """Return every token, the newest first."""
        rows = self.store.rows(f"select {COLUMNS} from api_token order by made_at desc, id")  # noqa: S608
        return [ApiToken.of(row) for row in rows]

    def let_in(self, text: str, address: str) -> ApiToken:
        """Return the token of this text, said from *address*, and note that it was used.

        Raises:
            NotLetIn: see the class.
        """
        found = FORM.fullmatch(text)
        token = self._find(found[1]) if found else None
        if token is None or not hmac.compare_digest(sha256_hex(text.encode()), token.digest):
            raise NotLetIn("unknown")
        if (state := token.state_at(self.now())) != "valid":
            raise NotLetIn(state, token.id)
        if not token.counts_from(address):
            raise NotLetIn(ELSEWHERE, token.id)
        self._note_use(token)
        return token

    def _find(self, id: str) -> ApiToken | None:
        rows = self.store.rows(f"select {COLUMNS} from api_token where id = ?", id)  # noqa: S608
        return ApiToken.of(rows[0]) if rows else None

    def _note_use(self, token: ApiToken) -> None:
        used = read_moment(token.used_at) if token.used_at else None
        if used is not None and timedelta(0) <= self.now() - used < NOTED_EVERY:
            return
        with self.store.transaction() as db:
            db.execute(
                "update api_token set used_at = ? where id = ?", [self.now().isoformat(), token.id]
            )

    def _write(self, db: Any, kind: str, by: str | None, **detail: str | int) -> None:
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, **detail)


def _refuse(order: TokenOrder) -> None:
    name = order.name.strip()
    if not name or len(name) > LONGEST_NAME or UNSEEN.search(name):
        raise TokenRefused("相手のシステムの名前を、目に見える文字で40字までで書いてください。")
    if not order.rights or not order.rights <= set(API_RIGHTS):
        raise TokenRefused("できることを1つ以上選んでください。")
    if not 0 < order.days <= MOST_DAYS:
        raise TokenRefused(f"有効な日数は、1日から{MOST_DAYS}日までです。")


def _networks(typed: str) -> tuple[Network, ...]:
    try:
        found = networks_of(typed)
    except ValueError as refused:
        raise TokenRefused(
            f"「{one_line(str(refused)[:LONGEST_NAME])}」は、ネットワークとして読めません。"
            "10.1.2.0/24 や 2001:db8::/32、1台なら 10.1.2.3 のように書いてください。"
        ) from refused
    if len(found) > MOST_NETWORKS:
        raise TokenRefused(f"ネットワークは、{MOST_NETWORKS}個までです。")
    return found
