"""Writes the sealed queue as relay files, also on a tablet that nobody can sign in to any more."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.device.secret import DeviceSecret
from sync.tablet.errors import WrongDeviceSecret
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.relay.relay_export import RelayFile, relay_files
from sync.tablet.store.store import Store
from sync.wire.city import utc_now
from sync.wire.durably import create_durably


@dataclass(frozen=True)
class Saved:
    """The names of the files, how many applications they hold, how many are damaged."""

    files: tuple[str, ...]
    applications: int
    left_out: int


def relay_to(path: Path, store: Store, secret: DeviceSecret) -> Saved:
    """Save the whole queue; what *path* does not hold goes on in ``NAME-2``, ``NAME-3`` and so on.

    Opens nothing: *secret* only signs the line in the log, and may be gone.

    Raises:
        NotEnrolled: there is no queue; nothing was written.
        OSError: a file is there already or cannot be written; those before it are whole.
    """
    names: list[str] = []
    count = left_out = 0
    for file in relay_files(store, Registration.read(store).device, utc_now()):
        left_out += file.left_out
        if file.count:
            numbered = path.with_stem(f"{path.stem}-{len(names) + 1}") if names else path
            create_durably(numbered, file.content)  # and wait until the stick has it
            _note(store, secret, file)
            names.append(numbered.name)
            count += file.count
    return Saved(tuple(names), count, left_out)


def _note(store: Store, secret: DeviceSecret, file: RelayFile) -> None:
    with suppress(WrongDeviceSecret):
        evidence = EvidenceLog(store, EnrolledDevice.open(store, secret))
        evidence.note("exported", count=file.count, digest=file.digest)
