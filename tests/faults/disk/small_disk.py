"""Fills a real disk of six MiB; run in a mount namespace of its own."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.disk.full_disk_stories import fill_office, fill_reception, fill_tablet
from tests.small_disk import mounted

STORIES: dict[str, Callable[[Path], None]] = {
    "tablet": fill_tablet,
    "reception": fill_reception,
    "office": fill_office,
}


def main() -> None:
    """Run one story until the disk is full, and on with room again."""
    parser = argparse.ArgumentParser()
    parser.add_argument("story", choices=STORIES)
    story = STORIES[parser.parse_args().story]
    with tempfile.TemporaryDirectory() as name, mounted(Path(name), "6m"):
        story(Path(name))
    print("whole")


if __name__ == "__main__":
    main()
