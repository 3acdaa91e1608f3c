"""Walks through any procedure with any answers, without a screen, and holds what was promised.

``python -m tests.walker 5000 --seed 7``: so many visits, back and forth, with corrections and
changes of who came; it prints the share of each definition's visits that came to the end.
``--only 123`` walks that one visit of the seed again.
"""
