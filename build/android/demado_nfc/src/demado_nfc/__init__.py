"""Brings ``jp.demado.nfc.NfcQueue`` into the app; ``card_reader.android_nfc`` talks to it."""
