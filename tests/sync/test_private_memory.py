"""Every program that holds secrets leaves no core dump, also when no systemd starts it."""

import subprocess
import sys

import pytest

PROGRAMS = {
    "reception": "from sync.reception.__main__ import main",
    "relay": "from sync.relay.__main__ import main",
    "office": "from sync.office.commands.office import main",
    "tablet": "from field_app.__main__ import main",
    "demado card": "from field_app.cli import main",
}
TOLD = """
import ctypes, resource, sys
{start}
sys.argv = ["x", "--help"]
try:
    main()
except SystemExit:
    print("told", resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_with_secrets_has_no_core_dump_and_lets_nobody_read_it(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOLD.format(start=PROGRAMS[name])],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "told (0, 0) 0"
