"""The form and the slip as a person and a machine read them."""

import io
import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import segno
from PIL import Image

from card_reader.simulated import images
from field_app.document.application import application
from field_app.document.form_pdf import form_pdf
from field_app.document.hand_signature import SignatureEmpty, signature_png
from field_app.document.inputs import ConfirmationMethod
from field_app.document.qr import qr_png, read_qr
from field_app.document.slip_pdf import slip_pdf
from field_app.procedure.definition.filer import ChipFound
from field_app.words.words import Words
from tests.field_app.document.filing import NAME, sample

SIGNATURE = (((0.1, 0.5), (0.4, 0.2), (0.8, 0.7)),)


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "a.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.parametrize("method", list(ConfirmationMethod))
def test_the_form_shows_every_character_of_the_name(
    tmp_path: Path, method: ConfirmationMethod
) -> None:
    png = signature_png(SIGNATURE) if method is ConfirmationMethod.HAND_SIGNATURE else None
    shown = text_of(form_pdf(sample(method), png), tmp_path)
    for piece in ("𠮷田", "髙子", "辻", "4827-3956-2284", "給付金の申請", "令和8年11月23日"):
        assert piece in shown
    assert "〓" not in shown


def test_the_slip_names_no_person(tmp_path: Path) -> None:
    shown = text_of(slip_pdf(sample().slip), tmp_path)
    assert "4827-3956-2284" in shown
    assert "0990-00-1234" in shown
    assert "𠮷田" not in shown


def test_the_slips_qr_is_read_back() -> None:
    assert read_qr(qr_png("482739562284")) == "482739562284"


def test_the_qr_is_found_askew_in_a_dim_picture() -> None:
    with Image.open(io.BytesIO(qr_png("482739562284"))) as code:
        small = code.convert("L").resize((260, 260)).rotate(17, expand=True, fillcolor=255)
    table = Image.new("L", (1280, 720), 150)
    table.paste(small.point(lambda shade: 40 + shade // 2), (500, 180))
    assert read_qr(jpeg(table)) == "482739562284"


def test_another_makers_code_and_no_picture_are_passed_over() -> None:
    out = io.BytesIO()
    segno.make("https://example.com/").save(out, kind="png", scale=8)
    assert read_qr(out.getvalue()) is None
    assert read_qr(jpeg(Image.new("L", (640, 480), 255))) is None
    for broken in (b"", b"\xff\xd8\xff", qr_png("482739562284")[:200]):
        assert read_qr(broken) is None


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def test_the_application_is_plain_json_with_provenance() -> None:
    document = json.loads(json.dumps(application(sample()), ensure_ascii=False))
    assert document["person"]["name"] == NAME
    assert document["answers"][0]["source"] == "card"
    assert document["person"]["individual_number"] is None
    assert document["identity"]["documents"][0]["expires_on"] == "2030-01-01"


@pytest.mark.parametrize("strokes", [(), ((),), (((0.5, 0.5),),), (((0.5, 0.5), (0.51, 0.5)),)])
def test_a_dot_is_no_signature(strokes: tuple[tuple[tuple[float, float], ...], ...]) -> None:
    with pytest.raises(SignatureEmpty):
        signature_png(strokes)


def test_a_filing_shows_no_person_in_its_repr() -> None:
    assert "𠮷田" not in repr(sample())


@pytest.mark.parametrize("found", list(ChipFound))
def test_mended_41_form_and_application_say_what_the_chip_showed(
    tmp_path: Path, found: ChipFound
) -> None:
    filing = sample()
    checked = replace(filing, identity=replace(filing.identity, chip=found))
    word = Words("ja")(f"document.l_chip_{found}")
    assert word in text_of(form_pdf(checked), tmp_path)
    assert application(checked)["identity"]["chip"] == found
    assert "ICチップ" not in text_of(form_pdf(filing), tmp_path)


def test_the_application_names_who_took_it_in() -> None:
    filing = sample()
    named = replace(filing, place=replace(filing.place, staff_name="見本 あおい"))
    assert application(named)["staff_name"] == "見本 あおい"
    assert (
        application(replace(filing, place=replace(filing.place, staff_name="")))["staff_name"]
        is None
    )


def test_the_application_says_how_long_its_definition_lasts_and_for_what_period() -> None:
    document = application(replace(sample(), valid_until=date(2021, 3, 31), period="day"))
    assert document["procedure"]["valid_until"] == "2021-03-31"
    assert document["procedure"]["period"] == "day"
    assert application(sample())["procedure"]["valid_until"] is None


def test_the_form_says_what_it_cannot_print_and_shows_the_cards_picture(tmp_path: Path) -> None:
    filing = replace(sample(), unprintable=("陈", "葛\U000e0103"), name_picture=images.text("見本"))
    form = form_pdf(filing)
    shown = text_of(form, tmp_path)
    assert "U+9648、U+845B U+E0103" in shown
    assert "カードの氏名" in shown
    assert b"/Subtype /Image" in form
    assert b"/Subtype /Image" not in form_pdf(sample())
