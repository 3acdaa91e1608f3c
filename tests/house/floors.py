"""Says which folder stands above which, and finds the imports that do not go down.

Each wing is a stack of floors, the lowest first; folders on one floor never import each other.
An import goes down inside its wing, or into a wing that its own may reach. What a folder may
know of other libraries is in ``tests/test_layers.py``.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from tests.house.imports import Import, between_folders

Wing = tuple[tuple[str, ...], ...]

WINGS: dict[str, Wing] = {
    "card_reader": (
        ("card_reader",),
        ("card_reader/genuineness", "card_reader/pcsc"),
        ("card_reader/simulated",),
        ("card_reader/checks",),
        ("card_reader/simulated/__main__", "card_reader/tool/terminal"),
        ("card_reader/tool/commands",),
        ("card_reader/tool",),
        ("card_reader/__main__",),
    ),
    "sync": (("sync",),),
    "sync/database": (("sync/database",),),
    "sync/wire": (
        ("sync/wire/hpke",),
        ("sync/wire",),
        (
            "sync/wire/boards",
            "sync/wire/content",
            "sync/wire/events",
            "sync/wire/messages",
        ),
    ),
    "sync/tablet": (
        ("sync/tablet",),
        ("sync/tablet/store",),
        ("sync/tablet/device",),
        ("sync/tablet/outbox", "sync/tablet/vault"),
        (
            "sync/tablet/boards",
            "sync/tablet/evidence",
            "sync/tablet/line",
            "sync/tablet/packs",
        ),
        ("sync/tablet/relay",),
        ("sync/tablet/delivery", "sync/tablet/enrolment"),
    ),
    "sync/reception": (
        ("sync/reception/store",),
        ("sync/reception/backup", "sync/reception/keys"),
        ("sync/reception/http",),
        ("sync/reception/public", "sync/reception/routes"),
        ("sync/reception",),
        ("sync/reception/__main__",),
    ),
    "sync/relay": (("sync/relay",), ("sync/relay/__main__",)),
    "sync/office": (
        ("sync/office/gif",),
        (
            "sync/office/city",
            "sync/office/line",
            "sync/office/packs",
            "sync/office/parsing",
            "sync/office/store",
        ),
        (
            "sync/office/keys",
            "sync/office/listing",
            "sync/office/revocation",
            "sync/office/tablets",
        ),
        (
            "sync/office/arguments",
            "sync/office/boards",
            "sync/office/key_holder",
        ),
        ("sync/office/audit",),
        ("sync/office/casework",),
        (
            "sync/office/access",
            "sync/office/authoring",
            "sync/office/mail",
            "sync/office/recognition",
            "sync/office/retention",
        ),
        (
            "sync/office/applications",
            "sync/office/http",
            "sync/office/lost_tablet",
            "sync/office/oidc",
        ),
        ("sync/office/exports",),
        ("sync/office/webhooks",),
        ("sync/office/api", "sync/office/console", "sync/office/lost_tablet/__main__"),
        (
            "sync/office/console/authoring",
            "sync/office/console/casework",
            "sync/office/console/outward",
            "sync/office/console/signing_in",
        ),
        ("sync/office/console/provider",),
        ("sync/office/web",),
        ("sync/office/commands",),
        ("sync/office",),
        ("sync/office/__main__", "sync/office/key_holder/__main__"),
    ),
    "field_app": (
        ("field_app", "field_app/pictures", "field_app/platform", "field_app/procedure/computed"),
        ("field_app/lookup", "field_app/procedure/definition", "field_app/procedure/spoken"),
        (
            "field_app/procedure/city",
            "field_app/procedure/kinds",
            "field_app/served",
            "field_app/words",
        ),
        ("field_app/procedure/authoring",),
        ("field_app/design", "field_app/procedure", "field_app/translation"),
        (
            "field_app/components",
            "field_app/document",
            "field_app/finder",
            "field_app/procedure/cases",
        ),
        (
            "field_app/components/entries",
            "field_app/components/frames",
            "field_app/components/pictures",
            "field_app/content",
        ),
        ("field_app/authors/drafts", "field_app/components/kinds"),
        ("field_app/authors/workbook", "field_app/state"),
        ("field_app/authors",),
        ("field_app/flow/kept",),
        ("field_app/flow/base",),
        ("field_app/flow/after",),
        ("field_app/flow/rules",),
        ("field_app/flow",),
        ("field_app/screens",),
        ("field_app/screens/frames",),
        (
            "field_app/screens/delivery",
            "field_app/screens/filing",
            "field_app/screens/staff",
            "field_app/screens/visit",
        ),
        ("field_app/shell",),
        ("field_app/wiring",),
        (
            "field_app/__main__",
            "field_app/authors/__main__",
            "field_app/translation/__main__",
        ),
    ),
}

REACHES: dict[str, frozenset[str]] = {
    "sync/database": frozenset({"sync"}),
    "sync/wire": frozenset({"sync"}),
    "sync/tablet": frozenset({"sync", "sync/wire"}),
    "sync/reception": frozenset({"sync", "sync/wire", "sync/database"}),
    "sync/relay": frozenset({"sync", "sync/wire"}),
    "sync/office": frozenset({"sync", "sync/wire", "sync/database"}),
    "field_app": frozenset({"card_reader", "sync", "sync/wire", "sync/tablet"}),
}


@dataclass(frozen=True)
class House:
    """The floors of every wing, and which other wings each may reach."""

    wings: Mapping[str, Wing] = field(default_factory=lambda: WINGS)
    reaches: Mapping[str, Set[str]] = field(default_factory=lambda: REACHES)

    def upward(self, found: Iterable[Import]) -> tuple[Import, ...]:
        """Return the imports that go up, sideways, or into a wing out of reach.

        A folder without a floor is judged by `without_floor`, not here.
        """
        at = {folder: (wing, floor) for folder, wing, floor in self._places()}
        return tuple(
            one
            for one in between_folders(found)
            if all(folder in at for folder in one.edge)
            and not self._goes_down(at[one.edge[0]], at[one.edge[1]])
        )

    def without_floor(self, folders: Iterable[str]) -> tuple[str, ...]:
        """Return those of *folders* that stand on no floor."""
        return tuple(sorted(set(folders) - {folder for folder, _, _ in self._places()}))

    def empty_floors(self, folders: Iterable[str]) -> tuple[str, ...]:
        """Return the folders on the floors that the tree does not have."""
        return tuple(sorted({folder for folder, _, _ in self._places()} - set(folders)))

    def _goes_down(self, importer: tuple[str, int], imported: tuple[str, int]) -> bool:
        if importer[0] == imported[0]:
            return imported[1] < importer[1]
        return imported[0] in self.reaches.get(importer[0], frozenset())

    def _places(self) -> Iterator[tuple[str, str, int]]:
        for wing, floors in self.wings.items():
            for floor, folders in enumerate(floors):
                yield from ((folder, wing, floor) for folder in folders)
