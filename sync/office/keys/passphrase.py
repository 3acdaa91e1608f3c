"""Gets the passphrase of a key file: from a file descriptor, a systemd credential or a person.

Never from an argument or an environment variable: other processes read those.
"""

import getpass
import os
from pathlib import Path
from typing import Final

from sync.errors import SyncError
from sync.passphrases import SHORTEST_PASSPHRASE, normalised

PROMPTS: Final = {
    "office": "庁内の鍵の合言葉 / passphrase of the office's keys: ",
    "opening": "封をあける鍵の合言葉 / passphrase of the opening keys: ",
}


class KeysLocked(SyncError):
    """A key file has a passphrase, and neither descriptor, credential nor terminal says it.

    Also where the variable names no descriptor, or one that cannot be read.
    """


class KeyPassphraseRefused(SyncError):
    """A new passphrase is shorter than twelve characters, or the second one is another."""


def passphrase_of(whose: str) -> str:
    """Return the passphrase of the ``office`` or the ``opening`` keys.

    The first of: the descriptor that ``OFFICE_PASSPHRASE_FD`` names (or ``OPENING_…``), read
    once; the file ``office-passphrase`` of systemd's ``$CREDENTIALS_DIRECTORY``; the terminal.

    Raises:
        KeysLocked: none of them says it.
    """
    descriptor = descriptor_of(whose)
    if descriptor is not None:
        del os.environ[descriptor_variable(whose)]
        return _read_once(descriptor, whose)
    credential = Path(os.environ.get("CREDENTIALS_DIRECTORY", "")) / f"{whose}-passphrase"
    if credential.is_file():
        return first_line(credential.read_text(encoding="utf-8"))
    return _typed(PROMPTS[whose], whose)


def new_passphrase_of(whose: str) -> str:
    """Return a passphrase for a file that has none yet; a person types it twice.

    Raises:
        KeyPassphraseRefused: see the class.
    """
    is_typed = descriptor_of(whose) is None
    first = passphrase_of(whose)
    if is_typed and first != passphrase_of(whose):
        raise KeyPassphraseRefused("the second one is another")
    return refuse_short(first)


def refuse_short(passphrase: str) -> str:
    """Return a new passphrase, or raise KeyPassphraseRefused when it is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyPassphraseRefused(f"{SHORTEST_PASSPHRASE} characters at least")
    return passphrase


def first_line(text: str) -> str:
    """Return the passphrase in *text*: its first line, the same bytes from every keyboard."""
    return normalised(text.split("\n")[0].rstrip("\r"))


def descriptor_variable(whose: str) -> str:
    """Return the name of the variable that names the descriptor."""
    return f"{whose.upper()}_PASSPHRASE_FD"


def descriptor_of(whose: str) -> int | None:
    """Return the open descriptor that the variable names; None where it is not set.

    Raises:
        KeysLocked: it names none; what it says instead is not repeated.
    """
    said = os.environ.get(descriptor_variable(whose), "")
    if not said:
        return None
    try:
        os.fstat(descriptor := int(said))
    except (ValueError, OverflowError, OSError) as refused:
        raise KeysLocked(f"{descriptor_variable(whose)} names no open descriptor") from refused
    return descriptor


def _read_once(descriptor: int, whose: str) -> str:
    try:
        with os.fdopen(descriptor, encoding="utf-8") as file:
            return first_line(file.read())
    except (OSError, UnicodeDecodeError) as refused:
        raise KeysLocked(
            f"the descriptor of {descriptor_variable(whose)} cannot be read as text"
        ) from refused


def _typed(prompt: str, whose: str) -> str:
    try:
        with Path("/dev/tty").open(encoding="utf-8"):
            return first_line(getpass.getpass(prompt))
    except OSError as refused:
        raise KeysLocked(
            f"the {whose} keys have a passphrase: give it by {descriptor_variable(whose)},"
            f" by the systemd credential {whose}-passphrase, or at a terminal"
        ) from refused
