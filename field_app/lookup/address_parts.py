"""Divides an address into the parts of GIF DS-442; the text as it was written stays beside them.

Source: GIF DS-442 (address), 住居表示に関する法律 第2条; the table of cities and towns.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from field_app.lookup.postal import KANJI, City, PostalTable, chome_text, in_kanji
from sync.wire.content.towns import MOST_CHOME
from sync.wire.folding import DASHES

_NUMBER: Final = r"(?:[0-9]+|[〇一二三四五六七八九十百]+)"
_ONE_SIGN: Final = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **dict.fromkeys((dash for dash in DASHES), "-"),
        "　": " ",
        "ヶ": "ケ",
    }
)
# Ways in Kyoto come before the town: 寺町通御池上る.
_STREET: Final = re.compile(r".*(?:上る|下る|上ル|下ル|[東西]入[るル]?)")
# Where the town ends: digits, but not those of 西19条南; kanji digits only before their unit.
_TOWN_END: Final = re.compile(
    r"[0-9]+(?!(?:[0-9]*)(?:条|線|地割))|[〇一二三四五六七八九十百]+(?:丁目|番(?!町)|号|組)|無番地"
)
_OF_TOWN: Final = re.compile(r"[0-9]+(?=条|線|地割)")
_CHOME: Final = re.compile(rf"({_NUMBER})丁目")
_BANCHI: Final = re.compile(
    rf"({_NUMBER}(?:(?:番地の?|番の?|号の?|の|-){_NUMBER})*)(番地|番|号(?!室|棟|館)|組)?"
)
_NAMED_BANCHI: Final = re.compile(r"([^0-9 ]{1,6}?)([0-9]+)(?:号|番地?)?$")
_ROOM: Final = re.compile(r"(?:号室|号棟|号館|棟|階|F)")


@dataclass(frozen=True)
class AddressParts:
    """An address in parts; ``original`` is the text as it was written.

    Attributes:
        pref: the prefecture; empty where it was not written and cannot be told.
        city: city, ward, town or village, as the table writes it.
        street: the way that comes before the town, in Kyoto.
        oaza_cho: the town.
        chome: 一丁目.
        banchi: the numbers behind it, 4-26.
        building: whatever follows: building, room, 様方.
        original: what was written.
    """

    pref: str = ""
    city: str = ""
    street: str = ""
    oaza_cho: str = ""
    chome: str = ""
    banchi: str = ""
    building: str = ""
    original: str = ""

    def filled(self) -> dict[str, str]:
        """Return the parts that are not empty."""
        return {name: part for name, part in asdict(self).items() if part}


def address_parts(text: str, table: PostalTable) -> AddressParts:
    """Return the parts of *text*; only the original where no city of the table begins it."""
    line = text.translate(_ONE_SIGN)
    found = _city_of(line, table)
    if found is None:
        return AddressParts(original=text)
    pref, city, at = found
    at += _spaces(line[at:])
    street = _street_of(line[at:]) if city.startswith("京都市") else ""
    at += len(street)
    ends = _TOWN_END.search(line, at)
    town_end = ends.start() if ends else len(line)
    town = text[at:town_end].strip()
    if _OF_TOWN.search(line, at, town_end):
        town = _OF_TOWN.sub(lambda one: in_kanji(int(one[0])), line[at:town_end].strip())
    chome, banchi, end = _numbers(line, town_end, town, table.chome(city, town))
    building = text[end:].strip()
    return AddressParts(pref, city, street, town, chome, banchi, building, text)


def from_kanji(text: str) -> int:
    """Return the number that *text* is, in digits or in kanji up to 999."""
    if text.isdecimal():
        return int(text)
    if not set(text) & set("十百"):
        return int("".join(str(KANJI.index(one)) for one in text))
    total = digit = 0
    for one in text:
        if one in "十百":
            total += (digit or 1) * (10 if one == "十" else 100)
            digit = 0
        else:
            digit = KANJI.index(one)
    return total + digit


def _city_of(line: str, table: PostalTable) -> tuple[str, str, int] | None:
    """Return prefecture, city and where it ends; the prefecture is empty where several have it."""
    found = [(city, end) for city in table.cities.values() if (end := _end_of(line, city))]
    if not found:
        return None
    longest = max(end for _, end in found)
    cities = [city for city, end in found if end == longest]
    prefectures = {city.prefecture for city in cities}
    name = cities[0].name if len({city.name for city in cities}) == 1 else ""
    if not name:  # 京都市 alone: all its wards begin with it
        name = line[:longest].removeprefix(cities[0].prefecture)
    return (prefectures.pop() if len(prefectures) == 1 else ""), name, longest


def _end_of(line: str, city: City) -> int:
    """Return where *city* ends at the beginning of *line*; 0 where it is another one."""
    for name in _names(city.name.translate(_ONE_SIGN)):
        for whole in (f"{city.prefecture}{name}", name):
            if line.startswith(whole):
                return len(whole)
    return 0


def _names(name: str) -> Iterator[str]:
    """Yield how a city is written: in full, without its 郡, a city of wards without the ward."""
    yield name
    if "郡" in name[1:-1]:
        yield name.split("郡", 1)[1]
    if name.endswith("区") and "市" in name:
        yield name[: name.index("市") + 1]


def _street_of(rest: str) -> str:
    ends = re.search(r"[0-9]", rest)
    found = _STREET.match(rest[: ends.start()] if ends else rest)
    return found[0] if found else ""


def _numbers(line: str, at: int, town: str, most: int | None) -> tuple[str, str, int]:
    """Return 丁目, the numbers behind it, and where they end in *line*.

    *most* is how many 丁目 the town has, None where that is not known.
    """
    chome = ""
    if found := _CHOME.match(line, at):
        chome, at = chome_text(from_kanji(found[1])), found.end()
    at += _spaces(line[at:])
    if line.startswith("無番地", at):
        return chome, "無番地", at + len("無番地")
    found = _BANCHI.match(line, at)
    if found is None:
        named = _NAMED_BANCHI.match(line, at) if chome else None
        return (chome, named[1] + named[2], named.end()) if named else (chome, "", at)
    numbers = [str(from_kanji(one)) for one in re.findall(_NUMBER, found[1])]
    end = found.end()
    if len(numbers) > 1 and _ROOM.match(line, end):  # the last one is the room's
        end -= len(re.findall(_NUMBER, found[1])[-1])
        numbers.pop()
    if not chome and _begins_with_chome(numbers, town, most):
        chome = chome_text(int(numbers.pop(0)))
    return chome, "-".join(numbers) + ("組" if found[2] == "組" else ""), end


def _begins_with_chome(numbers: list[str], town: str, most: int | None) -> bool:
    """Tell whether 1-1-1 begins with a 丁目: one that the town has, with a number behind it.

    Of a town that nobody listed: three numbers, the first small, of no 字.
    """
    if most is not None:
        return len(numbers) > 1 and 0 < int(numbers[0]) <= most
    is_small = len(numbers) > 2 and 0 < int(numbers[0]) <= MOST_CHOME
    return is_small and not town.startswith(("大字", "字"))


def _spaces(rest: str) -> int:
    return len(rest) - len(rest.lstrip())
