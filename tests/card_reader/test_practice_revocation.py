"""The practice authority revokes a card, and its responder says so in a way that is believed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from card_reader.simulated.authority import Authority
from card_reader.simulated.persons import BY_KEY
from card_reader.simulated.responder import PracticeResponder
from card_reader.simulated.revocation import PracticeRevocation
from sync.office.line.public import Fetcher
from sync.office.revocation.asking import Round
from sync.office.revocation.finding import AskedCertificate, Moments, RevocationState
from sync.office.revocation.judging import Judge
from sync.office.revocation.online import ResponderSource
from tests.sync.office.parsing.direct import Direct

HOUR = timedelta(hours=1)


def state_of(authority: Authority, key: str, url: str) -> RevocationState:
    person, now = BY_KEY[key], datetime.now(UTC)
    issuer = authority.ca("signature", person.generation).certificate
    own = authority.card_pair(person, "signature").certificate
    der = issuer.public_bytes(Encoding.DER)
    asked = AskedCertificate(der, own.serial_number, frozenset(), own.not_valid_after_utc)
    source = ResponderSource("r", url, Fetcher(), needs_nonce=True)
    moments = Moments(now - HOUR, now, now, 2 * HOUR)
    return Round([source], Judge(Direct())).ask(asked, moments).report.state


def test_a_practice_card_is_revoked_and_taken_back(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    revocation, responder = PracticeRevocation(authority), PracticeResponder(authority)
    for key in ("taro", "generation"):  # of two authorities with one name
        assert state_of(authority, key, responder.url) is RevocationState.GOOD
        before = datetime.now(UTC) - 2 * HOUR
        revocation.revoke(key, "keyCompromise", before)
        assert state_of(authority, key, responder.url) is RevocationState.REVOKED
    revocation.restore("taro")
    assert state_of(authority, "taro", responder.url) is RevocationState.GOOD
    assert state_of(authority, "generation", responder.url) is RevocationState.REVOKED
    responder.close()


def test_the_practice_responder_answers_for_its_own_authorities_only(tmp_path: Path) -> None:
    authority, other = Authority(tmp_path / "own"), Authority(tmp_path / "other")
    stranger = other.ca("signature").certificate
    request = ocsp.OCSPRequestBuilder().add_certificate(stranger, stranger, hashes.SHA256())
    content = request.build().public_bytes(Encoding.DER)
    said = ocsp.load_der_ocsp_response(PracticeRevocation(authority).response(content))
    assert said.response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


def test_what_is_no_question_is_refused(tmp_path: Path) -> None:
    responder = PracticeResponder(Authority(tmp_path))
    assert httpx.post(responder.url, content=b"hello", trust_env=False).status_code == 400
    responder.close()
