"""Talks to the provider: its document and keys, kept an hour, and the exchange of a code.

Each answer is short and comes within seconds; a redirect is a refusal. An unknown key has the
keys asked for anew, once a minute at most, whoever sends tokens with invented ones.
"""

import base64
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from sync.errors import WireError
from sync.office.line.public import Fetcher, FetchFailed
from sync.office.oidc.errors import ProviderAway, ProviderRefused
from sync.office.oidc.kept_settings import KeptProvider
from sync.office.oidc.metadata import ProviderKey, ProviderMetadata, read_keys, read_metadata
from sync.wire.canonical import parse_object

DISCOVERY: Final = "/.well-known/openid-configuration"
WITHIN_S: Final = 5.0
LARGEST: Final = 256 * 1024
KEPT_S: Final = 60 * 60
# Between two tries to learn what the provider says: also where it is away.
AGAIN_S: Final = 60
AWAY_S: Final = 5
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass
class ProviderLine:
    """The line to one provider; threads share it. *now_s* only ever grows."""

    kept: KeptProvider
    now_s: Callable[[], float] = time.monotonic
    within_s: float = WITHIN_S
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _metadata: ProviderMetadata | None = field(default=None, init=False)
    _keys: tuple[ProviderKey, ...] = field(default=(), init=False, repr=False)
    _learnt_s: float = field(default=0.0, init=False)
    _keys_s: float = field(default=0.0, init=False)
    _failed_s: float | None = field(default=None, init=False)

    def metadata(self) -> ProviderMetadata:
        """Return what the provider says of itself.

        Raises:
            ProviderAway: see the class.
        """
        with self._lock:
            return self._learnt()

    def keys(self, kid: str | None) -> tuple[ProviderKey, ...]:
        """Return the keys that may have signed what names *kid*; none where nobody has it.

        Raises:
            ProviderAway: see the class.
        """
        with self._lock:
            metadata, now_s = self._learnt(), self.now_s()
            is_known = bool(_of(kid, self._keys)) and now_s - self._keys_s < KEPT_S
            if not is_known and (not self._keys or now_s - self._keys_s >= AGAIN_S):
                self._keys = read_keys(self._get(metadata.keys))
                self._keys_s = now_s
            return _of(kid, self._keys)

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        """Return what the provider gives for a code: an ID token, and what comes beside it.

        Raises:
            ProviderRefused: it is no code of ours, or was used before.
            ProviderAway: see the class.
        """
        metadata, id = self.metadata(), self.kept.settings.client_id
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        headers = {"Accept": "application/json"}
        if metadata.is_basic:
            pair = f"{quote_plus(id)}:{quote_plus(self.kept.secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": id, "client_secret": self.kept.secret}
        try:
            said = self._fetched(metadata.token, urlencode(form).encode(), _FORM, headers)
            return parse_object(said, "the provider's tokens")
        except FetchFailed as failed:
            if str(failed) in ("status 400", "status 401", "status 403"):
                raise ProviderRefused("refused", str(failed)) from failed
            raise ProviderAway(str(failed)) from failed
        except WireError as broken:
            raise ProviderAway(str(broken)) from broken

    def _learnt(self) -> ProviderMetadata:
        now_s, issuer = self.now_s(), self.kept.settings.issuer
        if self._metadata is not None and now_s - self._learnt_s < KEPT_S:
            return self._metadata
        content = self._get(issuer.rstrip("/") + DISCOVERY)
        self._metadata, self._learnt_s = read_metadata(content, issuer), now_s
        return self._metadata

    def _get(self, url: str) -> bytes:
        """Ask for a document; one that is away is not asked again for a few seconds."""
        if self._failed_s is not None and self.now_s() - self._failed_s < AWAY_S:
            raise ProviderAway("was away a moment ago")
        try:
            found = self._fetched(url)
        except FetchFailed as failed:
            self._failed_s = self.now_s()
            raise ProviderAway(str(failed)) from failed
        self._failed_s = None
        return found

    def _fetched(self, url: str, *more: Any) -> bytes:
        """Ask over a connection of its own: clerks sign in seldom, and none is left behind."""
        with closing(Fetcher(self.within_s, self.kept.settings.authorities)) as fetcher:
            return fetcher.fetch(url, LARGEST, *more)


def _of(kid: str | None, keys: tuple[ProviderKey, ...]) -> tuple[ProviderKey, ...]:
    """Return the keys of a kid; what names none may be of the only key there is."""
    if kid is None:
        return keys if len(keys) == 1 else ()
    return tuple(one for one in keys if one.kid == kid)
