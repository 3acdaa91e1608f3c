"""Runs the ``demado`` command: one word chooses the program.

The programs are started as modules, by name, so that the tablet's code never
imports the servers'.
"""

import runpy
import sys

from sync.private_memory import keep_memory_private

PROGRAMS = {
    "tablet": "field_app",
    "procedures": "field_app.authors",
    "card": "card_reader",
    "doctor": "card_reader.tool.doctor",
    "card-simulator": "card_reader.simulated",
    "reception": "sync.reception",
    "office": "sync.office",
    "languages": "field_app.translation",
}


def main() -> None:
    """Start the program that the first argument names; the rest is its own."""
    keep_memory_private()
    program = sys.argv[1] if len(sys.argv) > 1 else ""
    if program not in PROGRAMS:
        names = " | ".join(PROGRAMS)
        print(f"usage: demado {{{names}}} [options]  (each knows --help)", file=sys.stderr)
        raise SystemExit(2)
    sys.argv = [f"demado {program}", *sys.argv[2:]]
    runpy.run_module(PROGRAMS[program], run_name="__main__", alter_sys=False)
