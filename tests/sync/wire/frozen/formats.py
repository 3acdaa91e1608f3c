"""The wire formats as the program of a day wrote them; the files never change."""

import base64
import json
from pathlib import Path
from typing import Any

from sync.wire.city import NamedKey

FORMATS: dict[str, Any] = json.loads(
    Path(__file__).with_name("formats_2026_11.json").read_text(encoding="utf-8")
)
CITY_KEY = NamedKey(kid="a1", public=base64.b64decode(FORMATS["city_key"]))
SEAL_KEY = base64.b64decode(FORMATS["tablet_seal_key"])
