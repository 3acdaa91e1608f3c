"""Validate, show and export a person's name and its reading, in parts where it has parts.

Source: GIF DS-431 (氏, 名, their kana, 旧氏, 通称名); the whole name stands beside its parts.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.written_name import SPACE, read_name, split_name
from field_app.procedure.kinds.kana import read_kana
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept
from field_app.procedure.spoken.aloud import PAUSE

NAMES: Final = ("family", "given", "former_family", "alias")
COLUMNS: Final = (
    *("name", "family", "given", "kana", "family_kana", "given_kana", "former_family", "alias"),
)
# As the register adds them to a name: 見本　花子〔旧氏：試験〕.
ADDED: Final = re.compile(
    r"(?P<name>[^〔〕]+)(?:〔旧氏：(?P<former_family>[^〔〕]+)〕)?(?:〔通称：(?P<alias>[^〔〕]+)〕)?"
)


def validate_person_name(question: Question, raw: Any, _: ValidationContext) -> dict[str, str]:
    """Return the name whole and in parts; a text, or ``name`` of fields, is a whole one.

    A name that is not parted, as スリ or NGUYEN VAN AN, is kept whole, its parts empty.
    """
    given = raw if isinstance(raw, Mapping) else {"name": raw}
    texts = {str(part): str(text or "").strip() for part, text in given.items()}
    parts = _parts_of(read_name(texts.get("name", ""))) if texts.get("name") else _parts(texts)
    if not (parts["family"] or parts["given"]):
        raise AnswerRefused("kinds.p_empty")
    kana = _kana(texts) if question.with_kana else {"family_kana": "", "given_kana": "", "kana": ""}
    return {"name": whole_name(parts), **parts, **kana}


def whole_name(parts: Mapping[str, str]) -> str:
    """Return 姓 and 名, and what the register adds to them."""
    name = SPACE.join(part for part in (parts["family"], parts["given"]) if part)
    former, alias = parts["former_family"], parts["alias"]
    return (
        name + (f"〔旧氏：{former}〕" if former else "") + (f"〔通称：{alias}〕" if alias else "")
    )


def shown_person_name(_: Question, value: Any, __: Words) -> str:
    """Return 見本　太郎（ミホン タロウ）."""
    return f"{value['name']}（{value['kana']}）" if value["kana"] else str(value["name"])


def facts_of_name(fact: str, value: Any) -> dict[str, Any]:
    """Return the whole name, and its reading where it is known."""
    return {fact: value["name"], **({"kana": value["kana"]} if value["kana"] else {})}


def name_of_facts(fact: str, known: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the answer that a known name gives, with the reading where that is known too."""
    if not known.get(fact):
        return None
    parts = _parts_of(str(known[fact]))
    family, given = split_name(str(known.get("kana") or ""))
    return {
        "name": whole_name(parts),
        **parts,
        "family_kana": family,
        "given_kana": given,
        "kana": " ".join(part for part in (family, given) if part),
    }


def _parts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the parts as they were typed; a whole name in the field of 姓 is parted."""
    parts = {part: read_name(texts[part]) if texts.get(part) else "" for part in NAMES}
    if parts["family"] and not parts["given"]:
        parts["family"], parts["given"] = split_name(parts["family"])
    return parts


def _parts_of(name: str) -> dict[str, str]:
    """Return the parts of a whole name, and what the register added."""
    found = ADDED.fullmatch(name)
    if not found:
        return dict.fromkeys(NAMES, "") | {"family": name}
    family, given = split_name(found["name"])
    added = {part: found[part] or "" for part in ("former_family", "alias")}
    return {"family": family, "given": given, **added}


def _kana(texts: Mapping[str, str]) -> dict[str, str]:
    whole = read_kana(texts.get("kana", ""))
    family, given = (read_kana(texts.get(part, "")) for part in ("family_kana", "given_kana"))
    if whole or not given:
        family, given = split_name(whole or family)
    return {
        "family_kana": family,
        "given_kana": given,
        "kana": " ".join(part for part in (family, given) if part),
    }


def name_aloud(_: Question, value: Any, __: Words) -> str:
    """Return the name and after a pause how it is read; the reading alone may fit many names."""
    return PAUSE.join(part for part in (value["name"], value["kana"]) if part)


KIND: Final = Kind(
    validate_person_name,
    shown_person_name,
    exported_as_kept,
    may_be_empty=False,
    facts=facts_of_name,
    of_facts=name_of_facts,
    also_says=("kana",),
    columns=lambda _: COLUMNS,
    aloud=name_aloud,
)
