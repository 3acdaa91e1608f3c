"""Counts, exports and takes in what translators write: ``demado languages``."""
