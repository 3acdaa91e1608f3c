"""Sends the tablet's requests to the reception over TLS 1.3, trusting the city's authority only."""

import base64
import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx

from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.errors import (
    CaptivePortal,
    ClockWrong,
    LineDown,
    PackRefused,
    SendingStopped,
    ServerRefused,
    TlsNotTrusted,
)
from sync.tablet.line.line_faults import fault_of
from sync.tablet.line.refusals import refusal_of
from sync.tablet.line.replies import News, Result, news_in, results_in
from sync.tablet.line.sockets import OpenSockets
from sync.wire.city import CityFile, utc_now
from sync.wire.frames import join_frames
from sync.wire.messages.decision_body import DECISION_WITH_BODY
from sync.wire.request import HEADER, Request, authorise

CHUNK: Final = 16 * 1024
LARGEST_RESPONSE: Final = 64 * 1024 * 1024  # a hundred of the longest decisions are 16 MiB
AS_SENT: Final = (b"content-encoding", b"content-length", b"transfer-encoding")
TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
BATCH_TYPE: Final = "application/vnd.demado.batch"
PIECE_TYPE: Final = "application/offset+octet-stream"
TUS: Final = "1.0.0"
NO_HEADERS: Final[Mapping[str, str]] = {}


@dataclass
class Client:
    """Sends one tablet's requests, each signed with its key; safe from several threads."""

    enrolled: EnrolledDevice
    now: Callable[[], datetime] = field(default=utc_now)

    def __post_init__(self) -> None:
        self._http = connect(self.enrolled.city)
        self._is_stopped: Callable[[], bool] = lambda: False
        self._report: Callable[[int], None] = lambda _: None
        self._ahead = timedelta(0)
        self._sockets = OpenSockets()

    def stop_when(self, is_stopped: Callable[[], bool]) -> None:
        """Ask *is_stopped* between chunks; once it is true, sending raises SendingStopped."""
        self._is_stopped = is_stopped

    def report_to(self, report: Callable[[int], None]) -> None:
        """Call *report* with the number of bytes each time some were handed to the line."""
        self._report = report

    def hang_up(self) -> None:
        """Break the connections under the requests that wait; safe from any thread."""
        self._sockets.break_all()

    def close(self) -> None:
        """Close the kept connections."""
        self._http.close()

    def send(self, envelopes: list[bytes]) -> list[Result]:
        """Offer sealed envelopes in one batch; safe to repeat.

        Raises:
            LineDown, CaptivePortal, TlsNotTrusted, ServerRefused, DeviceRevoked:
                nothing is settled by any of them.
            SendingStopped: a person stopped it.
            ClockWrong: signed with the city's own time it was refused again.
        """
        body = self.call("POST", "/v1/submissions:batch", join_frames(envelopes))
        return results_in(body)

    def upload(self, digest: str, content: bytes) -> None:
        """Upload one sealed attachment from where the last try broke; twice is harmless.

        Raises:
            As :meth:`send`; what arrived stays there.
        """
        target, size = f"/v1/attachments/{digest}", str(len(content))
        begun = self._tus("POST", target, {"Upload-Length": size})
        offset = _offset(begun)
        while offset < len(content):
            rest = content[offset:]
            headers = {
                "Upload-Offset": str(offset),
                "Content-Type": PIECE_TYPE,
                "Content-Length": str(len(rest)),
            }
            arrived = _offset(self._tus("PATCH", target, headers, rest))
            if arrived <= offset:
                raise CaptivePortal
            offset = arrived

    def news(self, receipts: list[str], decisions_after: int) -> News:
        """Ask in one round trip for receipts, decisions and the lease; safe to repeat.

        Args:
            receipts: ids of applications whose receipt may have grown.
            decisions_after: the place in the reception's list behind which decisions are new.
        """
        asked = {
            "receipts": receipts,
            "answers_after": decisions_after,
            "understands": [DECISION_WITH_BODY],
        }
        body = json.dumps(asked).encode()
        return news_in(self.call("POST", "/v1/news", body, "application/json"))

    def pack_file(self, path: str, most: int) -> bytes:
        """Return one file of the city's packs; PackRefused past *most* bytes or two minutes."""
        return self._public(f"/v1/packs/{path}", most) or b""

    def board(self, name: str, most: int, have: str = "") -> bytes | None:
        """Return the city's public board *name*; None when it is still the one of tag *have*.

        Raises:
            LineDown, TlsNotTrusted, ServerRefused: as :meth:`send`.
            PackRefused: past *most* bytes or two minutes.
        """
        known = {"If-None-Match": f'"{have}"'} if have else {}
        return self._public(f"/v1/boards/{name}", most, known)

    def _public(
        self, target: str, most: int, headers: Mapping[str, str] = NO_HEADERS
    ) -> bytes | None:
        """Read what everybody may read, unsigned; None where *headers* name what is there."""
        content, end = bytearray(), time.monotonic() + 120.0  # seconds
        try:
            with self._http.stream("GET", target, headers=headers) as response:
                if response.status_code == HTTPStatus.NOT_MODIFIED and headers:
                    return None
                if not response.is_success:
                    raise ServerRefused(response.status_code)
                for chunk in response.iter_raw(CHUNK):
                    content += chunk
                    if len(content) > most or time.monotonic() > end:
                        raise PackRefused("too-large")
        except httpx.TransportError as error:
            raise fault_of(error) from error
        return bytes(content)

    def _tus(
        self, method: str, target: str, headers: dict[str, str], content: bytes = b""
    ) -> httpx.Response:
        """Send one step of an upload; the digest in *target* vouches for its body."""
        return self._exchange(Request(method, target), {"Tus-Resumable": TUS, **headers}, content)

    def call(
        self, method: str, target: str, body: bytes, media_type: str = BATCH_TYPE
    ) -> dict[str, Any]:
        """Send one signed request and return the reception's JSON object.

        Raises:
            As :meth:`send`.
        """
        headers = {"Content-Type": media_type, "Content-Length": str(len(body))}
        return _object(self._exchange(Request(method, target, body), headers, body))

    def _exchange(
        self, request: Request, headers: dict[str, str], content: bytes
    ) -> httpx.Response:
        """Send a request; with a wrong clock once more, signed with the time of the response."""
        try:
            try:
                return self._once(request, headers, content)
            except ClockWrong as wrong:
                if wrong.city_at is None:
                    raise
                self._ahead = self.now() - wrong.city_at
            return self._once(request, headers, content)
        except (LineDown, TlsNotTrusted) as error:
            if self._is_stopped():
                raise SendingStopped from error
            raise

    def _once(self, request: Request, headers: dict[str, str], content: bytes) -> httpx.Response:
        at, enrolled = self.now() - self._ahead, self.enrolled
        signature = authorise(request, device=enrolled.id, key=enrolled.sign_key, at=at)
        return exchange(
            self._http,
            request.method,
            request.target,
            content=self._chunks(content) if content else None,
            headers={HEADER: signature, **headers},
            extensions={"trace": self._sockets.trace},
        )

    def _chunks(self, body: bytes) -> Iterator[bytes]:
        for at in range(0, len(body), CHUNK):
            if self._is_stopped():
                raise SendingStopped
            chunk = body[at : at + CHUNK]
            yield chunk
            self._report(len(chunk))


def introduction(url: str, ca_pem: str | None = None) -> dict[str, Any]:
    """Ask the reception at *url* which city it belongs to.

    Without *ca_pem* anybody may have answered: nothing of it is to be believed
    that nothing else vouches for. Nothing of this tablet is sent.

    Raises:
        LineDown, CaptivePortal, TlsNotTrusted, ServerRefused: as in :class:`Client`.
    """
    with _http(url, ca_pem) as http:
        return ask(http, "GET", "/v1/introduction")


def register(
    city: CityFile, *, code: str, name: str, sign_public: bytes, seal_public: bytes
) -> Registration:
    """Register this tablet at the reception, with a code that is valid for ten minutes.

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


def connect(city: CityFile) -> httpx.Client:
    """Return a client that trusts the city's authority and nothing else."""
    return _http(city.reception_url, city.ca_pem)


def _http(url: str, ca_pem: str | None) -> httpx.Client:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    if ca_pem is None:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    else:
        context.load_verify_locations(cadata=ca_pem)
    plain = {"Accept-Encoding": "identity"}
    return httpx.Client(
        base_url=url, verify=context, timeout=TIMEOUT, trust_env=False, headers=plain
    )


def ask(http: httpx.Client, method: str, target: str, **options: Any) -> dict[str, Any]:
    """Send one request and return the JSON object of a success; else raise as :func:`exchange`."""
    return _object(exchange(http, method, target, **options))


def exchange(http: httpx.Client, method: str, target: str, **options: Any) -> httpx.Response:
    """Send one request and return the reception's response when it is a success.

    Raises:
        SyncError: the line, the other end or the reception's refusal; see :class:`Client`.
    """
    try:
        with http.stream(method, target, **options) as arriving:
            response = _whole(arriving)
    except httpx.TransportError as error:
        raise fault_of(error) from error
    except httpx.RequestError as error:  # a response that is none of ours
        raise CaptivePortal from error
    if response.is_success or response.has_redirect_location:
        return response
    raise refusal_of(response.status_code, response.headers, _json(response))


def _whole(arriving: httpx.Response) -> httpx.Response:
    """Read a response to its end, undecoded: the reception encodes none.

    Raises:
        CaptivePortal: it is longer than any of ours.
    """
    content = bytearray()
    for chunk in arriving.iter_raw(CHUNK):
        content += chunk
        if len(content) > LARGEST_RESPONSE:
            raise CaptivePortal
    # As bytes: a stranger's need not be ASCII.
    named = [(name, value) for name, value in arriving.headers.raw if name.lower() not in AS_SENT]
    return httpx.Response(arriving.status_code, headers=named, content=bytes(content))


def _object(response: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of a success; a login page's 200 with HTML is CaptivePortal."""
    body = _json(response)
    if not isinstance(body, dict) or not response.is_success:
        raise CaptivePortal
    return body


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


def _offset(response: httpx.Response) -> int:
    """Return ``Upload-Offset``; CaptivePortal without one, as in a login page's 200."""
    text = response.headers.get("Upload-Offset", "")
    if not text.isascii() or not text.isdigit():
        raise CaptivePortal
    return int(text)
