"""Responders on 127.0.0.1: OpenSSL's own, and one that answers whatever a test wants."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509 import ocsp

from tests.sync.office.revocation.authority import Pair

Answer = Callable[[bytes], tuple[int, bytes]]


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """Serve *answer*, which gets the body of a request and returns status and body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._say(self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self) -> None:
            self._say(b"")

        def _say(self, request: bytes) -> None:
            status, body = answer(request)
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                return  # whoever asked had read enough

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def nonce_of(request: bytes) -> bytes:
    extensions = ocsp.load_der_ocsp_request(request).extensions
    return extensions.get_extension_for_class(x509.OCSPNonce).value.nonce


@contextmanager
def openssl_responder(folder: Path, ca: Pair, signer: Pair, index: list[str]) -> Iterator[str]:
    """Let ``openssl ocsp`` answer on an index of the authority's certificates.

    Its own server would listen on every address of the machine.
    """
    (folder / "index.txt").write_text("".join(f"{line}\n" for line in index), encoding="ascii")
    (folder / "ca.pem").write_bytes(ca.certificate.public_bytes(Encoding.PEM))
    (folder / "signer.pem").write_bytes(signer.certificate.public_bytes(Encoding.PEM))
    private = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "signer.key").write_bytes(private)
    command = ["openssl", "ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", "signer.pem"]
    command += ["-rkey", "signer.key", "-nmin", "30", "-reqin", "request", "-respout", "response"]

    def answer(request: bytes) -> tuple[int, bytes]:
        (folder / "request").write_bytes(request)
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return 200, (folder / "response").read_bytes()

    with answering(answer) as url:
        yield url


def index_line(serial: int, revoked_at: datetime | None = None, why: str = "keyCompromise") -> str:
    """Return a line of OpenSSL's index: state, end, revocation, number, file, name."""
    state = "R" if revoked_at else "V"
    since = f"{revoked_at:%y%m%d%H%M%SZ},{why}" if revoked_at else ""
    return "\t".join((state, "351231235959Z", since, f"{serial:X}", "unknown", "/CN=Resident"))
