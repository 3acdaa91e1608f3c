"""Reads and writes what a tablet is to its city: its id, its signing key, the city's file."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel

from sync.tablet.device.secret import DeviceSecret, derive
from sync.tablet.errors import NotEnrolled, PackRefused, StoreDamaged, WrongDeviceSecret
from sync.tablet.store.sealing import open_value, seal_value
from sync.tablet.store.store import Store
from sync.wire.city import CityFile
from sync.wire.messages.enrolment_code import key_fingerprint

REGISTRATION = "registration"
SIGN_KEY = "device_sign"
SEAL_PUBLIC = "seal_public"


class Registration(BaseModel):
    """The ids that the reception gave this tablet at enrolment.

    The tablet is pending until an administrator has compared and approved its
    keys: what is sealed meanwhile waits, and goes afterwards.
    """

    device: str
    name: str
    number_prefix: int

    @classmethod
    def read(cls, store: Store) -> "Registration":
        """Read the registration; needs no secret.

        Raises:
            NotEnrolled: it belongs to no city yet.
        """
        found = store.setting(REGISTRATION)
        if found is None:
            raise NotEnrolled
        return cls.model_validate_json(found)


@dataclass(eq=False)
class EnrolledDevice:
    """An enrolled tablet; only its city's file ever changes, by a newer pack."""

    registration: Registration
    city: CityFile
    sign_key: Ed25519PrivateKey = field(repr=False)
    seal_public: bytes = b""

    @property
    def id(self) -> str:
        """The tablet's id at the city."""
        return self.registration.device

    @classmethod
    def open(cls, store: Store, secret: DeviceSecret) -> "EnrolledDevice":
        """Read the device from *store*, also on a wiped tablet, which still sends what is sealed.

        Raises:
            NotEnrolled: it belongs to no city yet.
            WrongDeviceSecret: its keys were sealed under another secret.
        """
        registration, city = Registration.read(store), store.setting("city")
        sealed, line_secret = store.setting(SIGN_KEY), secret.load_line()
        if city is None or sealed is None:
            raise NotEnrolled
        if line_secret is None:
            raise WrongDeviceSecret
        try:
            raw = open_value(derive(line_secret, SIGN_KEY), sealed, SIGN_KEY)
        except StoreDamaged as refused:
            raise WrongDeviceSecret from refused
        return cls(
            registration,
            CityFile.parse(city),
            Ed25519PrivateKey.from_private_bytes(raw),
            store.setting(SEAL_PUBLIC) or b"",
        )

    @property
    def fingerprint(self) -> str:
        """The fingerprint that an administrator compares before approving this tablet's keys.

        Empty on a tablet enrolled before its sealing key was kept for this.
        """
        if not self.seal_public:
            return ""
        return key_fingerprint(self.sign_key.public_key().public_bytes_raw(), self.seal_public)

    def save(self, store: Store, line_secret: bytes) -> None:
        """Write the device into *store*, its key sealed; joins an open transaction."""
        key = derive(line_secret, SIGN_KEY)
        sealed = seal_value(key, self.sign_key.private_bytes_raw(), SIGN_KEY)
        with store.atomic():
            store.put_setting(REGISTRATION, self.registration.model_dump_json().encode())
            store.put_setting("city", self.city.model_dump_json().encode())
            store.put_setting(SIGN_KEY, sealed)
            store.put_setting(SEAL_PUBLIC, self.seal_public)

    def take_city(self, store: Store, city: CityFile) -> None:
        """Replace the city's file by a newer one; joins an open transaction.

        The line itself (address, authority) is taken up at the next start.

        Raises:
            PackRefused: it is another city's; nothing was changed.
        """
        if city.lg_code != self.city.lg_code:
            raise PackRefused("another-city")
        store.put_setting("city", city.model_dump_json().encode())
        self.city = city
