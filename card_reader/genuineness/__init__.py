"""Tells a genuine chip from a copy, offline: whose keys signed its data, and whether it is there.

No PIN is needed beyond the one that opened the data. Facts and confidence: docs/card.md.
"""

from card_reader.genuineness.check import ChipCheck, Genuineness, Verdict
from card_reader.genuineness.issuers import Issuers, IssuersRefused

__all__ = ["ChipCheck", "Genuineness", "Issuers", "IssuersRefused", "Verdict"]
