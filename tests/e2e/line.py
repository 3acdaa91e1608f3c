"""A TCP line between tablet and reception that breaks at an exact point."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CHUNK = 4096


def carried(_: int) -> bool:
    return True


@dataclass
class Line:
    """Carries every byte, until a test's own hook says otherwise.

    on_sent: called after bytes went to the reception, with how many this connection
    sent since something last came back on it.
    on_answer: called before what the reception said is carried back.
    Either ends the connection with ``False``.
    """

    port: int
    target: int
    on_sent: Callable[[int], bool] = carried
    on_answer: Callable[[], bool] = lambda: True
    server: socket.socket = field(default_factory=socket.socket)

    def serve(self) -> None:
        """Take connections until the server's socket is closed."""
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        try:
            reception = socket.create_connection(("127.0.0.1", self.target), timeout=5)
        except OSError:
            client.close()
            return
        reception.settimeout(None)
        sent = [0]

        def back() -> None:
            with contextlib.suppress(OSError):
                while (answer := reception.recv(CHUNK)) and self.on_answer():
                    client.sendall(answer)
                    sent[0] = 0
            end(client)

        threading.Thread(target=back, daemon=True).start()
        with contextlib.suppress(OSError):
            while question := client.recv(CHUNK):
                reception.sendall(question)
                sent[0] += len(question)
                if not self.on_sent(sent[0]):
                    break
        end(client, reception)


def end(*connections: socket.socket) -> None:
    for connection in connections:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()


@contextmanager
def open_line(port: int, target: int) -> Iterator[Line]:
    """A line from 127.0.0.1:*port* to 127.0.0.1:*target*."""
    line = Line(port, target)
    line.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    line.server.bind(("127.0.0.1", port))
    line.server.listen()
    threading.Thread(target=line.serve, daemon=True).start()
    try:
        yield line
    finally:
        end(line.server)
