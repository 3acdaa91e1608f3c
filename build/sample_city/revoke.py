"""``python -m build.sample_city.revoke``: revoke a practice card of the sample city.

The next form that it signs, and one whose check is asked for again, shows 失効 at the office.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from build.sample_city.layout import Layout
from card_reader.simulated.authority import Authority
from card_reader.simulated.persons import PERSONS
from card_reader.simulated.revocation import REASONS, PracticeRevocation


def main() -> None:
    """Revoke, or take it back; it counts at once, whether the city runs or not."""
    options = _parser().parse_args()
    layout = Layout(options.data.resolve(), 0)
    if not layout.cards.is_dir():
        raise SystemExit(f"{options.data} is no sample city: start it once with bash build/run")
    revocation = PracticeRevocation(Authority(layout.cards))
    if options.restore:
        revocation.restore(options.person)
    else:
        revocation.revoke(options.person, options.reason, options.at)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m build.sample_city.revoke", description=__doc__)
    signing = sorted(one.key for one in PERSONS if one.password)
    parser.add_argument("person", choices=signing)
    parser.add_argument("--data", type=Path, default=Path(".demado"))
    parser.add_argument("--reason", choices=REASONS, default="keyCompromise")
    parser.add_argument("--at", type=_time, default=datetime.now(UTC), help="ISO; now")
    parser.add_argument("--restore", action="store_true", help="take it back")
    return parser


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.astimezone()


if __name__ == "__main__":
    main()
