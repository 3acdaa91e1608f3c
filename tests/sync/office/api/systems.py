"""Another system of the city: its tokens, and each response checked by the description."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
from jsonschema_rs import Draft202012Validator

from sync.office.access.api_tokens import API_RIGHTS, ApiTokens, TokenOrder
from sync.office.api import api
from sync.office.console.clerks import Clerks
from sync.office.web.app import Console
from sync.wire.events.event import SignedEvent
from tests.sync.office.exports.decided import decided, package
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

DESCRIPTION = json.loads(api.DESCRIPTION.read_text(encoding="utf-8"))
CAME_FROM = "192.0.2.7"


@dataclass
class Systems:
    """One process of the office with a console, whose API other systems ask."""

    office: Parts
    desk: Desk

    def __post_init__(self) -> None:
        office = self.office
        self.tokens = ApiTokens(office.store, office.evidence)
        self.clerks = Clerks(office.store, office.evidence)
        self.app = Console(
            *(office.store, office.keys, self.clerks, office.decisions, office.folder),
            office.folder,
        ).app()

    def token(self, *rights: str, **more: Any) -> str:
        """Make a token of these rights, or of all."""
        wanted = frozenset(rights or API_RIGHTS)
        return self.tokens.make(TokenOrder("基幹システム", wanted, **more), by="clerk")

    def web(self, token: str = "", came_from: str = CAME_FROM, **headers: str) -> httpx.AsyncClient:
        """Return a line to the office's server, as nginx would pass requests on."""
        own = {"Authorization": f"Bearer {token}"} if token else {}
        transport = httpx.ASGITransport(self.app, client=(came_from, 1))
        return httpx.AsyncClient(
            transport=transport, base_url="http://localhost", headers={**own, **headers}
        )

    def decided(self, *names: str, **more: Any) -> list[str]:
        """Have applications of these people sent, opened and decided."""
        return list(decided(self.office, self.desk, *map(package, names), **more))

    def said(self, kind: str) -> list[dict[str, Any]]:
        """Return the details of the log's events of a kind; the log is whole."""
        assert self.office.evidence.verify() == []
        events = [SignedEvent.from_bytes(one).event for one in self.office.evidence.contents()]
        return [dict(one.detail) for one in events if one.kind == kind]


async def ask(web: httpx.AsyncClient, target: str, method: str = "GET", **more: Any) -> Any:
    """Ask and check the response by the description; return it."""
    response = await web.request(method, f"/api/v1{target}", **more)
    check(target.partition("?")[0], method, response)
    return response


def check(path: str, method: str, response: httpx.Response) -> None:
    """Fail unless the description has this response, with its media type, headers and content."""
    described = operation(path, method)["responses"]
    status = str(response.status_code)
    found = resolved(described.get(status) or described[f"{status[0]}XX"])
    for name in found.get("headers", {}):
        assert name in response.headers, name
    if "content" not in found:
        assert not response.content
        return
    kind = response.headers["content-type"].partition(";")[0]
    schema = found["content"][kind]["schema"]
    if kind.endswith("json"):
        whole = {**schema, "components": DESCRIPTION["components"]}
        Draft202012Validator(whole).validate(response.json())


def operation(path: str, method: str) -> Any:
    """Return what the description says of a path that is filled in."""
    if path in DESCRIPTION["paths"]:
        return DESCRIPTION["paths"][path][method.lower()]
    parts = path.split("/")
    for template, found in DESCRIPTION["paths"].items():
        wanted = template.split("/")
        if len(wanted) == len(parts) and all(
            one.startswith("{") or one == other for one, other in zip(wanted, parts, strict=True)
        ):
            return found[method.lower()]
    raise AssertionError(f"{path} is not described")


def resolved(found: Any) -> Any:
    """Return what a reference of the description leads to."""
    while "$ref" in found:
        place = found["$ref"].removeprefix("#/").split("/")
        found = DESCRIPTION
        for name in place:
            found = found[name]
    return found
