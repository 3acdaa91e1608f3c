"""The tool's texts in Japanese and English, and its exit codes; none is shared with the app."""

import os
from typing import Final, Literal

Language = Literal["ja", "en"]

# Class name of the error: exit code, Japanese, English. Scripts rely on the codes.
ERRORS: Final[dict[str, tuple[int, str, str]]] = {
    "ServiceStopped": (
        10,
        "カードを読むサービス（PC/SC）が動いていません。demado doctor で調べられます。",
        "The PC/SC service does not run. `demado doctor` tells what is missing.",
    ),
    "NoReader": (
        11,
        "読みとり機が見つかりません。demado doctor で調べられます。",
        "No such reader is connected. `demado doctor` tells what is missing.",
    ),
    "NoCard": (12, "カードが置かれていません。", "There is no card on the reader."),
    "SeveralCards": (
        13,
        "カードが2枚以上あります。--reader でどれか選んでください。",
        "More than one reader has a card. Choose one with --reader.",
    ),
    "CardBusy": (
        14,
        "ほかのアプリがカードを使っています。",
        "Another program holds the card for itself.",
    ),
    "CardRemoved": (
        15,
        "カードが離れました。番号は二度送りません。pins で残りの回数を見られます。",
        "The card left. No PIN is sent twice; `pins` shows the tries left.",
    ),
    "AnotherCard": (
        16,
        "はじめのカードとちがいます。何も送っていません。",
        "This is another card than before; nothing was sent to it.",
    ),
    "ReaderSilent": (
        17,
        "読みとり機から返事がありません。線をさしなおしてください。",
        "The reader does not answer. Plug it in again.",
    ),
    "CardMute": (
        18,
        "カードが返事をしません。裏返しでないか見て、置きなおしてください。",
        "The card does not answer to power. Turn it over or put it again.",
    ),
    "NotAllowed": (
        19,
        "カードを読むサービスを使う許可がありません。demado doctor で調べられます。",
        "This user may not use the PC/SC service. `demado doctor` tells how to mend it.",
    ),
    "NotMyNumberCard": (20, "マイナンバーカードではありません。", "This is no My Number Card."),
    "CardUnreadable": (21, "カードの中身が読めません。", "What the card holds cannot be read."),
    "UnexpectedStatus": (
        22,
        "カードが思わぬ返事をしました。",
        "The card gave an unexpected answer.",
    ),
    "PhotoUnreadable": (23, "写真を表示できません。", "The photo cannot be drawn."),
    "WrongPin": (30, "番号がちがいます。", "The card refused the PIN."),
    "PinBlocked": (
        31,
        "この番号は止まっています。市役所で新しくできます。",
        "This PIN is locked. The city hall sets a new one.",
    ),
    "LastTry": (
        32,
        "あと1回で止まります。何も送っていません。使うなら --use-last-try を付けてください。",
        "One try is left; nothing was sent. Add --use-last-try to use it.",
    ),
    "TriesUnknown": (
        36,
        "残りの回数をカードが答えません。何も送っていません。"
        "それでも使うなら --use-last-try を付けてください。",
        "The card does not say how many tries are left; nothing was sent. "
        "Add --use-last-try to use one all the same.",
    ),
    "NotAsPrinted": (
        35,
        "カードのおもて面に、そのような番号はありません。何も送っていません。",
        "No card prints such a number; nothing was sent.",
    ),
    "PinFormat": (
        33,
        "けた数か文字がちがいます。何も送っていません。",
        "It cannot be this PIN by its length or letters; nothing was sent.",
    ),
    "PinMissing": (
        34,
        "このカードにはこの番号か証明書がありません（お子さんのカード、顔認証カードなど）。",
        "This card has no such PIN or certificate, as a child's card or one without PINs.",
    ),
    "CertificateNotInDate": (
        37,
        "署名用の電子証明書が有効期間の外です。署名していません。"
        "それでも署名するなら --accept-expired を付けてください。",
        "The signature certificate is not in date; nothing was signed. "
        "Add --accept-expired to sign all the same.",
    ),
    "NotOnPhone": (
        25,
        "スマートフォンからは、氏名・住所・写真を読めません。カードを置いてください。",
        "A phone holds no name, address or photo. Put the card itself.",
    ),
    "WrongSignature": (
        24,
        "カードの返した署名が正しくありません（途中で切れたかもしれません）。何も書いていません。",
        "The card's answer is no signature by its key, perhaps cut short; nothing was written.",
    ),
    "FileRefused": (40, "ファイルを読み書きできません。", "The file cannot be read or written."),
    "NotVerified": (
        41,
        "署名が合いません。ファイルか証明書がちがいます。",
        "The signature does not fit: another file, or another certificate.",
    ),
    "SigningNotInstalled": (
        42,
        "署名には pyHanko が要ります：pip install 'demado-card[sign]'",
        "Signing needs pyHanko: pip install 'demado-card[sign]'",
    ),
    "Cancelled": (130, "止めました。", "Stopped."),
}

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "tries_left": ("あと{n}回", "{n} tries left"),
    "ask_b": (
        "照合番号B（券面どおり：元号の年・月・日6けた、期限の西暦4けた、セキュリティコード4けた）",
        "照合番号B as printed: era year, month, day; year of expiry; security code",
    ),
    "ask_pin": ("4けたの暗証番号", "4-digit PIN"),
    "ask_password": ("署名用の暗証番号（6〜16文字）", "signature password, 6 to 16 letters"),
    "ask_new": ("新しい番号", "new PIN"),
    "ask_again": ("新しい番号をもう一度", "new PIN once more"),
    "confirm_expired": (
        "署名用の電子証明書が有効期間の外です。それでも署名しますか [y/N]",
        "The signature certificate is not in date. Sign all the same? [y/N]",
    ),
    "not_the_same": ("2回の入力がちがいます。", "The two entries differ."),
    "reader": ("読みとり機", "reader"),
    "has_card": ("カードあり", "card present"),
    "no_card": ("カードなし", "no card"),
    "none": ("ありません", "none"),
    "is_present": ("あります", "there"),
    "signature_good": ("署名は正しく、ファイルは変わっていません。", "The signature is good."),
    "chip_genuine": ("チップの真正性を確認しました", "the chip is genuine"),
    "chip_unknown_issuer": ("発行者の鍵が不明", "the issuer's key is unknown"),
    "chip_mismatch": (
        "一致しません（写しか、変えられたカード）",
        "it does not match: a copy, or changed",
    ),
    "chip_not_checked": ("確かめられません", "it cannot be checked"),
    "part": (
        "合わないか、読めなかったもの：{part}",
        "did not fit or was not there: {part}",
    ),
    "part_certificate": ("発行者の証明書", "the issuer's certificate"),
    "part_attributes": (
        "氏名・住所・生年月日・性別の署名",
        "the signature over the four attributes",
    ),
    "part_face": ("券面の署名", "the signature over the face"),
    "part_key": ("チップの鍵", "the chip's key"),
    "part_presence": ("チップの返事", "the chip's own answer"),
    "part_person": ("氏名と券面が別の人", "attributes and face of two persons"),
    "hierarchy_production": ("実物のカードの発行者", "issuer of real cards"),
    "hierarchy_practice": ("見本のカードの発行者", "issuer of practice cards"),
    "confidence": ("鍵の確かさ {grade}", "confidence in the key: {grade}"),
    "trust_trusted": ("信頼する認証局のもの", "by an authority that is trusted"),
    "trust_not_trusted": ("認証局の署名が合いません", "the authority's signature does not fit"),
    "trust_unknown_issuer": ("知らない認証局のもの", "by an authority that is not known"),
    "application_jpki": ("公的個人認証（JPKI）", "JPKI, for signatures and logging in"),
    "application_input_support": ("券面事項入力補助", "input support (name and address)"),
    "application_visual": ("券面事項確認", "face of the card"),
    "application_residents": ("住民基本台帳", "residents' register"),
    "application_common": ("カードに共通の情報", "what all such cards have"),
    "application_driving_licence": ("マイナ免許証", "driving licence"),
    "application_residence": ("特定在留カード", "residence card"),
    "needs_certificate": (
        "ファイルの署名（CMS）ではありません。"
        "login の署名を確かめるには --certificate FILE.pem が要ります。",
        "It is no signature of a file (CMS). A bare signature of `login` needs "
        "--certificate FILE.pem.",
    ),
    "no_counter": ("ありません（カードが答えない場合も）", "none, or the card does not say"),
    "written": ("書きました：{path}", "Written: {path}"),
    "changed": ("番号を変えました。", "The PIN was changed."),
    "put": ("カードが置かれました：{reader}", "card put: {reader}"),
    "taken": ("カードが離れました：{reader}", "card taken away: {reader}"),
    "name": ("氏名", "name"),
    "address": ("住所", "address"),
    "birth_date": ("生年月日", "birth date"),
    "sex": ("性別", "sex"),
    "sex_1": ("男", "male"),
    "sex_2": ("女", "female"),
    "sex_9": ("記載なし", "not stated"),
    "user_authentication": ("利用者証明用（4けた）", "user authentication (4 digits)"),
    "signature": ("署名用（6〜16文字）", "signature (6 to 16 letters)"),
    "input_support": ("券面事項入力補助用（4けた）", "input support (4 digits)"),
    "verification_b": ("照合番号B（14けた）", "照合番号B (14 digits)"),
    "card": ("カード", "card"),
    "signature_certificate": ("署名用電子証明書", "signature certificate"),
    "user_authentication_certificate": (
        "利用者証明用電子証明書",
        "certificate for user authentication",
    ),
    "signature_authority_certificate": (
        "署名用の認証局の証明書",
        "certificate of the authority for signatures",
    ),
    "user_authentication_authority_certificate": (
        "利用者証明用の認証局の証明書",
        "certificate of the authority for user authentication",
    ),
    "ends": ("{day}まで", "until {day}"),
    "ends_later": ("期限内", "in date"),
    "renewal_open": ("更新できます", "can be renewed now"),
    "ended": ("期限切れ", "expired"),
    "valid_dates": ("期限内（失効は未確認）", "in date (revocation not checked)"),
    "expired": ("期限切れ", "expired"),
    "not_yet": ("まだ有効期間の前", "not yet valid"),
    "insurance": ("マイナ保険証としては {day} まで", "as an insurance card until {day}"),
    "test_card": ("試験用のカードです", "a card made for tests"),
    "next": ("次にすること", "next step"),
    "renew_card": (
        "カードの期限が過ぎています。市役所で新しいカードを申しこみます。",
        "The card has expired: apply for a new one at the city hall.",
    ),
    "renew_certificate": (
        "電子証明書の期限が過ぎています。市役所で更新します（無料）。",
        "A certificate has expired: renew it at the city hall, free of charge.",
    ),
    "reset_pin": (
        "止まっている番号があります。市役所で新しくします。",
        "A PIN is locked: the city hall sets a new one.",
    ),
    "ask_for_new_signature_certificate": (
        "署名用の証明書が、今の氏名か住所とちがいます。失効しているはずです。市役所で新しく出してもらいます。",
        "The signature certificate has another name or address; it is probably revoked. "
        "The city hall issues a new one.",
    ),
    "renewal_is_open": (
        "更新できる期間です。市役所で予約します。",
        "Renewal is open: book a visit to the city hall.",
    ),
    "nothing": ("今することはありません。", "Nothing has to be done now."),
}


def language_of_this_terminal() -> Language:
    """Return Japanese unless the terminal says that it speaks another language."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "ja" if not said or said.startswith(("ja", "C", "POSIX")) else "en"


def say(language: Language, key: str, **params: object) -> str:
    """Return one text. KeyError for a key that is none."""
    return TEXTS[key][0 if language == "ja" else 1].format(**params)
