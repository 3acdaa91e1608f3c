"""Runs the practice authority's responder for the sample city, and tells the office of it."""

from build.sample_city.layout import Layout
from card_reader.simulated.authority import Authority
from card_reader.simulated.responder import PracticeResponder

SETTINGS = """# Written at each start: what the office asks about revoked certificates.
[[source]]
kind = "responder"
name = "練習用の認証局"
url = "{url}"
nonce = "required"
"""


def start_responder(layout: Layout) -> PracticeResponder:
    """Start the responder on a free port and write the office's file of sources."""
    made = PracticeResponder(Authority(layout.cards))
    layout.revocation.write_text(SETTINGS.format(url=made.url), encoding="utf-8")
    return made
