"""Walks the cases of every definition in Chromium, from the tablet to the office and its form.

``python -m tests.e2e.walks douro soudan`` walks these, ``--all`` each definition once and whatever
no definition met by then: one tablet window, one reception, one office for all of them. It
prints a line a walk, and which kinds, roles, rule strengths and classes were met.
"""
