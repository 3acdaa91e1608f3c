"""Draws the console's pages: templates, security headers, how times and numbers are written."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from sync.office.applications import labels
from sync.office.console.sessions import Session
from sync.visible import UNSEEN, unseen_name, visible
from sync.wire.japan import JAPAN
from sync.wire.receipt_number import grouped

POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; script-src 'self'; "
    "img-src 'self' data:; object-src 'self'; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'self'; base-uri 'none'"
)
_MARK: Final = Markup('<mark title="目に見えない文字です">{}</mark>')


def told(value: object) -> Markup:
    """Return a text that came from outside, as a part of its own in the line.

    Letters of any direction stay in their place, and each unseen character is a mark.
    """
    text, inside, end = str(value), Markup(), 0
    for found in UNSEEN.finditer(text):
        inside += Markup("{}{}").format(text[end : found.start()], _MARK.format(_name(found[0])))
        end = found.end()
    return Markup("<bdi>{}{}</bdi>").format(inside, text[end:])


def _name(character: str) -> str:
    return f"［{unseen_name(character)}］"


def _shown(value: object) -> object:
    """Return what a template writes; also where it says nothing, no character stays unseen."""
    is_plain = isinstance(value, str) and not isinstance(value, Markup)
    return visible(str(value)) if is_plain else value


TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_shown,
)
TEMPLATES.filters["told"] = told


def page(name: str, session: Session | None, *, status_code: int = 200, **values: Any) -> Response:
    """Draw a template with the headers that every page carries."""
    content = TEMPLATES.get_template(name).render(
        session=session, labels=labels, when=when, number=number, **values
    )
    return closed(HTMLResponse(content, status_code))


def closed(response: Response) -> Response:
    """Add the headers that keep a browser from loading, guessing or keeping anything else."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not no-referrer: with that a browser hides the origin of our own forms from us too.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def when(text: str | None) -> str:
    """Return an ISO time as a clerk reads it, in Japan's time."""
    if not text:
        return ""
    try:
        return f"{datetime.fromisoformat(text).astimezone(JAPAN):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):  # a row from before such times were refused
        return "（正しい時刻ではありません）"


def number(text: str | None) -> str:
    """Return a receipt number in groups of four; empty when there is none."""
    return grouped(text or "")
