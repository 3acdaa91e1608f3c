"""Asks for two people where a publication changes what residents are asked or told.

Here they are named, not proved: whoever holds the targets key can sign anything. The console
proves both, see ``sync.office.authoring``.
"""

from collections.abc import Mapping
from typing import Final

from sync.errors import SyncError
from sync.office.packs.history import newest_pack
from sync.office.packs.repository import PackRepository

# Not the city's keys and staff, which orders of the office change, and no notice: it may be urgent.
BY_TWO: Final = ("procedures/", "words/", "languages/", "city/")
SHOWN: Final = 5


class SecondPersonNeeded(SyncError):
    """What residents are asked changed, and two different people are not named."""


def refuse_one_person(
    repository: PackRepository, content: Mapping[str, bytes], people: tuple[str, str]
) -> None:
    """Refuse *content* that changes what residents are asked, unless two *people* are named.

    The first pack of a city changes nothing: nobody was asked anything before.

    Raises:
        SecondPersonNeeded: one is missing, or both are the same; nothing was signed.
    """
    newest = newest_pack(repository)
    changed = _changed(newest.files, content) if newest else []
    made_by, approved_by = (one.strip().casefold() for one in people)
    if not changed or (made_by and approved_by and made_by != approved_by):
        return
    shown = "、".join(changed[:SHOWN]) + ("…" if len(changed) > SHOWN else "")
    why = "同じ人です" if made_by and made_by == approved_by else "2人の名前が要ります"
    raise SecondPersonNeeded(
        f"{why}：変わるもの {shown}。つくった人を --made-by に、違いを読んだ別の人を"
        " --approved-by に書いてください。"
    )


def _changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    paths = sorted({*before, *after})
    return [
        path for path in paths if path.startswith(BY_TWO) and before.get(path) != after.get(path)
    ]
