"""What several screens share: the page of staff, of residents, of a card reading, a notice."""
