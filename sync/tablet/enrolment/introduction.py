"""What a new tablet learns of its city, from a QR and a line: the city's file, its packs' root."""

from dataclasses import dataclass, field
from typing import Any

from sync.tablet.errors import CaptivePortal
from sync.tablet.line.client import introduction
from sync.wire.city import CityFile
from sync.wire.messages.enrolment_code import EnrolmentCode


@dataclass(frozen=True)
class Introduction:
    """The city that a tablet is about to join; *root* is where trust in its packs begins."""

    city: CityFile
    root: bytes = field(repr=False)


def introduce(code: EnrolmentCode) -> Introduction:
    """Ask the reception in *code* for its city.

    The first answer may come from anybody; it is believed in one thing, the
    authority's certificate, and only when its digest is the one in the QR. Over
    a line that this authority vouches for everything is asked once more.

    Raises:
        EnrolmentCodeInvalid: the reception belongs to another city than the QR.
        CityFileInvalid: its file of the city has a mistake.
        LineDown, CaptivePortal, TlsNotTrusted, ServerRefused, ClockWrong: no answer
            that counts. In every case nothing was sent and nothing was kept.
    """
    stranger = _city(introduction(code.reception_url))
    authority = code.authority_in(stranger.ca_pem)
    answer = introduction(code.reception_url, authority)
    city = _city(answer)
    code.refuse_another_city(city.reception_url, city.ca_pem)
    return Introduction(city, _text(answer, "root").encode())


def _city(answer: dict[str, Any]) -> CityFile:
    return CityFile.parse(_text(answer, "city").encode())


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str):
        raise CaptivePortal
    return value
