"""Looks whether names can be drawn, and keeps the card's picture of one that cannot.

The picture is a sealed row of the visit, ``name_picture``, beside the name that it shows, and
only where the app's own fonts lack a character of it.
"""

import base64
import json

from field_app.document.fonts import not_on_screen, unprintable
from field_app.flow.base.open_visit import OpenVisit
from field_app.state.card import CardSeen
from field_app.state.filing import FilingState

ROW = "name_picture"


async def keep_picture(visit: OpenVisit, card: CardSeen) -> None:
    """Keep the picture of a name that our fonts do not hold; the chip has one beside the photo."""
    if card.name_png is None:
        return
    if await visit.services.workers.documents(not_on_screen, (card.name,)):
        picture = base64.b64encode(card.name_png).decode()
        await visit.put(ROW, json.dumps([card.name, picture]).encode())


async def look_for_glyphs(visit: OpenVisit, filing: FilingState) -> None:
    """Find which characters of the answers no font holds, for the pages before the seal."""
    filing.unprintable = await visit.services.workers.documents(unprintable, written(visit, filing))


def written(visit: OpenVisit, filing: FilingState) -> tuple[str, ...]:
    """Return what of *filing* people wrote, as the form prints it."""
    actor = visit.shown.actor
    came = (actor.name or "", actor.relation or "") if actor else ()
    return (*(answer.display for answer in filing.answers.values()), *came)


def picture_for(visit: OpenVisit, filing: FilingState) -> bytes | None:
    """Return the picture of the name that *filing* carries; none of another name. Blocks."""
    row = visit.drafts.get(visit.id, ROW)
    if row is None:
        return None
    name, picture = json.loads(row)
    is_said = any(_squeezed(name) in _squeezed(text) for text in written(visit, filing))
    return base64.b64decode(picture) if is_said else None


def _squeezed(text: str) -> str:
    """Return *text* without its spaces: a card and a form set them differently."""
    return "".join(text.split())
