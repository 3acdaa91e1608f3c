"""Tells a line that broke off from another end that is not to be trusted."""

import ssl
from typing import Final

from sync.errors import SyncError
from sync.tablet.errors import ClockWrong, LineDown, TlsNotTrusted

# OpenSSL's verify codes: not yet valid, expired. The chain is checked before the dates.
OUT_OF_DATE: Final = (9, 10)
BROKEN_OFF: Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)


def fault_of(error: BaseException) -> SyncError:
    """Return the fact behind an error of the transport, searched in its causes.

    ClockWrong for a certificate that is not in date here, TlsNotTrusted for a
    handshake that the other end fails; everything else is LineDown, also a line
    that breaks off within TLS.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code in OUT_OF_DATE:
            return ClockWrong(None)
        if isinstance(cause, ssl.SSLError):
            return LineDown() if isinstance(cause, BROKEN_OFF) else TlsNotTrusted()
        cause = cause.__cause__ or cause.__context__
    return LineDown()
