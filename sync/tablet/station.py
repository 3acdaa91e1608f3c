"""The tablet as the city knows it: its id, its signing key, its city."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel

from sync.tablet.errors import NotEnrolled, StoreDamaged, WrongDeviceSecret
from sync.tablet.sealing import open_value, seal_value
from sync.tablet.secret import DeviceSecret, derive
from sync.tablet.store import Store
from sync.wire.city import CityPack

SIGN_KEY = "device_sign"


class Registration(BaseModel):
    """What the reception gave this tablet at enrolment."""

    device: str
    name: str
    number_prefix: int


@dataclass(frozen=True)
class Station:
    """An enrolled tablet."""

    registration: Registration
    city: CityPack
    sign_key: Ed25519PrivateKey = field(repr=False)

    @property
    def device(self) -> str:
        return self.registration.device

    @classmethod
    def open(cls, store: Store, secret: DeviceSecret) -> "Station":
        """Read who this tablet is.

        Raises:
            NotEnrolled: it belongs to no city yet.
            WrongDeviceSecret: its keys were sealed under another secret.
        """
        registration, city = store.setting("registration"), store.setting("city")
        sealed, device_secret = store.setting(SIGN_KEY), secret.load()
        if registration is None or city is None or sealed is None:
            raise NotEnrolled
        if device_secret is None:
            raise WrongDeviceSecret
        try:
            raw = open_value(derive(device_secret, SIGN_KEY), sealed, SIGN_KEY)
        except StoreDamaged as refused:
            raise WrongDeviceSecret from refused
        return cls(
            Registration.model_validate_json(registration),
            CityPack.parse(city),
            Ed25519PrivateKey.from_private_bytes(raw),
        )

    def save(self, store: Store, device_secret: bytes) -> None:
        """Write the station into *store*, its key sealed; joins an open transaction."""
        key = derive(device_secret, SIGN_KEY)
        sealed = seal_value(key, self.sign_key.private_bytes_raw(), SIGN_KEY)
        with store.atomic():
            store.put_setting("registration", self.registration.model_dump_json().encode())
            store.put_setting("city", self.city.model_dump_json().encode())
            store.put_setting(SIGN_KEY, sealed)
