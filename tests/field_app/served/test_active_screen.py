"""One screen at a time."""

from field_app.served.active_screen import ActiveScreen


def test_second_screen_takes_over_and_tells_the_first_once() -> None:
    active, told = ActiveScreen(), list[str]()
    active.take_over("one", lambda: told.append("one"))
    active.take_over("two", lambda: told.append("two"))
    active.take_over("two", lambda: told.append("two"))

    assert told == ["one"]
    assert active.is_active("two")
    assert not active.is_active("one")


def test_leaving_frees_the_place_of_the_active_screen_only() -> None:
    active = ActiveScreen()
    active.take_over("one", lambda: None)
    active.leave("two")
    assert not active.is_free()
    active.leave("one")
    assert active.is_free()
