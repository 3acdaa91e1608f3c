"""Looks at PDFs from outside: Preflight of Apache PDFBox (Debian's libpdfbox2-java).

No validator of PDF/A-3 is in Debian, PyPI or npm. Preflight knows PDF/A-1b, whose rules for the
file's structure, fonts, colours and metadata part 3 takes over; what part 1 forbids and part 3
allows is named here, and everything else that it says counts as a fault.
"""

import re
import subprocess
from pathlib import Path
from typing import Final

JARS: Final = tuple(
    Path("/usr/share/java") / f"{name}.jar"
    for name in (
        "preflight", "xmpbox", "pdfbox2", "fontbox2", "commons-logging", "javax.activation",
        "jaxb-api",
    )
)  # fmt: skip
IS_HERE: Final = all(jar.exists() for jar in JARS)
# Source: ISO 19005-3 §6.8, §6.2.3, §6.2.10 (sections not checked).
ALLOWED_IN_PART_3: Final = {
    "1.4.7": "EmbeddedFile entry",
    "1.2.9": "EmbeddedFile entry",
    "2.1.6": "Invalid version of the ICCProfile",
    "2.2.2": "Soft Mask",
    "7.11.2": "part must be 1",
}
# pyHanko declares the namespace of Dublin Core where it is used, which XML allows; the reader of
# Preflight looks for it further out. `test_a_form_signed_by_card_says_the_same_twice` reads it.
ALLOWED_SIGNED: Final = {"7.3": "http://purl.org/dc/elements/1.1/"}
FILE: Final = re.compile(r"The file (\S+) is (?:not )?a valid PDF/A-1b file.*")
FAULT: Final = re.compile(r"(\d+(?:\.\d+)+) : (.*)")


def faults(folder: Path, allowed: dict[str, str]) -> dict[str, list[str]]:
    """Return what is wrong with each PDF of *folder*, by its name, but for what is *allowed*.

    Args:
        folder: with PDFs alone.
        allowed: codes of Preflight, each with a part of the sentence that it may say.
    """
    jars = ":".join(map(str, JARS))
    tool = ["java", "-Xmx400m", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b"]
    said = subprocess.run(
        [*tool, "group", str(folder)], capture_output=True, text=True, check=False
    ).stdout
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        if file := FILE.fullmatch(line):
            found[file[1]] = []
        elif (fault := FAULT.match(line)) and allowed.get(fault[1], "\n") not in fault[2]:
            found[list(found)[-1]].append(line)
    return found
