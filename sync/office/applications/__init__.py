"""Applications at the office: claiming, opening, checking, correcting and deciding them."""
