"""Model the parts that GIF's models are made of: date, telephone, postal code, address, codes.

What a model requires and an application does not ask is there and empty: nothing is made up.
"""

from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

LONGEST: Final = 10_000
UNKNOWN: Final = "99"
UNKNOWN_DATE: Final = "9999-99-99"
DATE: Final = "^[0-9]{4}-(0[1-9]|1[0-2]|99)-(0[1-9]|[12][0-9]|3[01]|99)$"
PHONE: Final = (
    r"^(\(0[0-9]{1,5}\)[0-9]{1,4}-[0-9]{4}|0[0-9]{2}-[0-9]{4}-[0-9]{4}|0[0-9]{3}-[0-9]{6,7})$"
)


class GifModel(BaseModel):
    """A model of GIF; its items have their Japanese names, and there are no others."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


def _some_day(text: str) -> str:
    """Return *text* where its known parts are a day of the calendar. ValueError otherwise."""
    year, month, day = text.split("-")
    if text != UNKNOWN_DATE and "9999" not in text:
        if month == UNKNOWN != day:
            raise ValueError("a day without its month")
        known = (int(part) if part != UNKNOWN else 1 for part in (month, day))
        date(int(year), *known)
    return text


Text = Annotated[str, StringConstraints(max_length=LONGEST)]
GifDate = Annotated[str, StringConstraints(pattern=DATE), AfterValidator(_some_day)]
Phone = Annotated[str, StringConstraints(pattern=PHONE)]
LgCode = Annotated[str, StringConstraints(pattern="^([0-9]{6})?$")]
TownId = Annotated[str, StringConstraints(pattern="^([0-9]{7})?$")]
Postal = Annotated[str, StringConstraints(pattern="^([0-9]{7})?$")]
Kana = Annotated[str, StringConstraints(max_length=LONGEST, pattern="^[ァ-ヺー・ 　]*$")]


class GifCode(GifModel):
    """コード情報型：種別と、その種別に関連した情報。"""

    type: Text = Field(serialization_alias="種別")
    related: Text = Field(serialization_alias="種別関連情報")


class GifIdentification(GifModel):
    """ID情報型：IDとその種別。個人番号は入れない。"""

    id: Text = Field(serialization_alias="ID")
    type: Text = Field(serialization_alias="ID種別")


class GifAddress(GifModel):
    """住所（DS-433、DS-442）。連結表記は書かれたまま。町字IDは端末にないので空。

    京都の通り名は連結表記だけにある。
    """

    lg_code: LgCode = Field(default="", serialization_alias="全国地方公共団体コード")
    town_id: TownId = Field(default="", serialization_alias="町字ID")
    prefecture: Text = Field(default="", serialization_alias="都道府県")
    city: Text = Field(default="", serialization_alias="市区町村（郡）")
    town: Text = Field(default="", serialization_alias="町字")
    block: Text = Field(default="", serialization_alias="番地以下")
    building: Text = Field(default="", serialization_alias="建物名等(方書)")
    written: Text = Field(default="", serialization_alias="連結表記")


class PostalAddress(GifModel):
    """人に結びつかない住所：郵便番号（DS-443、7桁）と住所。まとめ方はこのしくみのもの。"""

    postal: Postal = Field(default="", serialization_alias="郵便番号")
    address: GifAddress = Field(serialization_alias="住所")
