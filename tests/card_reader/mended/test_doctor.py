"""The doctor names the cause that the code of PC/SC has, and nothing else."""

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from card_reader import layout
from card_reader.checks.doctor import DoctorFinding, examine, why_no_reader
from card_reader.simulated import SimulatedDesk
from card_reader.simulated.chip import ChipApplication, File
from tests.card_reader.mended.software_pcsc import SoftwarePcsc, SoftwareReader


@pytest.fixture
def service(desk: SimulatedDesk, monkeypatch: pytest.MonkeyPatch) -> SoftwarePcsc:
    desk.put("taro")
    software = SoftwarePcsc([SoftwareReader("reader", desk)])
    smartcard = ModuleType("smartcard")
    smartcard.__spec__ = ModuleSpec("smartcard", None)
    smartcard.scard = software  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "smartcard", smartcard)
    monkeypatch.setattr("card_reader.pcsc.line.BUSY_S", 0.0)
    return software


def last() -> DoctorFinding:
    return list(examine())[-1]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (0x8010000B, "Another program"),
        (0x80100066, "does not answer to power"),
        (0x80100067, "does not answer to power"),
        (0x8010000F, "does not answer to power"),
        (0x8010000C, "Put one card"),
        (0x80100069, "Put one card"),
        (0x8010006A, "polkit"),
        (0x80100016, "left in the middle"),
    ],
)
def test_mended_36_each_code_of_a_card_has_its_cause(
    service: SoftwarePcsc, code: int, cause: str
) -> None:
    service.readers[0].connect_code = code
    finding = last()
    assert (finding.name, finding.ok) == ("card", False)
    assert cause in finding.english
    assert finding.japanese


@pytest.mark.parametrize(("code", "cause"), [(0x8010006A, "polkit"), (0x8010001D, "pcscd")])
def test_mended_36_a_shut_service_is_not_a_stopped_one(
    service: SoftwarePcsc, code: int, cause: str
) -> None:
    service.SCardEstablishContext = lambda _: (code, None)  # type: ignore[method-assign]
    finding = last()
    assert (finding.name, finding.ok) == ("service", False)
    assert cause in finding.english
    assert ("polkit" in finding.english) is (code == 0x8010006A)


def test_mended_36_a_reader_that_linux_holds_or_has_no_driver_for_is_told(tmp_path: Path) -> None:
    interface = tmp_path / "bus/usb/devices/1-1:1.0"
    interface.mkdir(parents=True)
    assert "Plug it in again" in why_no_reader(tmp_path)[1]
    (interface / "bInterfaceClass").write_text("0b\n")
    assert "no driver" in why_no_reader(tmp_path)[1]
    (tmp_path / "module" / "pn533_usb").mkdir(parents=True)
    assert "modprobe -r pn533_usb" in why_no_reader(tmp_path)[1]


def test_mended_36_a_reader_of_short_answers_is_told_and_works(service: SoftwarePcsc) -> None:
    service.readers[0].carries = 255
    finding = last()
    assert finding.ok
    assert "255 bytes" in finding.english


@pytest.mark.parametrize(
    ("token", "said"),
    [("JPKIAPGPSETOKEN", "an Android phone"), ("JPKIAPIOSTOKEN", "an iPhone")],
)
def test_mended_40_phones_are_told_in_words(service: SoftwarePcsc, token: str, said: str) -> None:
    jpki = service.readers[0].desk.chip().applications[layout.JPKI]
    before = jpki.files[layout.TOKEN]
    jpki.files[layout.TOKEN] = File(token.encode().ljust(32))
    finding = last()
    jpki.files[layout.TOKEN] = before
    assert finding.ok
    assert said in finding.english


def test_mended_40_a_licence_and_a_residence_card_are_told_in_words(service: SoftwarePcsc) -> None:
    assert "免許" not in last().japanese
    held = service.readers[0].desk.chip().applications
    held |= {layout.DRIVING_LICENCE: ChipApplication(), layout.RESIDENCE: ChipApplication()}
    assert "マイナンバーカード、マイナ免許証、特定在留カード" in last().japanese
