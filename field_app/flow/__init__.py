"""Holds the flows: the named steps that a screen may take. No flow imports Flet."""
