"""``python -m build.rehearsal``: would the newest backups restore, and how long would it take?"""

import argparse
import json
import tempfile
import time
from pathlib import Path

from build.rehearsal.backups import RehearsalFailed
from build.rehearsal.office import rehearse_office
from build.rehearsal.reception import rehearse_reception


def main() -> None:
    """Restore both into a scratch folder, print what was found as JSON, remove the folder.

    Nothing that runs is touched. Exit code 1 says what would fail in earnest.
    """
    options = _parser().parse_args()
    begin = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="demado-", dir=options.scratch) as folder:
            scratch = Path(folder)
            said = {
                "reception": rehearse_reception(
                    options.reception_backups, options.reception, scratch
                ).facts,
                "office": rehearse_office(
                    options.office_backups, options.office, scratch, options.most
                ).facts,
            }
    except RehearsalFailed as failed:
        raise SystemExit(str(failed)) from failed
    print(json.dumps({**said, "total_s": round(time.perf_counter() - begin, 3)}))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m build.rehearsal", description=__doc__)
    for part in ("reception", "office"):
        parser.add_argument(f"--{part}-backups", type=Path, required=True, help="the newest *.db")
        parser.add_argument(f"--{part}", type=Path, required=True, help="its keys, as in the safe")
    parser.add_argument("--scratch", type=Path, help="a disk with room; else the system's own")
    parser.add_argument("--most", type=int, default=1000, help="applications that are opened")
    return parser


if __name__ == "__main__":
    main()
