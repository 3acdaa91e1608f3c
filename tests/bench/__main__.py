"""``python -m tests.bench``: what the parts cost, as ratios within one run; medians.

Prints a table and writes it to ``tests/bench/RESULTS.md`` with the machine named;
the sections behind it, which other commands measured, stay.
"""

import os
import platform
import tempfile
from pathlib import Path

from tests.bench import card, definitions, lookup, papers, peers, screens, store

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure, print, keep."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed was compiled before
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [
            *card.rows(folder / "cards"),
            *peers.rows(folder / "cards"),
            *store.rows(folder / "store"),
            *lookup.rows(),
            *definitions.rows(),
            *papers.rows(),
            *screens.rows(folder / "city"),
        ]
    lines = [
        "# Benchmarks",
        "",
        f"`python -m tests.bench` on {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {platform.system()}; medians, "
        "each ratio within one run.",
        "",
        "| what | measured | against |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    _, heading, others = RESULTS.read_text(encoding="utf-8").partition("\n## ")
    RESULTS.write_text(text + heading + others, encoding="utf-8")


if __name__ == "__main__":
    main()
