"""The city's private keys: made, renewed by the calendar, in escrow."""
