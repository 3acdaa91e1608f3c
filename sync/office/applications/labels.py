"""What the console calls things, in Japanese."""

from typing import Final

STATUS: Final = {
    "new": "未開封",
    "unopened": "開けません",
    "held": "元の申請待ち",
    "received": "受付済み",
    "accepted": "受理",
    "returned": "差し戻し",
    "replaced": "出しなおし済み",
    "rejected": "却下",
}
SOURCE: Final = {
    "card": "カードから",
    "resident": "本人が入力",
    "staff": "職員が聞き取り",
    "family": "家族が入力",
    "ocr": "読み取り",
    "default": "はじめの値",
}
IDENTITY: Final = {
    "card_verification_b": "ICチップ（照合番号B）",
    "card_pin": "ICチップ（暗証番号）",
    "documents": "本人確認書類",
    "interview": "聞き取り",
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
    "staff_writes": "職員が代筆",
}
SIGNATURE: Final = {
    "none": ("電子署名はありません", "quiet"),
    "good": ("署名は正しく、書類は変わっていません。証明書は期間内です（失効未確認）", "good"),
    "foreign": ("署名は正しいですが、証明書の発行者を確かめられません（失効未確認）", "warn"),
    "broken": ("署名が合いません。書類が変えられたおそれがあります", "bad"),
}


def named(table: dict[str, str], key: object) -> str:
    """Return the word for *key*; a key without a word is shown as it is."""
    return table.get(str(key), str(key))


def number(text: str | None) -> str:
    """Return a receipt number in groups of four."""
    return "-".join((text or "")[at : at + 4] for at in range(0, len(text or ""), 4))
