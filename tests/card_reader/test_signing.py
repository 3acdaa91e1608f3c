"""A form signed by the card: one password, one certificate, and nothing sent for a broken form."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from card_reader import Certificate, CertificateKind, LastTry, PinMissing, WrongPin
from card_reader.algorithms import P384_SHA384, algorithm_of
from card_reader.signing import VisibleField, sign_detached, sign_pdf
from card_reader.simulated import SimulatedDesk, SimulatedSource, trust

PLACES = [None, VisibleField(0, (300, 60, 540, 120)), VisibleField(-1, (20, 20, 90, 60), "Mine")]


def sign(desk: SimulatedDesk, form: bytes, place: VisibleField | None, password: str) -> bytes:
    with SimulatedSource(desk).open() as card:
        return sign_pdf(card, password, form, reason="確認", location="見本市", field=place).pdf


def passwords_sent(desk: SimulatedDesk) -> int:
    """VERIFY commands, without the question for the counter before each."""
    return sum(head[1] == 0x20 for head in desk.chip().log) // 2


@pytest.mark.parametrize("place", PLACES)
def test_a_signed_form_is_whole_and_trusted(
    desk: SimulatedDesk, practice_keys: Path, form: bytes, place: VisibleField | None
) -> None:
    desk.put("taro")
    signed = sign(desk, form, place, "ABC123")
    assert passwords_sent(desk) == 1
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    pem = [str(trust(practice_keys)[0])]
    roots = list(load_certs_from_pemder(pem))  # type: ignore[no-untyped-call]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.field_name == (place.name if place else "Signature")


def test_a_broken_form_sends_nothing_to_the_card(desk: SimulatedDesk) -> None:
    desk.put("taro")
    with pytest.raises(PdfError):
        sign(desk, b"no form", None, "ABC123")
    assert passwords_sent(desk) == 0


@pytest.mark.parametrize(
    ("key", "error"), [("taro", WrongPin), ("pinless", PinMissing), ("last_try", LastTry)]
)
def test_a_card_that_refuses_leaves_the_form_as_it_was(
    desk: SimulatedDesk, form: bytes, key: str, error: type[Exception]
) -> None:
    desk.put(key)
    with pytest.raises(error):
        sign(desk, form, None, "WRONG99")
    assert passwords_sent(desk) <= 1


def test_pyhankos_own_command_line_judges_it_valid_for_the_right_authority_only(
    desk: SimulatedDesk, practice_keys: Path, form: bytes, tmp_path: Path
) -> None:
    desk.put("taro")
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(sign(desk, form, PLACES[1], "ABC123"))
    right, wrong = (judged_by_command_line(signed, root) for root in trust(practice_keys))
    assert right == 0
    assert wrong != 0


def judged_by_command_line(pdf: Path, root: Path) -> int:
    program = [sys.executable, "-m", "pyhanko", "sign", "validate", "--trust-replace"]
    done = subprocess.run(
        [*program, "--trust", str(root), str(pdf)], capture_output=True, cwd=pdf.parent, timeout=60
    )
    return done.returncode


def test_nothing_is_signed_with_a_certificate_that_is_not_accepted(
    desk: SimulatedDesk, form: bytes
) -> None:
    class NotThisPerson(Exception):
        pass

    def refuse(certificate: Certificate) -> None:
        assert certificate.attributes is not None
        assert certificate.attributes.birth[-8:] == "19450403"
        raise NotThisPerson

    desk.put("taro")
    with SimulatedSource(desk).open() as card, pytest.raises(NotThisPerson):
        sign_pdf(card, "ABC123", form, reason="確認", location="見本市", field=None, accept=refuse)
    assert passwords_sent(desk) == 1
    assert not [head for head in desk.chip().log if head[:2] == bytes((0x80, 0x2A))]


def test_the_coming_card_signs_with_p384(
    desk: SimulatedDesk, practice_keys: Path, form: bytes, tmp_path: Path
) -> None:
    desk.put("next")
    with SimulatedSource(desk).open() as card:
        certificate = card.signature_certificate("ABC123")
        assert algorithm_of(certificate) is P384_SHA384
        signed = sign_pdf(card, "ABC123", form, reason=None, location=None, field=None)
        cms = sign_detached(card, "ABC123", form).cms
    (tmp_path / "a.pdf").write_bytes(signed.pdf)
    said = subprocess.run(
        ["pdfsig", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=False
    )
    assert "Signature is Valid" in said.stdout
    assert "SHA-384" in said.stdout
    (tmp_path / "form").write_bytes(form)
    (tmp_path / "form.p7s").write_bytes(cms)
    ca = str(trust(practice_keys)[0])
    verified = subprocess.run(
        [
            *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any"),
            *("-in", "form.p7s", "-content", "form", "-CAfile", ca, "-out", "/dev/null"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr


def test_a_digest_of_the_wrong_hash_is_never_sent(desk: SimulatedDesk) -> None:
    desk.put("next")
    with SimulatedSource(desk).open() as card:
        for kind, secret in (
            (CertificateKind.SIGNATURE, "ABC123"),
            (CertificateKind.USER_AUTHENTICATION, "1234"),
        ):
            with pytest.raises(ValueError, match="48 bytes"):
                card.sign_digest(kind, secret, bytes(32), algorithm=P384_SHA384)
            assert card.sign_digest(kind, secret, bytes(48), algorithm=P384_SHA384)[0] == 0x30
