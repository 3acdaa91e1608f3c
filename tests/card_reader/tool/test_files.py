"""The tool's files: certificates as PEM and DER, a login's signature, and what verifies them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from card_reader.checks.signature_check import NoSignature, check_detached
from card_reader.tool.main import main
from card_reader.tool.table import BY_NAME
from card_reader.tool.terminal.words import ERRORS
from tests.card_reader.test_tool import tool

__all__ = ["tool"]

Tool = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("form", [(), ("--der",)])
def test_mended_42_a_certificate_is_exported_as_pem_or_der(
    tool: Tool, tmp_path: Path, form: tuple[str, ...]
) -> None:
    out = tmp_path / "certificate"
    assert tool("export", "--out", str(out), *form).returncode == 0
    read = x509.load_der_x509_certificate if form else x509.load_pem_x509_certificate
    name = read(out.read_bytes()).subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    assert name[0].value == "PRACTICEtaro"


def test_mended_42_a_login_is_signed_and_verified(
    tool: Tool, tmp_path: Path, practice_keys: Path
) -> None:
    challenge, signature, pem = (tmp_path / name for name in ("challenge", "signature", "c.pem"))
    challenge.write_bytes(b"a service's challenge")
    files = ("--out", str(signature), "--certificate", str(pem))
    made = tool("login", str(challenge), *files, "--json", "--secret-stdin", secrets="1234\n")
    assert json.loads(made.stdout)["mechanism"] == "sha256_rsa", made.stderr
    # By openssl as well, which knows nothing of us.
    key = tmp_path / "key.pem"
    key.write_bytes(
        subprocess.run(
            ["openssl", "x509", "-in", str(pem), "-pubkey", "-noout"],
            capture_output=True,
            check=True,
        ).stdout
    )
    digest = ("openssl", "dgst", "-sha256", "-verify", str(key), "-signature", str(signature))
    subprocess.run([*digest, str(challenge)], capture_output=True, check=True)
    verify = ("verify", str(challenge), str(signature), "--certificate", str(pem), "--json")
    said = json.loads(tool(*verify, "--trust", str(practice_keys), key=None).stdout)
    assert (said["status"], said["trust"]) == ("valid_dates", "trusted")
    challenge.write_bytes(b"another challenge")
    assert tool(*verify, key=None).returncode == ERRORS["NotVerified"][0]


def test_a_bare_signature_without_its_certificate_says_what_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper, signature = tmp_path / "paper", tmp_path / "paper.sig"
    paper.write_bytes(b"paper")
    signature.write_bytes(bytes(256))
    verify = ["verify", str(paper), str(signature)]
    assert main(verify) == ERRORS["FileRefused"][0]
    said = capsys.readouterr().err
    assert "--certificate" in said
    assert ERRORS["FileRefused"][1] not in said
    for command in ([*verify, "--certificate", str(paper)], ["verify", str(tmp_path / "no"), "x"]):
        assert main([*command, "--lang", "ja"]) == ERRORS["FileRefused"][0]
        assert ERRORS["FileRefused"][1] in capsys.readouterr().err


def test_mended_42_a_detached_signature_is_verified(tool: Tool, tmp_path: Path) -> None:
    paper, cms = tmp_path / "paper", tmp_path / "paper.p7s"
    paper.write_bytes(b"paper")
    sign = ("sign", str(paper), "--detached", "--out", str(cms), "--secret-stdin")
    assert tool(*sign, secrets="ABC123\n").returncode == 0
    verify = ("verify", str(paper), str(cms), "--json")
    assert json.loads(tool(*verify, key=None).stdout)["status"] == "valid_dates"
    whole = cms.read_bytes()
    for changed in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:-9], b"", b"no signature"):
        cms.write_bytes(changed)
        assert tool(*verify, key=None).returncode in (
            ERRORS["NotVerified"][0],
            ERRORS["FileRefused"][0],
        )
    cms.write_bytes(whole)
    paper.write_bytes(b"another paper")
    assert tool(*verify, key=None).returncode == ERRORS["NotVerified"][0]
    with pytest.raises(NoSignature):
        check_detached(b"paper", b"\x30\x80")


def test_mended_42_applications_and_chip_number_are_told(tool: Tool) -> None:
    rows = json.loads(tool("applications", "--json").stdout)
    assert {row["application"]: row["is_present"] for row in rows}["jpki"] is True
    assert json.loads(tool("chip", "--json").stdout) == {"number": "PRACTICE000"}


@pytest.mark.parametrize(
    ("key", "verdict"),
    [("taro", "unknown_issuer"), ("copied", "mismatch"), ("next", "not_checked")],
)
def test_mended_41_the_tool_tells_a_genuine_chip(tool: Tool, key: str, verdict: str) -> None:
    """A practice card's issuer is in no real table."""
    found = tool("genuine", "--by", "pin", "--json", "--secret-stdin", key=key, secrets="1234\n")
    assert json.loads(found.stdout)["verdict"] == verdict
    assert found.returncode == BY_NAME["genuine"].codes[verdict]


def test_mended_42_the_version_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "card_reader", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[1][0].isdigit()
