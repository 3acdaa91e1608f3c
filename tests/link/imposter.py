"""``python -m tests.link.imposter ADDRESS PORT KIND``: a login page where the reception is.

KIND is ``plain`` for HTTP, ``closes`` for a port that closes every connection,
or the folder of a certificate. Each line on its standard input is answered
with the number of requests that it could read.
"""

import argparse
import json
import socketserver
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = b"<html><title>Free Wi-Fi</title><form>room number</form></html>"


class LoginPage(ThreadingHTTPServer):
    """Answers every request with 200 and HTML."""

    requests = 0

    def __init__(self, address: tuple[str, int], kind: str) -> None:
        super().__init__(address, Page)
        self.is_closing, self.context = kind == "closes", None
        if kind not in ("plain", "closes"):
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(Path(kind, "reception.pem"), Path(kind, "reception.key"))

    def server_bind(self) -> None:
        """Bind without asking for a name: nobody answers such a question here."""
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, *_: object) -> None:
        """A tablet that refuses this certificate is what the tests look for."""


class Page(BaseHTTPRequestHandler):
    """One connection."""

    server: LoginPage

    def setup(self) -> None:
        """Speak TLS if there is a certificate."""
        if self.server.context is not None:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        """Hang up at once, or answer."""
        if not self.server.is_closing:
            super().handle()

    def do_GET(self) -> None:
        """Show the page."""
        self.server.requests += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Decision until the standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.link.imposter", description=__doc__)
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("kind")
    options = parser.parse_args()
    server = LoginPage((options.address, options.port), options.kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"listens": True}), flush=True)
    for _ in sys.stdin:
        print(json.dumps({"requests": server.requests}), flush=True)


if __name__ == "__main__":
    main()
