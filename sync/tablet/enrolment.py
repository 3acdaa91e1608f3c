"""A tablet joins its city: its keys are made here, the public halves go to the reception."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.tablet.client import register
from sync.tablet.sealing import seal_value
from sync.tablet.secret import DeviceSecret, derive
from sync.tablet.station import Station
from sync.tablet.store import Store
from sync.tablet.vault import PENDING_SEAL_KEY
from sync.wire.city import CityPack
from sync.wire.suites import CLASSIC, make_key


def enrol(store: Store, secret: DeviceSecret, city: CityPack, code: str, name: str) -> Station:
    """Make this tablet one of the city's, then add staff and call ``Vault.close_enrolment``.

    Raises:
        CodeRefused, LineDown, CaptivePortal, TlsNotTrusted, ServerRefused:
            nothing was kept but a new device secret.
    """
    device_secret = secret.create()
    sign_key, seal_key = Ed25519PrivateKey.generate(), make_key(CLASSIC)
    registration = register(
        city,
        code=code,
        name=name,
        sign_public=sign_key.public_key().public_bytes_raw(),
        seal_public=seal_key.public,
    )
    station = Station(registration, city, sign_key)
    with store.atomic():
        station.save(store, device_secret)
        pending = derive(device_secret, PENDING_SEAL_KEY)
        store.put_setting(PENDING_SEAL_KEY, seal_value(pending, seal_key.private, PENDING_SEAL_KEY))
    return station
