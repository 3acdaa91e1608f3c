"""Keeps the words of the sign-in provider's groups true: the roles and departments that there are.

A group that gives what is not there lets none of its people in.
"""

import json
from typing import Any, Literal

from sync.office.store.store import OfficeStore


def is_in_a_group(store: OfficeStore, kind: Literal["roles", "departments"], name: str) -> bool:
    """Tell whether a group of the provider's gives a role (by its id) or a department."""
    rows = store.rows("select settings from sign_in_provider")
    return any(name in group[kind] for (text,) in rows for group in json.loads(text)["group"])


def rename_in_groups(store: OfficeStore, db: Any, old: str, new: str) -> None:
    """Let the groups give a department under its new name, in the transaction that gave *db*."""
    for id, text in store.rows("select id, settings from sign_in_provider"):
        said = json.loads(text)
        for group in said["group"]:
            group["departments"] = [new if one == old else one for one in group["departments"]]
        kept = json.dumps(said, ensure_ascii=False)
        db.execute("update sign_in_provider set settings = ? where id = ?", [kept, id])
