"""Enrols a tablet: makes its keys and registers their public halves at the reception."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.tablet.device.device import REGISTRATION, EnrolledDevice
from sync.tablet.device.secret import DeviceSecret, derive
from sync.tablet.errors import AlreadyEnrolled, WrongDeviceSecret
from sync.tablet.line.client import register
from sync.tablet.store.sealing import seal_value
from sync.tablet.store.store import Store
from sync.tablet.vault.lease import Leases
from sync.tablet.vault.vault import PENDING_SEAL_KEY
from sync.wire.city import CityFile, utc_now
from sync.wire.hpke.suites import CLASSIC, KeyPair, make_key


def enrol(
    store: Store, secret: DeviceSecret, city: CityFile, code: str, name: str
) -> EnrolledDevice:
    """Make this tablet one of the city's, then add staff and call ``Vault.close_enrolment``.

    Its first key lease, of 7 days, begins here.

    Raises:
        AlreadyEnrolled: it is one; nothing was changed, and the code is still good.
        KeyStoreUnavailable, WrongDeviceSecret: the platform did not keep the new secret.
        CodeRefused, LineDown, CaptivePortal, TlsNotTrusted, ServerRefused:
            nothing was changed.
    """
    if store.setting(REGISTRATION) is not None:
        raise AlreadyEnrolled
    secret.load_line()  # a key store that does not answer is found before the code is used up
    sign_key, seal_key = Ed25519PrivateKey.generate(), make_key(CLASSIC)
    registration = register(
        city,
        code=code,
        name=name,
        sign_public=sign_key.public_key().public_bytes_raw(),
        seal_public=seal_key.public,
    )
    return keep(
        store, secret, EnrolledDevice(registration, city, sign_key, seal_key.public), seal_key
    )


def keep(
    store: Store, secret: DeviceSecret, enrolled: EnrolledDevice, seal_key: KeyPair
) -> EnrolledDevice:
    """Keep what a registration made of this tablet; its first key lease begins here.

    Raises:
        KeyStoreUnavailable, WrongDeviceSecret: the platform did not keep the new secret.
    """
    drafts_secret, line_secret = secret.create(), secret.load_line()
    if line_secret is None:
        raise WrongDeviceSecret
    with store.atomic():
        enrolled.save(store, line_secret)
        Leases(store, utc_now).begin(enrolled.id)
        pending = derive(drafts_secret, PENDING_SEAL_KEY)
        store.put_setting(PENDING_SEAL_KEY, seal_value(pending, seal_key.private, PENDING_SEAL_KEY))
    return enrolled
