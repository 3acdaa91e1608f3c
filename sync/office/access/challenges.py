"""Makes the challenges that others answer: each counts once, for one purpose, for ten minutes.

A passkey signs one; the city's sign-in provider gives one back.

A challenge says itself when and for what it was made, under a key of the office: strangers who
look at the sign-in page fill no table. Only those that were answered are kept, until they end.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sync.office.store.store import OfficeStore

GOOD_FOR_S: Final = 10 * 60
KEY: Final = "challenge_key"  # the setting
_RANDOM, _TIME, _MAC = 16, 8, 32


class ChallengeRefused(Exception):
    """The challenge is not ours, was made for something else, is old, or was answered before."""


@dataclass(frozen=True)
class Challenges:
    """The challenges of one office; any thread of any worker may ask."""

    store: OfficeStore
    now_s: Callable[[], float] = field(default=time.time)

    def make(self, purpose: str) -> bytes:
        """Return a new challenge for a purpose, such as signing in."""
        said = secrets.token_bytes(_RANDOM) + int(self.now_s()).to_bytes(_TIME, "big")
        return said + self._mac(said, purpose)

    def take(self, challenge: bytes, purpose: str) -> int:
        """Use a challenge up; return when it was made, in seconds since 1970.

        Raises:
            ChallengeRefused: see the class; nothing may be believed that was signed with it.
        """
        said, mac = challenge[: _RANDOM + _TIME], challenge[_RANDOM + _TIME :]
        if len(mac) != _MAC or not hmac.compare_digest(mac, self._mac(said, purpose)):
            raise ChallengeRefused("not ours, or for another purpose")
        now_s, made_s = int(self.now_s()), int.from_bytes(said[_RANDOM:], "big")
        if not 0 <= now_s - made_s <= GOOD_FOR_S:
            raise ChallengeRefused("too old")
        with self.store.transaction() as db:
            db.execute("delete from used_challenge where made_s < ?", [now_s - GOOD_FOR_S])
            is_new = db.execute(
                "insert into used_challenge (challenge, made_s) values (?, ?)"
                " on conflict (challenge) do nothing",
                [said.hex(), made_s],
            ).rowcount
        if not is_new:
            raise ChallengeRefused("answered before")
        return made_s

    def _mac(self, said: bytes, purpose: str) -> bytes:
        text = b"demado-challenge-v1\n" + purpose.encode() + b"\n" + said
        return hmac.digest(bytes.fromhex(self._key()), text, "sha256")

    def _key(self) -> str:
        if held := self.store.setting(KEY):
            return held
        with self.store.transaction() as db:  # two workers agree on the first one
            db.execute(
                "insert into setting values (?, ?) on conflict (name) do nothing",
                [KEY, secrets.token_hex(32)],
            )
        return self.store.setting(KEY)
