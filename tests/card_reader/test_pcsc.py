"""The same card through a real pcscd, read by us and by other people's software."""

import hashlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from reportlab.pdfgen.canvas import Canvas

from card_reader import Cancelled, CardBusy, CardRemoved, NoCard, SeveralCards
from card_reader.pcsc import PcscSource
from card_reader.signing import VisibleField, sign_pdf
from card_reader.simulated.authority import write_trust
from card_reader.simulated.persons import BY_KEY
from sync.office.parsing.signature import check_signature
from tests.card_reader.pcsc_stack import SECOND_READER, PcscStack, simulated_card, wait_until

pytestmark = pytest.mark.pcsc
MODULE = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"


def run(*arguments: str) -> str:
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def verifies(stack: PcscStack) -> int:
    return sum(head[2:4] == "20" for head in stack.command("log")["log"])


def never() -> bool:
    return False


def test_the_reader_with_the_card_is_found_among_two(stack: PcscStack) -> None:
    stack.put("taro")
    source = PcscSource()
    assert len(source.readers()) == 2
    assert source.wait_for_card(2, never).has_card


def test_attributes_and_photo_come_over_pcsc(stack: PcscStack) -> None:
    stack.put("long")
    person = BY_KEY["long"]
    with PcscSource().open() as card:
        found = card.attributes_by_verification_b(person.verification_b)
        front = card.front_by_verification_b(person.verification_b)
    assert (found.name, found.address) == (person.name, person.address)
    assert front.photo_png.startswith(b"\x89PNG")


def test_two_cards_at_once_are_refused_and_each_can_be_named(stack: PcscStack) -> None:
    stack.put("taro")
    source = PcscSource()
    with simulated_card(stack.keys, SECOND_READER) as other:
        other.command("put long")
        wait_until(lambda: sum(reader.has_card for reader in source.readers()) == 2)
        with pytest.raises(SeveralCards):
            source.wait_for_card(1, never)
        with pytest.raises(SeveralCards), source.open():
            pass
        names = set()
        for reader in source.readers():
            with source.open(reader) as card:
                names.add(card.attributes_by_pin("1234").name)
        assert names == {BY_KEY["taro"].name, BY_KEY["long"].name}
    wait_until(lambda: sum(reader.has_card for reader in source.readers()) == 1)


def test_another_program_finds_no_verified_pin_behind_us(stack: PcscStack) -> None:
    stack.put("taro")
    with PcscSource().open() as card:
        card.attributes_by_pin("1234")
    with PcscSource().open() as card:
        assert card.tries().input_support == 3
    assert "6982" in sent("00A4040C0AD3921000310001010408", "00B0820000")


def test_mended_31_power_goes_off_behind_us_on_a_card_that_keeps_its_pins(
    stack: PcscStack,
) -> None:
    stack.command("pins stay")
    stack.put("taro")
    with PcscSource().open(exclusive=True) as card:
        card.attributes_by_pin("1234")
        with pytest.raises(CardBusy), PcscSource().open():
            pass
    said = sent("00A4040C0AD3921000310001010408", "00B0820000")
    stack.command("pins clear")
    assert "6982" in said


def sent(*apdus: str) -> str:
    return run("opensc-tool", *(part for apdu in apdus for part in ("-s", apdu))).replace(
        "SW1=0x69, SW2=0x82", "6982"
    )


def test_the_wait_can_be_stopped(stack: PcscStack) -> None:
    stack.remove()
    with pytest.raises(Cancelled):
        PcscSource().wait_for_card(5, lambda: True)


def test_no_card_is_said_after_the_wait(stack: PcscStack) -> None:
    stack.remove()
    with pytest.raises(NoCard):
        PcscSource().wait_for_card(0.5, never)
    with pytest.raises(NoCard), PcscSource().open():
        pass


def test_a_card_taken_away_costs_no_try(stack: PcscStack) -> None:
    stack.put("taro")
    stack.command("fail lose-answer 1")
    with pytest.raises(CardRemoved), PcscSource().open() as card:
        card.attributes_by_pin("1234")
    stack.put("taro")
    with PcscSource().open() as card:
        assert card.tries().input_support == 3


def test_opensc_sees_the_pins_and_their_counters(stack: PcscStack) -> None:
    stack.put("taro")
    shown = run("pkcs15-tool", "--list-pins")
    assert "User Authentication PIN" in shown
    assert "Tries left     : 3" in shown
    assert "Tries left     : 5" in shown


@pytest.mark.parametrize(
    ("number", "file"),
    [
        ("1", "taro-authentication"),
        ("2", "taro-signature"),
        ("3", "ca-authentication"),
        ("4", "ca-signature"),
    ],
)
def test_opensc_reads_every_certificate(
    stack: PcscStack, practice_keys: Path, number: str, file: str
) -> None:
    stack.put("taro")
    opened = ("--auth-id", "2", "--verify-pin", "--pin", "ABC123") if number == "2" else ()
    shown = run("pkcs15-tool", "--read-certificate", number, *opened)
    read = x509.load_pem_x509_certificate(shown[shown.index("-----BEGIN") :].encode())
    assert read == x509.load_pem_x509_certificate((practice_keys / f"{file}.pem").read_bytes())


def test_a_card_that_another_program_keeps_for_itself_is_busy(stack: PcscStack) -> None:
    stack.put("taro")
    holder = (
        "import sys\n"
        "from smartcard.scard import *\n"
        "_, context = SCardEstablishContext(SCARD_SCOPE_USER)\n"
        "_, names = SCardListReaders(context, [])\n"
        "code = 1\n"
        "for name in names:\n"
        "    code, handle, _ = SCardConnect(context, name, SCARD_SHARE_EXCLUSIVE, 3)\n"
        "    if code == 0: break\n"
        "print(code, flush=True)\n"
        "sys.stdin.readline()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline().strip() == "0"
        with pytest.raises(CardBusy), PcscSource().open():
            pass
        other.stdin.write("\n")
        other.stdin.close()
        other.wait(10)
    with PcscSource().open() as card:
        assert card.tries().signature == 5


@pytest.mark.parametrize(("slot", "pin", "key"), [("0", "1234", "01"), ("1", "ABC123", "02")])
def test_opensc_signs_and_openssl_verifies(
    stack: PcscStack, tmp_path: Path, slot: str, pin: str, key: str
) -> None:
    stack.put("taro")
    data, signature = tmp_path / "data", tmp_path / "signature"
    data.write_bytes("申請します".encode())
    run(
        "pkcs11-tool", "--module", MODULE, "--slot-index", slot, "--login", "--pin", pin,
        "--sign", "-m", "SHA256-RSA-PKCS", "--id", key, "-i", str(data), "-o", str(signature),
    )  # fmt: skip
    kind = "authentication" if key == "01" else "signature"
    public = tmp_path / "public.pem"
    public.write_text(
        run("openssl", "x509", "-in", str(stack.keys / f"taro-{kind}.pem"), "-pubkey", "-noout")
    )
    said = run(
        "openssl",
        "dgst",
        "-sha256",
        "-verify",
        str(public),
        "-signature",
        str(signature),
        str(data),
    )
    assert "Verified OK" in said


def test_a_signed_pdf_is_verified_by_the_office(stack: PcscStack, tmp_path: Path) -> None:
    form = tmp_path / "form.pdf"
    canvas = Canvas(str(form))
    canvas.drawString(72, 720, "form")
    canvas.save()
    stack.put("taro")
    before = verifies(stack)
    with PcscSource().open() as card:
        signed = sign_pdf(
            card, "ABC123", form.read_bytes(), reason="申請内容の確認", location="見本市",
            field=VisibleField(0, (300, 60, 540, 120)),
        )  # fmt: skip
    assert verifies(stack) - before == 2  # the question for the counter, and the password, once
    write_trust(stack.keys, tmp_path / "trust")
    out = tmp_path / "signed.pdf"
    out.write_bytes(signed.pdf)
    authority = str(next((tmp_path / "trust").glob("*.pem")))
    said = run(
        *(str(Path(sys.executable).with_name("pyhanko")), "sign", "validate", "--trust-replace"),
        *("--trust", authority, "--no-revocation-check", "--executive-summary", str(out)),
    )
    assert "VALID" in said
    assert "INVALID" not in said
    now = datetime.now(UTC)
    trusted = [path.read_bytes() for path in (tmp_path / "trust").glob("*.pem")]
    assert check_signature(signed.pdf, trusted, now).verdict == "good"
    assert check_signature(signed.pdf, [], now).verdict == "foreign"
    place = signed.pdf.index(b"/MediaBox")
    changed = signed.pdf[:place] + b"/MediaBoy" + signed.pdf[place + 9 :]
    assert check_signature(changed, trusted, now).verdict in ("broken", "none")
    assert hashlib.sha256(signed.pdf).digest() != hashlib.sha256(form.read_bytes()).digest()
