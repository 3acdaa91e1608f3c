"""Says how old a contact may be that tablet, reception and office have on their disks."""

from datetime import timedelta
from typing import Final

CONTACT_NOTED_EVERY: Final = timedelta(hours=1)
