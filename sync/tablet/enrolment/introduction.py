"""Asks the reception in a QR for its city's file and the root of its packs."""

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

    The first response may come from anybody: only the authority's certificate is
    taken from it, and only when its digest is the one in the QR. Then everything
    is asked once more over a line that this authority vouches for.

    Raises:
        EnrolmentCodeInvalid: the reception belongs to another city than the QR.
        CityFileInvalid: its file of the city has a mistake.
        LineDown, CaptivePortal, TlsNotTrusted, ServerRefused, ClockWrong: no response
            that counts. In every case nothing was sent and nothing was kept.
    """
    stranger = _city(introduction(code.reception_url))
    authority = code.authority_in(stranger.ca_pem)
    response = introduction(code.reception_url, authority)
    city = _city(response)
    code.refuse_another_city(city.reception_url, city.ca_pem)
    return Introduction(city, _text(response, "root").encode())


def _city(response: dict[str, Any]) -> CityFile:
    return CityFile.parse(_text(response, "city").encode())


def _text(response: dict[str, Any], name: str) -> str:
    value = response.get(name)
    if not isinstance(value, str):
        raise CaptivePortal
    return value
