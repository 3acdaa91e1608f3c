"""Runs ``demado card`` as ``python -m card_reader``."""

import sys

from card_reader.tool.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
