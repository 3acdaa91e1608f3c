"""Walk as the arguments say; exit code 1 where a walk failed, or something was never met."""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from field_app.content.edition import built_in
from field_app.platform.clock import local_date
from sync.wire.city import utc_now
from tests.e2e.tablet import chromium
from tests.e2e.walks.plan import planned
from tests.e2e.walks.report import head, row, summary
from tests.e2e.walks.runs import Walked, WalkRun, sample_city
from tests.e2e.walks.script import all_cases


def main() -> None:
    """Read the command line, and walk."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.walks", description=__doc__)
    parser.add_argument("definitions", nargs="*", metavar="DEFINITION")
    parser.add_argument("--all", action="store_true", help="every definition, and what is left")
    parser.add_argument("--forms", type=Path, help="keep the forms here, to look at them")
    asked = parser.parse_args()
    edition = built_in()
    cases = all_cases(edition, local_date(utc_now()), () if asked.all else asked.definitions)
    walks, wanted = planned(cases, is_whole=asked.all)
    walked: list[Walked] = []
    say(head())
    with (
        tempfile.TemporaryDirectory() as folder,
        sample_city(Path(folder)) as city,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        forms = asked.forms or Path(folder)
        forms.mkdir(parents=True, exist_ok=True)
        run = WalkRun(browser, city, edition, forms)
        for plan in walks:
            walked.append(run.walk(plan))
            say(row(walked[-1]))
            sys.stderr.write(walked[-1].failed)
        run.close()
    found = [*summary(walked, wanted)]
    say(*found)
    raise SystemExit(1 if any(one.failed for one in walked) or " (not met)" in str(found) else 0)


def say(*lines: str) -> None:
    """Write *lines* at once, so that a file shows how far the run is."""
    for one in lines:
        sys.stdout.write(f"{one}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
