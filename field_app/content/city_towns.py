"""Reads the city's own list of towns; a mistake is told in Japanese, with file and line."""

from pathlib import Path
from typing import Final

from field_app.lookup.postal import City, CityTowns
from field_app.lookup.tables import Tables
from field_app.procedure.authoring.mistake import Mistake
from field_app.procedure.city.layer import CityLayer
from field_app.procedure.load import DefinitionError
from sync.wire.content.towns import (
    HEAD,
    LONGEST_TOWN,
    MOST_CHOME,
    NOT_SAID,
    TOWNS,
    TOWNS_MOST,
    Fault,
    TownsRefused,
    read_towns,
)

CODE: Final = 5  # digits of JIS X 0402; the sixth of an lg_code is its check digit
SAID: Final[dict[Fault, tuple[str, str]]] = {
    "utf8": ("-", "文字コードを UTF-8 にして保存しなおしてください。"),
    "csv": ("-", 'CSV として読めません。引用符（"）が閉じているか確かめてください。'),
    "head": ("-", f"1行目は {','.join(HEAD)} と書いてください。"),
    "columns": ("-", "列は3つです。郵便番号、町名、丁目の数の順に書いてください。"),
    "postal": ("postal", "郵便番号は数字7けたです。"),
    "town": (
        "town",
        f"町名は{LONGEST_TOWN}字まで、空白なしで書いてください。丁目は3列目に数で書きます。",
    ),
    "chome": (
        "chome",
        f"丁目の数は1から{MOST_CHOME}です。"
        f"丁目のない町は空に、分からない町は {NOT_SAID} にしてください。",
    ),
    "twice": ("town", "同じ郵便番号と町名の行が、ほかにもあります。"),
    "many": ("-", f"町は{TOWNS_MOST}までです。"),
}


def with_towns(country: Tables, layer: CityLayer, file: Path) -> Tables:
    """Return *country* with the towns of *file* before it; as it is where the city lists none.

    Raises:
        DefinitionError: naming every line of the list with a mistake.
    """
    if not file.exists():
        return country
    try:
        towns = read_towns(file.read_bytes())
    except TownsRefused as refused:
        first, *others = (Mistake(*SAID[fault], line) for line, fault in refused.mistakes)
        raise DefinitionError(
            TOWNS, first.field, first.reason, first.line, tuple(others)
        ) from refused
    city = City(layer.lg_code[:CODE], layer.prefecture, layer.name)
    return country.of_city(CityTowns(city, towns))
