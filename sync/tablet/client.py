"""The tablet's line to the reception: TLS 1.3, only the city's own authority is trusted."""

import base64
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import httpx

from sync.tablet.errors import (
    CaptivePortal,
    CodeRefused,
    DeviceRevoked,
    LineDown,
    SendingStopped,
    ServerRefused,
    TlsNotTrusted,
)
from sync.tablet.station import Registration, Station
from sync.wire.city import CityPack, utc_now
from sync.wire.frames import join_frames
from sync.wire.problem import slug_of
from sync.wire.request import HEADER, Request, authorise

CHUNK: Final = 16 * 1024
TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
BATCH_TYPE: Final = "application/vnd.demado.batch"


@dataclass(frozen=True)
class Result:
    """What the reception says of one record: 200/201 with a receipt, else a problem's slug."""

    id: str
    status: int
    receipt: str | None
    problem: str


@dataclass
class Client:
    """One tablet's requests; every one is signed by the device."""

    station: Station
    now: Callable[[], datetime] = field(default=utc_now)

    def __post_init__(self) -> None:
        self._http = connect(self.station.city)
        self._is_stopped: Callable[[], bool] = lambda: False

    def stop_when(self, is_stopped: Callable[[], bool]) -> None:
        """Ask *is_stopped* between chunks; once it says so, sending ends in SendingStopped."""
        self._is_stopped = is_stopped

    def close(self) -> None:
        """Close the kept connection."""
        self._http.close()

    def send(self, envelopes: list[bytes]) -> list[Result]:
        """Offer sealed envelopes in one batch; safe to repeat.

        Raises:
            LineDown, CaptivePortal, TlsNotTrusted, ServerRefused, DeviceRevoked:
                nothing is settled by any of them.
            SendingStopped: a person stopped it.
        """
        body = self._call("POST", "/v1/submissions:batch", join_frames(envelopes))
        return [
            Result(
                str(entry.get("id")),
                int(entry.get("status", 0)),
                entry.get("receipt"),
                slug_of(entry.get("problem")),
            )
            for entry in _list(body, "results")
        ]

    def answers(self, after: int) -> tuple[list[bytes], int]:
        """Return the sealed answers behind cursor *after*, and the new cursor."""
        body = self._call("GET", f"/v1/answers?after={after}")
        found = [base64.b64decode(text) for text in _list(body, "answers")]
        return found, int(body.get("next", after))

    def receipts(self, after: int) -> tuple[list[str], int]:
        """Return later receipts (stage durable) behind cursor *after*, and the new cursor."""
        body = self._call("GET", f"/v1/receipts?after={after}")
        return [str(token) for token in _list(body, "receipts")], int(body.get("next", after))

    def epoch(self) -> str:
        """Return the reception's epoch; another one means that it was restored."""
        return str(self._call("GET", "/v1/epoch").get("epoch", ""))

    def _call(self, method: str, target: str, body: bytes = b"") -> dict[str, Any]:
        request = Request(method, target, body)
        headers = {
            HEADER: authorise(
                request, device=self.station.device, key=self.station.sign_key, at=self.now()
            )
        }
        if body:
            headers |= {"Content-Type": BATCH_TYPE, "Content-Length": str(len(body))}
        content = self._chunks(body) if body else None
        return ask(self._http, method, target, content=content, headers=headers)

    def _chunks(self, body: bytes) -> Iterator[bytes]:
        for at in range(0, len(body), CHUNK):
            if self._is_stopped():
                raise SendingStopped
            yield body[at : at + CHUNK]


def register(
    city: CityPack, *, code: str, name: str, sign_public: bytes, seal_public: bytes
) -> Registration:
    """Ask the reception to take this tablet, with a code that is valid for ten minutes.

    Raises:
        CodeRefused: unknown, used or too old.
        LineDown, CaptivePortal, TlsNotTrusted, ServerRefused: as in :class:`Client`.
    """
    asked = {
        "code": code,
        "name": name,
        "sign_key": base64.b64encode(sign_public).decode(),
        "seal_key": base64.b64encode(seal_public).decode(),
    }
    with connect(city) as http:
        body = ask(http, "POST", "/v1/devices", json=asked)
    return Registration(device=body["device"], name=name, number_prefix=body["number_prefix"])


def connect(city: CityPack) -> httpx.Client:
    """Return a client that trusts the city's authority and nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=city.ca_pem)
    return httpx.Client(
        base_url=city.reception_url, verify=context, timeout=TIMEOUT, trust_env=False
    )


def ask(http: httpx.Client, method: str, target: str, **options: Any) -> dict[str, Any]:
    """Send one request and return its JSON object; everything else is an error of ours."""
    try:
        response = http.request(method, target, **options)
    except httpx.TransportError as error:
        raise (TlsNotTrusted if _is_tls(error) else LineDown) from error
    if response.is_success or response.has_redirect_location:
        return _object(response)
    raise _refusal(response)


def _object(response: httpx.Response) -> dict[str, Any]:
    """A login page answers 200 with HTML; only JSON with our fields is the reception."""
    try:
        body = response.json()
    except ValueError as refused:
        raise CaptivePortal from refused
    if not isinstance(body, dict) or not response.is_success:
        raise CaptivePortal
    return body


def _refusal(response: httpx.Response) -> Exception:
    try:
        slug = slug_of(response.json())
    except ValueError:
        slug = ""
    if slug in ("device-revoked", "device-unknown"):
        return DeviceRevoked()
    if slug == "code-refused":
        return CodeRefused()
    return ServerRefused(response.status_code, _seconds(response.headers.get("Retry-After")))


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdigit() else None


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _list(body: dict[str, Any], name: str) -> list[Any]:
    found = body.get(name)
    if not isinstance(found, list):
        raise CaptivePortal
    return found
