"""The limits of each kind of reading in the office."""

from typing import Final

from sync.limits import MIB, Limits

READING: Final = Limits()
# For what gives way to others: beside ten busy programs it gets a fiftieth of a processor, and
# what computes too long is ended by its processor time all the same.
GIVING_WAY_S: Final = 120.0
# A form is checked after its application is on the list: nobody waits for it.
CHECKING: Final = Limits(wall_s=GIVING_WAY_S, nice=10)
# A form with its evidence: a revocation list may be of 32 MiB.
EVIDENCE: Final = Limits(wall_s=20.0, cpu_s=15, memory=768 * MIB, output=80 * MIB)
# The pages of a selection of forms as one file.
PRINTING: Final = Limits(wall_s=20.0, cpu_s=15, memory=768 * MIB, output=80 * MIB)
# One part of an application, see wire.package.LARGEST; a picture is decoded, see sync.picture.
PART: Final = Limits(memory=640 * MIB, output=33 * MIB)
