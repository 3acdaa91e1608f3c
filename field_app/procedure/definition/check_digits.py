"""Compute the check digits of numbers that people copy from papers; a slip of the pen shows.

Source: docs/domain.md; 法人番号の指定等に関する省令 第2条; 全国地方公共団体コード 検査数字;
介護保険者番号・健康保険 保険者番号 (検証番号, modulus 10).
"""

from typing import Final

LG_WEIGHTS: Final = (6, 5, 4, 3, 2)


def is_corporate_number(digits: str) -> bool:
    """Tell whether thirteen ASCII digits are a 法人番号: the first one checks the others."""
    if not _is_digits(digits, 13):
        return False
    places = enumerate(reversed(digits[1:]))
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in places)
    return int(digits[0]) == 9 - total % 9


def is_insurer_number(digits: str) -> bool:
    """Tell whether six or eight ASCII digits are a 保険者番号: the last one checks the others."""
    if not (_is_digits(digits, 6) or _is_digits(digits, 8)) or not digits.strip("0"):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits[:-1])):
        product = int(digit) * (1 if place % 2 else 2)
        total += product // 10 + product % 10
    return int(digits[-1]) == -total % 10


def is_lg_code(digits: str) -> bool:
    """Tell whether six ASCII digits are a 全国地方公共団体コード, the last one its check."""
    return _is_digits(digits, 6) and digits == lg_code_of(digits[:5])


def lg_code_of(code: str) -> str:
    """Return the 全国地方公共団体コード of five digits (JIS X 0402): its check comes last."""
    total = sum(int(digit) * weight for digit, weight in zip(code, LG_WEIGHTS, strict=True))
    return f"{code}{(11 - total % 11) % 10}"


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()
