"""Runs one export: what a destination does not have yet, file by file, each written down."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

from sync.office.audit.log import OfficeEvidence
from sync.office.exports.bundle import SUFFIX as BUNDLE
from sync.office.exports.bundle import Bundle, Poured, left_of
from sync.office.exports.carriage import CarriedFile, CarriedStream, lay_down, pour_down
from sync.office.exports.feed import Feed, Outcome
from sync.office.exports.records import Filed, ForAPerson, Record, Records
from sync.office.exports.table import Table, table_of
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.digest import sha256_hex

Form = Literal["json", "gif", "csv", "csv-cp932", "bundle"]
# The forms of which one file may hold several procedures.
OF_ALL: Final = ("json", "gif", "bundle")
# So many outcomes stand in one file: what is opened at once stays small.
A_FILE: Final = 1_000


@dataclass(frozen=True)
class ExportForm:
    """What is exported: the form, a procedure or all, and whether only what was accepted."""

    form: Form
    procedure: str = ""
    only_accepted: bool = False


@dataclass(frozen=True)
class Run:
    """Writes files into one folder, and each of them into the office's log."""

    store: OfficeStore
    records: Records
    evidence: OfficeEvidence
    folder: Path
    now: Callable[[], datetime] = field(default=utc_now)

    def to_destination(self, name: str, wanted: ExportForm) -> Iterator[Path]:
        """Lay down what the destination *name* does not have, and remember that it has it.

        A run that ends in the middle is taken up where it was: the files of before are the same.
        """
        feed = Feed(self.store)
        feed.catch_up()
        outcomes = feed.since(destination(self.store, name))
        while lot := list(islice(outcomes, A_FILE)):
            yield from self.of(lot, wanted)
            remember(self.store, name, lot[-1].n)

    def of(self, outcomes: Sequence[Outcome], wanted: ExportForm) -> Iterator[Path]:
        """Lay down these outcomes; no file where none is wanted."""
        if wanted.form == "bundle":
            yield from self._bundle(outcomes, wanted)
            return
        found = list(
            self.records.of(outcomes, wanted.procedure, only_accepted=wanted.only_accepted)
        )
        if found:
            yield self.lay(load_of(found, wanted))

    def lay(self, load: CarriedFile) -> Path:
        """Lay one file down; the log has how many stand in it and its digest."""
        path = lay_down(self.folder, load, self.now())
        self._note(len(load.numbers), sha256_hex(load.content))
        return path

    def _bundle(self, outcomes: Sequence[Outcome], wanted: ExportForm) -> Iterator[Path]:
        """Lay a bundle down: what is opened goes into the file, one application at a time."""
        if not outcomes:
            return
        found = self.records.filed(outcomes, wanted.procedure, only_accepted=wanted.only_accepted)
        name = file_name(wanted, outcomes[0].n, outcomes[-1].n)
        laid = pour_down(self.folder, name, BUNDLE, lambda sink: poured(found, sink), self.now())
        if laid is not None:
            path, said = laid
            self._note(len(said.numbers), said.sha256)
            yield path

    def _note(self, count: int, digest: str) -> None:
        self.evidence.put("exported", clerk=None, count=count, digest=digest)


def load_of(found: Sequence[Record | ForAPerson], wanted: ExportForm) -> CarriedFile:
    """Return the file of what was found; what cannot stand in it goes to a person."""
    records = [one for one in found if isinstance(one, Record)]
    left = [one for one in found if isinstance(one, ForAPerson)]
    table = _lines(records, wanted) if wanted.form in OF_ALL else _table(records, wanted)
    name = file_name(wanted, found[0].n, found[-1].n)
    suffix = {"json": ".jsonl", "gif": ".gif.jsonl"}.get(wanted.form, ".csv")
    return CarriedFile(name, suffix, table.content, table.numbers, 0, [*left, *table.left])


def file_name(wanted: ExportForm, first: int, last: int) -> str:
    """Return the name of a file of some numbers, without what comes behind the dot."""
    return f"{wanted.procedure or 'all'}-{first:08}-{last:08}"


def poured(found: Iterable[Filed | ForAPerson], sink: Callable[[bytes], object]) -> CarriedStream:
    """Pour a bundle of what was found into *sink*; return what stands in it."""
    out = Poured(sink)
    bundle = Bundle(out)
    bundle.pour(found)
    return CarriedStream(out.size, out.sha256, tuple(bundle.numbers), tuple(left_of(bundle)))


def _lines(records: Iterable[Record], wanted: ExportForm) -> Table:
    said = [(one, one.to_gif() if wanted.form == "gif" else one.to_json()) for one in records]
    kept = [(one.n, json.dumps(of, ensure_ascii=False)) for one, of in said if isinstance(of, dict)]
    left = tuple(of for _, of in said if isinstance(of, ForAPerson))
    content = "".join(f"{line}\n" for _, line in kept).encode()
    return Table(content, tuple(n for n, _ in kept), left)


def _table(records: Sequence[Record], wanted: ExportForm) -> Table:
    return table_of(records, "cp932" if wanted.form == "csv-cp932" else "utf-8")


def destination(store: OfficeStore, name: str) -> int:
    """Return up to which number a destination has everything; 0 for a new one."""
    found = store.rows("select n from export_destination where name = ?", name)
    return int(found[0][0]) if found else 0


def remember(store: OfficeStore, name: str, n: int) -> None:
    """Remember that a destination has everything up to *n*; it never goes back."""
    with store.transaction() as db:
        db.execute(
            "insert into export_destination values (?, ?) on conflict (name) do update set n ="
            " case when excluded.n > export_destination.n then excluded.n"
            " else export_destination.n end",
            [name, n],
        )


def summary(paths: Sequence[Path]) -> dict[str, Any]:
    """Return what a command prints of the files: their names, and who is left to a person."""
    controls = [
        json.loads(path.with_name(f"{path.name}.control.json").read_text(encoding="utf-8"))
        for path in paths
    ]
    return {
        "files": [path.name for path in paths],
        "count": sum(one["count"] for one in controls),
        "total": sum(one["total"] for one in controls),
        "left_to_a_person": [one for said in controls for one in said["left_to_a_person"]],
    }
