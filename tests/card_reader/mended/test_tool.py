"""The tool at its edges: Ctrl-D, odd times, files by name, status words, expired certificates."""

import io
import json
import math
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from card_reader import (
    CardKind,
    Certificate,
    CertificateKind,
    CertificateNotInDate,
    NotOnPhone,
    layout,
)
from card_reader.checks.trust import generation_of
from card_reader.signing import refuse_today, sign_detached, sign_pdf
from card_reader.simulated import SimulatedDesk, SimulatedSource
from card_reader.simulated.chip import Habits
from card_reader.simulated.issue import TOKEN
from card_reader.tool.main import main
from card_reader.tool.terminal.command import LONGEST_WAIT_S, seconds

PRODUCTION = (
    "OU=Japan Agency for Local Authority Information Systems,"
    "OU=JPKI for user authentication,O=JPKI,C=JP"
)


@pytest.fixture
def practice(practice_keys: Path) -> list[str]:
    return ["--practice-folder", str(practice_keys), "--practice"]


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Type *lines* at every question, and Ctrl-D behind them."""
    given = iter(lines)

    def ask(_: str = "") -> str:
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("getpass.getpass", ask)
    monkeypatch.setattr("builtins.input", ask)


@pytest.mark.parametrize(
    "command", [["identity"], ["change-pin", "--pin", "signature"], ["health", "--by", "pin"]]
)
def test_mended_40_ctrl_d_stops_without_a_traceback(
    practice: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    answers(monkeypatch)
    assert main([*command, *practice, "taro", "--lang", "ja"]) == 130
    said = capsys.readouterr().err
    assert said.startswith("\n止めました"), "not behind the question"
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main([*command, *practice, "taro", "--secret-stdin", "--lang", "ja"]) == 130
    assert capsys.readouterr().err.startswith("止めました")


@pytest.mark.parametrize("text", ["-1", "nan", "inf", "-0.5", "1e9", "abc", ""])
@pytest.mark.parametrize("option", [("pins", "--wait"), ("watch", "--seconds")])
def test_mended_40_a_time_that_nobody_can_wait_is_a_usage_error(
    text: str, option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([option[0], f"{option[1]}={text}"])
    assert ended.value.code == 2
    assert "86400" in capsys.readouterr().err
    assert seconds("1.5") == 1.5
    assert math.isfinite(LONGEST_WAIT_S)


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (["sign", "no-such.pdf", "--out", "x"], "no-such.pdf"),
        (["sign", "pyproject.toml", "--out", "no/such/x"], "no/such/x"),
        (["photo", "--out", "no/such.png"], "no/such.png"),
        (["certificates", "--trust", "no-such-folder"], "no-such-folder"),
    ],
)
def test_mended_40_an_error_of_a_file_names_it(
    practice: list[str],
    arguments: list[str],
    file: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*arguments, *practice, "taro", "--json", "--secret-stdin"]) == 40
    assert json.loads(capsys.readouterr().out)["file"] == file
    main([*arguments, *practice, "taro", "--secret-stdin"])
    assert file in capsys.readouterr().err


def test_mended_40_a_broken_authority_is_named(
    practice: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.pem").write_text("-----BEGIN nothing")
    main(["certificates", "--trust", str(tmp_path), *practice, "taro", "--json"])
    assert json.loads(capsys.readouterr().out)["file"] == str(tmp_path / "bad.pem")


def test_mended_40_json_has_the_status_word(
    practice_keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = SimulatedDesk(practice_keys, Habits(wrong_sw=0x6985))
    desk.put("taro")
    monkeypatch.setattr("card_reader.tool.main.source", lambda *_: SimulatedSource(desk))
    for arguments in (["--json"], []):
        monkeypatch.setattr("sys.stdin", io.StringIO("9999\n"))
        assert main(["identity", "--by", "pin", "--secret-stdin", *arguments]) == 22
    shown = capsys.readouterr()
    assert json.loads(shown.out) == {
        "error": "unexpected_status",
        "tries_left": None,
        "sw": "6985",
        "ins": "20",
    }
    assert "SW 6985" in shown.err


@pytest.mark.parametrize("key", ["expired", "future"])
def test_mended_40_the_library_signs_nothing_out_of_date(desk: SimulatedDesk, key: str) -> None:
    desk.put(key)
    with SimulatedSource(desk).open() as card:
        with pytest.raises(CertificateNotInDate):
            sign_detached(card, "ABC123", b"content")
        assert sign_detached(card, "ABC123", b"content", accept=lambda _: None).cms
    assert sum(head[:2] == b"\x80\x2a" for head in desk.chip().log) == 1
    defaults = [signature(one).parameters["accept"].default for one in (sign_pdf, sign_detached)]
    assert defaults == [refuse_today, refuse_today]


def test_mended_40_the_tool_asks_before_it_signs_out_of_date(
    practice: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "signed.p7s"
    command = ["sign", "pyproject.toml", "--detached", "--out", str(out), *practice, "expired"]
    for said in ("", "n"):
        answers(monkeypatch, "ABC123", said)
        assert main(command) == 37
    monkeypatch.setattr("sys.stdin", io.StringIO("ABC123\n"))
    assert main([*command, "--secret-stdin"]) == 37
    assert not out.exists()
    answers(monkeypatch, "ABC123", "y")
    assert main(command) == 0
    assert out.read_bytes()
    out.unlink()
    monkeypatch.setattr("sys.stdin", io.StringIO("ABC123\n"))
    assert main([*command, "--secret-stdin", "--accept-expired"]) == 0
    assert out.read_bytes()


@pytest.mark.parametrize(
    ("token", "kind"), [("GPSETOKEN", CardKind.PHONE), ("IOSTOKEN", CardKind.IPHONE)]
)
def test_mended_40_a_phone_is_known_and_says_what_it_cannot(
    desk: SimulatedDesk, token: str, kind: CardKind
) -> None:
    desk.put("phone")
    jpki = desk.chip().applications[layout.JPKI]
    jpki.files[layout.TOKEN].content = f"JPKIAP{token}".encode().ljust(len(TOKEN))
    with SimulatedSource(desk).open() as card:
        assert card.kind() is kind
        assert card.kind().is_phone
        with pytest.raises(NotOnPhone):
            card.attributes_by_pin("1234")
        with pytest.raises(NotOnPhone):
            card.front_by_verification_b("20040320314321")
        assert card.signature_certificate("ABC123").serial


def certificate(kind: CertificateKind, **given: Any) -> Certificate:
    start = datetime(2021, 4, 3, tzinfo=UTC)
    made = Certificate(kind, b"", "", PRODUCTION, 7, start, start + timedelta(days=1826), None)
    return Certificate(**{**vars(made), **given})


def test_mended_40_the_second_authority_for_authentication_is_known() -> None:
    leaf = certificate(CertificateKind.USER_AUTHENTICATION, issuer_key_id="AB" * 20)
    found = generation_of(leaf)
    assert found is not None
    assert (found.generation, found.serial) == (2, "0133C349")
    assert found.not_after == date(2029, 9, 14)
    own = certificate(CertificateKind.USER_AUTHENTICATION_AUTHORITY, serial=0x0133C349)
    assert generation_of(own) == found
    others: list[dict[str, Any]] = [
        {"issuer_key_id": "AB" * 20, "issuer": "O=Demado practice,C=JP"},
        {"issuer_key_id": "AB" * 20, "issuer": PRODUCTION.replace("O=JPKI,", "O=JPKI-TEST,")},
        {"issuer_key_id": "AB" * 20, "not_after": datetime(2031, 1, 1, tzinfo=UTC)},
        {"issuer_key_id": ""},
    ]
    for given in others:
        assert generation_of(certificate(CertificateKind.USER_AUTHENTICATION, **given)) is None
    assert generation_of(certificate(CertificateKind.SIGNATURE, issuer_key_id="AB" * 20)) is None


def test_without_a_terminal_a_secret_is_a_line_and_no_warning_is_shown(practice_keys: Path) -> None:
    practice = ("--practice-folder", str(practice_keys), "--practice", "taro")
    done = subprocess.run(
        [sys.executable, "-m", "card_reader", "identity", "--by", "pin", *practice, "--lang", "en"],
        input="1234\n",
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # so that there is no /dev/tty
        timeout=60,
    )
    assert (done.returncode, "name:" in done.stdout) == (0, True), done.stderr
    assert "4-digit PIN" in done.stderr
    assert "arning" not in done.stderr
