"""A half-done visit that is damaged takes nothing else away from the one who began it."""

from tests.field_app.screens.shift_desk import Desk, desk
from tests.sync.tablet.staff import AOI

__all__ = ["desk"]


def damage(desk: Desk, visit: str) -> None:
    with desk.app.services.store.atomic() as db:
        db.execute("update draft set sealed = zeroblob(length(sealed)) where visit = ?", [visit])


async def test_it_is_listed_as_damaged_and_the_others_go_on(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    damaged, whole = await desk.half_done(), await desk.half_done()
    desk.app.staff.lock()
    damage(desk, damaged)

    await desk.sign_in("a", AOI)

    assert desk.app.words("home.l_damaged") in desk.page.texts()
    for way in ("resume", "give"):
        assert not desk.page.has(f"home.{way}.{damaged}")
        assert desk.page.has(f"home.{way}.{whole}")
    await desk.press("home.shift", f"shift.give.{whole}")
    assert not desk.page.has(f"shift.give.{damaged}")
    await desk.press("frame.back", f"home.discard.{damaged}")
    await desk.press(f"home.discard.{damaged}", f"home.discard_yes.{damaged}")
    await desk.page.press(f"home.discard_yes.{damaged}")
    await desk.until(lambda: not desk.page.has(f"home.discard_yes.{damaged}"))
    await desk.press(f"home.resume.{whole}", "identity.way.interview")
