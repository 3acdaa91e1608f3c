"""The tablet's line to the reception: TLS 1.3, only the city's own authority is trusted."""

import base64
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.errors import (
    CaptivePortal,
    ClockWrong,
    CodeRefused,
    DeviceRevoked,
    LineDown,
    NotApproved,
    PackRefused,
    SendingStopped,
    ServerRefused,
    TlsNotTrusted,
)
from sync.tablet.line.replies import News, Result, news_in, results_in
from sync.wire.city import CityFile, utc_now
from sync.wire.frames import join_frames
from sync.wire.problem import slug_of
from sync.wire.request import HEADER, Request, authorise

CHUNK: Final = 16 * 1024
MOST_ANSWERED: Final = 64 * 1024 * 1024  # a hundred answers of the console's longest are 16 MiB
AS_SENT: Final = (b"content-encoding", b"content-length", b"transfer-encoding")
TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
BATCH_TYPE: Final = "application/vnd.demado.batch"
PIECE_TYPE: Final = "application/offset+octet-stream"
TUS: Final = "1.0.0"
# OpenSSL's verify codes: not yet valid, expired. The chain is checked before the dates.
OUT_OF_DATE: Final = (9, 10)
BROKEN_OFF: Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)


@dataclass
class Client:
    """One tablet's requests; every one is signed by the device."""

    enrolled: EnrolledDevice
    now: Callable[[], datetime] = field(default=utc_now)

    def __post_init__(self) -> None:
        self._http = connect(self.enrolled.city)
        self._is_stopped: Callable[[], bool] = lambda: False
        self._report: Callable[[int], None] = lambda _: None
        self._ahead = timedelta(0)
        self._sockets: list[socket.socket] = []
        self._sockets_lock = threading.Lock()

    def stop_when(self, is_stopped: Callable[[], bool]) -> None:
        """Ask *is_stopped* between chunks; once it says so, sending ends in SendingStopped."""
        self._is_stopped = is_stopped

    def report_to(self, report: Callable[[int], None]) -> None:
        """Call *report* with the number of bytes each time some were handed to the line."""
        self._report = report

    def hang_up(self) -> None:
        """Break the connections under the requests that wait; safe from any thread."""
        with self._sockets_lock:
            for line in self._sockets:
                with suppress(OSError):  # it is closed already
                    # Not the TLS socket's own: that takes the session from under its thread.
                    socket.socket.shutdown(line, socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the kept connection."""
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

    def news(self, receipts: list[str], answers_after: int) -> News:
        """Ask everything that may be new in one round trip; safe to repeat."""
        asked = json.dumps({"receipts": receipts, "answers_after": answers_after}).encode()
        return news_in(self.call("POST", "/v1/news", asked, "application/json"))

    def pack_file(self, path: str, most: int) -> bytes:
        """Return one file of the city's packs; PackRefused past *most* bytes or two minutes."""
        content, end = bytearray(), time.monotonic() + 120.0  # seconds
        try:
            with self._http.stream("GET", f"/v1/packs/{path}") as response:
                if not response.is_success:
                    raise ServerRefused(response.status_code)
                for chunk in response.iter_raw(CHUNK):
                    content += chunk
                    if len(content) > most or time.monotonic() > end:
                        raise PackRefused("too-large")
        except httpx.TransportError as error:
            raise _of_line(error) from error
        return bytes(content)

    def _tus(
        self, method: str, target: str, headers: dict[str, str], content: bytes = b""
    ) -> httpx.Response:
        """One step of an upload; its body is vouched for by the digest in *target*."""
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
        """Ask; with a clock that is wrong ask again, signed with the time of the trusted answer."""
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
            extensions={"trace": self._note_socket},
        )

    def _note_socket(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.start_tls.complete":
            made = info["return_value"].get_extra_info("socket")
            with self._sockets_lock:
                self._sockets = [*(line for line in self._sockets if line.fileno() >= 0), made]

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
    but what something else vouches for. Nothing of this tablet is sent.

    Raises:
        LineDown, CaptivePortal, TlsNotTrusted, ServerRefused: as in :class:`Client`.
    """
    with _http(url, ca_pem) as http:
        return ask(http, "GET", "/v1/introduction")


def register(
    city: CityFile, *, code: str, name: str, sign_public: bytes, seal_public: bytes
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
    """Send one request and return its JSON object; everything else is an error of ours."""
    return _object(exchange(http, method, target, **options))


def exchange(http: httpx.Client, method: str, target: str, **options: Any) -> httpx.Response:
    """Send one request and return the reception's consent; everything else is an error of ours."""
    try:
        with http.stream(method, target, **options) as arriving:
            response = _whole(arriving)
    except httpx.TransportError as error:
        raise _of_line(error) from error
    except httpx.RequestError as error:  # an answer that is none of ours
        raise CaptivePortal from error
    if response.is_success or response.has_redirect_location:
        return response
    raise _refusal(response)


def _whole(arriving: httpx.Response) -> httpx.Response:
    """Return an answer with its content, as it came: an encoded one is none of ours.

    Raises:
        CaptivePortal: it is longer than any of ours.
    """
    content = bytearray()
    for chunk in arriving.iter_raw(CHUNK):
        content += chunk
        if len(content) > MOST_ANSWERED:
            raise CaptivePortal
    # As bytes: a stranger's need not be ASCII.
    named = [(name, value) for name, value in arriving.headers.raw if name.lower() not in AS_SENT]
    return httpx.Response(arriving.status_code, headers=named, content=bytes(content))


def _object(response: httpx.Response) -> dict[str, Any]:
    """A login page answers 200 with HTML; only JSON with our fields is the reception."""
    try:
        body = response.json()
    except (ValueError, RecursionError) as refused:
        raise CaptivePortal from refused
    if not isinstance(body, dict) or not response.is_success:
        raise CaptivePortal
    return body


def _refusal(response: httpx.Response) -> Exception:
    try:
        slug = slug_of(response.json())
    except (ValueError, RecursionError):
        slug = ""
    if slug in ("device-revoked", "device-unknown"):
        return DeviceRevoked(_lease(response))
    if slug == "device-pending":
        return NotApproved()
    if slug == "code-refused":
        return CodeRefused()
    if slug == "request-too-old":
        return ClockWrong(_date(response.headers.get("Date", "")))
    return ServerRefused(response.status_code, _retry_after_s(response.headers))


def _lease(response: httpx.Response) -> str | None:
    lease = response.json().get("lease")
    return lease if isinstance(lease, str) else None


def _retry_after_s(headers: httpx.Headers) -> float | None:
    """Read Retry-After: seconds, or a time, which is by the reception's own clock.

    Source: RFC 9110 §10.2.3.
    """
    text = headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return float(text)
    until, now = _date(text), _date(headers.get("Date", "")) or utc_now()
    return max(0.0, (until - now).total_seconds()) if until else None


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else None


def _of_line(error: BaseException) -> Exception:
    """A line that breaks off within TLS is a line; only an answer that is wrong is mistrusted."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code in OUT_OF_DATE:
            return ClockWrong(None)
        if isinstance(cause, ssl.SSLError):
            return LineDown() if isinstance(cause, BROKEN_OFF) else TlsNotTrusted()
        cause = cause.__cause__ or cause.__context__
    return LineDown()


def _offset(response: httpx.Response) -> int:
    """A login page answers 200 as well, but knows nothing of offsets."""
    text = response.headers.get("Upload-Offset", "")
    if not text.isascii() or not text.isdigit():
        raise CaptivePortal
    return int(text)
