"""A real PostgreSQL for one test run, on 127.0.0.1 with a folder of its own; durable as in use."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from build.ports import free_port

USER = "postgres"
BINARIES = Path("/usr/lib/postgresql")


@dataclass
class Server:
    """One PostgreSQL that can be stopped and started again."""

    folder: Path
    port: int

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def make_database(self, name: str) -> str:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'create database "{name}"')
        return self.url(name)

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        run(
            *("pg_ctl", "start", "-w", "-D", str(self.folder / "data")),
            *("-l", str(self.folder / "log"), "-o", options),
        )

    def stop(self, mode: str = "immediate") -> None:
        run("pg_ctl", "stop", "-w", "-m", mode, "-D", str(self.folder / "data"))


@contextmanager
def postgresql() -> Iterator[Server]:
    """Make and start one; it goes away with the block."""
    folder = Path(tempfile.mkdtemp(prefix="demado-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, USER, USER)
    server = Server(folder, free_port())
    run("initdb", "-D", str(folder / "data"), "-U", USER, "-A", "trust", "-E", "UTF8")
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as a user that it accepts: never root."""
    newest = max(BINARIES.iterdir(), key=lambda path: int(path.name))
    command = [str(newest / "bin" / program), *arguments]
    if os.getuid() == 0:
        command = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
