"""Writes the office's log as JSON lines for somebody else, and checks such a file by itself.

The first line says the format and the log's public key, then comes one event a line with its
signature, and last the signed head: number and digest of the newest event. The check needs
neither the database nor the office; whoever checks gets the key by another way.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SyncError, WireError
from sync.office.audit.chain_check import Finding, FindingKind, verify_chain
from sync.office.audit.log import OfficeEvidence
from sync.wire.canonical import canonical
from sync.wire.digest import sha256_hex
from sync.wire.events.event import SignedEvent
from sync.wire.events.event_kinds import OFFICE
from sync.wire.events.log_head import read_log_head

FORMAT: Final = "demado-office-log-v1"


class NotALog(SyncError):
    """The file is no exported log, or names no key and none was given."""


def lines_of(evidence: OfficeEvidence) -> Iterator[str]:
    """Give the log line by line, as it stands now."""
    key = base64.b64encode(evidence.key.public_key().public_bytes_raw()).decode()
    contents, head = evidence.contents(), evidence.head_token()
    yield json.dumps({"format": FORMAT, "key": key})
    for content in contents:
        yield _line(content)
    yield _head_line(head)


def check_file(path: Path, key: str = "") -> tuple[int, list[Finding]]:
    """Return how many events an exported log has, and everything that is wrong with it.

    *key* is the log's public key in base64; without it the file's own word counts, which says
    only that the file is whole.

    Raises:
        NotALog: see the class.
    """
    first, *rest = _lines(path.read_bytes())
    public = _key(key or str(_object(first).get("key", "")), _object(first))
    last = _object(rest[-1]) if rest else {}
    is_whole = bool(rest) and rest[-1] == _head_line(str(last.get("head")))
    contents = [_content(line) for line in (rest[:-1] if is_whole else rest)]
    findings = verify_chain(contents, public, device=OFFICE)
    return len(contents), findings + _end(contents, last if is_whole else {}, public)


def _lines(raw: bytes) -> list[str]:
    """Return the lines of a file; only one character ends a line, and the last may lack it."""
    return raw.removesuffix(b"\n").decode(errors="replace").split("\n")


def _head_line(head: str) -> str:
    return json.dumps({"head": head})


def _line(content: bytes) -> str:
    signature, event = content[:64], content[64:]
    try:
        said: Any = json.loads(event)
    except ValueError:  # a damaged row: the check finds it
        said = base64.b64encode(event).decode()
    signed = {"event": said, "signature": base64.b64encode(signature).decode()}
    return json.dumps(signed, ensure_ascii=False)


def _content(line: str) -> bytes:
    """Return the bytes that were signed; empty, which is no event, for a line that holds none."""
    said = _object(line)
    try:
        content = base64.b64decode(str(said["signature"])) + canonical(said["event"])
    except (KeyError, TypeError, ValueError, binascii.Error):
        return b""
    return content if _line(content) == line else b""


def _end(contents: list[bytes], last: dict[str, Any], key: Ed25519PublicKey) -> list[Finding]:
    """Return what is wrong with the end: events are missing, or the newest is another."""
    if not contents:
        return [] if last.get("head") == "" else [Finding(FindingKind.LOST, 1)]
    seq = _seq(contents[-1])
    try:
        head = read_log_head(_plain(str(last.get("head", ""))), key)
    except (WireError, binascii.Error):
        return [Finding(FindingKind.LOST, seq + 1)]
    if head.seq > seq:
        return [Finding(FindingKind.LOST, seq + 1, head.seq - seq)]
    is_same = head.seq == seq and head.digest == sha256_hex(contents[-1])
    return [] if is_same else [Finding(FindingKind.REWRITTEN, head.seq)]


def _plain(token: str) -> str:
    """Return a token that is written in the one usual way; base64 has several for its end."""
    for part in token.split("."):
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        if base64.urlsafe_b64encode(raw).decode().rstrip("=") != part:
            raise WireError("a log's head: written in another way")
    return token


def _seq(content: bytes) -> int:
    try:
        return SignedEvent.from_bytes(content).event.seq
    except WireError:
        return 0


def _key(text: str, first: dict[str, Any]) -> Ed25519PublicKey:
    if first.get("format") != FORMAT:
        raise NotALog("the file is no exported log of an office")
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error) as refused:
        raise NotALog("no public key of a log: say --key as `log verify` prints it") from refused


def _object(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def findings_of(lines: Iterable[Finding]) -> list[str]:
    """Return one line for each finding."""
    return [
        f"{finding.kind} at {finding.seq}" + (f" ({finding.size})" if finding.size else "")
        for finding in lines
    ]
