"""How many commands the tool's tasks cost, and what it loads before the first of them."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from card_reader.simulated.persons import BY_KEY
from card_reader.tool.main import main
from tests.card_reader.pcsc_stack import PcscStack

B = BY_KEY["taro"].verification_b + "\n"
# Each takes longer to load than the tool may take to its first command.
HEAVY = ("cryptography", "PIL", "fontTools", "asn1crypto", "pyhanko", "card_reader.simulated")


def practice(folder: Path, *arguments: str, secrets: str) -> list[str]:
    """Run the tool on a practice card in a process, and return the trace of its commands."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "card_reader", "trace", *arguments, "--secret-stdin"),
            *("--practice", "taro", "--practice-folder", str(folder)),
        ],
        input=secrets,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr.splitlines()


def test_mended_39_a_task_asks_a_card_nothing_that_its_first_command_tells(
    practice_keys: Path, tmp_path: Path
) -> None:
    """Four for the attributes, six for certificate and signature; it was two more each."""
    paper = tmp_path / "paper"
    paper.write_bytes(b"paper")
    assert len(practice(practice_keys, "identity", "--json", secrets=B)) == 4
    out = ("--detached", "--out", str(tmp_path / "paper.p7s"))
    assert len(practice(practice_keys, "sign", str(paper), *out, secrets="ABC123\n")) == 6


@pytest.mark.parametrize("arguments", [("identity",), ("photo", "--out", "face.png")])
def test_mended_39_another_card_is_still_told_by_that_command(
    practice_keys: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "card_reader", *arguments, "--secret-stdin"),
            *("--practice", "other_card", "--practice-folder", str(practice_keys)),
        ],
        input=B,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 20  # no My Number Card


def test_mended_39_the_tool_loads_nothing_heavy_before_its_first_command() -> None:
    """Up to the first command it reads its arguments and opens the reader; no more."""
    code = (
        "import sys, card_reader.tool.main as tool; "
        "tool.parser().parse_args(['identity', '--secret-stdin']); import card_reader.pcsc; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.pcsc
@pytest.mark.parametrize(
    ("arguments", "secrets", "most"),
    [
        (("identity", "--json"), B, 6),
        (("sign", "pyproject.toml", "--detached", "--out", "/dev/null"), "ABC123\n", 8),
    ],
)
def test_mended_39_a_task_through_a_reader_that_is_not_known_yet(
    stack: PcscStack,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    secrets: str,
    most: int,
) -> None:
    """The reader's own probe included: what the card itself counted."""
    stack.put("taro")
    before = len(stack.command("log")["log"])
    monkeypatch.setattr("sys.stdin", io.StringIO(secrets))
    assert main([*arguments, "--secret-stdin"]) == 0
    assert len(stack.command("log")["log"]) - before <= most
