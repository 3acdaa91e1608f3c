"""Asks the reception over HTTPS: the office pulls, and nothing is pushed into it."""

import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx

from sync.errors import SyncError, WireError
from sync.wire.frames import split_frames
from sync.wire.messages.lease import USUAL
from sync.wire.problem import slug_of

ONES_OWN_FAULT: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


class ReceptionAway(SyncError):
    """No line to the reception, or it refused; everything is asked again later."""


class OneRefused(ReceptionAway):
    """The reception is there, and refused this one thing; the others go on. ``slug`` says why."""

    def __init__(self, status: int, slug: str) -> None:
        super().__init__(f"status {status} {slug}")
        self.slug = slug


class TabletUnknown(SyncError):
    """The reception does not know that tablet, as after a restore; tell it of the tablet first."""


@dataclass(frozen=True)
class Arrived:
    """One sealed envelope and when the reception received it."""

    received_at: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class KnownDevice:
    """A tablet's public keys as the reception has them; the office approves them itself."""

    id: str
    name: str
    sign_key: bytes
    seal_key: bytes
    number_prefix: int
    enrolled_at: str
    last_seen_at: str | None
    forked_at: str | None = None
    understands: str = ""


@dataclass(frozen=True)
class KnownDevices:
    """Every tablet that the reception knows, its epoch, and how many days a lease of it runs."""

    epoch: str
    devices: list[KnownDevice]
    lease_days: int


class OfficeClient:
    """Sends requests with the office's token over TLS 1.3, trusting one authority only."""

    def __init__(self, url: str, ca: Path, token: str) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_verify_locations(cafile=str(ca))
        self._http = httpx.Client(
            base_url=url,
            verify=context,
            timeout=30.0,
            trust_env=False,
            headers={"Authorization": f"Bearer {token}"},
        )

    def close(self) -> None:
        """Close the kept connection."""
        self._http.close()

    def claim(self) -> list[Arrived]:
        """Claim the oldest applications that no office has claimed, for five minutes."""
        response = self._ask("POST", "/v1/office/submissions:claim")
        try:
            frames = split_frames(response.content)
            pairs = list(zip(frames[::2], frames[1::2], strict=True))
        except (WireError, ValueError) as refused:
            raise ReceptionAway from refused
        return [Arrived(at.decode("ascii"), content) for at, content in pairs]

    def acknowledge(self, digests: Mapping[str, str]) -> None:
        """Acknowledge what is kept here: by id the SHA-256 (hex) of the bytes in the database.

        Call after the commit only. Twice is harmless; where a digest is not what the reception
        vouched for, that application is to be claimed again.
        """
        said = {"ids": list(digests), "digests": list(digests.values())}
        self._ask("POST", "/v1/office/submissions:taken", json=said)

    def ask_again(self, since: datetime) -> int:
        """Have everything delivered again since a time; return how many that are."""
        asked = {"since": since.isoformat()}
        return int(self._ask("POST", "/v1/office/submissions:again", json=asked).json()["again"])

    def attachment(self, digest: str) -> bytes:
        """Return one sealed attachment."""
        return self._ask("GET", f"/v1/office/attachments/{digest}").content

    def devices(self) -> KnownDevices:
        """Return every tablet that the reception knows, and what it says of itself."""
        body = self._ask("GET", "/v1/office/devices").json()
        devices = [_known(entry) for entry in body["devices"]]
        return KnownDevices(str(body["epoch"]), devices, int(body.get("lease_days", USUAL.days)))

    def tell(self, id: str, values: dict[str, Any]) -> None:
        """Tell the reception the state of one tablet; twice is harmless."""
        self._ask("PUT", f"/v1/office/devices/{id}", json=values)

    def keep_log_head(self, token: str) -> str:
        """Have the reception keep a signed head of the office's log; return the highest it has.

        An empty *token* only asks; the answer is empty when it has none.
        """
        return str(self._ask("PUT", "/v1/office/log-head", json={"head": token}).json()["head"])

    def new_code(self) -> str:
        """Return an enrolment code, good once and for ten minutes."""
        return str(self._ask("POST", "/v1/office/codes").json()["code"])

    def send_decision(self, content: bytes) -> None:
        """Send a sealed decision; twice is harmless.

        Raises:
            TabletUnknown: tell the reception of the tablet first.
        """
        self._ask("POST", "/v1/office/answers", content=content)

    def put_board(self, name: str, content: bytes) -> None:
        """Put up a signed board for everybody to read; twice is harmless.

        Raises:
            OneRefused: it is not newer than the one there, or that reception has no boards.
        """
        self._ask("PUT", f"/v1/office/boards/{name}", content=content)

    def claim_mail(self) -> list[bytes]:
        """Claim the oldest sealed mail of foreign systems, for five minutes."""
        response = self._ask("POST", "/v1/office/mail:claim")
        try:
            return split_frames(response.content)
        except WireError as refused:
            raise ReceptionAway from refused

    def acknowledge_mail(self, digests: Mapping[str, str]) -> None:
        """Acknowledge mail that is kept here, by id with its digest. Twice is harmless."""
        said = {"ids": list(digests), "digests": list(digests.values())}
        self._ask("POST", "/v1/office/mail:taken", json=said)

    def put_outgoing(self, content: bytes) -> None:
        """Lay a job into the tray of the relay; twice is harmless."""
        self._ask("PUT", "/v1/office/outgoing", content=content)

    def _ask(self, method: str, target: str, **options: Any) -> httpx.Response:
        try:
            response = self._http.request(method, target, **options)
        except httpx.TransportError as error:
            raise ReceptionAway from error
        if response.status_code == HTTPStatus.FORBIDDEN and "device-unknown" in response.text:
            raise TabletUnknown
        if response.status_code in ONES_OWN_FAULT:
            raise OneRefused(response.status_code, _slug(response))
        if not response.is_success:
            raise ReceptionAway(f"status {response.status_code}")
        return response


def _slug(response: httpx.Response) -> str:
    try:
        return slug_of(response.json())
    except ValueError:
        return ""


def _known(entry: dict[str, Any]) -> KnownDevice:
    return KnownDevice(
        id=entry["id"],
        name=entry["name"],
        sign_key=base64.b64decode(entry["sign_key"]),
        seal_key=base64.b64decode(entry["seal_key"]),
        number_prefix=entry["number_prefix"],
        enrolled_at=entry["enrolled_at"],
        last_seen_at=entry["last_seen_at"],
        forked_at=entry.get("forked_at"),
        understands=str(entry.get("understands", "")),
    )
