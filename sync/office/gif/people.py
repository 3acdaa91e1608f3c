"""Model people as GIF does: names, a person, how a person is reached, whom a person is to whom."""

from pydantic import Field

from sync.office.gif.parts import (
    GifAddress,
    GifCode,
    GifDate,
    GifIdentification,
    GifModel,
    Kana,
    Phone,
    Postal,
    Text,
)

UNKNOWN_SEX = GifCode(type="0", related="不明")


class GifContact(GifModel):
    """個人連絡先（DS-431）。申請が聞いていないものは空。電話番号はDS-445の形。"""

    phones: tuple[Phone, ...] = Field(default=(), serialization_alias="連絡先電話番号")
    postal: Postal = Field(default="", serialization_alias="郵便番号")
    address: GifAddress = Field(default_factory=GifAddress, serialization_alias="連絡先住所")


class GifName(GifModel):
    """氏名の項目（DS-431）。分けられない名前は氏に全部入れ、名は空。

    氏名は氏と名を半角空白でつなぐ（DS-431の記入例は全角空白で、どちらかは未確認）。
    旧氏と通称名は「ミドルネームなど」の種別（記入例は「旧姓」、種別の語は未確認）。
    """

    family: Text = Field(serialization_alias="氏")
    given: Text = Field(default="", serialization_alias="名")
    family_kana: Kana = Field(default="", serialization_alias="氏（カナ）")
    given_kana: Kana = Field(default="", serialization_alias="名（カナ）")
    whole: Text = Field(serialization_alias="氏名")
    whole_kana: Kana = Field(default="", serialization_alias="氏名（カナ）")
    others: tuple[GifCode, ...] = Field(default=(), serialization_alias="ミドルネームなど")


class GifPerson(GifName):
    """個人（DS-431）。ID群は、個人番号を持たないので空のことがある。性別はISO 5218。

    生年月日の分からないところは99と9999（DS-441）。聞いていない申請には項目がない。
    """

    ids: tuple[GifIdentification, ...] = Field(default=(), serialization_alias="ID群")
    sex: GifCode = Field(default=UNKNOWN_SEX, serialization_alias="性別")
    birth_date: GifDate | None = Field(default=None, serialization_alias="生年月日")
    address: GifAddress | None = Field(default=None, serialization_alias="居住住所")
    relations: "tuple[GifRelation, ...]" = Field(default=(), serialization_alias="役割関与情報")
    contact: GifContact = Field(default_factory=GifContact, serialization_alias="連絡先情報")


class GifRelation(GifModel):
    """役割関与情報型（DS-431）：続柄などの役割と、その人。"""

    role: GifCode = Field(serialization_alias="役割")
    person: GifPerson = Field(serialization_alias="関与者")
