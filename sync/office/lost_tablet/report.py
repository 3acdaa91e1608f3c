"""Writes the facts of a lost tablet and the draft of a first report, as Markdown in Japanese."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sync.office.audit.chain_check import FindingKind
from sync.office.lost_tablet.facts import Facts
from sync.office.store.moments import read_moment
from sync.visible import one_line
from sync.wire.japan import JAPAN
from sync.wire.messages.lease import Order

BLANK: Final = "（記入してください）"
UNKNOWN: Final = "不明"
# A tablet's records come a minute after its first start at the earliest.
NOTHING_YET: Final = "端末の記録はまだ届いていません"
NOT_SAID: Final = "記録なし"


def _shown(value: object) -> object:
    """Return what the report writes; of a text everything can be seen, and it is one line."""
    return one_line(value) if isinstance(value, str) else value


FINDINGS: Final[Mapping[str, str]] = {
    FindingKind.MALFORMED: "読めない記録",
    FindingKind.BAD_SIGNATURE: "署名が合わない記録",
    FindingKind.FOREIGN: "ほかの端末の記録",
    FindingKind.REPLAYED: "重複した記録",
    FindingKind.OUT_OF_ORDER: "順番が違う記録",
    FindingKind.GAP: "欠けた番号（件数）",
    FindingKind.FORK: "同じ番号の別の記録",
    FindingKind.BROKEN_LINK: "前の記録とつながらない記録",
    FindingKind.CLOCK_ROLLED_BACK: "時計が戻された（秒）",
    FindingKind.CLOCK_JUMPED: "時計が進められた（秒）",
    FindingKind.DRIFT: "記録されていない時計のずれ（秒）",
    FindingKind.LOST: "失われた最後の記録（件数）",
    FindingKind.REWRITTEN: "控えと違う記録",
    FindingKind.UNANCHORED: "控えを書けない記録",
}
SECRET: Final = {
    "file": "端末内のファイル（利用者本人だけが読める設定）",
    "key_store": "OSの鍵保管庫",
}
ORDERS: Final[Mapping[str, str]] = {
    Order.NONE: "指示なし",
    Order.LOCK: "施錠の指示あり",
    Order.WIPE: "消去の指示あり",
}
PAGES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent),
    autoescape=False,  # noqa: S701 - Markdown of ids, numbers and times; no HTML is made of it
    undefined=StrictUndefined,
    finalize=_shown,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Deadlines:
    """Last days in Japan, the day of knowing counted as the first: the careful way to count."""

    first_from: date
    first_until: date
    final: date
    final_malicious: date

    @classmethod
    def of(cls, known_at: datetime) -> "Deadlines":
        """Return the deadlines of what became known at *known_at*."""
        first = known_at.astimezone(JAPAN).date()
        third, fifth, thirtieth, sixtieth = (first + timedelta(days=n - 1) for n in (3, 5, 30, 60))
        return cls(third, fifth, thirtieth, sixtieth)


def report(facts: Facts, known_at: datetime, made_at: datetime) -> str:
    """Return the facts and the draft first report, as Markdown in Japanese."""
    return PAGES.get_template("report.md").render(
        facts=facts,
        holdings=facts.holdings,
        deadlines=Deadlines.of(known_at),
        orders=ORDERS,
        known_at=known_at,
        made_at=made_at,
        time=time_text,
        ranges=_ranges,
        findings=FINDINGS,
        secret=SECRET,
        blank=BLANK,
        unknown=UNKNOWN,
        untold=NOT_SAID if facts.last_event else NOTHING_YET,
    )


def time_text(moment: datetime | str | None) -> str:
    """Return a moment as it is written in Japan, or 不明."""
    moment = read_moment(moment) if isinstance(moment, str) else moment
    if moment is None:
        return UNKNOWN
    return f"{moment.astimezone(JAPAN):%Y年%m月%d日 %H:%M}"


def _ranges(gaps: tuple[tuple[int, int], ...]) -> str:
    return "、".join(str(a) if a == b else f"{a}〜{b}" for a, b in gaps)
