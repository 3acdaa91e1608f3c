"""``demado card``: reads, signs and looks after a My Number Card from a terminal."""
