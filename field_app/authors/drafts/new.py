"""Begin a definition: one that can be filed as it stands, with remarks that say what to change."""

from datetime import date
from typing import Any, Final

from field_app.authors.drafts.draft import Draft, Remarks

HEAD: Final = """{title}。demado procedures new で作ったひな形です。
直すところ：legal_basis（根拠の法令）、form_reference（様式）、may_file（届け出られる立場）、valid_from、
verified_on（法令を確かめた日）、unverified（まだ確かめていないこと。職員には「要確認」と出ます）。"""
UNVERIFIED: Final = "根拠の法令と様式"


def new_draft(id: str, title: str, today: date) -> Draft:
    """Return a definition that asks for a name and a reason, with its words and one case.

    Args:
        id: small letters, digits and ``_``, such as ``bicycle``.
        title: its name in Japanese.
        today: from when on it holds, and the day of its case.
    """
    definition: dict[str, Any] = {
        "id": id,
        "version": 1,
        "legal_basis": "（根拠の法令を書いてください）",
        "form_reference": "（様式の名前を書いてください）",
        "handling": "A",
        "may_file": ["self"],
        "identity": "interview",
        "clock": "counter",
        "valid_from": today,
        "verified_on": today,
        "unverified": [UNVERIFIED],
        "questions": [
            {"id": "name", "kind": "text", "fact": "name", "export": "氏名"},
            {"id": "reason", "kind": "text", "maximum": 100, "export": "理由"},
        ],
    }
    words = {
        "ja": {
            "l_title": title,
            "p_summary": f"「{title}」の手続きをします。",
            "l_name": "お名前は何ですか",
            "l_reason": "どうして届け出ますか",
        },
        "ja_easy": {
            "l_title": title,
            "p_summary": f"「{title}」の 手続《てつづ》きを します。",
            "l_name": "名前《なまえ》は 何《なん》ですか",
            "l_reason": "どうして 届《とど》けますか",
        },
        "en": {
            "l_title": id.replace("_", " ").capitalize(),
            "p_summary": "Write here what it is for.",
            "l_name": "What is your name?",
            "l_reason": "Why do you report it?",
        },
    }
    case = {
        "title": "本人が届け出る",
        "role": "self",
        "today": today,
        "answers": {"name": "見本　花子", "reason": "はじめて使う"},
        "pages": ["name", "reason"],
        "exported": {"氏名": "見本　花子"},
    }
    above = {"": HEAD.format(title=title)}
    return Draft(definition, words, {"cases": [case]}, Remarks(above))
