"""Renew the pictures of every form and slip: ``python -m tests.field_app.document.golden_pages``.

Look at each before it is checked in: as an old person with the slip, as a clerk with the form.
"""

import io
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image

from card_reader.simulated import images
from field_app.document.form_pdf import form_pdf
from field_app.document.hand_signature import signature_png
from field_app.document.inputs import Actor, ConfirmationMethod
from field_app.document.slip_pdf import slip_pdf
from field_app.procedure.definition.filer import ActorKind
from tests.field_app.document.filed import filed, procedures
from tests.field_app.document.filing import sample

FOLDER = Path(__file__).parent / "golden"
DPI = 50
GREYS = 0xF0  # sixteen greys are enough to see, and half as large
LABEL = "あなたやご家族が使っている電話やメールなど昼間に市から連絡できる先をすべて書いて"
NAME = "𠮷" * 32  # 128 bytes
SIGNATURE = (((0.1, 0.5), (0.4, 0.2), (0.8, 0.7)),)


def crowded() -> bytes:
    """A form with labels of 40 characters, names of 128 bytes, and everything that may happen."""
    filing = sample()
    answer = replace(filing.answers[0], label=LABEL, display=NAME, export=None)
    return form_pdf(
        replace(
            filing,
            answers=tuple(replace(answer, question=f"name{number}") for number in range(14)),
            actor=Actor(ActorKind.AGENT, NAME, "長女", "power_of_attorney", "sight"),
            unprintable=("陈", "葛\U000e0103"),
            name_picture=images.text("見本"),
            place=replace(filing.place, staff_name="見本 あおい"),
        ),
        signature_png(SIGNATURE),
    )


def papers() -> dict[str, Callable[[], bytes]]:
    """Return every paper by the name of its picture, and how it is made."""
    made: dict[str, Callable[[], bytes]] = {"form_crowded": crowded}
    for procedure in procedures():
        made[f"form_{procedure.id}"] = _form(procedure.id)
        made[f"slip_{procedure.id}"] = _slip(procedure.id)
    made["slip_passed_on"] = lambda: slip_pdf(
        replace(filed("juminhyo").slip, handling="D", title="道路や公園の通報", due=None)
    )
    return made


def _form(id: str) -> Callable[[], bytes]:
    return lambda: form_pdf(filed(id, ConfirmationMethod.SPOKEN))


def _slip(id: str) -> Callable[[], bytes]:
    return lambda: slip_pdf(filed(id).slip)


def pictures(pdf: bytes) -> list[Image.Image]:
    """Return each page of *pdf* in grey."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paper.pdf"
        file.write_bytes(pdf)
        command = ["pdftoppm", "-gray", "-png", "-r", str(DPI), str(file), f"{folder}/page"]
        subprocess.run(command, check=True)
        pages = [Image.open(page) for page in sorted(Path(folder).glob("page*.png"))]
        return [page.convert("L").point(lambda grey: grey & GREYS) for page in pages]


def kept(name: str) -> list[Path]:
    """Return the pictures of a paper that are checked in, page by page."""
    return sorted(FOLDER.glob(f"{name}.*.png"))


def renew() -> None:
    """Draw every picture anew."""
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for name, make in papers().items():
        for number, page in enumerate(pictures(make()), 1):
            out = io.BytesIO()
            page.save(out, "PNG", optimize=True)
            (FOLDER / f"{name}.{number}.png").write_bytes(out.getvalue())


if __name__ == "__main__":
    renew()
