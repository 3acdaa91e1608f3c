"""Serves the practice authority's responder over HTTP on 127.0.0.1, in a thread."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from card_reader.simulated.authority import Authority
from card_reader.simulated.revocation import PracticeRevocation

MOST_REQUEST: Final = 4096


class PracticeResponder:
    """Answers from its start until it is closed."""

    def __init__(self, authority: Authority) -> None:
        self._server = _Server(PracticeRevocation(authority))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address; the port is a free one."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, revocation: PracticeRevocation) -> None:
        self.revocation = revocation
        super().__init__(("127.0.0.1", 0), _Questions)


class _Questions(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Answer a question of RFC 6960; what is none gets 400."""
        try:
            size = min(int(self.headers.get("Content-Length", "0")), MOST_REQUEST)
            body = self.server.revocation.response(self.rfile.read(size))
        except ValueError:
            self.send_error(400)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/ocsp-response")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: who asks is this machine."""
