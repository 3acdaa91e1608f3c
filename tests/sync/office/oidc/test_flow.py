"""The way to the provider and back: what counts, and what a liar on it can bring."""

import hashlib
import time
from dataclasses import replace

import pytest

from sync.office.oidc.flow import new_browser_secret
from tests.sync.office.oidc.conftest import LineMade, ProviderTraveller, refused
from tests.sync.office.oidc.provider import (
    CLIENT,
    SUBJECT,
    provider,
)


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
