"""Draws the console's pages: templates, and how times and numbers are written."""

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from sync.office.applications import labels
from sync.office.console.sessions import Session
from sync.office.store.moments import read_moment
from sync.visible import UNSEEN, unseen_name, visible
from sync.wire.city import utc_now
from sync.wire.japan import JAPAN
from sync.wire.receipt_number import grouped

NO_TIME: Final = "（正しい時刻ではありません）"
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


def page(
    name: str, session: Session | None, *, status_code: int = 200, **values: Any
) -> HTMLResponse:
    """Draw a template."""
    opened_at = when(utc_now().isoformat())
    content = TEMPLATES.get_template(name).render(
        session=session, labels=labels, when=when, number=number, counted=counted,
        opened_at=opened_at, **values,
    )  # fmt: skip
    return HTMLResponse(content, status_code)


def when(text: str | None) -> str:
    """Return an ISO time as a clerk reads it, in Japan's time."""
    if not text:
        return ""
    try:
        at = read_moment(text)
        return f"{at.astimezone(JAPAN):%Y-%m-%d %H:%M}" if at else NO_TIME
    except OverflowError:  # a row from before such times were refused
        return NO_TIME


def number(text: str | None) -> str:
    """Return a receipt number in groups of four; empty when there is none."""
    return grouped(text or "")


def counted(many: int) -> str:
    """Return a number of things with a comma every three digits."""
    return f"{many:,}"
