"""Draws the console's pages: templates, security headers, how times and numbers are written."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from sync.office.applications import labels
from sync.office.console.clerks import Session
from sync.wire.japan import JAPAN
from sync.wire.receipt_number import grouped

POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; script-src 'self'; "
    "img-src 'self' data:; object-src 'self'; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'self'; base-uri 'none'"
)
TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)


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
    response.headers["Referrer-Policy"] = "no-referrer"
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
