"""Knows how the city works on each procedure: who, by when, with how many, and in which words.

By when is in the definitions that the tablets get; the rest is the office's own affair, in a file
that no tablet sees.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from sync.errors import SyncError
from sync.office.store.store import OfficeStore
from sync.wire.validation import first_error

EVERY: Final = "every"  # the table of remarks that fit each procedure
SETTING: Final = "procedure_rules"
LONGEST_REMARK: Final = 300

Text = Annotated[str, StringConstraints(max_length=LONGEST_REMARK, strip_whitespace=True)]


class RulesRefused(SyncError):
    """A file of rules has a mistake; nothing was taken. The text names the place."""


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Remark(_Rule):
    """What a clerk often tells an applicant, in each language that the city has it in."""

    ja: Annotated[Text, StringConstraints(min_length=1)]
    ja_easy: Text = ""
    en: Text = ""


class ProcedureRule(_Rule):
    """How the city works on one procedure.

    Attributes:
        department: who gets its applications; empty for nobody of their own.
        four_eyes: a second clerk has to agree before it is accepted or turned down.
        due_days: the days within which the city answers (標準処理期間); None where none is said.
        clock: whether they count from the counter or from the arrival.
        remarks: what is often told.
    """

    department: Annotated[str, StringConstraints(max_length=40)] = ""
    four_eyes: bool = False
    due_days: Annotated[int, Field(ge=1, le=366)] | None = None
    clock: Literal["counter", "arrival"] = "counter"
    remarks: tuple[Remark, ...] = ()


NO_RULE: Final = ProcedureRule()
RULES: Final = TypeAdapter(dict[str, ProcedureRule])


def read_rules(
    definitions: Path, office: Path | None, layer: Path | None = None
) -> dict[str, ProcedureRule]:
    """Return the rules of a folder of definitions and of the office's own file.

    Args:
        definitions: the folder of a pack's content.
        office: which department, how many clerks, what is often told.
        layer: the city's layer of the same content; its days stand in the place of a definition's.

    Raises:
        RulesRefused: a file is no TOML, or a field is not what it should be.
    """
    own = _toml(office) if office else {}
    patches = _toml(layer).get("procedures", {}) if layer else {}
    every = own.pop(EVERY, {}).get("remarks", [])
    found: dict[str, Any] = {}
    for path in sorted(definitions.glob("*.toml")):
        said = _toml(path)
        id = str(said.get("id", path.stem))
        of_city, said = own.pop(id, {}), said | patches.get(id, {})
        times = {name: said[name] for name in ("due_days", "clock") if name in said}
        found[id] = {**of_city, **times, "remarks": [*of_city.get("remarks", []), *every]}
    if own:
        raise RulesRefused(f"no such procedure: {', '.join(sorted(own))}")
    try:
        return RULES.validate_python(found)
    except ValidationError as refused:
        place, reason = first_error(refused)
        raise RulesRefused(f"{place}: {reason}") from None


def put_rules(store: OfficeStore, rules: Mapping[str, ProcedureRule]) -> None:
    """Keep the rules for every office of the database, with the departments that they name."""
    with store.transaction() as db:
        store.put_setting(SETTING, RULES.dump_json(dict(rules)).decode())
        for name in sorted({one.department for one in rules.values() if one.department}):
            db.execute(
                "insert into department values (?, ?) on conflict (id) do nothing", [name, name]
            )


def rule_of(store: OfficeStore, procedure: str | None) -> ProcedureRule:
    """Return the rule of a procedure; one that asks for nothing where none was kept."""
    kept = store.setting(SETTING)
    return RULES.validate_json(kept).get(procedure or "", NO_RULE) if kept else NO_RULE


def uses_department(store: OfficeStore, name: str) -> bool:
    """Tell whether a rule gives applications to a department."""
    kept = store.setting(SETTING)
    rules = RULES.validate_json(kept) if kept else {}
    return any(one.department == name for one in rules.values())


def rename_department(store: OfficeStore, old: str, new: str) -> None:
    """Give applications to a department under its new name; the city's file is changed by hand."""
    if uses_department(store, old):
        rules = RULES.validate_json(store.setting(SETTING))
        changed = {
            id: one.model_copy(update={"department": new}) if one.department == old else one
            for id, one in rules.items()
        }
        store.put_setting(SETTING, RULES.dump_json(changed).decode())


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as refused:
        raise RulesRefused(f"{path.name}: {refused}") from refused
