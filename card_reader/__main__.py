"""``python -m card_reader`` is ``demado card``."""

import sys

from card_reader.tool.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
