"""Finds banks and branches by their codes, by kana and by name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, TypeVar

from sync.wire.folding import folded, plain

YUCHO: Final = "9900"
MOST: Final = 12
# Banks by name alone, 大分; all others carry their kind in the name, 大分県信組.
NAMED_BANKS: Final = range(1, 1000)
BANK: Final = ("銀行", "ギンコウ")
# What the table shortens, and how a passbook has it.
IN_FULL: Final = (
    ("信金", "信用金庫"), ("信組", "信用組合"), ("労金", "労働金庫"), ("農協", "農業協同組合"),
    ("漁協", "漁業協同組合"), ("シンキン", "シンヨウキンコ"), ("シンクミ", "シンヨウクミアイ"),
    ("ロウキン", "ロウドウキンコ"), ("ノウキヨウ", "ノウギョウキョウドウクミアイ"),
    ("ギヨキヨウ", "ギョギョウキョウドウクミアイ"),
)  # fmt: skip


@dataclass(frozen=True)
class Bank:
    """A bank; one that ended takes no transfer any more, ``successor`` has its accounts."""

    code: str
    name: str
    kana: str
    ended: date | None = None
    successor: str = ""

    @property
    def title(self) -> str:
        """The name as people say it: 大分銀行."""
        is_whole = "銀行" in self.name or self.name.endswith("ジャパン")
        is_short = int(self.code) in NAMED_BANKS and not is_whole
        return f"{self.name}{BANK[0]}" if is_short or self.code == YUCHO else self.name

    @property
    def reading(self) -> str:
        """The kana of the title."""
        return f"{self.kana}{BANK[1]}" if self.title != self.name else self.kana


@dataclass(frozen=True)
class Branch:
    """A branch of a bank."""

    bank: Bank
    code: str
    name: str
    kana: str


Names = tuple[str, ...]  # what something is called, and the kana of it, folded
Found = TypeVar("Found")
LINE, FIELD = "\x1e", "\x1f"  # folding drops the ends of lines, and these it keeps


@dataclass(frozen=True)
class BankTable:
    """The lines of the table: a bank, its branches behind it, the next bank."""

    lines: str

    def bank(self, code: str) -> Bank | None:
        """Return the bank *code*, also one that ended; None where there never was one."""
        return self._banks.get(code)

    def branch(self, bank: str, code: str) -> Branch | None:
        """Return the branch *code* of *bank*; None where it has none."""
        return self._branches.get(bank, {}).get(code)

    def banks_named(self, text: str, first: Sequence[str] = (), most: int = MOST) -> list[Bank]:
        """Return banks whose name or kana begins with *text*, then those that hold it.

        The whole name finds it as well: 大分銀行, 北海道信用金庫.

        One that ended is among them: people know it by its name, and are told which has it now.

        Args:
            text: kana or kanji; two characters are enough. Empty for the *first* alone. Of
                digits it is the beginning of a code; a whole one finds a bank that ended too.
            first: codes of banks that come before all others, in this order.
            most: how many at most.
        """
        if not folded(text):
            return [bank for code in first if (bank := self.bank(code))][:most]
        if (digits := plain(text)).isdecimal():
            codes = (code for code in self._banks if code.startswith(digits))
            banks = (self._banks[code] for code in codes)
            return [one for one in banks if one.ended is None or one.code == digits][:most]
        found = ranked(self._named, text)
        return sorted(found, key=lambda bank: place(bank.code, first))[:most]

    def branches_named(self, bank: str, text: str, most: int = MOST) -> list[Branch]:
        """Return branches of *bank* by name or kana, those that begin with *text* first.

        Of digits it is the beginning of a code.
        """
        branches = self._branches.get(bank, {}).values()
        if (digits := plain(text)).isdecimal():
            return [one for one in branches if one.code.startswith(digits)][:most]
        named = ((one, (folded(one.name), folded(one.kana))) for one in branches)
        return ranked(named, text)[:most]

    def branches_anywhere(
        self, text: str, first: Sequence[str] = (), most: int = MOST
    ) -> list[Branch]:
        """Return branches of all banks that begin with *text*; those of the *first* banks first."""
        wanted = folded(text)
        is_name = wanted and not wanted.isdecimal()
        codes = dict.fromkeys(self._branch_codes(wanted)) if is_name else ()
        found = sorted(codes, key=lambda code: (place(code[:4], first), code))
        return [self._branches[code[:4]][code[4:]] for code in found[:most]]

    def _branch_codes(self, wanted: str) -> Iterator[str]:
        """Yield the codes (bank and branch) of what begins with *wanted*; one may come twice."""
        at = self._folded.find(FIELD + wanted)
        while at >= 0:
            line = self._folded.rfind(LINE, 0, at) + 1
            code, _, _ = self._folded[line:at].partition(FIELD)
            if len(code) == len("0000000"):
                yield code
            at = self._folded.find(FIELD + wanted, at + 1)

    @cached_property
    def _folded(self) -> str:
        return folded(self.lines.replace("\n", LINE).replace("\t", FIELD))

    @cached_property
    def _banks(self) -> dict[str, Bank]:
        return {code: _bank(code, rest) for code, rest in self._rows() if "-" not in code}

    @cached_property
    def _named(self) -> list[tuple[Bank, Names]]:
        banks = self._banks.values()
        return [(bank, names_of(bank)) for bank in banks]

    @cached_property
    def _branches(self) -> dict[str, dict[str, Branch]]:
        found: dict[str, dict[str, Branch]] = {code: {} for code in self._banks}
        for code, (name, kana) in ((code, rest) for code, rest in self._rows() if "-" in code):
            bank, _, branch = code.partition("-")
            found[bank][branch] = Branch(self._banks[bank], branch, name, kana)
        return found

    def _rows(self) -> Iterator[tuple[str, list[str]]]:
        for line in self.lines.split("\n")[1:-1]:
            code, *rest = line.split("\t")
            yield code, rest


def ranked(named: Iterable[tuple[Found, Names]], text: str) -> list[Found]:
    """Return those whose name or kana begins with *text*, then those that hold it elsewhere."""
    wanted = folded(text)
    begins: list[Found] = []
    holds: list[Found] = []
    for one, names in named:
        if any(name.startswith(wanted) for name in names):
            begins.append(one)
        elif any(wanted in name for name in names):
            holds.append(one)
    return begins + holds


def names_of(bank: Bank) -> Names:
    """Return every name by which people look for *bank*, folded, and the kana of each."""
    names = (bank.title, bank.reading)
    return tuple(dict.fromkeys(map(folded, (*names, *map(in_full, names)))))


def in_full(name: str) -> str:
    """Return *name* with the kind of its bank as a passbook has it."""
    for short, whole in IN_FULL:
        if name.endswith(short):
            return name.removesuffix(short) + whole
    return name


def place(code: str, first: Sequence[str]) -> int:
    """Return where the bank *code* comes: by its place in *first*, behind them all otherwise."""
    return first.index(code) if code in first else len(first)


def _bank(code: str, rest: Sequence[str]) -> Bank:
    name, kana, *end = rest
    return Bank(code, name, kana, *((date.fromisoformat(end[0]), end[1]) if end else ()))
