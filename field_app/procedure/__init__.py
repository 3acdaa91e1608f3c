"""Procedures as data: definitions, answers and facts. No Flet, no card, no line."""
