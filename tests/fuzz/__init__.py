"""Whatever a card or a line gives: only ``CardError``, no hang, bounded memory."""
