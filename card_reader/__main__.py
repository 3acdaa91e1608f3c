"""Runs the tool as ``python -m card_reader``, and as ``demado-card`` where that is installed."""

import sys

from card_reader.tool.main import main


def run() -> None:
    """Run the tool with the arguments of this process and end with its exit code."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
