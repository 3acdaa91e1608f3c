"""Draws every page in Chromium, in each size and language, as sheets that a person looks at.

``python -m tests.e2e.gallery FOLDER [part of a name ...]`` writes one sheet a page into *FOLDER*,
outside the repository. It judges nothing: open the sheets and look, as an old person, as a hurried
member of staff. No test runs it.
"""
