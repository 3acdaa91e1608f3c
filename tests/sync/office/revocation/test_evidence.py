"""The form that a city keeps shows later, without a line, whether its certificate was valid."""

import io
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore

from sync.office.parsing.evidence import Evidence, form_with
from sync.office.parsing.signature import check_signature
from sync.wire.city import utc_now
from tests.sync.office.parsing.signed import SignedForm, signed_form
from tests.sync.office.revocation.authority import (
    DAY,
    HOUR,
    LOST,
    Listed,
    Pair,
    Said,
    crl,
    responder,
    response,
)

NOW = utc_now()


@pytest.fixture(scope="module")
def form() -> SignedForm:
    return signed_form(NOW - 100 * DAY, NOW + 100 * DAY)


def evidence_of(form: SignedForm, kind: str, revoked_at: datetime | None = None) -> Evidence:
    ca = Pair(form.key, x509.load_pem_x509_certificate(form.authority))
    if kind == "list":
        listed = Listed({form.serial: (revoked_at, LOST)} if revoked_at else {}, lasts=9 * DAY)
        return Evidence(lists=(crl(ca, listed),))
    said = Said(serial=form.serial, revoked_at=revoked_at, lasts=9 * DAY)
    return Evidence(response(ca, responder(ca), said))


def is_valid(pdf: bytes, form: SignedForm, at: datetime) -> bool:
    """Tell what a later reader finds that has the file, the authority and no line."""
    reader = PdfFileReader(io.BytesIO(pdf))
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        {
            "trust_roots": list(load_certs_from_pemder_data(form.authority)),
            "allow_fetching": False,
            "revocation_mode": "require",
            "moment": at,
        }
    )
    (signature,) = reader.embedded_signatures
    return validate_pdf_signature(signature, signer_validation_context=context).bottom_line


@pytest.mark.parametrize("kind", ["list", "response"])
def test_a_later_reader_needs_no_line_to_see_that_it_was_valid(form: SignedForm, kind: str) -> None:
    at = utc_now() + timedelta(minutes=1)
    kept = form_with(form.pdf, evidence_of(form, kind), [form.authority])
    assert kept.startswith(form.pdf), "what was signed stays as it is"
    assert is_valid(kept, form, at)
    revoked = form_with(form.pdf, evidence_of(form, kind, NOW - HOUR), [form.authority])
    assert not is_valid(revoked, form, at)


def test_the_office_and_others_still_call_the_signature_good(
    form: SignedForm, tmp_path: Path
) -> None:
    kept = form_with(form.pdf, evidence_of(form, "response"), [form.authority])
    (tmp_path / "kept.pdf").write_bytes(kept)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "kept.pdf")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Signature is Valid" in said.stdout
    assert check_signature(form.pdf, [form.authority], NOW, NOW).verdict == "good"


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 no form", b"\x00" * 5000])
def test_what_is_no_signed_form_gets_no_evidence(form: SignedForm, pdf: bytes) -> None:
    with pytest.raises(ValueError, match="no signed form"):
        form_with(pdf, evidence_of(form, "list"), [form.authority])


def test_a_form_of_a_foreign_authority_gets_no_evidence(form: SignedForm) -> None:
    other = signed_form(NOW - DAY, NOW + DAY)
    with pytest.raises(ValueError, match="no signed form"):
        form_with(form.pdf, evidence_of(form, "list"), [other.authority])
