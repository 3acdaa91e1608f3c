"""The same card through OpenSC and through ours, in one run: commands and time of each task.

Both go through pcscd to the same virtual reader; what the card itself counted is compared.
OpenSC's time holds the start of its process; so ours is started as a process as well.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.clock import Row, timed_ms
from tests.card_reader.pcsc_stack import PcscStack, start_stack

RUNS = 5
OURS = (sys.executable, "-m", "card_reader")
MODULE = next(Path("/usr/lib").glob("*/opensc-pkcs11.so"), Path("opensc-pkcs11.so"))


def rows(folder: Path) -> list[Row]:
    """Measure certificate and signature, at once and in real time."""
    found = []
    with start_stack(folder) as stack, tempfile.TemporaryDirectory() as work:
        paper = Path(work) / "paper"
        paper.write_bytes(b"paper")
        for name, ours, secret, theirs in tasks(paper):
            for pace in ("off", "on"):
                stack.put("taro")
                stack.command(f"real-time {pace}")
                mine, theirs_counted = measure(stack, ours, secret), measure(stack, theirs, "")
                stack.command("real-time off")
                title = f"{name}{', in real time' if pace == 'on' else ''}"
                found.append(
                    (
                        f"peer: {title}",
                        f"{mine[0]} APDUs, {mine[1]:.0f} ms",
                        f"OpenSC {theirs_counted[0]} APDUs, {theirs_counted[1]:.0f} ms",
                    )
                )
    return found


def tasks(paper: Path) -> list[tuple[str, tuple[str, ...], str, tuple[str, ...]]]:
    signature = str(paper.with_suffix(".sig"))
    return [
        (
            "authentication certificate",
            (*OURS, "certificates", "--kind", "user_authentication", "--json"),
            "",
            ("pkcs15-tool", "--read-certificate", "1"),
        ),
        (
            "signature of a file",
            (*OURS, "sign", str(paper), "--detached", "--out", signature, "--secret-stdin"),
            "ABC123\n",
            (
                *("pkcs11-tool", "--module", str(MODULE), "--slot-index", "1", "--login"),
                *("--pin", "ABC123", "--sign", "-m", "SHA256-RSA-PKCS", "--id", "02"),
                *("-i", str(paper), "-o", signature),
            ),
        ),
    ]


def measure(stack: PcscStack, command: tuple[str, ...], secret: str) -> tuple[int, float]:
    """Return how many commands the card saw, and the median time of the process."""

    def run() -> None:
        subprocess.run(command, input=secret.encode(), capture_output=True, check=True)

    run()
    before = len(stack.command("log")["log"])
    run()
    counted = len(stack.command("log")["log"]) - before
    return counted, statistics.median(timed_ms(run) for _ in range(RUNS))
