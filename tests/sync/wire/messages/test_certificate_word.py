"""A decision may tell of the certificate; versions that do not know the word leave it unread."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.canonical import canonical
from sync.wire.city import NamedKey
from sync.wire.hpke.suites import CLASSIC, make_key
from sync.wire.messages import decision
from sync.wire.messages.decision import (
    CertificateWord,
    Decision,
    DecisionStatus,
    open_decision,
    seal_decision,
)

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
KNOWN = (NamedKey(kid="r1", public=KEY.public_key().public_bytes_raw()),)
TABLET = make_key(CLASSIC)
SAID = Decision("ab" * 16, "482739562284", DecisionStatus.ACCEPTED, "", NOW, 1)


def sealed(word: CertificateWord | None) -> bytes:
    return seal_decision(replace(SAID, certificate=word), "t", TABLET.public, "r1", KEY)


@pytest.mark.parametrize("word", [None, *CertificateWord])
def test_the_word_arrives(word: CertificateWord | None) -> None:
    assert open_decision(sealed(word), TABLET.private, KNOWN).certificate is word


def test_the_size_does_not_tell_which_word_it_is() -> None:
    assert len({len(sealed(word)) for word in CertificateWord}) == 1


@pytest.mark.parametrize("word", ["suspended", 7, None, ["good"], {}])
def test_a_word_of_a_newer_city_is_left_unread(
    word: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        decision, "canonical", lambda said: canonical({**said, "certificate": word})
        if "status" in said else canonical(said),
    )  # fmt: skip
    content = sealed(CertificateWord.GOOD)
    monkeypatch.undo()
    assert open_decision(content, TABLET.private, KNOWN) == SAID
