"""Builds A票 and B票 of an opened application, each answer at the item that its tablet named."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sync.office.gif.parts import GifIdentification
from sync.office.gif.people import GifPerson
from sync.office.gif.sheets import GifApplication, GifCity, SheetA, SheetB
from sync.office.gif.values import Items, dumped, fitted, in_words_of_gif, person_of
from sync.wire.japan import JAPAN

APPLICANT, SUBJECT, VISITOR = "applicant", "subject", "visitor"
SUBJECT_NAME: Final = "対象者"
ITEMS: Final = frozenset(
    {
        *("氏名", "氏名（カナ）", "生年月日", "性別", "居住住所", "連絡先電話番号"),
        *("役割関与情報", "ID群"),
    }
)
# Who acts for the applicant, in the words of the form.
ROLES: Final = {
    "household": "同じ世帯の家族",
    "legal_representative": "法定代理人",
    "agent": "任意代理人",
    "messenger": "使者",
    "submission_agent": "提出代行者",
}
# What a tablet of before, whose answers name no items, says of the applicant.
OLDER: Final = {
    "name": "氏名",
    "birth_date": "生年月日",
    "address": "居住住所",
    "phone": "連絡先電話番号",
}


def application_of(document: Mapping[str, Any], answers: Sequence[Items]) -> GifApplication:
    """Return both sheets of an application that a tablet sealed.

    Args:
        document: of which the office's reading was content with the rest.
        answers: those that have a name for export.

    Raises:
        Misfit: naming what does not fit its model.
    """
    people, rest = _sorted(answers, fitted("people", lambda: _same_as_applicant(document)))
    applicant = people.get(APPLICANT) or fitted("person", lambda: _older(document))
    content = {one["export"]: _value(one, applicant) for one in rest}
    if SUBJECT in people:
        content[SUBJECT_NAME] = dumped(_person(SUBJECT_NAME, people[SUBJECT], applicant))
    person, agent = _person("申請者", applicant, applicant), _agent(document, people.get(VISITOR))
    return fitted("申請", lambda: _sheets(document, person, agent, content))


def _sheets(
    document: Mapping[str, Any], person: GifPerson, agent: GifPerson | None, content: dict[str, Any]
) -> GifApplication:
    city, procedure = document.get("city") or {}, document.get("procedure") or {}
    at = datetime.fromisoformat(document["counter_accepted_at"])
    day = at.astimezone(JAPAN).date().isoformat()
    code = GifIdentification(id=city.get("lg_code") or "", type="全国地方公共団体コード")
    return GifApplication(
        a=SheetA(
            to=GifCity(ids=(code,) if code.id else (), name=city.get("name") or ""),
            filed_on=day,
            contact=person.contact,
            applicant=person,
            agent=agent,
            agent_role=_role(document["actor"]) if agent else None,
        ),
        b=SheetB(title=procedure.get("title") or "", content=content, updated_on=day),
    )


def _sorted(
    answers: Sequence[Items], same: frozenset[str]
) -> tuple[dict[str, dict[str, Any]], list[Items]]:
    """Return the items of each person, and the answers that are none or come a second time."""
    people: dict[str, dict[str, Any]] = {}
    rest: list[Items] = []
    for one in answers:
        role, item, value = str(one.get("person")), str(one.get("gif")), one.get("value")
        items = people.setdefault(APPLICANT if role in same else role, {})
        if item == "ID群" and isinstance(value, str):
            items[item] = (*items.get(item, ()), (one["export"], value))
        elif item in ITEMS - {"ID群", *items}:
            items[item] = value
        else:
            rest.append(one)
    return {role: items for role, items in people.items() if items}, rest


def _same_as_applicant(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the roles that the applicant has beside that of the applicant."""
    roles = [one["roles"] for one in document.get("people") or []]
    return frozenset(role for of_one in roles if APPLICANT in of_one for role in of_one)


def _older(document: Mapping[str, Any]) -> dict[str, Any]:
    person = document.get("person") or {}
    return {item: person[name] for name, item in OLDER.items() if name in person}


def _value(answer: Items, applicant: Items) -> Any:
    kind, value = str(answer.get("kind")), answer.get("value")
    return fitted(answer["export"], lambda: in_words_of_gif(kind, value, applicant))


def _person(name: str, items: Items, applicant: Items) -> GifPerson:
    return fitted(name, lambda: person_of(items, applicant))


def _agent(document: Mapping[str, Any], items: Items | None) -> GifPerson | None:
    """Return who acted for the applicant: by their own answers, else by the name that was told."""
    actor = fitted("actor", lambda: {**(document.get("actor") or {})})
    if actor.get("kind") not in ROLES:
        return None
    return _person("委任者", {"氏名": actor.get("name"), **(items or {})}, {})


def _role(actor: Mapping[str, Any]) -> str:
    relation = actor.get("relation")
    return ROLES[actor["kind"]] + (f"（{relation}）" if relation else "")
