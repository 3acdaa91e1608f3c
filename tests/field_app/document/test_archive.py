"""Papers for an archive: every font inside, one colour profile, true metadata, the application."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from card_reader.signing import VisibleField, sign_pdf
from card_reader.simulated import SimulatedDesk, SimulatedSource, trust
from field_app.document.application import application
from field_app.document.form_pdf import SIGNATURE_BOX, form_pdf
from field_app.document.inputs import ConfirmationMethod
from field_app.document.slip_pdf import slip_pdf
from sync.office.parsing.signature import check_signature
from tests.field_app.document.filed import filed
from tests.field_app.document.filing import sample

CLAIM = b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
PAPERS = {"form": form_pdf(filed("juminhyo")), "slip": slip_pdf(sample().slip)}


def opened(pdf: bytes) -> Any:
    return PdfFileReader(io.BytesIO(pdf))


def attached(pdf: bytes) -> dict[str, Any]:
    """Return the application that lies in *pdf* for machines, by the name tree."""
    names = opened(pdf).root["/Names"]["/EmbeddedFiles"]["/Names"]
    name, spec = names[0], names[1]
    assert name == "application.json"
    assert spec["/AFRelationship"] == "/Data"
    assert spec["/EF"]["/F"]["/Subtype"] == "/application/json"
    document: dict[str, Any] = json.loads(spec["/EF"]["/F"].data)
    return document


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_for_an_archive_keeps_its_rules(paper: str) -> None:
    pdf = opened(PAPERS[paper])
    assert PAPERS[paper].startswith(b"%PDF-1.7")
    assert "/Encrypt" not in pdf.trailer
    assert len(pdf.trailer["/ID"]) == 2
    pages = pdf.root["/Pages"]["/Kids"]
    for number in range(len(pages)):
        fonts = pages[number]["/Resources"]["/Font"]
        for name in fonts:
            assert "/FontFile2" in fonts[name]["/FontDescriptor"], name
            assert "/ToUnicode" in fonts[name]
            assert "/Encoding" not in fonts[name], "a symbolic font has none"
    (intent,) = pdf.root["/OutputIntents"]
    assert intent["/DestOutputProfile"].data[36:40] == b"acsp"


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_says_of_itself_is_said_twice_alike(paper: str) -> None:
    pdf = opened(PAPERS[paper])
    xmp, info = pdf.root["/Metadata"].data.decode(), pdf.trailer["/Info"]
    assert CLAIM.decode() in xmp
    assert f">{info['/Title']}</rdf:li>" in xmp
    assert f">{info['/Author']}</rdf:li>" in xmp
    assert f"<pdf:Producer>{info['/Producer']}</pdf:Producer>" in xmp
    assert info["/CreationDate"] == "D:20261123123000+09'00'"
    assert re.search("<xmp:CreateDate>(.+?)<", xmp)[1] == "2026-11-23T12:30:00+09:00"  # type: ignore[index]


def test_the_same_application_gives_the_same_bytes() -> None:
    assert form_pdf(filed("juminhyo")) == PAPERS["form"]


def test_the_form_carries_the_application_for_machines() -> None:
    for method in ConfirmationMethod:
        filing = filed("kyufukin", method)
        wanted = json.loads(json.dumps(application(filing), ensure_ascii=False))
        assert attached(form_pdf(filing)) == wanted


def test_a_form_with_its_application_inside_is_signed_whole(tmp_path: Path) -> None:
    filing = filed("kyufukin", ConfirmationMethod.CARD_SIGNATURE)
    unsigned = form_pdf(filing)
    assert CLAIM in unsigned
    desk = SimulatedDesk(tmp_path)
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        signed = sign_pdf(
            card, "ABC123", unsigned, reason="申請内容の確認", location="見本市",
            field=VisibleField(-1, SIGNATURE_BOX),
        )  # fmt: skip
    authority = trust(tmp_path)[0].read_bytes()
    now = signed.certificate.not_after - timedelta(days=1)
    report = check_signature(signed.pdf, [authority], now, now)
    assert report.verdict == "good"
    assert attached(signed.pdf) == attached(unsigned)
    broken = signed.pdf.replace(b"application.json", b"Application.json", 1)
    assert check_signature(broken, [authority], now, now).verdict == "broken"
