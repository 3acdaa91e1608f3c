"""``demado card`` as scripts and people use it: output shapes, exit codes, no secret shown."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from card_reader.simulated.persons import BY_KEY
from card_reader.tool.arguments import TRACE, parser
from card_reader.tool.table import TABLE
from card_reader.tool.terminal.words import ERRORS, TEXTS
from tests.card_reader.pcsc_stack import FIRST_READER, PcscStack
from tests.terminal import on_terminal, read_until

pytestmark = pytest.mark.slow

Tool = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tool(practice_keys: Path) -> Tool:
    """Run the tool in a process of its own, with a practice card where *key* names one."""

    def run(
        *arguments: str, key: str | None = "taro", secrets: str = ""
    ) -> subprocess.CompletedProcess[str]:
        practice = ("--practice", key, "--practice-folder", str(practice_keys)) if key else ()
        return subprocess.run(
            [sys.executable, "-m", "card_reader", *arguments, *practice],
            input=secrets,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def test_identity_has_the_agreed_shape(tool: Tool) -> None:
    done = tool("identity", "--json", "--secret-stdin", secrets="20040320314321\n")
    assert json.loads(done.stdout) == {
        "name": BY_KEY["taro"].name,
        "address": BY_KEY["taro"].address,
        "birth_date": "1945-04-03",
        "sex": "1",
        "by": "b",
    }
    by_pin = tool("identity", "--by", "pin", "--json", "--secret-stdin", secrets="１２３４\n")
    assert json.loads(by_pin.stdout)["by"] == "pin"
    assert "1234" not in by_pin.stdout + by_pin.stderr


def test_pins_are_counted_without_using_one(tool: Tool) -> None:
    assert json.loads(tool("pins", "--json").stdout) == {
        "user_authentication": 3,
        "signature": 5,
        "input_support": 3,
        "verification_b": 10,
    }
    pinless = json.loads(tool("pins", "--json", key="pinless").stdout)
    assert (pinless["signature"], pinless["verification_b"]) == (None, 10)


def test_certificates_have_the_agreed_fields(tool: Tool) -> None:
    done = tool("certificates", "--json")
    found = json.loads(done.stdout)
    assert [row["kind"] for row in found] == [
        "user_authentication",
        "signature_authority",
        "user_authentication_authority",
    ]
    signature = tool(
        *("certificates", "--kind", "signature", "--json", "--secret-stdin"), secrets="ABC123\n"
    )
    found += json.loads(signature.stdout)
    assert found[-1]["kind"] == "signature"
    fields = {"kind", "subject", "issuer", "serial", "not_before", "not_after", "status"}
    assert all(fields <= set(row) for row in found)
    assert {row["status"] for row in found} == {"valid_dates"}


def test_the_photo_becomes_a_png(tool: Tool, tmp_path: Path) -> None:
    out = tmp_path / "face.png"
    done = tool("photo", "--out", str(out), "--secret-stdin", secrets="20040320314321\n")
    assert done.returncode == 0, done.stderr
    with Image.open(out) as face:
        assert face.format == "PNG"


def test_a_pdf_and_any_file_are_signed(tool: Tool, tmp_path: Path, practice_keys: Path) -> None:
    paper = tmp_path / "paper.pdf"
    canvas = Canvas(str(paper))
    canvas.drawString(72, 720, "paper")
    canvas.save()
    signed = tmp_path / "signed.pdf"
    done = tool(
        *("sign", str(paper), "--out", str(signed), "--visible", "--secret-stdin"),
        secrets="ABC123\n",
    )
    assert done.returncode == 0, done.stderr
    said = subprocess.run(["pdfsig", str(signed)], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in said.stdout
    cms = tmp_path / "paper.p7s"
    tool(
        *("sign", str(paper), "--out", str(cms), "--detached", "--secret-stdin"),
        secrets="ABC123\n",
    )
    verified = subprocess.run(
        [
            *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(cms)),
            *("-content", str(paper), "-CAfile", str(practice_keys / "ca-signature.pem")),
            *("-purpose", "any", "-out", "/dev/null"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr


def test_health_names_one_next_step(tool: Tool) -> None:
    well = json.loads(tool("health", "--json").stdout)
    assert well["next_step"] == "nothing"
    assert well["is_test_card"]
    assert date.fromisoformat(well["user_authentication"]["ends_on"]) > date(2026, 1, 1)
    assert json.loads(tool("health", "--json", key="expired").stdout)["next_step"] == (
        "renew_certificate"
    )
    assert json.loads(tool("health", "--json", key="locked").stdout)["next_step"] == "reset_pin"
    secrets = BY_KEY["moved"].verification_b + "\nABC123\n"
    moved = tool(
        *("health", "--by", "b", "--signature", "--json", "--secret-stdin"),
        key="moved",
        secrets=secrets,
    )
    report = json.loads(moved.stdout)
    assert report["signature_probably_revoked"] is True
    assert report["card"]["ends_on"] == "2031-08-08"
    assert report["next_step"] == "ask_for_new_signature_certificate"
    assert "市役所" in tool("health", "--lang", "ja", key="locked").stdout


@pytest.mark.parametrize(
    "case",
    [
        ("other_card", ("pins",), "", "NotMyNumberCard", None),
        ("taro", ("identity",), "1\n", "PinFormat", None),
        ("taro", ("identity", "--by", "pin"), "9999\n", "WrongPin", 2),
        ("locked", ("identity", "--by", "pin"), "1234\n", "PinBlocked", None),
        ("last_try", ("identity", "--by", "pin"), "1234\n", "LastTry", None),
        ("last_try", ("identity", "--by", "pin", "--use-last-try"), "9999\n", "PinBlocked", None),
        ("pinless", ("identity", "--by", "pin"), "1234\n", "PinMissing", None),
        ("phone", ("certificates",), "", "PinMissing", None),
        ("phone", ("identity",), "20040320314321\n", "NotOnPhone", None),
        ("taro", ("sign", "no-such-file", "--out", "x"), "", "FileRefused", None),
        ("taro", ("sign", "pyproject.toml", "--out", "no/such/x"), "", "FileRefused", None),
        ("taro", ("sign", "pyproject.toml", "--out", "x"), "ABC123\n", "FileRefused", None),
        ("taro", ("certificates", "--trust", "no-such-folder"), "", "FileRefused", None),
        ("taro", ("list", "--reader", "x"), "", None, None),
        ("taro", ("pins", "--reader", "no such reader"), "", "NoReader", None),
    ],
)
def test_every_error_has_its_exit_code(
    tool: Tool, case: tuple[str, tuple[str, ...], str, str | None, int | None]
) -> None:
    key, arguments, secrets, error, left = case
    done = tool(*arguments, "--json", "--secret-stdin", key=key, secrets=secrets)
    if error is None:
        assert done.returncode == 0
        return
    assert done.returncode == ERRORS[error][0], done.stderr
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in error)[1:]
    said = json.loads(done.stdout)
    assert (said["error"], said["tries_left"]) == (name, left)
    assert "Traceback" not in done.stderr


def test_a_pin_is_changed_by_its_rules(tool: Tool) -> None:
    change = ("change-pin", "--json", "--secret-stdin", "--pin")
    assert tool(*change, "signature", secrets="ABC123\nNEW456\n").returncode == 0
    weak = tool(*change, "signature", secrets="ABC123\nABCDEF\n")
    assert json.loads(weak.stdout) == {"error": "pin_format", "tries_left": None}
    wrong = tool(*change, "input_support", secrets="9999\n0001\n")
    assert json.loads(wrong.stdout) == {"error": "wrong_pin", "tries_left": 2}


def test_a_trace_shows_headers_and_never_data(tool: Tool) -> None:
    done = tool("trace", "identity", "--json", "--secret-stdin", secrets="20040320314321\n")
    assert done.returncode == 0
    lines = done.stderr.strip().splitlines()
    assert any(line.startswith("00 20 00 95  14 bytes -> 9000") for line in lines)
    told = done.stderr.replace(" ", "")
    for secret in ("20040320314321", b"20040320314321".hex(), "見本", "見本".encode().hex()):
        assert secret not in told
        assert secret.upper() not in told


def test_certificates_are_trusted_by_the_authorities_of_a_folder(
    tool: Tool, practice_keys: Path, tmp_path: Path
) -> None:
    done = tool("certificates", "--trust", str(practice_keys), "--json")
    assert {row["trust"] for row in json.loads(done.stdout)} == {"trusted"}
    only = tmp_path / "authorities"
    only.mkdir()
    shutil.copy(practice_keys / "ca-signature.pem", only)
    done = tool("certificates", "--trust", str(only), "--json")
    kinds = {row["kind"]: row["trust"] for row in json.loads(done.stdout)}
    assert kinds["user_authentication"] == "unknown_issuer"
    assert kinds["signature_authority"] == "trusted"
    assert json.loads(tool("certificates", "--json").stdout)[0]["trust"] is None


def test_a_person_sees_the_tries_and_never_the_secret(practice_keys: Path) -> None:
    """On a real terminal: the prompt says how many tries are left, and nothing is echoed."""
    command = (
        *(sys.executable, "-m", "card_reader", "identity", "--lang", "ja"),
        *("--practice", "taro", "--practice-folder", str(practice_keys)),
    )
    process, terminal = on_terminal(command)
    shown = read_until(terminal, "回")
    assert "セキュリティコード4けた） (あと10回" in shown
    os.write(terminal, b"20040320314321\n")
    shown = read_until(terminal, "性別")
    assert BY_KEY["taro"].name in shown
    assert "20040320314321" not in shown
    os.waitpid(process, 0)
    os.close(terminal)


def test_help_speaks_both_languages_and_lists_the_codes() -> None:
    text = parser().format_help()
    unwrapped = "".join(text.split())
    for command in TABLE:
        assert "".join(f"{command.name} {command.help}".split()) in unwrapped
    assert f"    {TRACE} " in text
    for code, _, _ in ERRORS.values():
        assert f" {code}  " in text
    assert "個人番号は読みません" in text
    assert all(japanese and english for japanese, english in TEXTS.values())


@pytest.mark.pcsc
def test_the_tool_reads_through_pcscd(stack: PcscStack, tool: Tool) -> None:
    stack.put("taro")
    done = tool("identity", "--json", "--secret-stdin", key=None, secrets="20040320314321\n")
    assert json.loads(done.stdout)["name"] == BY_KEY["taro"].name, done.stderr
    shown = json.loads(tool("list", "--json", key=None).stdout)
    assert [row["has_card"] for row in shown].count(True) == 1
    by_name = tool("pins", "--json", "--reader", shown[0]["reader"], key=None)
    assert by_name.returncode == 0
    stack.remove()
    assert tool("pins", "--json", key=None).returncode == ERRORS["NoCard"][0]
    assert FIRST_READER


@pytest.mark.pcsc
def test_watch_tells_when_cards_come_and_go(stack: PcscStack) -> None:
    stack.remove()
    with subprocess.Popen(
        [sys.executable, "-m", "card_reader", "watch", "--seconds", "20", "--json"],
        stdout=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stdout
        stack.put("taro")
        assert json.loads(watching.stdout.readline())["event"] == "put"
        stack.remove()
        assert json.loads(watching.stdout.readline())["event"] == "taken"
        watching.terminate()
