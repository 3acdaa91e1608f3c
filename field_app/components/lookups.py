"""Provide what fields look up while a person types, as the visit's edition knows it."""

from dataclasses import dataclass, field

import flet as ft

from field_app.lookup.tables import Tables, own_tables


@dataclass(frozen=True)
class Lookups:
    """Towns and banks.

    Attributes:
        tables: of the visit's edition.
        near_banks: codes of the banks that come first when one is looked for.
    """

    tables: Tables = field(default_factory=own_tables, repr=False)
    near_banks: tuple[str, ...] = ()


LookupContext = ft.create_context(Lookups())


def use_lookups() -> Lookups:
    """Return what the page that is being drawn looks up in. A hook."""
    return ft.use_context(LookupContext)
