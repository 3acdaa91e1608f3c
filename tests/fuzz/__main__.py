"""``python -m tests.fuzz [RUNS]``: coverage-guided, from the kept corpus; needs ``atheris``.

New inputs go to a folder outside the checkout; what found something is printed by the fuzzer.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["card_reader"]):
    from tests.fuzz.targets import LONGEST, one

CORPUS = Path(__file__).with_name("corpus")


def main() -> None:
    """Fuzz as many times as the argument says."""
    runs = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    found = tempfile.mkdtemp(prefix="demado-fuzz-")
    arguments = [
        *(sys.argv[0], f"-runs={runs}", f"-max_len={LONGEST}", "-timeout=10", "-rss_limit_mb=1024"),
        *("-print_final_stats=1", f"-artifact_prefix={found}/", found, str(CORPUS)),
    ]
    atheris.Setup(arguments, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
