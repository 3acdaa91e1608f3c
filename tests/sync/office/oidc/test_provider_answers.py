"""A provider that is away, slow or wrong, or names an address that is not safe."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response

from sync.office.oidc.errors import ProviderAway, ProviderRefused
from sync.office.oidc.line import AWAY_S, LARGEST
from tests.sync.office.oidc.conftest import LineMade, ProviderTraveller
from tests.sync.office.oidc.provider import (
    SUBJECT,
    IdentityProvider,
    settings_of,
)


@pytest.mark.parametrize(
    "answer",
    [
        lambda: Response(b"{" + b" " * LARGEST + b"}", media_type="application/json"),
        lambda: RedirectResponse("http://127.0.0.1:9/other", 302),
        lambda: Response("no", 500),
        lambda: Response("[]"),
        lambda: Response("{"),
        lambda: Response(b"\xff"),
        lambda: JSONResponse({"issuer": "https://login.elsewhere.example"}),
    ],
)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
def test_a_provider_that_answers_wrongly_is_away(
    traveller: ProviderTraveller, answer: Callable[[], Response], path: str
) -> None:
    traveller.idp.answers[path] = answer
    with pytest.raises((ProviderAway, ProviderRefused)) as caught:
        traveller.travel()
    is_token = path == "/token" and isinstance(caught.value, ProviderRefused)
    assert is_token or isinstance(caught.value, ProviderAway)


def test_a_slow_provider_is_away(traveller: ProviderTraveller) -> None:
    def slow() -> Response:
        time.sleep(1.5)
        return JSONResponse(traveller.idp.document())

    traveller.idp.answers["/.well-known/openid-configuration"] = slow
    with pytest.raises(ProviderAway):
        traveller.way.begin()


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("told", ["", 5, "http://10.0.0.1/x", "ftp://x/", "https://a@b/", "//x/y"])
def test_an_address_without_tls_is_not_used(
    traveller: ProviderTraveller, name: str, told: object
) -> None:
    traveller.idp.metadata[name] = told
    with pytest.raises(ProviderAway, match=name):
        traveller.way.begin()


def test_a_provider_that_is_away_is_not_asked_by_every_click(traveller: ProviderTraveller) -> None:
    now_s = [0.0]
    traveller.line.now_s = lambda: now_s[0]
    path = "/.well-known/openid-configuration"
    traveller.idp.answers[path] = lambda: Response("no", 503)
    for _ in range(5):
        with pytest.raises(ProviderAway):
            traveller.way.begin()
    assert traveller.idp.asked == [path]
    del traveller.idp.answers[path]
    now_s[0] += AWAY_S
    assert traveller.travel().subject == SUBJECT


def test_nobody_listens(traveller: ProviderTraveller, lines: LineMade) -> None:
    gone = IdentityProvider(9)
    with pytest.raises(ProviderAway):
        replace(traveller, line=lines(settings_of(gone))).way.begin()


def test_a_client_secret_goes_in_the_body_where_the_provider_wants_it(
    traveller: ProviderTraveller,
) -> None:
    traveller.idp.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert traveller.travel().subject == SUBJECT


def test_a_provider_that_takes_no_secret_is_of_no_use(traveller: ProviderTraveller) -> None:
    traveller.idp.metadata["token_endpoint_auth_methods_supported"] = ["private_key_jwt"]
    with pytest.raises(ProviderAway, match="secret"):
        traveller.way.begin()
