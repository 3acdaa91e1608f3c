"""Reads the file in which a city names its sign-in provider, and who may what by its groups."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from sync.office.access.orders import LONGEST_NAME
from sync.office.oidc.addresses import is_safe_address
from sync.office.oidc.errors import ProviderSettingsRefused
from sync.wire.settings_file import read_settings

# What a person may change for themselves, or a provider gives to somebody else again.
CHANGEABLE: Final = frozenset(
    {
        *("email", "name", "given_name", "family_name", "middle_name", "nickname", "upn"),
        *("preferred_username", "phone_number", "profile", "website", "picture"),
    }
)


def _safe(text: str) -> str:
    if not is_safe_address(text) or "?" in text:
        raise ValueError("must be https, without ? or #")
    return text


def _lasting(text: str) -> str:
    if text in CHANGEABLE:
        raise ValueError("may change, or be another person's: name a claim such as employee_id")
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Word = Annotated[str, StringConstraints(pattern=r"^[!#-\[\]-~]{1,200}$")]
Scopes = Annotated[tuple[Word, ...], Field(max_length=20)]
Department = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]


class _ProviderPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GroupPart(_ProviderPart):
    """What everybody in one group of the provider's may; *name* is compared sign by sign."""

    name: Text
    roles: tuple[Text, ...] = ()
    departments: tuple[Department, ...] = ()


class ProviderSettings(_ProviderPart):
    """The provider as the city names it. *authorities* are PEM; the file names a file, ``ca``.

    ``own_sign_in`` says whether passphrases and passkeys of the office still sign in. With
    *acr* or *amr* the provider has to say that it asked for a second factor; without, a clerk
    who has passkeys is asked for one here.
    """

    issuer: Annotated[Text, AfterValidator(_safe)]
    client_id: Text
    scopes: Scopes = ()
    own_sign_in: bool = True
    link_claim: Annotated[Text, AfterValidator(_lasting)] | None = None
    groups_claim: Text | None = None
    group: Annotated[tuple[GroupPart, ...], Field(max_length=500)] = ()
    acr: tuple[Word, ...] = ()
    amr: tuple[Word, ...] = ()
    authorities: str = Field(default="", repr=False)

    @property
    def demands_second_factor(self) -> bool:
        """Whether the provider has to say that it asked for one."""
        return bool(self.acr or self.amr)


class ProviderFile(ProviderSettings):
    """The whole file: the settings, and where the certificates lie, beside it."""

    ca: Path | None = None


def read_provider_file(path: Path) -> ProviderSettings:
    """Return what the file says, with the certificates that its ``ca`` names.

    Raises:
        ProviderSettingsRefused: see the class.
    """
    found = read_settings(path, ProviderFile, ProviderSettingsRefused)
    said = found.model_dump(exclude={"ca"})
    try:
        if found.ca is not None:
            said["authorities"] = (path.parent / found.ca).read_text(encoding="ascii")
        if said["authorities"]:
            ssl.create_default_context(cadata=said["authorities"])
    except (OSError, ValueError) as refused:
        raise ProviderSettingsRefused(f"{path}: ca: no certificates (PEM)") from refused
    if found.group and not found.groups_claim:
        raise ProviderSettingsRefused(f"{path}: groups_claim: says which claim names the groups")
    return ProviderSettings.model_validate(said)


def refuse_unknown_words(
    found: ProviderSettings, roles: Mapping[str, object], departments: list[str]
) -> None:
    """Raise ProviderSettingsRefused where a group names a role or department that is not here."""
    for group in found.group:
        for kind, named, known in (
            ("role", group.roles, set(roles)),
            ("department", group.departments, set(departments)),
        ):
            if missing := set(named) - known:
                raise ProviderSettingsRefused(f"no such {kind}: {sorted(missing)[0]}")
