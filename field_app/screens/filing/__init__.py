"""Draw the pages of one procedure, from the first question to the slip."""
