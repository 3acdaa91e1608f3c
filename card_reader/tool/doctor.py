"""Prints the doctor's findings as ``demado doctor``."""

import argparse
import json
import sys

from card_reader.checks.doctor import examine, machine
from card_reader.tool.terminal.words import language_of_this_terminal


def main(arguments: list[str]) -> int:
    """Print every finding; exit code 1 when something must be mended."""
    parser = argparse.ArgumentParser(
        prog="demado doctor",
        description="カードを読むのに足りないもの / what a real reader still lacks here",
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=("ja", "en"), default=language_of_this_terminal())
    options = parser.parse_args(arguments)
    findings = list(examine())
    if options.json:
        print(json.dumps({"machine": machine(), "findings": [vars(one) for one in findings]}))
    else:
        print(machine())
        for one in findings:
            text = one.japanese if options.lang == "ja" else one.english
            print(f"{'○' if one.ok else '×'} {text}")
    return 0 if all(one.ok for one in findings) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
