"""Says in Japanese what the console shows: states, verdicts, and the kinds in a document."""

from collections.abc import Mapping
from typing import Any, Final

from sync.office.applications.times import TimeMark
from sync.office.applications.withdrawer import Withdrawer
from sync.office.casework.deadlines import Lateness
from sync.office.listing.filters import UNDECIDED
from sync.office.listing.places import ListOrder
from sync.office.parsing.signature import SignatureVerdict
from sync.office.revocation.finding import RevocationState, Unconfirmed
from sync.office.store.alike import Alike
from sync.office.store.states import ApplicationState
from sync.wire.marks import Mark

STATUS: Final[Mapping[str, str]] = {
    ApplicationState.NEW: "未開封",
    ApplicationState.UNOPENED: "開けません",
    ApplicationState.HELD: "元の申請待ち",
    ApplicationState.RECEIVED: "受付済み",
    ApplicationState.ACCEPTED: "受理",
    ApplicationState.RETURNED: "差し戻し",
    ApplicationState.REPLACED: "出しなおし済み",
    ApplicationState.REJECTED: "却下",
    ApplicationState.WITHDRAWN: "取下げ",
}
# What the list is narrowed to by one press; the first are groups of states.
NARROWED: Final[Mapping[str, str]] = {"": "すべて", UNDECIDED: "まだ決めていない", **STATUS}
ORDER: Final[Mapping[str, str]] = {
    ListOrder.TO_DO: "まだ決めていないものを先に、期限の近い順",
    ListOrder.OLDEST: "到着の古い順",
    ListOrder.NEWEST: "到着の新しい順",
}
FILTER: Final[Mapping[str, str]] = {
    "procedure": "手続き",
    "device": "端末",
    "venue": "出張先",
    "department": "部署",
    "assigned_to": "担当",
    "mark": "印",
}
BULK: Final[Mapping[str, str]] = {"assign": "担当を決める", "accept": "まとめて受理する"}
# How near the day is by which the city answers, and the colour of the word.
LATENESS: Final[Mapping[Lateness, tuple[str, str]]] = {
    Lateness.LATE: ("期限を過ぎました", "mark"),
    Lateness.SOON: ("期限が近い", "check"),
    Lateness.IN_TIME: ("期限", "quiet"),
}
SOURCE: Final = {
    "card": "カードから",
    "resident": "本人が入力",
    "staff": "職員が聞き取り",
    "family": "家族が入力",
    "representative": "代理人が入力",
    "care_manager": "ケアマネジャーが入力",
    "ocr": "読み取り",
    "default": "はじめの値",
}
IDENTITY: Final = {
    "card_verification_b": "ICチップ（照合番号B）",
    "card_pin": "ICチップ（暗証番号）",
    "documents": "本人確認書類",
    "interview": "聞き取り",
}
DOCUMENT: Final = {
    "driving_licence": "運転免許証",
    "driving_history": "運転経歴証明書",
    "passport": "パスポート",
    "residence_card": "在留カード",
    "disability": "障害者手帳",
    "my_number_card": "マイナンバーカード",
    "insurance": "資格確認書",
    "care_insurance": "介護保険証",
    "pension": "年金手帳・年金証書",
    "bank_book": "預金通帳",
    "employee_id": "社員証・学生証",
}
# What the tablet found when it checked the card's chip, and the colour of the words.
CHIP: Final[Mapping[str, tuple[str, str]]] = {
    "genuine": ("チップの真正性を確認しました", "good"),
    "unknown_issuer": ("発行者の鍵が不明", "warn"),
    "not_checked": ("チップの真正性は確かめていません", "warn"),
}
METHOD: Final = {
    "card_signature": "マイナンバーカードの電子署名",
    "hand_signature": "画面への手書き署名",
    "spoken": "口頭（職員が立ち会い）",
}
ACTOR: Final = {
    "self": "本人",
    "household": "同じ世帯の人",
    "legal_representative": "法定代理人",
    "agent": "任意代理人",
    "messenger": "使者",
    "submission_agent": "提出代行者",
    "staff_writes": "本人（職員が代筆）",
}
EVIDENCE: Final = {
    "agent_id": "来た方の身分証",
    "power_of_attorney": "委任状",
    "holder_document": "本人だけが持つ書類",
    "registry": "登記事項証明書",
    "family_register": "戸籍の書類",
}
SCRIBE: Final = {
    "hand": "手が不自由",
    "sight": "目が見えにくい",
    "language": "日本語を書きにくい",
    "other": "そのほか",
}
ROLE: Final = {
    "applicant": "申請する人",
    "subject": "対象の人",
    "visitor": "来た人",
    "card_owner": "カードの持ち主",
}
# The words, and the colour of the note that says them.
SIGNATURE: Final[Mapping[SignatureVerdict, tuple[str, str]]] = {
    SignatureVerdict.NONE: ("電子署名はありません", "quiet"),
    SignatureVerdict.GOOD: (
        "署名は正しく、書類は変わっていません。証明書は期間内です",
        "good",
    ),
    SignatureVerdict.LAPSED: (
        "署名は正しく、書類は変わっていません。証明書の期限は、窓口の受付から到着までのあいだに"
        "切れました。受付の日を、申請した人か窓口の職員に確かめてください",
        "warn",
    ),
    SignatureVerdict.OUT_OF_DATE: (
        "署名は正しく、書類は変わっていません。ただし、証明書は期間内ではありませんでした",
        "bad",
    ),
    SignatureVerdict.FOREIGN: (
        "署名は正しいですが、証明書の発行者を確かめられません（失効未確認）",
        "warn",
    ),
    SignatureVerdict.BROKEN: ("署名が合いません。書類が変えられたおそれがあります", "bad"),
    SignatureVerdict.UNKNOWN: ("署名を確認できません", "bad"),
}
# What is known of the certificate's revocation: the state, the sentence, and its colour.
REVOCATION: Final[Mapping[RevocationState, tuple[str, str, str]]] = {
    RevocationState.WAITING: (
        "失効未確認",
        "証明書が失効していないか、まだ確かめていません。",
        "quiet",
    ),
    RevocationState.GOOD: ("有効", "証明書は失効していません。", "good"),
    RevocationState.REVOKED: (
        "失効",
        "証明書は、署名したときにはもう失効していました。このまま受理しないで、申請した人に"
        "確かめてください。",
        "bad",
    ),
    RevocationState.REVOKED_MEANWHILE: (
        "失効",
        "証明書は、窓口の受付（端末の時計）から到着までのあいだに失効しました。受付の日を、"
        "申請した人か窓口の職員に確かめてください。",
        "bad",
    ),
    RevocationState.REVOKED_LATER: (
        "署名のあとに失効",
        "証明書は、申請が届いたあとに失効しました。署名したときは有効でした。",
        "warn",
    ),
    RevocationState.UNKNOWN: (
        "失効を確認できず",
        "証明書が失効していないか、確かめられませんでした。",
        "warn",
    ),
}
UNCONFIRMED: Final[Mapping[Unconfirmed, str]] = {
    Unconfirmed.AWAY: "返事がないか、失効リストがありません",
    Unconfirmed.OVERSIZED: "送られてきたものが大きすぎます",
    Unconfirmed.MALFORMED: "送られてきたものがこわれていて、読めません",
    Unconfirmed.WRONG_SIGNER: "認証局の署名ではありません",
    Unconfirmed.UNAUTHORISED: "この認証局に代わって答えてよい相手ではありません",
    Unconfirmed.STALE: "情報が古すぎるか、時刻が合いません",
    Unconfirmed.REPLAYED: "前の問い合わせへの返事が使いまわされています",
    Unconfirmed.UNKNOWN_SERIAL: "この番号の証明書を知らないと答えました",
    Unconfirmed.NOT_COVERED: "この証明書についての情報がありません",
    Unconfirmed.TOO_EARLY: "情報が署名より前のものです。次の情報を待っています",
    Unconfirmed.ENDED: "証明書の期限が切れたあとの情報なので、失効していたかは分かりません",
}
# The reason codes of RFC 5280, as the authority gives them.
REVOKED_FOR: Final = {
    "unspecified": "理由の記載なし",
    "keyCompromise": "カードの紛失・盗難など",
    "cACompromise": "認証局の事故",
    "affiliationChanged": "氏名・住所などの変更",
    "superseded": "新しい証明書への切りかえ",
    "cessationOfOperation": "本人の届け出など",
    "certificateHold": "一時停止",
    "privilegeWithdrawn": "資格の取り消し",
    "aACompromise": "認証局の事故",
}
# In the list, and in full beside both times.
TIME: Final[Mapping[TimeMark, tuple[str, str]]] = {
    TimeMark.APART: (
        "受付の日を確認",
        "窓口の受付（端末の時計）と到着が、端末が回線なしで働ける日数より離れています。",
    ),
    TimeMark.AHEAD: (
        "受付の日を確認",
        "窓口の受付（端末の時計）が、到着より後の時刻です。端末の時計が進んでいたおそれがあります。",
    ),
}

# The word in the list, the sentence on the page, and how loudly both are said.
MARK: Final[Mapping[str, tuple[str, str, str]]] = {
    Mark.PRACTICE: ("練習", "これは練習の申請です。本物の申請として受理しないでください。", "bad"),
    Mark.NO_CONTACT: (
        "連絡なし",
        "市と長いあいだ連絡がとれなかった端末で受け付けた申請です。手続きの内容や手数料が"
        "古いおそれがあります。いまのものと見比べてください。",
        "bad",
    ),
    Mark.INDIVIDUAL_NUMBER: (
        "番号あり",
        "マイナンバーと思われる12けたの数字が書かれています。写したり、ほかに知らせたり"
        "しないで、決められた手順で扱ってください。",
        "bad",
    ),
    Mark.EXPIRED: (
        "期限切れ",
        "受け付けた日に、この手続きの内容は期限が切れていました。要件や金額が古いおそれが"
        "あります。いまの決まりで受けられるかを確かめて、決めてください。",
        "bad",
    ),
    Mark.ASKED_TWICE: (
        "念押しあり",
        "窓口でもう一度たずねて、「はい」と答えたことがあります。",
        "warn",
    ),
    Mark.CHANGED: (
        "変更あり",
        "カードや前の答えから変えた項目があります。下の表で見比べてください。",
        "warn",
    ),
    Mark.UNPRINTABLE: (
        "外字",
        "申請書に印刷できない文字があります。申請書の絵と見比べて、台帳の文字を確かめてください。",
        "warn",
    ),
    Mark.CERTIFICATE_REVOKED: ("失効", "証明書が失効しています。", "bad"),
    Mark.CERTIFICATE_UNCONFIRMED: (
        "失効を確認できず",
        "証明書が失効していないか、確かめられませんでした。",
        "warn",
    ),
    Mark.EVIDENCE_LATER: (
        "書類待ち",
        "あとから届く書類があります。届いてから決めてください。",
        "warn",
    ),
}
# First day of an era, its name, and the year before its first.
ERAS: Final = (
    ("18680125", "明治", 1867),
    ("19120730", "大正", 1911),
    ("19261225", "昭和", 1925),
    ("19890108", "平成", 1988),
    ("20190501", "令和", 2018),
)
# In the list, and on the page before the links to the other applications.
# Who withdraws, compared with who filed: pill, sentence, colour.
WITHDRAWER: Final[Mapping[str, tuple[str, str, str]]] = {
    Withdrawer.SAME_CARD: (
        "一致",
        "申し出た人と申請した人は、同じ証明書で署名しています。",
        "good",
    ),
    Withdrawer.SAME_PERSON: (
        "一致",
        "申し出た人と申請した人は、氏名と生年月日が同じです。",
        "good",
    ),
    Withdrawer.DIFFERENT: (
        "違う",
        "申し出た人と申請した人は、氏名か生年月日が違います。"
        "申請した人の考えかどうかを、電話などで確かめてください。",
        "bad",
    ),
    Withdrawer.UNKNOWN: (
        "比べられない",
        "氏名か生年月日がそろわず、申し出た人と申請した人を比べられません。"
        "同じ人かどうかを、ご本人に確かめてください。",
        "warn",
    ),
}
ALIKE: Final[Mapping[str, tuple[str, str]]] = {
    Alike.FILING: (
        "同じ申請あり",
        "同じ人の、同じ手続きの申請が、同じ期間にほかにもあります。二重に決めないように、"
        "先に見比べてください。",
    ),
    Alike.LISTED: (
        "同じ人がほかにも",
        "この申請の世帯の人が、同じ手続きのほかの申請にも書かれています。どちらの世帯の人かを"
        "確かめてから決めてください。",
    ),
    Alike.ACCOUNT: (
        "口座が重複",
        "同じ口座が、ほかの名前の申請にも書かれています。だれの口座か、家族かを確かめてから"
        "決めてください。",
    ),
}


def named(table: Mapping[str, str], key: object) -> str:
    """Return the word for *key*; a key without a word is shown as it is."""
    return table.get(str(key), str(key))


def born(digits: str) -> str:
    """Return a birth date as the card writes it, 19450403, in words; 昭和 and the like beside."""
    year, month, day = digits[:4], digits[4:6], digits[6:8]
    eras = [one for one in ERAS if one[0] <= digits]
    era = f"{eras[-1][1]}{int(year) - eras[-1][2]}年" if eras and year.isdigit() else ""
    when = "".join(
        f"{part.lstrip('0') or '？'}{unit}" for part, unit in ((month, "月"), (day, "日"))
    )
    return f"{year}年（{era}）{when}" if era else digits


def seen(attachment: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is known of individual numbers on a picture, and the colour of the words."""
    masked, looked = attachment["masked"], attachment["looked"]
    if masked:
        return f"番号が写っていた{masked}か所を、端末で黒くぬりました", "good"
    if looked:
        return "職員が見て、番号は写っていないと確かめました", "good"
    if masked is None:
        return (
            "番号が写っていないか、だれも見ていません。写っていたら、決められた手順で扱ってください",
            "bad",
        )
    return "端末のしくみが調べ、番号は見つかりませんでした", "good"
