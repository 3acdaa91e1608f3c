"""Turns the values of a tablet's answers into GIF's models, each by the kind of its question.

Nothing is looked up and nothing is added: an item that nobody answered stays empty.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from sync.office.gif.parts import (
    UNKNOWN_DATE,
    GifAddress,
    GifCode,
    GifDate,
    GifIdentification,
    GifModel,
    Phone,
    PostalAddress,
)
from sync.office.gif.people import UNKNOWN_SEX, GifContact, GifName, GifPerson, GifRelation

UNKNOWN: Final = {"unknown": True}  # 「わからない」
SAME: Final = "same"  # an address in a list of people: as the applicant's
SEXES: Final = {
    "male": GifCode(type="1", related="男性"),
    "female": GifCode(type="2", related="女性"),
    "other": GifCode(type="9", related="その他"),
}
ADDED: Final = (("former_family", "旧氏"), ("alias", "通称名"))
DATES: Final[TypeAdapter[str]] = TypeAdapter(GifDate)
PHONES: Final[TypeAdapter[str]] = TypeAdapter(Phone)
Items = Mapping[str, Any]
T = TypeVar("T")


class Misfit(Exception):
    """A value does not fit its model; the text is its name for export, never the value."""


def fitted(name: str, make: Callable[[], T]) -> T:
    """Return what *make* returns. Misfit, of this name, where a value has another form."""
    try:
        return make()
    except (ValidationError, AttributeError, KeyError, TypeError, ValueError):
        raise Misfit(name) from None


def in_words_of_gif(kind: str, value: Any, applicant: Items) -> Any:
    """Return a value as B票 has it: a date, a telephone, an address, a name, people, or as it is.

    *applicant* are the items of the applicant, whose address may be that of people in a list.
    """
    if value is None or (value == UNKNOWN and kind != "date"):
        return value
    makes: dict[str, Callable[[], Any]] = {
        "date": lambda: date_of(value),
        "phone": lambda: PHONES.validate_python(value),
        "address": lambda: PostalAddress(postal=value["postal"], address=address_of(value)),
        "person_name": lambda: GifName(**name_of(value, None)),
        "people": lambda: relations_of(value, applicant),
    }
    return dumped(makes[kind]()) if kind in makes else value


def dumped(value: Any) -> Any:
    """Return a model, or several, as JSON has it: Japanese names, without what is not there."""
    if isinstance(value, tuple):
        return [dumped(one) for one in value]
    if isinstance(value, GifModel):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    return value


def person_of(items: Items, applicant: Items) -> GifPerson:
    """Return a person of the items that were answered; *applicant* as above."""
    address, sex = _known(items, "居住住所"), items.get("性別")
    phone, birth = _known(items, "連絡先電話番号"), items.get("生年月日")
    return GifPerson(
        **name_of(_known(items, "氏名"), _known(items, "氏名（カナ）")),
        ids=tuple(GifIdentification(id=id, type=type) for type, id in items.get("ID群", ())),
        sex=SEXES.get(str(sex), UNKNOWN_SEX),
        birth_date=None if birth is None else date_of(birth),
        address=address_of(address) if address else None,
        relations=relations_of(items.get("役割関与情報") or (), applicant),
        contact=GifContact(
            phones=(phone,) if phone else (),
            postal=address["postal"] if address else "",
            address=address_of(address) if address else GifAddress(),
        ),
    )


def name_of(value: Any, kana: Any) -> dict[str, Any]:
    """Return the items of a name, whole or in parts, and of its reading.

    A name that is not parted, as スリ, is the 氏; 氏名 has one half-width blank between the parts.
    """
    given = {"family": value} if isinstance(value, str) else value or {}
    read = given.get("kana") or kana or ""
    family, _, rest = read.partition(" ")
    parts = [given.get("family") or "", given.get("given") or ""]
    added = [(given.get(part), called) for part, called in ADDED]
    return {
        "family": parts[0],
        "given": parts[1],
        "family_kana": given.get("family_kana") or family,
        "given_kana": given.get("given_kana") or rest,
        "whole": " ".join(part for part in parts if part),
        "whole_kana": read,
        "others": tuple(GifCode(type=called, related=name) for name, called in added if name),
    }


def address_of(value: Items) -> GifAddress:
    """Return an address in parts, beside them as it was written."""
    parts = value.get("parts") or {}
    return GifAddress(
        lg_code=value.get("lg_code") or "",
        prefecture=parts.get("pref") or "",
        city=parts.get("city") or "",
        town=(parts.get("oaza_cho") or "") + (parts.get("chome") or ""),
        block=parts.get("banchi") or "",
        building=parts.get("building") or "",
        written=value["text"],
    )


def relations_of(people: Any, applicant: Items) -> tuple[GifRelation, ...]:
    """Return people in a list, each with the relation that was said."""
    return () if people == UNKNOWN else tuple(_relation(one, applicant) for one in people)


def date_of(value: Any) -> str:
    """Return a date whose unknown parts are 99; one of which nothing is known is 9999-99-99."""
    return DATES.validate_python(UNKNOWN_DATE if value == UNKNOWN else value)


def _relation(one: Items, applicant: Items) -> GifRelation:
    address = one.get("address")
    items = {
        "氏名": one["name"],
        "生年月日": one.get("birth_date"),
        "居住住所": applicant.get("居住住所") if address == SAME else address,
    }
    role = GifCode(type="続柄", related=one.get("relation") or "")
    return GifRelation(role=role, person=person_of(items, {}))


def _known(items: Items, item: str) -> Any:
    """Return what was answered; None for 「わからない」 and for nothing."""
    value = items.get(item)
    return None if value == UNKNOWN else value
