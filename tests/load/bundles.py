"""Measures a bundle of a day: the real command on sealed applications, each with a form.

Each seal is opened and read in a child process, as ever. The memory is the peak of the command's
own process; the limits of its children are in `sync/office/parsing/limits.py`.
"""

import json
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.office.arguments.office import DATABASE
from sync.office.keys.column_keys import column_cipher
from sync.office.keys.keys import make_office_keys
from sync.office.store.store import OfficeStore
from sync.wire.city import CityKey, utc_now
from sync.wire.envelope import NO_PREVIOUS, Header, seal
from sync.wire.package import Package, Part, encode_package
from tests.load.many_applications import BEGIN, ManyApplications

ANSWERS: Final = 30


@dataclass(frozen=True)
class Bundled:
    """What one run of the command made, and what it took."""

    count: int
    mib: float
    seconds: float
    peak_mib: float


class WithForms(ManyApplications):
    """Applications with names for export and a form, all of them sealed."""

    def __init__(self, store: OfficeStore, key: CityKey, form_kib: int) -> None:
        super().__init__(store, key)
        self.form_bytes = form_kib * 1024

    def _sealed(self, id: str, device: str, number: str, named: dict[str, str]) -> bytes:
        said = {f"項目{n}": f"答え{n} " + self.dice.choice("見本市町") * 20 for n in range(ANSWERS)}
        answers = [
            {"export": name, "label": name, "question": name, "value": value, "display": value}
            for name, value in said.items()
        ]
        name = {"export": "氏名", "gif": "氏名", "person": "applicant", "value": named["person"]}
        document = {
            "v": 1,
            "number": number,
            "procedure": {"id": named["procedure"], "title": named["title"], "version": 1},
            "person": {"name": named["person"]},
            "counter_accepted_at": BEGIN.isoformat(),
            "answers": [*answers, name],
            "columns": ["氏名", *said],
        }
        form = Part("form.pdf", "application/pdf", b"%PDF-" + secrets.token_bytes(self.form_bytes))
        header = Header(
            self.key.suite, id, device, 1, NO_PREVIOUS, self.key.id, utc_now().isoformat()
        )
        package = encode_package(Package(document, (form,)))
        return seal(package, header, self.key, self.sign).to_bytes()


def bundled(count: int, form_kib: int) -> Bundled:
    """Put *count* applications into an office and export all that was decided."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keys = make_office_keys(folder / "office", utc_now())
        with closing(OfficeStore.open(folder / "office" / DATABASE)) as store:
            store.cipher = column_cipher(folder / "office")
            many = WithForms(store, keys.public_sealing(utc_now())[0], form_kib)
            many.fill(count, 0, count)
        return _exported(folder)


def _exported(folder: Path) -> Bundled:
    line = [sys.executable, "-m", "sync.office", "export", "--form", "bundle", "--since", "0"]
    line += ["--data", str(folder / "office"), "--to", str(folder / "out")]
    begin = time.perf_counter()
    with (folder / "said").open("w+") as out:
        with subprocess.Popen(line, stdout=out) as process:
            peak = 0
            while process.poll() is None:
                peak = max(peak, peak_kib(process.pid))
                time.sleep(0.05)
        assert process.returncode == 0
        out.seek(0)
        said = json.load(out)
    size = sum(path.stat().st_size for path in (folder / "out").glob("*.zip"))
    seconds = time.perf_counter() - begin
    return Bundled(said["count"], size / 2**20, seconds, peak / 1024)


def peak_kib(pid: int) -> int:
    """Return the most memory that a process had since it began; 0 once it ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = (one for one in status.splitlines() if one.startswith("VmHWM"))
    return next((int(one.split()[1]) for one in found), 0)
