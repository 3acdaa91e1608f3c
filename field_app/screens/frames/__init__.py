"""Draw what several screens share: the page of staff and of residents, card phases, a notice."""
