"""Reads cards in PC/SC readers: the service, one call at a time, and the choice of the card."""

from card_reader.pcsc.source import PcscSource

__all__ = ["PcscSource"]
