"""Starts the packaged app: ``flet build`` takes this file, see build/android/README.md."""

import os

from field_app.__main__ import main

main(["app", "--data", os.environ["FLET_APP_STORAGE_DATA"]])
