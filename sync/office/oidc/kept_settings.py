"""Keeps the provider's settings in the office's database, for all of its workers at once.

The client's secret is sealed like the columns that name residents. Nothing is read at a
process's start: what the city changes counts at the next click.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from sync.office.oidc.settings import ProviderSettings
from sync.office.store.store import OfficeStore

CITY: Final = "city"  # the one row
COLUMN: Final = "sign_in_provider.secret"


@dataclass(frozen=True)
class KeptProvider:
    """The provider and the secret by which it knows the office."""

    settings: ProviderSettings
    secret: str = field(repr=False)


@dataclass(frozen=True)
class KeptSettings:
    """Reads and writes the one row; any thread of any worker may."""

    store: OfficeStore

    def find(self) -> KeptProvider | None:
        """Return the provider; None where the city has named none."""
        found = self.store.rows("select settings, secret from sign_in_provider where id = ?", CITY)
        if not found:
            return None
        secret = self.store.cipher.opened(COLUMN, CITY, found[0][1]) or ""
        return KeptProvider(ProviderSettings.model_validate_json(found[0][0]), secret)

    def put(self, db: Any, provider: KeptProvider) -> None:
        """Name the provider, in the transaction that gave *db*."""
        sealed = self.store.cipher.seal(COLUMN, CITY, provider.secret)
        db.execute(
            "insert into sign_in_provider (id, settings, secret) values (?, ?, ?)"
            " on conflict (id) do update set settings = excluded.settings,"
            " secret = excluded.secret",
            [CITY, provider.settings.model_dump_json(), sealed],
        )

    def remove(self, db: Any) -> bool:
        """Name none any more; tell whether there was one."""
        removed: int = db.execute("delete from sign_in_provider where id = ?", [CITY]).rowcount
        return bool(removed)

    def is_own_sign_in_open(self) -> bool:
        """Tell whether passphrases and passkeys of the office sign in by themselves."""
        found = self.find()
        return found is None or found.settings.own_sign_in
