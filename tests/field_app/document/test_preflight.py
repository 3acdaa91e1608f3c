"""Every form and slip, the signed one too, is looked at by a program that is not ours."""

import io
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.pdfbase.pdfdoc import NoEncryption
from reportlab.pdfgen.canvas import Canvas

from card_reader.signing import VisibleField, sign_pdf
from card_reader.simulated import SimulatedDesk, SimulatedSource
from field_app.document import archive
from field_app.document.archive import PaperFacts, make_fit
from field_app.document.form_pdf import SIGNATURE_BOX, form_pdf
from field_app.document.inputs import ConfirmationMethod
from tests.field_app.document.filed import filed
from tests.field_app.document.filing import sample
from tests.field_app.document.golden_pages import papers
from tests.field_app.document.preflight import (
    ALLOWED_IN_PART_3,
    ALLOWED_SIGNED,
    IS_HERE,
    faults,
)

pytestmark = pytest.mark.slow  # ./check quick leaves it out
needs_preflight = pytest.mark.skipif(not IS_HERE, reason="libpdfbox2-java is not installed")

FACTS = PaperFacts("題", "見本市", datetime(2026, 11, 23, 3, 30, tzinfo=UTC))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    desk = SimulatedDesk(tmp_path_factory.mktemp("cards"))
    desk.put("taro")
    unsigned = form_pdf(filed("kyufukin", ConfirmationMethod.CARD_SIGNATURE))
    with SimulatedSource(desk).open() as card:
        return sign_pdf(
            card, "ABC123", unsigned, reason="申請内容の確認", location="見本市",
            field=VisibleField(-1, SIGNATURE_BOX),
        ).pdf  # fmt: skip


@needs_preflight
def test_every_form_and_slip_keeps_the_rules_of_an_archive(tmp_path: Path) -> None:
    made = papers()
    for name, make in made.items():
        (tmp_path / f"{name}.pdf").write_bytes(make())
    assert faults(tmp_path, ALLOWED_IN_PART_3) == {f"{name}.pdf": [] for name in made}


@needs_preflight
def test_a_form_keeps_them_through_the_cards_signature(tmp_path: Path, signed: bytes) -> None:
    (tmp_path / "signed.pdf").write_bytes(signed)
    assert faults(tmp_path, ALLOWED_IN_PART_3 | ALLOWED_SIGNED) == {"signed.pdf": []}


@needs_preflight
def test_preflight_finds_what_we_would_have_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def paper(name: str) -> None:
        out = io.BytesIO()
        canvas = Canvas(out)
        canvas.drawString(72, 700, "a font that is not inside")
        make_fit(canvas, FACTS)
        canvas.save()
        (tmp_path / name).write_bytes(out.getvalue())

    paper("font.pdf")
    monkeypatch.setattr(archive, "EndedStreams", NoEncryption)
    paper("streams.pdf")
    found = faults(tmp_path, ALLOWED_IN_PART_3)
    assert any("FontFile entry is missing" in one for one in found["font.pdf"])
    assert not any("EOL" in one for one in found["font.pdf"])
    assert any("Expected 'EOL' before the endstream" in one for one in found["streams.pdf"])


def test_a_form_signed_by_card_says_the_same_twice_and_claims_it(signed: bytes) -> None:
    """What Preflight cannot see there: the claim, and that XMP and Info agree."""
    pdf = PdfFileReader(io.BytesIO(signed))
    xmp, info = pdf.root["/Metadata"].data.decode(), pdf.trailer["/Info"]
    assert 'pdfaid:part="3" pdfaid:conformance="B"' in xmp
    assert f">{info['/Title']}</rdf:li>" in xmp
    assert f">{info['/Author']}</rdf:li>" in xmp
    field = pdf.root["/AcroForm"]["/Fields"][0]
    assert field["/F"] & 0b100, "it is printed"
    assert not field["/F"] & 0b110011, "and neither hidden nor out of view"
    assert "/Font" not in field["/AP"]["/N"].get("/Resources", {})


def test_what_is_attached_says_what_it_is_to_the_paper() -> None:
    pdf = PdfFileReader(io.BytesIO(form_pdf(filed("juminhyo"))))
    spec = pdf.root["/AF"][0]
    held = spec["/EF"]["/F"]
    assert spec["/F"] == spec["/UF"] == "application.json"
    assert spec["/AFRelationship"] == "/Data"
    assert held["/Subtype"] == "/application/json"
    assert held["/Params"]["/Size"] == len(held.data)
    assert held["/Params"]["/ModDate"] == "D:20261123123000+09'00'"


def test_every_character_comes_back_out_of_the_paper_as_it_was_written(tmp_path: Path) -> None:
    """A reader copies 辻 with its selector, 𠮷 and か゚, though more than a hundred are drawn."""
    filing = sample()
    kana = "".join(map(chr, range(0x3042, 0x3094)))
    name = f"辻\U000e0100 𠮷髙﨑 か\u309a {kana}"
    answer = replace(filing.answers[0], display=name)
    file = tmp_path / "form.pdf"
    file.write_bytes(form_pdf(replace(filing, answers=(answer,))))
    done = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    text = "".join(done.stdout.decode().split())
    assert "".join(name.split()) in text
    page = PdfFileReader(io.BytesIO(file.read_bytes())).root["/Pages"]["/Kids"][0]
    fonts = page["/Resources"]["/Font"]
    cmaps = [fonts[name]["/ToUnicode"].data.decode() for name in fonts]
    lists = [int(count) for cmap in cmaps for count in re.findall(r"(\d+) beginbfchar", cmap)]
    assert sum(lists) > 100
    assert max(lists) <= 100
