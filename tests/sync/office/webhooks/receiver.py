"""A city's own system that is told: a process of its own, which checks each signature.

It answers with the status that stands in the file ``status``, and keeps each word as a line.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from build.ports import free_port
from build.sample_city.programs import is_listening

START_WITHIN_S = 20


@dataclass
class Receiver:
    """The process, seen from the test."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def trusts(self, *secrets: str) -> None:
        """Believe words that one of these secrets signed."""
        (self.folder / "secrets").write_text("\n".join(secrets), encoding="ascii")

    def answers(self, status: int) -> None:
        """Answer with a status from now on."""
        (self.folder / "status").write_text(str(status), encoding="ascii")

    def came(self) -> list[dict[str, Any]]:
        """Return each word that came, with its id and whether its signature was good."""
        path = self.folder / "came"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """Run the receiver while the block runs."""
    port = free_port()
    made = Receiver(port, folder)
    made.answers(204)
    made.trusts()
    command = [sys.executable, "-m", "tests.sync.office.webhooks.receiver", str(port), str(folder)]
    with subprocess.Popen(command) as process:
        try:
            end = time.monotonic() + START_WITHIN_S
            while not is_listening(port):
                assert process.poll() is None, "the receiver ended"
                assert time.monotonic() < end
                time.sleep(0.05)
            yield made
        finally:
            process.terminate()


class Handler(BaseHTTPRequestHandler):
    """Takes words; the folder is the server's."""

    def do_POST(self) -> None:
        """Check a word, keep it, and answer as the file says."""
        folder: Path = self.server.folder  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        said = {
            "id": self.headers["webhook-id"],
            "is_good": _is_good(folder, body, {k.lower(): v for k, v in self.headers.items()}),
            "body": json.loads(body),
        }
        with (folder / "came").open("a", encoding="utf-8") as file:
            file.write(json.dumps(said) + "\n")
        status = int((folder / "status").read_text(encoding="ascii"))
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _is_good(folder: Path, body: str, headers: dict[str, str]) -> bool:
    for secret in (folder / "secrets").read_text(encoding="ascii").split():
        try:
            Webhook(secret).verify(body, headers)
        except WebhookVerificationError:
            continue
        return True
    return False


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    server.folder = Path(sys.argv[2])  # type: ignore[attr-defined]
    server.serve_forever()
