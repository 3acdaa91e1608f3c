"""Read procedures as data and hold answers against them, without Flet, card or line."""
