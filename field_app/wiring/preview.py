"""Serves what an author has to this machine's browser, on a tablet that is thrown away.

The tablet belongs to an invented city (99...), so that every page and paper says that it is for
practice, and its reception is an address where nobody listens: nothing is sent anywhere.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from field_app.content.edition import draft_edition
from field_app.wiring.browser import serve_tablet
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import secret_of, store_path
from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.enrolment.enrolment import keep
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault
from sync.wire.city import CityFile, CityKey, NamedKey, utc_now
from sync.wire.hpke.suites import CLASSIC, HYBRID, make_key

INVENTED: Final = "999999"
NOBODY: Final = "https://127.0.0.1:9"  # the port of a service that throws everything away
STAFF: Final = "author"
PASSPHRASE: Final = "demado no tameshi"  # noqa: S105 - of a tablet that is thrown away
DAYS: Final = timedelta(days=30)


def serve_preview(content: Path, port: int, say: Callable[[str], None]) -> None:
    """Serve the definitions in *content* until SIGTERM or SIGINT, then forget everything.

    Args:
        content: the folder that an author works in.
        port: on 127.0.0.1.
        say: is told how to sign in, and the address to open.

    Raises:
        ContentRefused: the city's values or the words cannot be read.
    """
    with TemporaryDirectory() as folder:
        data = Path(folder)
        make_tablet(data, content)
        say(f"職員「{STAFF}」の合言葉は「{PASSPHRASE}」です。終わるときは Ctrl+C を押します。")
        serve_tablet(TabletOptions(data, data / "cards", content=content), port, say)


def make_tablet(data: Path, content: Path) -> None:
    """Make a tablet of an invented city in *data*, with one member of staff."""
    city = _city(content)
    sign_key, seal_key = Ed25519PrivateKey.generate(), make_key(CLASSIC)
    name = Registration(device="0" * 16, name=STAFF, number_prefix=1)
    secret = secret_of(data)
    with closing(Store.open(store_path(data))) as store:
        keep(store, secret, EnrolledDevice(name, city, sign_key, seal_key.public), seal_key)
        vault = Vault(store, secret)
        vault.add_staff(STAFF, STAFF, PASSPHRASE)
        vault.close_enrolment()


def _city(content: Path) -> CityFile:
    """Return an invented city that is called as the author's, with keys that nobody has."""
    layer, until = draft_edition(content).city, utc_now() + DAYS
    keys = (make_key(suite) for suite in (HYBRID, CLASSIC))
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return CityFile(
        lg_code=INVENTED,
        name=layer.name,
        phone=layer.phone,
        office_hours=layer.office_hours,
        reception_url=NOBODY,
        ca_pem=_authority(until),
        encryption_keys=tuple(
            CityKey(id=f"preview-{n}", suite=key.suite, public=key.public, not_after=until)
            for n, key in enumerate(keys)
        ),
        receipt_keys=(NamedKey(kid="preview", public=public),),
        answer_keys=(NamedKey(kid="preview", public=public),),
    )


def _authority(until: datetime) -> str:
    """Return the certificate of an authority whose key is gone: it vouches for nobody."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "preview")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    return made.sign(key, None).public_bytes(Encoding.PEM).decode()
