"""Keeps the secrets by which foreign systems sign their mail, in the office's own key file."""

import base64
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sync.office.keys.key_file import OFFICE_FILE, read_key_file, write_key_file

MAIL_SECRETS: Final = "mail_secrets"
BYTES: Final = 32
# The new one and the one before: a provider changes over while both are valid.
VALID_AT_ONCE: Final = 2


def add_mail_secret(folder: Path, source: str) -> str:
    """Make a secret for *source*, as Standard Webhooks writes it; the one before stays valid."""
    made = "whsec_" + base64.b64encode(secrets.token_bytes(BYTES)).decode()
    content = read_key_file(folder / OFFICE_FILE)
    kept = content.get(MAIL_SECRETS, {})
    kept[source] = [made, *kept.get(source, [])][:VALID_AT_ONCE]
    write_key_file(folder / OFFICE_FILE, {**content, MAIL_SECRETS: kept})
    return made


def end_older_mail_secret(folder: Path, source: str) -> int:
    """Have the newest secret of *source* alone be valid; return how many ended."""
    content = read_key_file(folder / OFFICE_FILE)
    kept = content.get(MAIL_SECRETS, {})
    held = kept.get(source, [])
    kept[source] = held[:1]
    write_key_file(folder / OFFICE_FILE, {**content, MAIL_SECRETS: kept})
    return max(len(held) - 1, 0)


def mail_secrets_in(content: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the valid secrets of each source in a key file, the newest first."""
    return {source: tuple(held) for source, held in content.get(MAIL_SECRETS, {}).items() if held}
