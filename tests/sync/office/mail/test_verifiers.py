"""Standard Webhooks: either secret counts, for the time of the arrival, and nothing else does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sync.office.mail.verifiers import Forged, StandardWebhook
from sync.wire.messages.mail import Mail
from tests.sync.office.mail.providers import BODY, FOREIGN, OLDER, SECRET, signed_mail

AT = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
VERIFIER = StandardWebhook((SECRET, OLDER))


def with_header(mail: Mail, name: str, value: str) -> Mail:
    return replace(mail, headers={**mail.headers, name: value})


@pytest.mark.parametrize("secret", [SECRET, OLDER])
def test_both_secrets_of_a_rotation_count(secret: str) -> None:
    assert VERIFIER.verify(signed_mail("m1", AT, secret), AT) == "m1"


def test_one_signature_of_several_is_enough() -> None:
    mail = signed_mail("m1", AT)
    both = f"v1,AAAA v1a,xx {mail.headers['webhook-signature']}"
    assert VERIFIER.verify(with_header(mail, "webhook-signature", both), AT) == "m1"


def test_mail_that_waited_for_days_is_judged_by_its_arrival() -> None:
    assert VERIFIER.verify(signed_mail("m1", AT), AT + timedelta(minutes=4)) == "m1"


@pytest.mark.parametrize("late", [timedelta(minutes=6), -timedelta(minutes=6), timedelta(days=3)])
def test_a_recording_that_is_played_later_is_forged(late: timedelta) -> None:
    with pytest.raises(Forged):
        VERIFIER.verify(signed_mail("m1", AT), AT + late)


@pytest.mark.parametrize(
    "mail",
    [
        signed_mail("m1", AT, FOREIGN),
        replace(signed_mail("m1", AT), body=BODY + b" "),
        replace(signed_mail("m1", AT), body=b"\xff"),
        replace(signed_mail("m1", AT), headers={}),
        with_header(signed_mail("m1", AT), "webhook-id", "m2"),
        with_header(signed_mail("m1", AT), "webhook-id", ""),
        with_header(signed_mail("m1", AT), "webhook-id", "m" * 300),
        with_header(signed_mail("m1", AT), "webhook-timestamp", "1e9"),
        with_header(signed_mail("m1", AT), "webhook-timestamp", "9" * 30),
        with_header(signed_mail("m1", AT), "webhook-signature", "v1,"),
        with_header(signed_mail("m1", AT), "webhook-signature", "é"),
    ],
)
def test_what_no_secret_signed_is_forged(mail: Mail) -> None:
    with pytest.raises(Forged):
        VERIFIER.verify(mail, AT)


def test_without_a_secret_everything_is_forged() -> None:
    with pytest.raises(Forged):
        StandardWebhook(()).verify(signed_mail("m1", AT), AT)
