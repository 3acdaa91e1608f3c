"""The sample city's staff and clerk; invented, and their passphrases are no secret."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who signs in somewhere in the sample city."""

    id: str
    name: str
    passphrase: str


STAFF = (
    Person("mihon-a", "見本 あおい", "demado-aoi-2026"),
    Person("mihon-b", "見本 いつき", "demado-itsuki-2026"),
)
CLERK = Person("clerk", "庁内 見本", "demado-office-2026")
# Whoever pays out is not alone: the second of two who agree.
COLLEAGUE = Person("clerk-b", "庁内 ふたば", "demado-futaba-2026")
