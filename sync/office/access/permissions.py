"""The one list of permission words, which routes declare, roles hold and pages name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, get_args

Permission: TypeAlias = Literal[
    "application.read",
    "application.decide",
    "tablet.read",
    "tablet.approve",
    "clerk.manage",
    "role.manage",
    "audit.read",
    "retention.manage",
    "export.read",
    "payment.make",
    "outward.manage",
    "procedure.draft",
    "procedure.approve",
]
# What a route may ask instead: nothing at all, that a session began (it may wait for a passkey),
# that somebody is signed in, or that they proved a short while ago who they are.
Need: TypeAlias = Permission | Literal["anybody", "begun", "signed_in", "proved"]
FOR_EVERY_CLERK: Final[frozenset[Need]] = frozenset({"anybody", "begun", "signed_in", "proved"})

PERMISSIONS: Final[tuple[Permission, ...]] = get_args(Permission)
NAMES: Final[Mapping[Permission, str]] = {
    "application.read": "申請を見る",
    "application.decide": "申請を決める",
    "tablet.read": "端末の一覧を見る",
    "tablet.approve": "端末を登録・承認・失効する",
    "clerk.manage": "職員を加える・はずす",
    "role.manage": "役割と部署を決める",
    "audit.read": "記録（だれが何を見て、何を決めたか）を見る",
    "retention.manage": "消す予定の申請を見て、消さないようにする",
    "export.read": "決まった申請をファイルに書き出す",
    "payment.make": "支払一覧を作る・受け取る",
    "outward.manage": "外のシステムの鍵と知らせ先を決める",
    "procedure.draft": "手続きの定義を見る・案を入れて承認を頼む",
    "procedure.approve": "ほかの人の手続きの案を承認して、タブレットに出す",
}
# Whoever does one of these has proved who they are within the last minutes.
PROVED_ANEW: Final[frozenset[Need]] = frozenset(
    {
        *("proved", "tablet.approve", "clerk.manage", "role.manage", "retention.manage"),
        *("export.read", "payment.make", "outward.manage", "procedure.approve"),
    }
)

# What nobody does from home: whoever takes over a clerk's home lets in no tablet and no clerk,
# carries no file of residents away, lets nothing be deleted, and changes no question.
OFFICE_ONLY: Final[frozenset[Need]] = frozenset(
    {
        *("tablet.approve", "clerk.manage", "role.manage", "retention.manage"),
        *("export.read", "payment.make", "outward.manage"),
        *("procedure.draft", "procedure.approve"),
    }
)


@dataclass(frozen=True)
class Rights:
    """What a clerk may do, and in which departments; without any of those, in all of them."""

    permissions: frozenset[str] = frozenset()
    departments: frozenset[str] = field(default=frozenset())

    def may(self, need: Need) -> bool:
        """Tell whether a signed-in clerk with these rights may do what *need* says."""
        return need in FOR_EVERY_CLERK or need in self.permissions


NOTHING: Final = Rights()
