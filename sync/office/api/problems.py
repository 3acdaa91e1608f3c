"""Refusals of the API as RFC 9457 problem details; none holds anything of a resident."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sync.wire.problem import MEDIA_TYPE, PREFIX

STATUS: Final = {
    "malformed": 400,
    "not-authorised": 401,
    "not-allowed": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "left-to-a-person": 409,
    "another-order": 409,
    "too-large": 413,
    "too-many-requests": 429,
    "failed": 500,
    "unavailable": 503,
}
OF_STATUS: Final = {404: "not-found", 405: "method-not-allowed"}
BEARER: Final = {"WWW-Authenticate": 'Bearer realm="demado"'}
COME_AGAIN_S: Final = 5


class ApiProblem(Exception):
    """The request is refused as ``slug`` says; ``wait_s`` is when to come again."""

    def __init__(self, slug: str, detail: str = "", wait_s: int = 0) -> None:
        super().__init__(slug)
        self.slug, self.detail, self.wait_s = slug, detail, wait_s


def to_problem(_: Request, problem: Exception) -> Response:
    """Return the response of an `ApiProblem`."""
    if not isinstance(problem, ApiProblem):
        raise problem
    headers = dict(BEARER) if problem.slug == "not-authorised" else {}
    if problem.wait_s:
        headers["Retry-After"] = str(problem.wait_s)
    return _response(problem.slug, problem.detail, headers)


def to_not_there(_: Request, refused: Exception) -> Response:
    """Return the response for a path or a method that is not there."""
    if not isinstance(refused, HTTPException):
        raise refused
    slug = OF_STATUS.get(refused.status_code, "malformed")
    return _response(slug, "", dict(refused.headers or {}))


def to_not_whole(_: Request, refused: Exception) -> Response:
    """Return the response for a list of payments some of whose lines are gone."""
    return _response("left-to-a-person", str(refused), {})


def to_away(_: Request, __: Exception) -> Response:
    """Return the response for a database or a key holder that does not answer."""
    return _response("unavailable", "come again", {"Retry-After": str(COME_AGAIN_S)})


def to_failed(_: Request, __: Exception) -> Response:
    """Return the response for a mistake of ours, which the server's log has."""
    return _response("failed", "", {})


def _response(slug: str, detail: str, headers: dict[str, str]) -> Response:
    status = STATUS[slug]
    said = {"type": PREFIX + slug, "status": status, "title": slug, "detail": detail}
    return JSONResponse(said, status, headers, media_type=MEDIA_TYPE)
