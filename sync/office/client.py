"""The office's line to the reception: it pulls, and nothing is ever pushed into the office."""

import base64
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from sync.wire.errors import SyncError, WireError
from sync.wire.frames import split_frames


class ReceptionAway(SyncError):
    """No line to the reception, or it refused; everything is asked again later."""


@dataclass(frozen=True)
class Arrived:
    """One sealed envelope and when the reception took it."""

    received_at: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class KnownDevice:
    """A tablet's public keys as the reception has them; the office approves them itself."""

    id: str
    name: str
    sign_key: bytes
    seal_key: bytes
    enrolled_at: str


class OfficeClient:
    """Requests with the office's token over TLS 1.3, trusting one authority only."""

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

    def submissions(self, after: int) -> tuple[list[Arrived], int]:
        """Return what arrived behind cursor *after*, and the new cursor."""
        response = self._ask("GET", f"/v1/office/submissions?after={after}")
        try:
            frames = split_frames(response.content)
            following = int(response.headers["Demado-Next"])
        except (WireError, KeyError, ValueError) as refused:
            raise ReceptionAway from refused
        pairs = zip(frames[::2], frames[1::2], strict=True)
        return [Arrived(at.decode("ascii"), content) for at, content in pairs], following

    def devices(self) -> list[KnownDevice]:
        """Return every tablet that was enrolled."""
        return [
            KnownDevice(
                entry["id"],
                entry["name"],
                base64.b64decode(entry["sign_key"]),
                base64.b64decode(entry["seal_key"]),
                entry["enrolled_at"],
            )
            for entry in self._ask("GET", "/v1/office/devices").json()["devices"]
        ]

    def new_code(self) -> str:
        """Return an enrolment code, good once and for ten minutes."""
        return str(self._ask("POST", "/v1/office/codes").json()["code"])

    def send_answer(self, content: bytes) -> None:
        """Hand a sealed answer over; twice is harmless."""
        self._ask("POST", "/v1/office/answers", content=content)

    def _ask(self, method: str, target: str, **options: Any) -> httpx.Response:
        try:
            response = self._http.request(method, target, **options)
        except httpx.TransportError as error:
            raise ReceptionAway from error
        if not response.is_success:
            raise ReceptionAway(f"status {response.status_code}")
        return response
