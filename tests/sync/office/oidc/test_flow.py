"""The way to the provider and back: what counts, and what a liar between the two can send."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

from sync.office.oidc.errors import ProviderAway, ProviderRefused
from sync.office.oidc.flow import new_browser_secret
from sync.office.oidc.line import AGAIN_S, AWAY_S, LARGEST
from tests.sync.office.oidc.conftest import LineMade, ProviderTraveller
from tests.sync.office.oidc.provider import (
    CLIENT,
    SUBJECT,
    IdentityProvider,
    provider,
    settings_of,
    signed_with_public_key,
    unsigned,
)


def refused(traveller: ProviderTraveller, brought: dict[str, str] | None = None) -> str:
    """Return why the way ends; that it does is the test."""
    with pytest.raises(ProviderRefused) as caught:
        traveller.way.finish(traveller.brought() if brought is None else brought)
    return caught.value.reason


def test_who_signs_in_at_the_provider_is_known_by_the_subject(traveller: ProviderTraveller) -> None:
    found = traveller.travel()
    assert (found.subject, found.session, found.has_second_factor) == (SUBJECT, "s-1", False)
    assert SUBJECT not in repr(found)


def test_the_browser_asks_with_pkce_and_never_says_its_secrets(
    traveller: ProviderTraveller,
) -> None:
    asked = traveller.asked()
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert (asked["scope"], asked["client_id"]) == ("openid", CLIENT)
    assert asked["tenant"] == "1"  # what the address of the provider had, it has
    assert traveller.browser not in str(asked)
    assert "prompt" not in asked
    assert asked["nonce"] not in traveller.asked().values()


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "RS512"])
def test_every_way_of_signing_on_the_list_counts(
    traveller: ProviderTraveller, algorithm: str
) -> None:
    traveller.idp.in_header["alg"] = algorithm
    traveller.idp.in_token["at_hash"] = None
    assert traveller.travel().subject == SUBJECT


def test_a_key_on_a_curve_counts(traveller: ProviderTraveller) -> None:
    traveller.idp.keys = {"first": ECKey.generate_key("P-256")}
    traveller.idp.in_header["alg"] = "ES256"
    assert traveller.travel().subject == SUBJECT


def test_a_way_back_counts_once(traveller: ProviderTraveller) -> None:
    brought = traveller.brought()
    assert traveller.way.finish(brought).subject == SUBJECT
    assert refused(traveller, brought) == "state"


def test_the_same_code_counts_for_no_other_state(traveller: ProviderTraveller) -> None:
    first = traveller.brought()
    again = {**traveller.brought(), "code": first["code"]}
    assert refused(traveller, again) == "refused"  # its verifier is another one
    assert refused(traveller, first) == "refused"  # the provider gave nothing for it twice


@pytest.mark.parametrize("change", ["", "AAAA", "%%", "x" * 75, "あ"])
def test_a_changed_state_is_refused_and_nobody_asked(
    traveller: ProviderTraveller, change: str
) -> None:
    brought = traveller.brought()
    traveller.idp.asked.clear()
    assert refused(traveller, {**brought, "state": change}) == "state"
    assert traveller.idp.asked == []


def test_another_browsers_way_back_is_refused(traveller: ProviderTraveller) -> None:
    other = replace(traveller, browser=new_browser_secret())
    traveller.idp.asked.clear()
    assert refused(other, traveller.brought()) == "state"
    assert "/token" not in traveller.idp.asked


def test_a_way_to_sign_in_is_no_proof_and_the_other_way_round(traveller: ProviderTraveller) -> None:
    proof = replace(traveller, purpose="prove clerk")
    assert refused(proof, traveller.brought()) == "state"
    assert refused(traveller, proof.brought()) == "state"
    assert refused(replace(traveller, purpose="prove other"), proof.brought()) == "state"


def test_a_way_that_took_over_ten_minutes_is_refused(traveller: ProviderTraveller) -> None:
    brought, begun_s = traveller.brought(), time.time()
    traveller.idp.now_s = lambda: begun_s + 601
    assert refused(traveller, brought) == "state"


def test_another_worker_goes_on_where_one_began(
    traveller: ProviderTraveller, lines: LineMade
) -> None:
    other = replace(traveller, line=lines(traveller.line.kept.settings))
    brought = traveller.brought()
    assert other.way.finish(brought).subject == SUBJECT
    assert refused(traveller, brought) == "state"


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": ["another client"]},
        {"aud": [CLIENT, "another client"]},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"aud": {CLIENT: 1}},
        {"azp": "another client"},
        {"iss": "https://login.elsewhere.example"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"sub": "x" * 256},
        {"sub": "a\nb"},
        {"exp": None},
        {"exp": "9999999999"},
        {"iat": None},
        {"iat": True},
        {"at_hash": "another"},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_is_refused(
    traveller: ProviderTraveller, change: dict[str, Any]
) -> None:
    traveller.idp.in_token.update(change)
    assert refused(traveller) == "token"


@pytest.mark.parametrize(
    ("claim", "from_now_s"), [("exp", -31), ("iat", 3600), ("iat", -3600), ("nbf", 3600)]
)
def test_a_token_of_another_time_is_refused(
    traveller: ProviderTraveller, claim: str, from_now_s: int
) -> None:
    traveller.idp.in_token[claim] = int(time.time()) + from_now_s
    assert refused(traveller) == "token"


def test_a_clock_that_is_a_little_off_is_no_fault(traveller: ProviderTraveller) -> None:
    now_s = int(time.time())
    traveller.idp.in_token.update(iat=now_s + 20, nbf=now_s + 20)
    assert traveller.travel().subject == SUBJECT


def test_a_second_audience_counts_where_the_token_was_made_for_us(
    traveller: ProviderTraveller,
) -> None:
    traveller.idp.in_token.update(aud=[CLIENT, "another client"], azp=CLIENT)
    assert traveller.travel().subject == SUBJECT


def test_a_token_without_a_signature_is_refused(traveller: ProviderTraveller) -> None:
    traveller.idp.sign = unsigned
    assert refused(traveller) == "token"


def test_a_public_key_is_no_secret(traveller: ProviderTraveller) -> None:
    traveller.idp.sign = signed_with_public_key(traveller.idp)
    assert refused(traveller) == "token"


def test_anothers_key_under_a_known_name_is_refused(traveller: ProviderTraveller) -> None:
    key = RSAKey.generate_key(2048)
    traveller.idp.sign = lambda header, claims: jwt.encode(header, claims, key)
    assert refused(traveller) == "token"


@pytest.mark.parametrize("field", ["jwk", "jku", "x5u"])
def test_a_key_that_the_token_brings_along_is_not_looked_at(
    traveller: ProviderTraveller, field: str
) -> None:
    key = RSAKey.generate_key(2048)
    told = key.as_dict(private=False) if field == "jwk" else "https://evil.example/keys"

    def sign(header: dict[str, Any], claims: dict[str, Any]) -> str:
        return jwt.encode({**header, "kid": "own", field: told}, claims, key)

    traveller.idp.sign = sign
    assert refused(traveller) == "token"


@pytest.mark.parametrize("token", [None, 7, "", "a.b.c", "é" * 9, "e30.e30.e30", "x" * 70_000])
def test_what_is_no_token_is_refused(traveller: ProviderTraveller, token: object) -> None:
    traveller.idp.answers["/token"] = lambda: JSONResponse({"id_token": token})
    assert refused(traveller) == "token"


def test_a_token_of_another_type_is_refused(traveller: ProviderTraveller) -> None:
    traveller.idp.in_header["typ"] = "logout+jwt"
    assert refused(traveller) == "token"


def test_a_token_of_another_client_is_refused(traveller: ProviderTraveller) -> None:
    """Somebody who signs in to another system of the city brings the code that it got."""
    mine, other = traveller.asked(), {**traveller.asked(), "client_id": "another"}
    code = traveller.idp.authorize({**other, "nonce": mine["nonce"]}).split("code=")[1]
    traveller.idp.codes[code.split("&")[0]]["code_challenge"] = mine["code_challenge"]
    brought = {"code": code.split("&")[0], "state": mine["state"], "iss": traveller.idp.issuer}
    assert refused(traveller, brought) == "token"


def test_a_new_key_is_learnt_and_invented_ones_ask_once_a_minute(
    traveller: ProviderTraveller,
) -> None:
    now_s = [0.0]
    traveller.line.now_s = lambda: now_s[0]
    traveller.travel()
    traveller.idp.keys = {"second": RSAKey.generate_key(2048)}
    traveller.idp.in_header["kid"] = "second"
    now_s[0] += AGAIN_S
    assert traveller.travel().subject == SUBJECT
    asked = traveller.idp.asked.count("/keys")
    for n in range(5):
        traveller.idp.in_header["kid"] = f"invented-{n}"
        assert refused(traveller) == "token"
    assert traveller.idp.asked.count("/keys") == asked
    now_s[0] += AGAIN_S
    assert refused(traveller) == "token"
    assert traveller.idp.asked.count("/keys") == asked + 1


def test_a_token_without_a_key_id_counts_where_there_is_one_key(
    traveller: ProviderTraveller,
) -> None:
    traveller.idp.in_header["kid"] = None
    assert traveller.travel().subject == SUBJECT


def test_a_token_without_a_key_id_is_refused_where_there_are_two(
    traveller: ProviderTraveller,
) -> None:
    traveller.idp.in_header["kid"] = None
    traveller.idp.keys["second"] = RSAKey.generate_key(2048)
    assert refused(traveller) == "token"


def test_a_weak_key_counts_for_nothing(traveller: ProviderTraveller) -> None:
    with pytest.warns(match="2048"):
        traveller.idp.keys = {"first": RSAKey.generate_key(1024)}
    traveller.idp.sign = lambda header, claims: jwt.encode(
        header, claims, RSAKey.generate_key(2048)
    )
    assert refused(traveller) == "token"


@pytest.mark.parametrize("issuer", [None, "https://login.elsewhere.example"])
def test_another_providers_answer_is_refused_before_its_code_is_told(
    traveller: ProviderTraveller, issuer: str | None
) -> None:
    traveller.idp.back["iss"] = issuer
    assert refused(traveller) == "refused"
    assert "/token" not in traveller.idp.asked


def test_a_provider_that_does_not_promise_its_name_need_not_say_it(
    traveller: ProviderTraveller,
) -> None:
    traveller.idp.metadata["authorization_response_iss_parameter_supported"] = False
    traveller.idp.back["iss"] = None
    assert traveller.travel().subject == SUBJECT


def test_who_said_no_at_the_provider_is_not_signed_in(traveller: ProviderTraveller) -> None:
    traveller.idp.back.update(code=None, error="access_denied")
    assert refused(traveller) == "refused"


def test_a_code_is_not_sent_where_the_browser_brings_an_error_too(
    traveller: ProviderTraveller,
) -> None:
    traveller.idp.back["error"] = "access_denied"
    assert refused(traveller) == "refused"
    assert "/token" not in traveller.idp.asked


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


@pytest.mark.parametrize(
    ("told", "is_enough"),
    [
        ({}, False),
        ({"acr": "loa2"}, True),
        ({"acr": "loa1"}, False),
        ({"acr": ["loa2"]}, False),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": "otp"}, False),
        ({"amr": [{"otp": 1}]}, False),
    ],
    ids=str,
)
def test_the_second_factor_is_the_providers_where_the_city_says_so(
    traveller: ProviderTraveller, lines: LineMade, told: dict[str, Any], is_enough: bool
) -> None:
    settings = settings_of(traveller.idp, acr=["loa2"], amr=["otp"])
    one = replace(traveller, line=lines(settings))
    assert one.asked()["acr_values"] == "loa2"
    traveller.idp.in_token.update(told)
    if is_enough:
        assert one.travel().has_second_factor
    else:
        assert refused(one) == "second_factor"


def test_a_proof_is_a_sign_in_of_now(traveller: ProviderTraveller) -> None:
    traveller.travel()
    traveller.idp.signed_in_s = int(time.time()) - 3600
    proof = replace(traveller, purpose="prove clerk")
    asked = proof.asked()
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert proof.travel().subject == SUBJECT
    traveller.idp.in_token["auth_time"] = int(time.time()) - 3600
    assert refused(proof) == "too_long_ago"
    traveller.idp.in_token["auth_time"] = None
    assert refused(proof) == "too_long_ago"
    assert traveller.travel().subject == SUBJECT  # to sign in, it need not be of now


def test_a_code_of_another_provider_is_not_taken(traveller: ProviderTraveller) -> None:
    """The mix-up: who answers is another provider, with the state that ours was given."""
    with provider() as other:
        brought = dict(
            pair.split("=", 1)
            for pair in other.authorize(traveller.asked()).split("?")[1].split("&")
        )
    assert refused(traveller, {**brought, "iss": other.issuer}) == "refused"
    assert "/token" not in traveller.idp.asked


def test_nothing_is_kept_of_who_only_begins(traveller: ProviderTraveller) -> None:
    for _ in range(3):
        traveller.asked()
    assert traveller.store.rows("select * from used_challenge") == []


def test_the_state_tells_nothing_of_the_browser(traveller: ProviderTraveller) -> None:
    digest = hashlib.sha256(traveller.browser.encode()).hexdigest()
    assert digest not in str(traveller.asked())
