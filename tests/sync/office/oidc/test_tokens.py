"""What a token of the provider has to be, so that the office believes whom it names."""

import time
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.responses import JSONResponse

from sync.office.oidc.line import AGAIN_S
from tests.sync.office.oidc.conftest import LineMade, ProviderTraveller, refused
from tests.sync.office.oidc.provider import (
    CLIENT,
    SUBJECT,
    settings_of,
    signed_with_public_key,
    unsigned,
)


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
