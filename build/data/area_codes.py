"""How a Japanese telephone number is divided, and which numbers there are.

Source: the metadata of libphonenumber (総務省 電気通信番号計画), as phonenumbers carries it
(Apache-2.0).
"""

from importlib.metadata import version
from typing import Final

from phonenumbers.data.region_JP import PHONE_METADATA_JP
from phonenumbers.phonemetadata import NumberFormat, PhoneMetadata

LICENCE: Final = "phonenumbers: Apache-2.0"
KINDS: Final = ("fixed_line", "mobile", "personal_number", "voip", "toll_free", "uan")


def source() -> str:
    """Return where the table comes from."""
    return f"総務省の番号計画, phonenumbers {version('phonenumbers')}"


def area_codes() -> list[str]:
    """Return patterns without the leading 0: a line a kind of number, then one a division.

    The first division applies whose beginning (second field) and whole (third) both match.
    """
    metadata: PhoneMetadata = PHONE_METADATA_JP
    kinds = ((kind, getattr(metadata, kind).national_number_pattern) for kind in KINDS)
    return [
        *(f"{kind}\t{pattern}" for kind, pattern in kinds if pattern),
        *map(_division, metadata.number_format),
    ]


def _division(division: NumberFormat) -> str:
    begins = division.leading_digits_pattern[-1] if division.leading_digits_pattern else ""
    return f"divide\t{begins}\t{division.pattern}"
