"""What responders and lists say counts only when it is theirs, whole, fresh and about us."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sync.office.line.public import Fetcher
from sync.office.parsing.issued import point_digest
from sync.office.revocation.asking import Round
from sync.office.revocation.finding import AskedCertificate, Moments, RevocationState, Unconfirmed
from sync.office.revocation.folder import FolderSource
from sync.office.revocation.judging import Judge
from sync.office.revocation.kept import RevocationReport
from sync.office.revocation.online import MOST_RESPONSE, ListSource, ResponderSource
from sync.office.revocation.source import RevocationSource
from sync.wire.city import utc_now
from tests.sync.office.parsing.direct import Direct
from tests.sync.office.revocation.authority import (
    DAY,
    HOUR,
    LOST,
    OTHER_USAGE,
    SERIAL,
    YEAR,
    Listed,
    Pair,
    Said,
    authority,
    crl,
    responder,
    response,
)
from tests.sync.office.revocation.responders import (
    Answer,
    answering,
    index_line,
    nonce_of,
    openssl_responder,
)

CA = authority()
RESPONDER = responder(CA)
NOW = utc_now()
SIGNED, ARRIVED = NOW - 2 * HOUR, NOW - HOUR
POINT = "http://127.0.0.1:9/mihon.crl"
ASKED = AskedCertificate(
    CA.der,
    SERIAL,
    frozenset({point_digest(x509.UniformResourceIdentifier(POINT))}),
    NOW + YEAR,
)
PATIENT = Fetcher(within_s=60)  # on a busy machine a responder in this process is slow
BEFORE, MEANWHILE, LATER = SIGNED - DAY, SIGNED + HOUR / 2, ARRIVED + HOUR / 2
STATES = [
    (None, RevocationState.GOOD),
    (BEFORE, RevocationState.REVOKED),
    (MEANWHILE, RevocationState.REVOKED_MEANWHILE),
    (LATER, RevocationState.REVOKED_LATER),
]


def moments(oldest: timedelta = 2 * DAY) -> Moments:
    return Moments(SIGNED, ARRIVED, utc_now(), oldest)


def ask(source: RevocationSource, asked: AskedCertificate = ASKED) -> RevocationReport:
    """Ask one source; judged in this process, as the child's own limits are tested elsewhere."""
    return Round([source], Judge(Direct())).ask(asked, moments()).report


def reasons(report: RevocationReport) -> list[Unconfirmed]:
    assert not report.is_settled
    return [one.reason for one in report.failures]


def ask_answering(answer: Answer, *, needs_nonce: bool = False) -> RevocationReport:
    with answering(answer) as url:
        return ask(ResponderSource("r", url, PATIENT, needs_nonce))


@pytest.mark.parametrize(("at", "state"), STATES)
@pytest.mark.parametrize("delegated", [True, False])
def test_openssls_responder_is_believed_and_gives_our_nonce_back(
    tmp_path: Path, at: datetime | None, state: RevocationState, delegated: bool
) -> None:
    signer = RESPONDER if delegated else CA
    with openssl_responder(tmp_path, CA, signer, [index_line(SERIAL, at)]) as url:
        source = ResponderSource("見本の応答者", url, PATIENT, needs_nonce=True)
        judge = Judge()  # a real child process
        report = Round([source], judge).ask(ASKED, moments()).report
    assert report.state is state
    assert report.source == "見本の応答者"
    assert report.code == ("keyCompromise" if at else "")
    if at:
        assert datetime.fromisoformat(report.revoked_at) == at.replace(microsecond=0)
    assert ocsp.load_der_ocsp_response(report.response).serial_number == SERIAL


def test_a_number_that_the_responder_does_not_know_is_not_called_good(tmp_path: Path) -> None:
    with openssl_responder(tmp_path, CA, RESPONDER, [index_line(SERIAL + 1)]) as url:
        report = ask(ResponderSource("r", url, PATIENT, needs_nonce=True))
    assert reasons(report) == [Unconfirmed.UNKNOWN_SERIAL]


def test_a_responder_that_is_down_confirms_nothing() -> None:
    source = ResponderSource("r", "http://127.0.0.1:9/", Fetcher(within_s=1))
    assert reasons(ask(source)) == [Unconfirmed.AWAY]


@pytest.mark.parametrize(
    ("signer", "said", "reason"),
    [
        (responder(authority()), Said(), Unconfirmed.UNAUTHORISED),
        (authority(), Said(), Unconfirmed.UNAUTHORISED),  # its name is that of ours
        (responder(CA, OTHER_USAGE), Said(), Unconfirmed.UNAUTHORISED),
        (responder(CA, None), Said(), Unconfirmed.UNAUTHORISED),
        (responder(CA, ends=-DAY), Said(), Unconfirmed.UNAUTHORISED),
        (RESPONDER, Said(age=2 * HOUR), Unconfirmed.STALE),
        (RESPONDER, Said(age=3 * DAY, lasts=9 * DAY), Unconfirmed.STALE),
        (RESPONDER, Said(age=3 * DAY, lasts=None), Unconfirmed.STALE),
        (RESPONDER, Said(age=-HOUR), Unconfirmed.STALE),
        (RESPONDER, Said(age=DAY, lasts=9 * DAY), Unconfirmed.TOO_EARLY),
        (RESPONDER, Said(serial=SERIAL + 1), Unconfirmed.NOT_COVERED),
        (RESPONDER, Said(status=ocsp.OCSPCertStatus.UNKNOWN), Unconfirmed.UNKNOWN_SERIAL),
    ],
)
def test_a_response_that_is_not_to_be_believed_confirms_nothing(
    signer: Pair, said: Said, reason: Unconfirmed
) -> None:
    report = ask_answering(lambda asked: (200, response(CA, signer, said, nonce_of(asked))))
    assert reasons(report) == [reason]
    is_early = reason is Unconfirmed.TOO_EARLY
    assert report.state is (RevocationState.WAITING if is_early else RevocationState.UNKNOWN)


def test_a_changed_response_is_of_a_wrong_signer() -> None:
    def changed(asked: bytes) -> tuple[int, bytes]:
        whole = response(CA, RESPONDER, Said(), nonce_of(asked))
        at = whole.index(nonce_of(asked))
        return 200, whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :]

    assert reasons(ask_answering(changed)) == [Unconfirmed.WRONG_SIGNER]


def test_a_response_to_an_earlier_question_is_a_replay() -> None:
    recorded = response(CA, RESPONDER, Said(), os.urandom(32))
    bare = response(CA, RESPONDER)
    assert reasons(ask_answering(lambda _: (200, recorded))) == [Unconfirmed.REPLAYED]
    assert ask_answering(lambda _: (200, bare)).state is RevocationState.GOOD
    assert reasons(ask_answering(lambda _: (200, bare), needs_nonce=True)) == [Unconfirmed.REPLAYED]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b"", Unconfirmed.MALFORMED),
        (200, b"<html>sign in to this network</html>", Unconfirmed.MALFORMED),
        (200, response(CA, RESPONDER)[:-40], Unconfirmed.MALFORMED),
        (200, b"\x30\x80" * 20_000, Unconfirmed.MALFORMED),
        (200, bytes(MOST_RESPONSE + 1), Unconfirmed.OVERSIZED),
        (302, b"", Unconfirmed.AWAY),
        (500, b"", Unconfirmed.AWAY),
        (200, b"\x30\x03\x0a\x01\x03", Unconfirmed.AWAY),  # tryLater
        (200, b"\x30\x03\x0a\x01\x06", Unconfirmed.NOT_COVERED),  # unauthorized
        (200, b"\x30\x03\x0a\x01\x01", Unconfirmed.MALFORMED),  # malformedRequest
    ],
)
def test_whatever_else_comes_confirms_nothing(
    status: int, body: bytes, reason: Unconfirmed
) -> None:
    assert reasons(ask_answering(lambda _: (status, body))) == [reason]


def folder_with(tmp_path: Path, **files: bytes) -> FolderSource:
    for name, content in files.items():
        (tmp_path / f"{name}.crl").write_bytes(content)
    return FolderSource("失効リスト", tmp_path)


def listed(at: datetime | None, reason: x509.ReasonFlags = LOST, **more: object) -> Listed:
    return replace(Listed({SERIAL: (at, reason)} if at else {}), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("at", "state"), STATES)
def test_a_list_in_the_folder_tells_when_a_certificate_was_revoked(
    tmp_path: Path, at: datetime | None, state: RevocationState
) -> None:
    whole = crl(CA, listed(at))
    as_text = x509.load_der_x509_crl(whole).public_bytes(Encoding.PEM)
    for content in (whole, as_text):
        confirmed = Round([folder_with(tmp_path, full=content)], Judge()).ask(ASKED, moments())
        assert confirmed.report.state is state
        assert confirmed.lists == (content,), "the evidence is kept"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (crl(CA, Listed(age=2 * DAY)), Unconfirmed.STALE),
        (crl(CA, Listed(age=-HOUR)), Unconfirmed.STALE),
        (crl(CA, Listed(age=3 * DAY, lasts=9 * DAY)), Unconfirmed.STALE),
        (crl(CA, Listed(age=DAY, lasts=9 * DAY)), Unconfirmed.TOO_EARLY),
        (crl(authority()), Unconfirmed.WRONG_SIGNER),
        (crl(CA, Listed(point="http://127.0.0.1:9/yoso.crl")), Unconfirmed.NOT_COVERED),
        (crl(CA, Listed(base=9)), Unconfirmed.NOT_COVERED),  # a delta over nothing
        (b"no list", Unconfirmed.MALFORMED),
        (crl(CA)[:-20], Unconfirmed.MALFORMED),
    ],
)
def test_a_list_that_does_not_count_confirms_nothing(
    tmp_path: Path, content: bytes, reason: Unconfirmed
) -> None:
    assert reasons(ask(folder_with(tmp_path, one=content))) == [reason]


def test_the_part_of_the_list_that_holds_the_certificates_point_counts(tmp_path: Path) -> None:
    other = crl(CA, Listed(point="http://127.0.0.1:9/yoso.crl"))
    own = crl(CA, listed(BEFORE, point=POINT))
    assert ask(folder_with(tmp_path, other=other, own=own)).state is RevocationState.REVOKED


def test_a_delta_adds_to_the_list_and_takes_from_it(tmp_path: Path) -> None:
    delta = crl(CA, listed(BEFORE, base=9, number=11))
    source = folder_with(tmp_path, full=crl(CA), delta=delta)
    assert ask(source).state is RevocationState.REVOKED
    held = listed(BEFORE, x509.ReasonFlags.certificate_hold)
    freed = listed(BEFORE, x509.ReasonFlags.remove_from_crl, base=10, number=12)
    source = folder_with(tmp_path, full=crl(CA, held), delta=crl(CA, freed))
    assert ask(source).state is RevocationState.GOOD
    ahead = crl(CA, listed(BEFORE, base=11, number=12))  # the list between is not here
    assert ask(folder_with(tmp_path, full=crl(CA), delta=ahead)).state is RevocationState.GOOD


def test_a_theft_before_its_report_counts_from_the_theft(tmp_path: Path) -> None:
    content = crl(CA, listed(LATER, invalid_since=BEFORE))
    report = ask(folder_with(tmp_path, one=content))
    assert report.state is RevocationState.REVOKED
    assert datetime.fromisoformat(report.revoked_at) == BEFORE.replace(microsecond=0)


def test_a_certificate_that_ended_since_is_not_called_good(tmp_path: Path) -> None:
    ended = replace(ASKED, not_after=NOW - HOUR)
    assert reasons(ask(folder_with(tmp_path, one=crl(CA)), ended)) == [Unconfirmed.ENDED]
    revoked = crl(CA, listed(BEFORE))
    assert ask(folder_with(tmp_path, one=revoked), ended).state is RevocationState.REVOKED


def test_an_empty_or_missing_folder_confirms_nothing(tmp_path: Path) -> None:
    assert reasons(ask(FolderSource("f", tmp_path))) == [Unconfirmed.AWAY]
    assert reasons(ask(FolderSource("f", tmp_path / "gone"))) == [Unconfirmed.AWAY]


def test_lists_are_fetched_once_for_many_certificates() -> None:
    asked: list[bytes] = []

    def answer(request: bytes) -> tuple[int, bytes]:
        asked.append(request)
        return 200, crl(CA, listed(BEFORE))

    with answering(answer) as url:
        source = ListSource("list", (url,), PATIENT)
        assert [ask(source).state for _ in range(3)] == [RevocationState.REVOKED] * 3
    assert len(asked) == 1


def test_the_next_source_is_asked_when_the_first_is_away_and_it_is_tried_once_a_round(
    tmp_path: Path,
) -> None:
    asked: list[bytes] = []

    def refusing(request: bytes) -> tuple[int, bytes]:
        asked.append(request)
        return 503, b""

    with answering(refusing) as url:
        online = ResponderSource("r", url, PATIENT)
        round = Round([online, folder_with(tmp_path, one=crl(CA))], Judge(Direct()))
        found = [round.ask(ASKED, moments()).report for _ in range(2)]
    assert [one.state for one in found] == [RevocationState.GOOD] * 2
    assert [one.source for one in found[0].failures] == ["r"]
    assert len(asked) == 1
