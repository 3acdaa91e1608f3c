"""Reads what a request asks for; a parameter that is not known is refused, and never guessed at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from sync.errors import WireError
from sync.office.access.api_tokens import ApiToken
from sync.office.api.problems import ApiProblem
from sync.office.exports.feed import FeedChoice, moments_of
from sync.wire.canonical import has_nul, parse_object

MOST: Final = 100
LARGEST: Final = 2**53
LARGEST_BODY: Final = 64 * 1024
PROCEDURE: Final = re.compile(r"[a-z][a-z0-9_-]{0,63}")
ENCODINGS: Final = ("utf-8", "cp932")
OF_A_PAGE: Final = frozenset({"since", "limit", "day", "procedure", "accepted"})


@dataclass(frozen=True)
class AskedPage:
    """A page that is asked for: what of the feed, of which procedure, and only accepted ones."""

    choice: FeedChoice
    procedure: str
    only_accepted: bool


def asked_page(request: Request, token: ApiToken, *more: str) -> AskedPage:
    """Return the page that a request asks for, as far as the token reaches.

    Raises:
        ApiProblem: ``malformed`` for a parameter or a value that is not known, ``not-allowed``
            for a procedure that the token does not reach.
    """
    given = known_parameters(request, OF_A_PAGE | set(more))
    begin, end = _moments(given.get("day", ""))
    choice = FeedChoice(
        number(given.get("since", "0"), "since", LARGEST),
        number(given.get("limit", str(MOST)), "limit", MOST, least=1),
        *(begin, end, departments_of(token)),
    )
    procedure = given.get("procedure", "")
    if procedure:
        refuse_procedure(procedure, token)
    if given.get("accepted", "false") not in ("true", "false"):
        raise ApiProblem("malformed", "accepted is true or false")
    return AskedPage(choice, procedure, given.get("accepted") == "true")


def known_parameters(request: Request, known: frozenset[str] | set[str]) -> Mapping[str, str]:
    """Return the parameters of a request, each given once. ApiProblem: another one is there."""
    pairs = request.query_params.multi_items()
    if len(pairs) != len(dict(pairs)) or not dict(pairs).keys() <= known:
        raise ApiProblem("malformed", f"parameters, each once: {', '.join(sorted(known))}")
    return dict(pairs)


def number(text: str, name: str, most: int, least: int = 0) -> int:
    """Return a whole number from *least* to *most*. ApiProblem: it is none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        raise ApiProblem("malformed", f"{name} is a whole number, {least} to {most}")
    return int(text)


def encoding_of(given: Mapping[str, str]) -> Any:
    """Return the encoding of a table. ApiProblem: an unknown one."""
    encoding = given.get("encoding", "utf-8")
    if encoding not in ENCODINGS:
        raise ApiProblem("malformed", f"encoding is one of {', '.join(ENCODINGS)}")
    return encoding


def refuse_procedure(procedure: str, token: ApiToken) -> None:
    """Refuse a procedure that has no good id, or that the token does not reach."""
    if not PROCEDURE.fullmatch(procedure):
        raise ApiProblem("malformed", "procedure is the id of a procedure")
    if not reaches(token, procedure):
        raise ApiProblem("not-allowed", "the token does not reach this procedure")


def reaches(token: ApiToken, procedure: str | None) -> bool:
    """Tell whether a token reaches a procedure."""
    return not token.procedures or procedure in token.procedures


def departments_of(token: ApiToken) -> frozenset[str] | None:
    """Return the departments that a token reaches; None for all. What nobody has is in none."""
    return token.departments or None


async def json_body(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request. ApiProblem: it is none, or over 64 KiB."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ApiProblem("malformed", "the body is application/json")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise ApiProblem("too-large", f"{LARGEST_BODY} bytes at most")
    if has_nul(body):
        raise ApiProblem("malformed", "no text holds U+0000")
    try:
        return parse_object(body, "order")
    except WireError as refused:
        raise ApiProblem("malformed", "the body is a JSON object") from refused


def _moments(day: str) -> tuple[str, str]:
    """Return the first moment of a day in Japan and of the next one, in UTC; all without a day."""
    if not day:
        return "", FeedChoice().end
    try:
        return moments_of(day)
    except ValueError as refused:
        raise ApiProblem("malformed", "day is a date, 2026-11-30") from refused
