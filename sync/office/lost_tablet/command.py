"""``python -m sync.office.lost_tablet``: the facts of a lost tablet and a draft first report.

The draft follows the nine items of 個人情報保護法施行規則 第8条第1項. What the
records do not say stays a blank for the city to fill in; whether a report is
due, and under which article, is the city's decision.
"""

import argparse
from contextlib import closing
from datetime import datetime
from typing import Final

from sync.office.arguments.office import add_data, add_reception, office_store, open_line
from sync.office.arguments.times import day_or_time
from sync.office.line.client import ReceptionAway
from sync.office.line.evidence_client import EvidenceClient
from sync.office.lost_tablet.facts import facts_of
from sync.office.lost_tablet.gathering import gather
from sync.office.lost_tablet.report import report
from sync.wire.city import utc_now

SUMMARY: Final = "Print the facts of a lost tablet and a draft first report."


def print_report(options: argparse.Namespace) -> None:
    """Print the report of the tablet that the arguments name."""
    made_at = utc_now()
    known_at: datetime = options.known_at or made_at
    with office_store(options) as store, closing(open_line(options, EvidenceClient)) as client:
        try:
            sources = gather(store, client, options.device)
        except KeyError as refused:
            raise SystemExit(f"no tablet has the id {options.device}") from refused
        except ReceptionAway as refused:
            raise SystemExit(f"no report: the reception is away {refused}") from refused
    print(report(facts_of(sources), known_at, made_at))


def fill(parser: argparse.ArgumentParser) -> None:
    """Give *parser* the arguments of the report."""
    add_data(parser)
    parser.add_argument("--device", required=True, help="the tablet's id")
    add_reception(parser)
    parser.add_argument(
        "--known-at", type=day_or_time, help="when the city learned of the loss (ISO, Japan)"
    )
    parser.set_defaults(run=print_report)


def main() -> None:
    """Run what the arguments of ``python -m sync.office.lost_tablet`` name."""
    parser = argparse.ArgumentParser(prog="python -m sync.office.lost_tablet", description=__doc__)
    fill(parser)
    options = parser.parse_args()
    options.run(options)
