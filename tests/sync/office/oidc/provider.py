"""An OpenID provider that really answers on 127.0.0.1, and misbehaves where a test wants it to."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from build.ports import free_port
from sync.office.oidc.settings import ProviderSettings
from tests.sync.city import running

CLIENT, SECRET = "demado", "a secret: of 出窓/+ &"
SUBJECT = "8f1c2a"
FORM = "<!doctype html><html lang=ja><title>市の認証</title><h1>市の認証</h1><form method=post>"


def half_hash(token: str) -> str:
    half = hashlib.sha256(token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


@dataclass
class IdentityProvider:
    """One issuer with its keys. Whoever comes is *person*; the changes below make it lie.

    ``in_token`` gets the claims before they are signed, ``in_header`` the header's fields;
    ``sign`` replaces the signing, ``back`` changes what the browser brings back, ``answers``
    replaces a whole answer by the path that was asked.
    """

    port: int
    person: dict[str, Any] = field(default_factory=lambda: {"sub": SUBJECT})
    metadata: dict[str, Any] = field(default_factory=dict)
    in_token: dict[str, Any] = field(default_factory=dict)
    in_header: dict[str, Any] = field(default_factory=dict)
    back: dict[str, str | None] = field(default_factory=dict)
    answers: dict[str, Callable[[], Response]] = field(default_factory=dict)
    sign: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    now_s: Callable[[], float] = time.time
    asked: list[str] = field(default_factory=list)
    is_asking: bool = False

    def __post_init__(self) -> None:
        self.keys: dict[str, RSAKey | ECKey] = {"first": RSAKey.generate_key(2048)}
        self.codes: dict[str, dict[str, str]] = {}
        self.signed_in_s: int | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def public_keys(self) -> dict[str, Any]:
        return {
            "keys": [
                {**key.as_dict(private=False), "kid": kid, "use": "sig"}
                for kid, key in self.keys.items()
            ]
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Sign the person in, and return the address to which the browser goes back."""
        now_s = int(self.now_s())
        if self.signed_in_s is None or asked.get("prompt") == "login":
            self.signed_in_s = now_s
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "auth_time": str(self.signed_in_s)}
        back = {"code": code, "state": asked["state"], "iss": self.issuer, **self.back}
        kept = {name: value for name, value in back.items() if value is not None}
        return f"{asked['redirect_uri']}?{urlencode(kept)}"

    def tokens(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """Return what a code is worth: nothing a second time, or without its verifier."""
        begun = self.codes.pop(asked.get("code", ""), None)
        if begun is None or begun["redirect_uri"] != asked.get("redirect_uri"):
            return None
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != begun["code_challenge"]:
            return None
        access, now_s = secrets.token_urlsafe(16), int(self.now_s())
        claims = {
            "iss": self.issuer,
            "aud": begun["client_id"],
            "iat": now_s,
            "exp": now_s + 300,
            "nonce": begun["nonce"],
            "auth_time": int(begun["auth_time"]),
            "at_hash": half_hash(access),
            "sid": "s-1",
            **self.person,
            **self.in_token,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return {"access_token": access, "token_type": "Bearer", "id_token": self.signed(kept)}

    def signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": "RS256", "kid": "first", **self.in_header}
        header = {name: value for name, value in header.items() if value is not None}
        if self.sign is not None:
            return self.sign(header, claims)
        key = self.keys[next(iter(self.keys))]
        return jwt.encode(header, claims, key, algorithms=[header["alg"]])

    def routes(self) -> list[Route]:
        def document(_: Request) -> Response:
            return JSONResponse(self.document())

        def keys(_: Request) -> Response:
            return JSONResponse(self.public_keys())

        def authorize(request: Request) -> Response:
            if self.is_asking and request.method == "GET":
                return HTMLResponse(FORM + "<button>この人としてサインイン</button></form>")
            return RedirectResponse(self.authorize(dict(request.query_params)), 303)

        async def token(request: Request) -> Response:
            given = {name: v[0] for name, v in parse_qs((await request.body()).decode()).items()}
            if not self.is_client(request, given) or (found := self.tokens(given)) is None:
                return JSONResponse({"error": "invalid_grant"}, 400)
            return JSONResponse(found)

        async def end(_: Request) -> Response:
            return HTMLResponse(FORM + "</form><p>サインアウトしました</p>")

        return [
            Route("/.well-known/openid-configuration", self._noted(document)),
            Route("/keys", self._noted(keys)),
            Route("/authorize", authorize, methods=["GET", "POST"]),
            Route("/token", self._noted(token), methods=["POST"]),
            Route("/end", end),
        ]

    def is_client(self, request: Request, given: dict[str, str]) -> bool:
        told = request.headers.get("authorization", "")
        if not told:
            return (given.get("client_id"), given.get("client_secret")) == (CLIENT, SECRET)
        pair = base64.b64decode(told.removeprefix("Basic ")).decode()
        found = parse_qs("&".join(f"{n}={v}" for n, v in zip("is", pair.split(":"), strict=True)))
        return (found["i"], found["s"]) == ([CLIENT], [SECRET])

    def _noted(self, answer: Callable[[Request], Any]) -> Callable[[Request], Any]:
        async def noted(request: Request) -> Response:
            path = urlsplit(str(request.url)).path
            self.asked.append(path)
            if path in self.answers:
                return self.answers[path]()
            found = answer(request)
            made: Response = found if isinstance(found, Response) else await found
            return made

        return noted


@contextmanager
def provider() -> Iterator[IdentityProvider]:
    """Run a provider while the block runs."""
    made = IdentityProvider(free_port())
    app = Starlette(routes=made.routes())
    config = uvicorn.Config(app, host="127.0.0.1", port=made.port, log_level="critical")
    with running(uvicorn.Server(config)):
        yield made


def signed_with_public_key(
    made: IdentityProvider,
) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    """Return a signing by HS256 whose secret is the public key, as an old attack does."""
    secret = made.keys["first"].as_pem(private=False)

    def sign(header: dict[str, Any], claims: dict[str, Any]) -> str:
        text = f"{part({**header, 'alg': 'HS256'})}.{part(claims)}"
        digest = hmac.digest(secret, text.encode(), "sha256")
        return f"{text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"

    return sign


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return a token whose header says that nobody signed it."""
    return f"{part({**header, 'alg': 'none'})}.{part(claims)}."


def part(value: object) -> str:
    """Return one part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def settings_of(idp: IdentityProvider, **more: object) -> ProviderSettings:
    """Return the least that a city says of its provider, and *more*."""
    said = {"issuer": idp.issuer, "client_id": CLIENT, **more}
    return ProviderSettings.model_validate(said)
