"""Addresses on the card: AIDs of applications and ids of their files.

Sources and confidence: docs/card.md.

個人番号 is not in it: neither its file nor 照合番号A is known to this package.
"""

from typing import Final, Literal

JPKI: Final = bytes.fromhex("D392F000260100000001")
SUPPORT: Final = bytes.fromhex("D3921000310001010408")  # 券面事項入力補助AP
VISUAL: Final = bytes.fromhex("D3921000310001010402")  # 券面事項確認AP

RESIDENTS: Final = bytes.fromhex("D3921000310001010401")  # 住基AP; only whether it is there
COMMON: Final = bytes.fromhex("D3921000310001010100")  # manufacturing number

# マイナ免許証 (one reader of it, confidence S) and 特定在留カード (the residence card's pattern of
# names, confidence C); only whether they are there.
DRIVING_LICENCE: Final = bytes.fromhex("A0000002310600000000000000000000")
RESIDENCE: Final = bytes.fromhex("D392F0004F0100000000000000000000")

ApplicationName = Literal[
    "jpki", "input_support", "visual", "residents", "common", "driving_licence", "residence"
]
APPLICATIONS: Final[dict[ApplicationName, bytes]] = {
    "jpki": JPKI,
    "input_support": SUPPORT,
    "visual": VISUAL,
    "residents": RESIDENTS,
    "common": COMMON,
    "driving_licence": DRIVING_LICENCE,
    "residence": RESIDENCE,
}

TOKEN: Final = 0x06
SIGN_CERTIFICATE: Final = 0x01
SIGN_AUTHORITY: Final = 0x02
ISSUED_CERTIFICATES: Final = 0x08
AUTH_CERTIFICATE: Final = 0x0A
AUTH_AUTHORITY: Final = 0x0B
AUTH_KEY: Final = 0x17
AUTH_PIN: Final = 0x18
SIGN_KEY: Final = 0x1A
SIGN_PIN: Final = 0x1B

ATTRIBUTES: Final = 0x02
SIGNED_DIGESTS: Final = 0x03
SUPPORT_INFORMATION: Final = 0x05
SIGNED_KEY: Final = 0x07
SUPPORT_PIN: Final = 0x11
SUPPORT_B: Final = 0x15

# The card-verifiable certificate of the key that signed the data; both 券面 applications have one.
SIGNER_CERTIFICATE: Final = 0x04

FRONT: Final = 0x02
VISUAL_B: Final = 0x12
