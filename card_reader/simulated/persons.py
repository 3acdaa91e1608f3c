"""The invented persons of the practice cards; their city does not exist."""

from dataclasses import dataclass, field
from typing import Final, Literal

CertificateDates = Literal["valid", "expired", "future"]
# Right, or how the chip is wrong: files of another card, certified by nobody known, a photo put in.
ChipKind = Literal["genuine", "copied", "unknown_issuer", "changed_photo"]


# First days of 明治, 大正, 昭和, 平成 and 令和.
ERA_STARTS: Final = ("18680125", "19120730", "19261225", "19890108", "20190501")


@dataclass(frozen=True)
class Person:
    """One invented person and what is special about the card.

    ``certificate_name`` is the name with stand-ins, ``substitutes`` its map; so for the address.
    A ``None`` PIN does not exist on the card, or counts as locked with ``unset_pins``; tries are
    what is left at first.
    """

    key: str
    title: str
    hint: str
    name: str
    address: str
    birth: str
    sex: str
    expiry: str
    security_code: str = "4321"
    pin: str | None = "1234"
    password: str | None = "ABC123"  # noqa: S105 - an invented card's
    certificate_name: str = ""
    substitutes: str = ""
    certificate_address: str = ""
    address_substitutes: str = ""
    dates: CertificateDates = "valid"
    tries: dict[str, int] = field(default_factory=dict)
    is_my_number_card: bool = True
    is_phone: bool = False
    is_next_card: bool = False
    generation: int = 1
    number: str = "000000000000"
    is_foreign: bool = False
    chip: ChipKind = "genuine"
    unset_pins: bool = False

    @property
    def verification_b(self) -> str:
        """照合番号B as printed: birth with the era's year, expiry YYYY, security code."""
        year = self.birth[2:4] if self.is_foreign else f"{era_year(self.birth):02}"
        return year + self.birth[4:] + self.expiry[:4] + self.security_code


def era_year(birth: str) -> int:
    """Return the year that a Japanese national's card prints for *birth* (YYYYMMDD).

    An unknown year, ``0000``, is printed as 0.
    """
    starts = [start for start in ERA_STARTS if start <= birth]
    return int(birth[:4]) - int(starts[-1][:4]) + 1 if starts else 0


PERSONS: Final = (
    Person(
        "taro",
        "見本　太郎さん（81歳）",
        "ふつうのカード",
        "見本　太郎",
        "見本県見本市出窓町一丁目２番３号",
        "19450403",
        "1",
        "20310403",
    ),
    Person(
        "long",
        "長い名前の方（外国籍）",
        "名前と住所がとても長いカード",
        "ＭＩＨＯＮＳＫＹ　ＡＬＥＸＡＮＤＲＡ　ＭＡＲＩＡ　"
        "ＥＬＩＳＡＢＥＴＨ　ＤＥ　ＬＡ　ＶＥＮＴＡＮＡ　ＳＡＬＩＥＮＴＥ",
        "見本県見本市大字見本字見本ヶ丘北三丁目１２３４番地の５６　"
        "コーポラス出窓ウィンドウヒルズ見本第二号館１２０５号室",
        "19680229",
        "2",
        "20320229",
        is_foreign=True,
    ),
    Person(
        "itaiji",
        "見本辻󠄀　𠮷髙さん（75歳）",
        "名前に外字があるカード",
        "見本辻󠄀　𠮷髙",
        "見本県見本市辻󠄀町四丁目５番６号",
        "19510815",
        "2",
        "20290815",
        certificate_name="見本辻　吉高",
        substitutes="001011",
        certificate_address="見本県見本市辻町四丁目５番６号",
        address_substitutes="000000100000000",
    ),
    Person(
        "pinless",
        "見本　花さん（88歳）",
        "顔認証カード（暗証番号なし）",
        "見本　花",
        "見本県見本市海辺町７番地",
        "19380101",
        "2",
        "20280101",
        pin=None,
        password=None,
    ),
    Person(
        "locked",
        "見本　次郎さん（70歳）",
        "4けたの番号が止まっているカード",
        "見本　次郎",
        "見本県見本市山手町八丁目９番",
        "19560505",
        "1",
        "20300505",
        tries={"support": 0, "auth": 0},
    ),
    Person(
        "expired",
        "見本　梅さん（90歳）",
        "期限が切れたカード",
        "見本　梅",
        "見本県見本市旧町１０番",
        "19360606",
        "2",
        "20250606",
        dates="expired",
    ),
    Person(
        "last_try",
        "見本　三郎さん（66歳）",
        "あと1回しか試せないカード",
        "見本　三郎",
        "見本県見本市港町１１番",
        "19600707",
        "1",
        "20330707",
        tries={"support": 1, "sign": 1, "b": 1, "visual_b": 1, "auth": 1},
    ),
    Person(
        "moved",
        "見本　転子さん（45歳）",
        "引っこして署名用の証明書が古いカード",
        "見本　転子",
        "見本県見本市新町１２番",
        "19810808",
        "2",
        "20310808",
        certificate_address="見本県見本市古町１番",
    ),
    Person(
        "phone",
        "見本　四郎さん（30歳）",
        "スマートフォンに入った電子証明書",
        "見本　四郎",
        "見本県見本市丘町１３番",
        "19960909",
        "1",
        "20310909",
        is_phone=True,
    ),
    Person(
        "next",
        "見本　未来さん（25歳）",
        "次のカード（P-384の鍵）",
        "見本　未来",
        "見本県見本市先町１４番",
        "20011010",
        "2",
        "20361110",
        is_next_card=True,
    ),
    Person(
        "future",
        "見本　明日香さん（50歳）",
        "有効期間がまだ始まらない証明書のカード",
        "見本　明日香",
        "見本県見本市明町１５番",
        "19761111",
        "2",
        "20361111",
        dates="future",
    ),
    Person(
        "generation",
        "見本　世代さん（60歳）",
        "同じ名前の別の認証局が出したカード",
        "見本　世代",
        "見本県見本市代町１６番",
        "19661212",
        "1",
        "20341212",
        generation=2,
    ),
    Person(
        "child",
        "見本　さくらさん（9歳）",
        "子どものカード（署名用の番号と証明書がない）",
        "見本　さくら",
        "見本県見本市若葉町１７番",
        "20170401",
        "2",
        "20300401",
        password=None,
        unset_pins=True,
    ),
    Person(
        "face",
        "見本　勲さん（92歳）",
        "顔認証カード（番号がすべて止まったように見える）",
        "見本　勲",
        "見本県見本市坂町１８番",
        "19340202",
        "1",
        "20320202",
        pin=None,
        password=None,
        unset_pins=True,
    ),
    Person(
        "other_card",
        "交通カード",
        "マイナンバーカードではないカード",
        "",
        "",
        "00000000",
        "9",
        "00000000",
        is_my_number_card=False,
    ),
    Person(
        "copied",
        "見本　写さん（60歳）",
        "ほかのカードの中身を写した、にせのカード",
        "見本　写",
        "見本県見本市写町１７番",
        "19660214",
        "1",
        "20330214",
        chip="copied",
    ),
    Person(
        "unknown_issuer",
        "見本　不二さん（52歳）",
        "発行者の鍵がこの端末にないカード",
        "見本　不二",
        "見本県見本市不二町１８番",
        "19740315",
        "2",
        "20340315",
        chip="unknown_issuer",
    ),
    Person(
        "changed_photo",
        "見本　影さん（41歳）",
        "顔写真だけを入れかえた、にせのカード",
        "見本　影",
        "見本県見本市影町１９番",
        "19850416",
        "1",
        "20350416",
        chip="changed_photo",
    ),
    Person(
        "simplified",
        "簡体字の名前の方（外国籍）",
        "端末のフォントにない字の名前のカード",
        "見本　陈伟",
        "見本県見本市海港町２０番",
        "19480517",
        "1",
        "20300517",
        is_foreign=True,
    ),
)
BY_KEY: Final = {person.key: person for person in PERSONS}
