"""Makes lists of benefits to be paid: each application once, one account once for a procedure.

A list is made of accepted applications that stand on none yet. Once made it never changes and
never comes again: whoever asks again gets the same list by its number.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sync.errors import SyncError
from sync.office.exports.records import ForAPerson, Record
from sync.office.exports.table import Encoding, Table, can_write, encoded, sign_named
from sync.office.store.store import OfficeStore

HEADER: Final = (
    "受付番号", "金融機関コード", "支店コード", "預金種目", "口座番号", "受取人名", "金額",
)  # fmt: skip
# 全銀協 transfer format, 預金種目: 普通, 当座, 貯蓄.
TYPES: Final = {"ordinary": "1", "current": "2", "savings": "4"}
PUBLIC: Final = "公金受取口座を使う申請です。口座を調べてから払ってください"
NO_ACCOUNT: Final = "口座の答えがありません"
MOST: Final = 10_000_000  # yen for one application; more is a slip of the finger
# This row is the lock, where several offices share a database.
LOCK: Final = (
    "insert into setting values ('payment_list', '')"
    " on conflict (name) do update set value = excluded.value"
)


class NoSuchList(SyncError):
    """No list of payments has this number."""


class ListNotWhole(SyncError):
    """Lines of a list can be given no more: deleted by their age, or their seals do not open."""


class AnotherOrder(SyncError):
    """Under this key the caller asked for another list before; nothing was made."""


class AlreadyMade(Exception):
    """The order has its list, ``number``; no other one was made."""

    def __init__(self, number: int) -> None:
        super().__init__(f"list {number}")
        self.number = number


@dataclass(frozen=True)
class PaymentOrder:
    """Who asks for a list and under which key of theirs; ``said`` is all that they said of it."""

    who: str
    key: str
    said: str


@dataclass(frozen=True)
class ListHead:
    """A list as it stands in the database: for which procedure, how many payments, and the yen."""

    number: int
    procedure: str
    count: int
    total: int


@dataclass(frozen=True)
class Payment:
    """What one application is paid, and where to."""

    record: Record = field(repr=False)
    account: tuple[str, str, str, str, str] = field(repr=False)
    amount: int

    def cells(self) -> tuple[str, ...]:
        """Return its line: no calculation is kept off here, since every cell is of our own form."""
        return (self.record.number, *self.account, str(self.amount))


@dataclass(frozen=True)
class PaymentList:
    """One list: its number, its lines, its total in yen, and who is left to a person."""

    number: int
    payments: tuple[Payment, ...]
    left: tuple[ForAPerson, ...] = ()

    @property
    def total(self) -> int:
        """The money of all lines."""
        return sum(one.amount for one in self.payments)

    def table(self, encoding: Encoding) -> Table:
        """Return the list as a file."""
        lines = [HEADER, *(one.cells() for one in self.payments)]
        numbers = tuple(one.record.n for one in self.payments)
        return Table(encoded(lines, encoding), numbers, self.left)


@dataclass(frozen=True)
class Payments:
    """Makes lists in one database, whichever office asks."""

    store: OfficeStore

    def make(
        self,
        records: Iterable[Record | ForAPerson],
        amount: int,
        released: Collection[str] = (),
        order: PaymentOrder | None = None,
    ) -> PaymentList:
        """Put what is not on a list yet on a new one.

        Args:
            records: accepted applications of one procedure.
            amount: yen for each, 1 to ten million.
            released: receipt numbers that a person looked at, whose account is on a list already
                and right all the same.
            order: under it one list is made, however often and in how many places it is asked.

        Raises:
            ValueError: no such amount is paid; nothing was written.
            AnotherOrder: see the class.
            AlreadyMade: the order has its list.
        """
        if not 0 < amount <= MOST:
            raise ValueError("an amount is 1 to 10,000,000 yen")
        left: list[ForAPerson] = []
        ready = list(self._ready(records, amount, left))
        with self.store.transaction() as db:
            db.execute(LOCK)
            if order is not None and (earlier := self.made_for(order)):
                raise AlreadyMade(earlier)
            ((number,),) = db.execute("select coalesce(max(list), 0) + 1 from payment").fetchall()
            made = [one for one in ready if self._is_put(db, number, one, released, left)]
            if made and order is not None:
                db.execute(
                    "insert into payment_order (who, key, list, said) values (?, ?, ?, ?)",
                    [order.who, order.key, number, order.said],
                )
        return PaymentList(number, tuple(made), tuple(left))

    def again(self, number: int, records: Iterable[Record | ForAPerson]) -> PaymentList:
        """Return a list that was made, from the records that it was made of.

        Raises:
            NoSuchList: see the class.
            ListNotWhole: see the class; nobody gets a part of a list.
        """
        rows = self.store.rows("select application, amount from payment where list = ?", number)
        if not rows:
            raise NoSuchList(f"{number}")
        amounts = {str(id): int(amount) for id, amount in rows}
        listed = [one for one in records if isinstance(one, Record) and one.head["id"] in amounts]
        paid = (_payment(one, amounts[one.head["id"]]) for one in listed)
        lines = tuple(one for one in paid if isinstance(one, Payment))
        if len(lines) < len(amounts):
            raise ListNotWhole(f"list {number} lacks {len(amounts) - len(lines)} of its lines")
        return PaymentList(number, lines)

    def made_for(self, order: PaymentOrder) -> int:
        """Return the number of the list that an order has; 0 for none. AnotherOrder: see there."""
        rows = self.store.rows(
            "select list, said from payment_order where who = ? and key = ?", order.who, order.key
        )
        if rows and rows[0][1] != order.said:
            raise AnotherOrder(order.key)
        return int(rows[0][0]) if rows else 0

    def made_by(self, who: str) -> frozenset[int]:
        """Return the numbers of the lists that somebody ordered."""
        rows = self.store.rows("select list from payment_order where who = ?", who)
        return frozenset(int(number) for (number,) in rows)

    def heads(self) -> list[ListHead]:
        """Return every list, the newest first."""
        rows = self.store.rows(
            "select list, min(procedure), count(*), sum(amount) from payment group by list"
            " order by list desc"
        )
        return [ListHead(int(n), procedure, int(c), int(t)) for n, procedure, c, t in rows]

    def is_listed(self, application: str) -> bool:
        """Tell whether an application stands on a list."""
        return bool(self.store.rows("select 1 from payment where application = ?", application))

    def _ready(
        self, records: Iterable[Record | ForAPerson], amount: int, left: list[ForAPerson]
    ) -> Iterator[Payment]:
        """Give what can be paid; what cannot goes to *left*."""
        for record in records:
            if isinstance(record, Record) and self.is_listed(record.head["id"]):
                continue
            made = record if isinstance(record, ForAPerson) else _payment(record, amount)
            if isinstance(made, Payment):
                yield made
            else:
                left.append(made)

    def _is_put(
        self,
        db: Any,
        number: int,
        one: Payment,
        released: Collection[str],
        left: list[ForAPerson],
    ) -> bool:
        """Put one payment on the list, unless its account has one; tell whether it stands there."""
        record = one.record
        if db.execute(
            "select 1 from payment where application = ?", [record.head["id"]]
        ).fetchone():
            return False
        account = self.store.cipher.digest("\n".join(one.account[:4]))
        other = db.execute(
            "select list from payment where procedure = ? and account = ?",
            [record.procedure, account],
        ).fetchone()
        if other and record.number not in released:
            why = f"同じ口座への支払いが 一覧{other[0]} にあります。確かめてから払ってください"
            left.append(ForAPerson(record.n, record.number, why))
            return False
        db.execute(
            "insert into payment (application, list, amount, account, procedure)"
            " values (?, ?, ?, ?, ?)",
            [record.head["id"], number, one.amount, account, record.procedure],
        )
        return True


def _payment(record: Record, amount: int) -> Payment | ForAPerson:
    """Return what is paid, or why a person has to look."""
    account = next(
        (value for value in record.answers.values() if is_account(value)), {"kind": "none"}
    )
    why = {"none": NO_ACCOUNT, "public": PUBLIC}.get(account["kind"])
    if why is None:
        cells = account_cells(account)
        why = odd_account(cells)
    if why is not None:
        return ForAPerson(record.n, record.number, why)
    return Payment(record, cells, amount)


def is_account(value: Any) -> bool:
    """Tell whether an answer is an account: a bank's, ゆうちょ, or the one that the city knows."""
    return isinstance(value, dict) and value.get("kind") in ("bank", "yucho", "public")


def account_cells(account: dict[str, Any]) -> tuple[str, str, str, str, str]:
    """Return bank, branch, type, number and holder as a transfer has them."""
    return (
        str(account.get("bank_code") or ""),
        str(account.get("branch_code") or ""),
        TYPES.get(str(account.get("account_type")), ""),
        str(account.get("number") or ""),
        str(account.get("holder_kana") or ""),
    )


def odd_account(cells: tuple[str, str, str, str, str]) -> str | None:
    """Return what no transfer takes of an account; a tablet that is not ours seals anything."""
    bank, branch, kind, number, holder = cells
    for text, size in ((bank, 4), (branch, 3), (number, 7)):
        if len(text) != size or not (text.isascii() and text.isdigit()):
            return "口座の番号が、振込の形ではありません"
    signs = [sign_named(sign) for sign in holder if not can_write(sign, "cp932")]
    if signs:
        return f"口座名義に、振込で使えない文字があります（{' '.join(signs)}）"
    if not kind or not holder.strip():
        return "口座の種類か名義がありません"
    return None
