"""Model the two sheets of an application by a person: A票, who files it, and B票, what it says."""

from typing import Any

from pydantic import Field

from sync.office.gif.parts import GifDate, GifIdentification, GifModel, Text
from sync.office.gif.people import GifContact, GifPerson


class GifCity(GifModel):
    """宛先（DS-451-1は「法人」）のうち、申請が知る項目。法人番号・カナ・連絡先は申請にない。"""

    ids: tuple[GifIdentification, ...] = Field(default=(), serialization_alias="ID群")
    name: Text = Field(serialization_alias="商号または名称")


class SheetA(GifModel):
    """A票：個人申請基本情報（DS-451-1）。

    委任者の項目には、本人のかわりに来た人を入れる（DS-451-1の2.3は「委任先」と書く）。
    委任内容は申請が聞いていないので、ない。
    """

    to: GifCity = Field(serialization_alias="宛先")
    filed_on: GifDate = Field(serialization_alias="申請日")
    contact: GifContact = Field(serialization_alias="連絡先")
    applicant: GifPerson = Field(serialization_alias="申請者")
    agent: GifPerson | None = Field(default=None, serialization_alias="委任者")
    agent_role: Text | None = Field(default=None, serialization_alias="委任者の役割")


class SheetB(GifModel):
    """B票：申請内容（DS-451-1）。

    内容の項目は手続きの定義が決める。「対象者」は、申請が申請者でない人についてのときの個人。
    日付・電話番号・住所・氏名・人の一覧は、それぞれの型の形にする。
    """

    title: Text = Field(serialization_alias="名称")
    content: dict[str, Any] = Field(serialization_alias="内容")
    updated_on: GifDate | None = Field(default=None, serialization_alias="更新年月日")


class GifApplication(GifModel):
    """個人の申請（DS-451-1）：A票とB票。"""

    a: SheetA = Field(serialization_alias="A票")
    b: SheetB = Field(serialization_alias="B票")
