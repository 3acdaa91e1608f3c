"""``python -m sync.office.lost_tablet``: the facts of a lost tablet and a draft first report.

The draft follows the nine items of 個人情報保護法施行規則 第8条第1項. What the
records do not say stays a blank for the city to fill in; whether a report is
due, and under which article, is the city's decision.
"""

import argparse
import base64
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sync.office.audit.evidence import open_store
from sync.office.keys.keys import load_office_keys
from sync.office.line.client import ReceptionAway
from sync.office.line.evidence_client import EvidenceClient
from sync.office.lost_tablet.facts import JAPAN, Facts, Sources, facts_of
from sync.office.store.held import held_envelopes, with_held
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now

BLANK: Final = "（記入してください）"
UNKNOWN: Final = "不明"
FINDINGS: Final = {
    "malformed": "読めない記録",
    "bad_signature": "署名が合わない記録",
    "foreign": "ほかの端末の記録",
    "replayed": "重複した記録",
    "out_of_order": "順番が違う記録",
    "gap": "欠けた番号（件数）",
    "fork": "同じ番号の別の記録",
    "broken_link": "前の記録とつながらない記録",
    "clock_rolled_back": "時計が戻された（秒）",
    "clock_jumped": "時計が進められた（秒）",
    "drift": "記録されていない時計のずれ（秒）",
}
SECRET: Final = {
    "file": "端末内のファイル（利用者本人だけが読める設定）",
    "key_store": "OSの鍵保管庫",
}
ORDERS: Final = {"none": "指示なし", "lock": "施錠の指示あり", "wipe": "消去の指示あり"}
PAGES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent),
    autoescape=False,  # noqa: S701 - Markdown of ids, numbers and times; no HTML is made of it
    undefined=StrictUndefined,
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
    )


def time_text(moment: datetime | str | None) -> str:
    """Return a moment as it is written in Japan, or 不明."""
    if not moment:
        return UNKNOWN
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{moment.astimezone(JAPAN):%Y年%m月%d日 %H:%M}"


def _ranges(gaps: tuple[tuple[int, int], ...]) -> str:
    return "、".join(str(a) if a == b else f"{a}〜{b}" for a, b in gaps)


def gather(store: OfficeStore, client: EvidenceClient, device: str) -> Sources:
    """Return what office and reception hold of a tablet.

    Raises:
        KeyError: it was never enrolled.
        ReceptionAway: no line, or it refused.
    """
    known = client.device(device)
    if known is None:
        raise KeyError("no such tablet")
    tablet = Tablets(store).find(device)
    if tablet is not None:  # the office's word is the newer one
        known |= {"revoked_at": tablet.revoked_at, "lease_order": tablet.lease_order}
    approved = Tablets(store).keys(device)
    raw = approved[0] if approved else base64.b64decode(known["sign_key"])
    key = Ed25519PublicKey.from_public_bytes(raw)
    return Sources(
        device=known,
        key=key,
        is_approved=approved is not None,
        envelopes=with_held(client.envelopes(device), held_envelopes(store, device, key)),
        events=client.events(device),
    )


def main() -> None:
    """Print the report of the tablet that the arguments name."""
    options = _parser().parse_args()
    made_at = utc_now()
    known_at: datetime = options.known_at or made_at
    store = open_store(options)
    token = load_office_keys(options.data).office_token
    client = EvidenceClient(options.reception, options.ca, token)
    try:
        print(report(facts_of(gather(store, client, options.device)), known_at, made_at))
    except KeyError as refused:
        raise SystemExit(f"no tablet has the id {options.device}") from refused
    except ReceptionAway as refused:
        raise SystemExit(f"no report: the reception is away {refused}") from refused
    finally:
        client.close()
        store.close()


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sync.office.lost_tablet", description=__doc__)
    options: list[tuple[str, dict[str, Any]]] = [
        ("--data", {"type": Path, "required": True}),
        ("--database", {"help": "PostgreSQL URL; else a SQLite file"}),
        ("--device", {"required": True, "help": "the tablet's id"}),
        ("--reception", {"required": True, "help": "https address"}),
        ("--ca", {"type": Path, "required": True}),
        ("--known-at", {"type": _time, "help": "when the city learned of the loss (ISO, Japan)"}),
    ]
    for name, how in options:
        parser.add_argument(name, **how)
    return parser


if __name__ == "__main__":
    main()
