"""Looks up what everybody knows: postal codes, banks, area codes; offline, for all Japan."""
