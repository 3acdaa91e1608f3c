"""The look-ups on the tables that ship."""
